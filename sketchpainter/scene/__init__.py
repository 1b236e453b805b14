"""Describes scenes: subjects, the things that they show, and the props that they imply.

A `Scene` (scene.py) is the only value that passes from reading to painting. Everything here is pure and needs no
arrays.
"""
