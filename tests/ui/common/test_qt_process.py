"""Tests that objects of Qt in a cycle are deleted on Qt's thread, whichever thread allocates."""

from __future__ import annotations

import threading

from helpers.qt_fixtures import Until
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from assistant.ui.common.qt_process import QtGarbageCollector


class Cycle(QObject):
    """Is deleted only by the collector, and notes on which thread."""

    def __init__(self, deleted_on: list[int]) -> None:
        super().__init__()
        self.itself = self
        self._deleted_on = deleted_on

    def __del__(self) -> None:
        self._deleted_on.append(threading.get_ident())


def allocate() -> None:
    """Allocates so much that Python would collect every generation."""
    kept: list[list[int]] = [[] for _ in range(200_000)]
    kept.clear()


def test_what_another_thread_allocates_deletes_nothing_there(app: QApplication, until: Until) -> None:
    deleted_on: list[int] = []
    collector = QtGarbageCollector()
    for _ in range(20):
        Cycle(deleted_on)
    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert deleted_on == []
    kept: list[list[int]] = [[] for _ in range(2000)]
    until(lambda: len(deleted_on) == 20, "the loop collects when it has nothing else to do")
    assert set(deleted_on) == {threading.get_ident()}
    assert len(kept) == 2000
    collector.deleteLater()
