"""Talks to the display server and the session bus for Qt."""
