"""Corrects misheard names and openings by their sound."""
