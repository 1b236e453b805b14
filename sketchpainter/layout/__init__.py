"""Places the subjects of a scene in the picture.

`lay_out` (layout.py) gives a `Spot` to every figure. Everything here is pure: a scene, a viewpoint and a seed in, spots
out, no pixels. Lengths are fractions of the picture's width (x) and height (y), from the upper left.
"""
