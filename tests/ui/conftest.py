"""One QApplication without a screen for every test of the overlay's parts, and a way to wait on its loop."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.fake_daemon import WAIT_S, FakeDaemon
from helpers.qt_garbage import no_collecting_on_other_threads, nothing_left_behind  # noqa: F401 - fixtures
from helpers.qt_looking import Until
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from assistant.ui.overlay.daemon_link import DaemonLink
from assistant.ui.overlay.overlay import Overlay
from assistant.ui.platform.accessibility import Wishes
from assistant.ui.platform.qt_surface import WindowGround


@pytest.fixture(scope="session")
def app() -> QApplication:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication.instance() or QApplication(["test"])
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    return app


@pytest.fixture
def until(app: QApplication) -> Until:
    """`until(look, what)` lets Qt's loop run until `look()` is true."""

    def wait(look: Callable[[], Any], what: str = "") -> None:
        end = time.monotonic() + WAIT_S
        # Looks again at least so often, also when nothing happens in the loop.
        tick = QTimer(interval=20)
        tick.start()
        while not look():
            assert time.monotonic() < end, what or "the wait is over"
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    return wait


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[FakeDaemon]:
    with FakeDaemon(tmp_path / "control.sock") as daemon:
        yield daemon


@pytest.fixture
def link(app: QApplication, daemon: FakeDaemon, until: Until) -> Iterator[DaemonLink]:
    link = DaemonLink(daemon.path)
    link.start()
    until(lambda: "subscribe" in daemon.verbs() and link.is_up, "no subscription")
    yield link
    link.close()


@pytest.fixture
def overlay(link: DaemonLink) -> Iterator[Overlay]:
    overlay = Overlay(link, WindowGround(None), Wishes(), show_s=30.0)
    yield overlay
    for window in (overlay.pill, overlay.card, overlay.glow):
        window.hide()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
