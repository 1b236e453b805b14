"""Describes the models that are installed on this machine."""
