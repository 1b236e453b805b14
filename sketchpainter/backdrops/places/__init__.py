"""Paints places, one function a place."""
