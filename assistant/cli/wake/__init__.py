"""Implements the commands `jarvis wake …`."""
