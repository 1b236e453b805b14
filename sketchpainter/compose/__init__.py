"""Composes a scene into a picture: background, figures and light, still without brush strokes.

`compose` (composition.py) is the only place that knows both backgrounds and figures. It knows no styles.
"""
