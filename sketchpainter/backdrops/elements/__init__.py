"""Paints the parts that places are made of."""
