"""Paints a composed picture in a medium."""
