"""Paints a composed picture in a style: media, the habits of artists, and what the styles share.

Knows pictures as `Composition`s alone, never words, and never decides what is in them.
"""
