"""Turns words into a command. Its functions are pure: text in, `Command` out. Runs in the daemon."""
