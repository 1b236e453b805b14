"""Transcribes with Whisper."""
