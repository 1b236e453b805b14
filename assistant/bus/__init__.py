"""Puts Jarvis on the D-Bus session bus for other programs, and follows logind on the system bus.

Runs on the daemon's loop.
"""
