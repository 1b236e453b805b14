"""Describes the models on this machine: the installed ones, and text-to-image pipelines in folders."""
