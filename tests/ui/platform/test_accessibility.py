"""Tests the desktop's wishes: a settings portal on a real bus, and GTK's own file where there is none."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.qt_fixtures import Until
from PySide6.QtWidgets import QApplication

from assistant.ui.platform.accessibility import AccessibilitySettings
from assistant.ui.platform.session_bus import SessionBus


@pytest.fixture
def bus_address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if shutil.which("dbus-daemon") is None:
        pytest.skip("NO TEST OF THE DESKTOP'S WISHES WAS RUN: install dbus")
    with tempfile.TemporaryDirectory(prefix="jb-", dir="/tmp") as folder:
        address = f"unix:path={folder}/bus"
        command = ("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}", "--print-address")
        with subprocess.Popen(command, stdout=subprocess.PIPE) as daemon:
            assert daemon.stdout is not None
            assert daemon.stdout.readline()
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
            yield address
            daemon.terminate()


@pytest.fixture
def portal(bus_address: str) -> Iterator[subprocess.Popen[str]]:
    program = str(Path(__file__).resolve().parents[2] / "helpers" / "settings_portal.py")
    pipe = subprocess.PIPE
    with subprocess.Popen((sys.executable, program), stdin=pipe, stdout=pipe, text=True) as portal:
        assert portal.stdout is not None
        assert portal.stdout.readline() == "ready\n"
        yield portal
        portal.terminate()


def test_the_portals_word_counts_and_so_does_another_one_later(
    app: QApplication, portal: subprocess.Popen[str], until: Until
) -> None:
    accessibility, bus = AccessibilitySettings(), SessionBus()
    changes: list[bool] = []
    accessibility.changed.connect(lambda: changes.append(accessibility.reduced_motion))
    accessibility.ask(bus)
    assert not accessibility.reduced_motion, "it waits for no answer"
    until(lambda: accessibility.reduced_motion)
    assert portal.stdin is not None
    portal.stdin.write("on\n")
    portal.stdin.flush()
    until(lambda: not accessibility.reduced_motion)
    assert changes == [True, False]
    bus.close()


def test_without_a_portal_gtks_file_counts(app: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    file = tmp_path / "gtk-3.0" / "settings.ini"
    file.parent.mkdir()
    file.write_text("no ini file at all")
    for content, reduced_motion in (("", False), ("[Settings]\ngtk-enable-animations=false\n", True)):
        file.write_text(content or file.read_text())
        accessibility, bus = AccessibilitySettings(), SessionBus()
        accessibility.ask(bus)
        assert accessibility.reduced_motion is reduced_motion
        bus.close()


def test_our_own_setting_outweighs_everything(app: QApplication) -> None:
    assert AccessibilitySettings(reduced_motion=True).reduced_motion
