"""Finds where an utterance starts and ends. Computes only while an utterance is open."""
