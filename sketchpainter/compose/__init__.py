"""Composes a scene into a picture."""
