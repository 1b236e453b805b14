"""Speaks training sentences with synthetic voices."""
