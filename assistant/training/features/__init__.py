"""Turns spoken sentences into training samples: scenes with rooms and noise, labels, speech embeddings."""
