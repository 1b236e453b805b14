"""How a composed picture is painted: one file a style, and what the styles share (easel, ribbons, surfaces).

Runs in the painter's process. Knows pictures as `Composition`s alone, never words, and never decides what is in them.
"""
