"""Tests the first steps: shown once, for a person, skippable at any moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.qt_fixtures import Until, no_collecting_on_other_threads, nothing_left_behind  # noqa: F401 - fixtures
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from assistant import paths
from assistant.ui.common.daemon_link import DaemonLink
from assistant.ui.windows.settings.settings_store import SettingsStore
from assistant.ui.windows.welcome.first_start import is_due, welcome_once
from assistant.ui.windows.welcome.welcome_window import WelcomeWindow

SCREEN = {"DISPLAY": ":0"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


@pytest.fixture
def window(home: Path, app: QApplication) -> Iterator[WelcomeWindow]:
    link = DaemonLink(home / "control.sock", shows=False)
    window = WelcomeWindow(SettingsStore(), link)
    link.setParent(window)
    window.show()
    yield window
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_they_are_due_once_for_a_person_at_a_screen(home: Path) -> None:
    assert is_due(SCREEN, by_hand=True)
    assert is_due({"WAYLAND_DISPLAY": "wayland-0", "XDG_ACTIVATION_TOKEN": "x"}, by_hand=False)
    assert not is_due(SCREEN, by_hand=False), "a service and a script see no window"
    assert not is_due({}, by_hand=True)
    paths.config_files()[-1].parent.mkdir(parents=True)
    paths.config_files()[-1].touch()
    assert not is_due(SCREEN, by_hand=True)


def test_a_start_from_a_script_shows_nothing_and_leaves_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    for name in ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"):
        monkeypatch.delenv(name, raising=False)
    assert not welcome_once()
    assert list(home.iterdir()) == []


def test_a_home_that_cannot_be_written_is_not_welcomed_each_time(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("DESKTOP_STARTUP_ID", "x")
    monkeypatch.setenv("XDG_STATE_HOME", "/proc/no")
    assert not welcome_once()


def test_return_leads_through_all_steps_and_writes_nothing(window: WelcomeWindow, home: Path, until: Until) -> None:
    on_shown = []
    for _ in range(3):
        on_shown.append(window.dots.accessibleName())
        QTest.keyClick(window, Qt.Key.Key_Return)
    assert on_shown == ["Step 1 of 3", "Step 2 of 3", "Step 3 of 3"]
    until(lambda: not window.isVisible(), "it stays")
    assert not paths.config_files()[-1].exists()


def test_one_can_go_back_and_leave_at_any_moment(window: WelcomeWindow) -> None:
    window.next.click()
    assert not window.back.isHidden()
    window.back.click()
    assert window.dots.accessibleName() == "Step 1 of 3"
    assert window.back.isHidden()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_the_last_step_says_truly_which_keys_listen(window: WelcomeWindow, until: Until) -> None:
    window.go(2)
    until(lambda: "does not run" in window.calling.by_keys.about.text(), "no word on the keys")
    assert not window.calling.keys.isHidden()


def test_without_a_daemon_no_microphone_is_opened_unasked(window: WelcomeWindow) -> None:
    assert not window.microphone.mic_test_view.is_on
    assert window.microphone.mic_test_view.button.text() == "Try it"
