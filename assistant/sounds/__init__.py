"""Plays chimes and lowers other programs' volume while a person speaks. Runs on the daemon's loop."""
