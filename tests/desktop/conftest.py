"""Gives the desktop's tests the fixtures of Qt's loop."""

from ui.conftest import app, until

__all__ = ["app", "until"]
