"""Turns sentences into training samples."""
