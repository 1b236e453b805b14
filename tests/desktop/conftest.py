"""Gives tests on a desktop Qt's application in their own process, where they need it."""

from __future__ import annotations

from helpers.qt_fixtures import app, no_collecting_on_other_threads, nothing_left_behind, until  # noqa: F401 - fixtures
