"""Paints what words ask for, offline and without a neural network: reads a scene, composes it, paints it by strokes.

`painter.Sketcher` is the door. README.md tells the way of a prompt through the sub-packages. The package imports
nothing of `assistant`; in the assistant it runs in the painter's process.
"""
