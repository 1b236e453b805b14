"""Captures sound from a microphone or a recording, and checks the signal."""
