"""Reads prompts as scenes, one sub-package for each language.

It runs wherever somebody paints or asks what a prompt means; it needs the standard library and the `emoji` package
only, never numpy or an image library. It draws nothing.
"""
