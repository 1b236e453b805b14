"""Measures trained networks on recordings."""
