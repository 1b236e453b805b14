"""Paints with text-to-image pipelines of the diffusers library, the only home of torch and diffusers."""
