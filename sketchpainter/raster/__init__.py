"""Works on pictures as arrays."""
