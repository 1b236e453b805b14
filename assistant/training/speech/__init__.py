"""Writes the sentences that synthetic voices speak: calls, near-misses, and plain English."""
