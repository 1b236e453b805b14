"""Paints whole places, one function a place; each returns a new backdrop."""
