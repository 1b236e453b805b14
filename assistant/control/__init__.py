"""Holds both ends of the Unix socket that is the one way in for the CLI, the overlay and the tray.

`server` runs on the daemon's loop; `client` blocks, in the process of a command.
"""
