"""Garbage of Qt's tests is collected on their own thread: see `assistant.ui.common.qt_gc`. Imported by conftests."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

__all__ = ["no_collecting_on_other_threads", "nothing_left_behind"]


@pytest.fixture(autouse=True)
def no_collecting_on_other_threads() -> Iterator[None]:
    """While a test runs, its threads allocate; between tests there are none."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True, scope="module")
def nothing_left_behind() -> Iterator[None]:
    """Tests that know nothing of Qt have threads, too; and what is on the clipboard would outlive Python."""
    yield
    if isinstance(QCoreApplication.instance(), QGuiApplication):
        QGuiApplication.clipboard().clear()
    gc.collect()
