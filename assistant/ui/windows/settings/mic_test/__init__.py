"""Lets a person try the microphone and the wake word."""
