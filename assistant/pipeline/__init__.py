"""Leads one request from its utterance to its pictures, on the daemon's loop, or on that of a command.

`conductor` is the straight line; the other modules are its stages and what they share. Nothing here blocks the loop.
"""
