"""Draws figures."""
