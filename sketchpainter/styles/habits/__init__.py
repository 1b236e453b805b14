"""Changes motif, light and finish after the habits of great painters."""
