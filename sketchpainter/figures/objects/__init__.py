"""Draws things that no glyph shows."""
