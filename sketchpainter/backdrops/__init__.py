"""Paints backgrounds."""
