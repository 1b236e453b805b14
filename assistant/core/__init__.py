"""Defines the values that all rooms share: the request, its stages, commands, engines, events, errors.

Every process imports it."""
