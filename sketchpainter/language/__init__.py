"""Reads prompts as scenes, one sub-package a language."""
