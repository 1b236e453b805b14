"""Gives tests a home of their own, and the settings window in it without a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.fake_daemon import FakeDaemon
from helpers.qt_fixtures import no_collecting_on_other_threads, nothing_left_behind  # noqa: F401 - fixtures
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from assistant.ui.common.daemon_link import DaemonLink
from assistant.ui.windows.settings.settings_store import SettingsStore
from assistant.ui.windows.settings.settings_window import SettingsWindow

MINE = """\
# My settings.

[hearing]
patience_ms = 900   # I think slowly

[painter]
steps = 4
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Writes the person's own file, with something in it."""
    for name, folder in (("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state"), ("XDG_DATA_HOME", "data")):
        monkeypatch.setenv(name, str(tmp_path / folder))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    file = tmp_path / "config" / "jarvis" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(MINE)
    return file


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[FakeDaemon]:
    with FakeDaemon(tmp_path / "jarvis" / "control.sock") as daemon:
        yield daemon


@pytest.fixture
def open_window(config: Path, app: QApplication) -> Iterator[Callable[[Path], SettingsWindow]]:
    """Returns a function that opens the window on a daemon's socket."""
    windows: list[SettingsWindow] = []

    def open_it(socket: Path) -> SettingsWindow:
        link = DaemonLink(socket, shows=False)
        window = SettingsWindow(SettingsStore(), link)
        link.setParent(window)
        link.start()
        window.show()
        windows.append(window)
        return window

    yield open_it
    for window in windows:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
