"""Supervises the ears process and turns what it hears into requests. Runs in the daemon process."""
