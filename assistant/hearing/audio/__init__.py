"""Captures sound: microphone, recordings, and the checks of what they deliver."""
