"""Tests do-not-disturb and notifications over a bus: with real dunst, with a minimal server, and with none."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.desktop_session import DesktopSession, desktop_or_skip
from helpers.private_bus import start_bus
from helpers.program_session import wait_for
from helpers.qt_fixtures import Until
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from assistant.ui.attention.desktop_notification import DesktopNotifier, Notification
from assistant.ui.attention.screen_probe import DoNotDisturbQuery
from assistant.ui.platform.session_bus import SessionBus

DESKTOP = Path(__file__).resolve().parents[2] / "helpers"
WORDS = "a fox & a <b>hen</b>"
Ask = Callable[[], bool]


@pytest.fixture(scope="module")
def desktop() -> Iterator[DesktopSession]:
    if missing := [name for name in ("dunst", "dbus-daemon") if shutil.which(name) is None]:
        pytest.skip(f"NO NOTIFICATION WAS SHOWN: install {' '.join(missing)}")
    with desktop_or_skip(compositor=False, tray=False) as session:
        start_bus(session)
        yield session


@pytest.fixture
def dunst(desktop: DesktopSession) -> Iterator[subprocess.Popen[bytes]]:
    process = desktop.run("dunst", "-print")
    wait_for(lambda: desktop.ask("dunstctl", "is-paused") == "false", "dunst")
    yield process
    process.send_signal(signal.SIGTERM)
    process.wait(20)


@pytest.fixture
def bus(app: QApplication, desktop: DesktopSession) -> Iterator[SessionBus]:
    bus = SessionBus(desktop.env["DBUS_SESSION_BUS_ADDRESS"])
    assert bus.is_up
    yield bus
    bus.close()


@pytest.fixture
def ask(bus: SessionBus, until: Until) -> Ask:
    """Returns a function that asks whether the desktop is set not to disturb."""

    def quiet() -> bool:
        answers: list[bool] = []
        question = DoNotDisturbQuery(bus, QObject(bus))
        question.ask(answers.append)
        until(lambda: answers, "an answer")
        return answers[0]

    return quiet


def test_dunst_says_when_it_is_paused(desktop: DesktopSession, dunst: object, ask: Ask) -> None:
    assert not ask()
    desktop.ask("dunstctl", "set-paused", "true")
    assert ask()
    desktop.ask("dunstctl", "set-paused", "false")


@pytest.mark.parametrize("inhibited", [False, True])
def test_kdes_word_is_understood_and_a_plain_server_gets_plain_text(
    desktop: DesktopSession, bus: SessionBus, ask: Ask, until: Until, inhibited: bool
) -> None:
    words = ["inhibited"] if inhibited else []
    with (desktop.folder / "plain").open("wb") as log:
        command = [sys.executable, str(DESKTOP / "notification_server.py"), *words]
        server = subprocess.Popen(command, env=desktop.env, stdout=log)
    try:
        names: list[frozenset[str]] = []

        def is_there() -> bool:
            bus.names(names.append)
            return bool(names) and "org.freedesktop.Notifications" in names[-1]

        until(is_there, "the server")
        assert ask() is inhibited
        notifications = DesktopNotifier(bus)
        notifications.show(Notification("Waiting & <i>well</i>", (WORDS,), None, {"show": "Show"}, "show"))
        until(lambda: notifications.is_up)
        told = json.loads((desktop.folder / "plain").read_text().splitlines()[0])
        assert told == {"title": "Waiting & <i>well</i>", "body": WORDS, "actions": []}
    finally:
        server.kill()
        server.wait(20)


def test_gnomes_setting_is_read(desktop: DesktopSession, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = Path("/usr/share/glib-2.0/schemas/org.gnome.desktop.notifications.gschema.xml")
    if shutil.which("gsettings") is None or not schema.exists():
        pytest.skip("NOT ASKED: install gsettings-desktop-schemas and libglib2.0-bin")
    for name, value in {
        "XDG_CURRENT_DESKTOP": "ubuntu:GNOME",
        "GSETTINGS_BACKEND": "keyfile",
        "XDG_CONFIG_HOME": str(desktop.home / "gnome"),
    }.items():
        monkeypatch.setenv(name, value)
    key = ["org.gnome.desktop.notifications", "show-banners"]
    assert not ask()
    subprocess.run(["gsettings", "set", *key, "false"], check=True, env=os.environ.copy())
    assert ask()


def test_a_button_of_a_real_server_comes_back_and_its_end_is_noticed(
    desktop: DesktopSession, dunst: subprocess.Popen[bytes], bus: SessionBus, until: Until
) -> None:
    told: list[str] = []
    notifications = DesktopNotifier(bus)
    notifications.acted.connect(told.append)
    notifications.failed.connect(lambda: told.append("failed"))
    notice = Notification("Waiting", (WORDS,), None, {"show": "Show", "keep": "Keep"}, "show")
    notifications.show(notice)
    until(lambda: notifications.is_up)
    desktop.ask("dunstctl", "action", "0")
    until(lambda: told == ["show"])
    notifications.show(notice)
    until(lambda: notifications.is_up)
    dunst.kill()
    until(lambda: told == ["show", "failed"])


def test_without_a_bus_everything_is_answered_at_once(app: QApplication, until: Until) -> None:
    bus = SessionBus("unix:path=/nowhere/bus")
    told: list[Any] = []
    notifications = DesktopNotifier(bus)
    notifications.failed.connect(lambda: told.append("failed"))
    notifications.show(Notification("Waiting"))
    DoNotDisturbQuery(bus).ask(told.append)
    until(lambda: len(told) == 2)
    assert sorted(map(str, told)) == ["False", "failed"]
    assert not bus.is_up
