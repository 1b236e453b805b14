"""Jarvis: a desktop assistant that hears a spoken request and paints it, on this machine alone."""

__version__ = "0.1.0"
