"""Gives tests one QApplication without a screen, a played daemon, and an overlay connected to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.fake_daemon import FakeDaemon
from helpers.qt_fixtures import Until, app, no_collecting_on_other_threads, nothing_left_behind, until  # noqa: F401 - fixtures
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from assistant.ui.common.daemon_link import DaemonLink
from assistant.ui.overlay.overlay import Overlay
from assistant.ui.platform.accessibility import AccessibilitySettings
from assistant.ui.platform.surface import QtSurfaceFactory


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[FakeDaemon]:
    with FakeDaemon(tmp_path / "control.sock") as daemon:
        yield daemon


@pytest.fixture
def link(app: QApplication, daemon: FakeDaemon, until: Until) -> Iterator[DaemonLink]:  # noqa: F811 - fixtures
    link = DaemonLink(daemon.path)
    link.start()
    until(lambda: "subscribe" in daemon.verbs() and link.is_up, "no subscription")
    yield link
    link.close()


@pytest.fixture
def overlay(link: DaemonLink) -> Iterator[Overlay]:
    overlay = Overlay(link, QtSurfaceFactory(None), AccessibilitySettings(), show_s=30.0)
    yield overlay
    for window in (overlay.pill, overlay.card, overlay.glow):
        window.hide()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
