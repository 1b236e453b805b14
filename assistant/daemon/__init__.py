"""Builds the parts of the running daemon, answers its clients, and watches over it. Runs in the daemon process."""
