"""Turns paint orders into pictures.

It runs in the painter's process: job.py serves orders there with the painter that the settings name. torch and
diffusers are imported in diffusion/ only, and only when a model is loaded.
"""
