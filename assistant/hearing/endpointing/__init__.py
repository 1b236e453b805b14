"""Finds where an utterance begins and ends."""
