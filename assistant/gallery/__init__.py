"""Stores finished pictures as PNG files with an index, and finds them again.

Used by the daemon and by the windows, on worker threads, each with a gallery of its own on the same folder.
"""
