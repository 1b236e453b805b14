"""Writes the sentences that the synthetic voices say."""
