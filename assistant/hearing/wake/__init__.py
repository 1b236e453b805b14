"""Detects the wake word."""
