"""Paints with text-to-image pipelines of the diffusers library."""
