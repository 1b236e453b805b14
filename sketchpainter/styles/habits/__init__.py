"""Changes motif and colour after great painters."""
