"""Holds what the overlay and the windows share."""
