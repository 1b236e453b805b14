"""Paints a composed picture in a medium, one file a medium."""
