"""Reads English prompts as scenes."""
