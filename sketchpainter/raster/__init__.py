"""Works on pictures as arrays: colour, noise, outlines, compositing.

It knows no words, scenes or styles. Arrays are float32 in 0 … 1, height × width (× 3, or × 4 with alpha), unless a
docstring says otherwise.
"""
