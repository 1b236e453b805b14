"""Tests pictures that wait, on a real desktop: a film that fills the screen, dunst on a bus, and its end."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.desktop_session import DesktopSession, desktop_or_skip
from helpers.fake_daemon import FakeDaemon
from helpers.film import FILM, SMALL
from helpers.private_bus import start_bus
from helpers.program_session import wait_for
from PIL import Image

from assistant.ui.attention.screen_probe import XFullscreenQuery
from assistant.ui.platform.xcb import XServer

HERE = Path(__file__).resolve().parents[1] / "helpers"
SUBJECT = "a fox & a <b>hen</b>"
PAINT = {"kind": "paint", "subject": SUBJECT, "style": None, "count": None}


@pytest.fixture(scope="module")
def desktop() -> Iterator[DesktopSession]:
    if missing := [name for name in ("dunst", "dbus-daemon") if shutil.which(name) is None]:
        pytest.skip(f"NO NOTIFICATION WAS SHOWN: install {' '.join(missing)}")
    with desktop_or_skip(tray=False) as session:
        start_bus(session)
        yield session


@pytest.fixture
def dunst(desktop: DesktopSession) -> Iterator[subprocess.Popen[bytes]]:
    process = desktop.run("dunst", "-conf", str(HERE / "dunstrc"), "-print")
    wait_for(lambda: desktop.ask("dunstctl", "is-paused") == "false", "dunst")
    yield process
    process.send_signal(signal.SIGTERM)
    process.wait(20)


@pytest.fixture
def daemon(desktop: DesktopSession) -> Iterator[FakeDaemon]:
    with FakeDaemon(desktop.runtime / "jarvis" / "control.sock") as daemon:
        daemon.answers["settings"] = {"values": {"manners.fullscreen": "hold"}}
        yield daemon


@pytest.fixture
def overlay(desktop: DesktopSession, daemon: FakeDaemon) -> Iterator[subprocess.Popen[bytes]]:
    process = desktop.run(
        sys.executable, "-m", "assistant.ui.overlay.app", "--show-seconds", "60", PYTHONFAULTHANDLER="1"
    )
    daemon.wait_asked("settings")
    yield process
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0, desktop.log(sys.executable)


@pytest.fixture
def picture(tmp_path: Path) -> str:
    path = tmp_path / "fox.png"
    Image.new("RGB", (256, 256), (30, 170, 70)).save(path)
    return str(path)


def film(desktop: DesktopSession, *words: str) -> subprocess.Popen[bytes]:
    process = desktop.run(sys.executable, str(HERE / "film.py"), *words)
    wait_for(lambda: desktop.windows(SMALL if words else FILM), "the window")
    return process


def paint(daemon: FakeDaemon, request: str, *pictures: str) -> None:
    told = {"command": PAINT, "pictures": list(pictures), "painter": "sketch"}
    daemon.tell("request", id=request, stage="painting", command=PAINT, count=len(pictures))
    daemon.tell("request", id=request, stage="showing", **told)
    daemon.tell("request", id=request, stage="done", **told)


def has_heard(desktop: DesktopSession, daemon: FakeDaemon) -> None:
    """Waits until the overlay knows everything that was sent: what is sent last shows."""
    daemon.tell("request", id="z", stage="listening")
    wait_for(lambda: desktop.windows("Jarvis"), "the pill")
    daemon.tell("request", id="z", stage="cancelled")
    wait_for(lambda: not desktop.windows("Jarvis"), "its end")


def shown(desktop: DesktopSession) -> int:
    """Returns how many notifications are on the screen."""
    return int(desktop.ask("dunstctl", "count", "displayed") or 0)


def said(desktop: DesktopSession, what: str) -> bool:
    return what in desktop.log("dunst")


def test_pictures_wait_for_the_end_of_a_film_and_are_told_of_once(
    desktop: DesktopSession, dunst: object, overlay: object, daemon: FakeDaemon, picture: str
) -> None:
    screen = film(desktop)
    paint(daemon, "a", picture)
    paint(daemon, "b", picture, picture)
    has_heard(desktop, daemon)
    assert not desktop.windows("Jarvis pictures")
    assert shown(desktop) == 0
    screen.kill()
    wait_for(lambda: shown(desktop), "a notification")
    assert shown(desktop) == 1
    assert said(desktop, "summary: '3 paintings waiting'")
    assert said(desktop, "a fox &amp; a &lt;b&gt;hen&lt;/b&gt;"), "the words are text, not markup"
    assert said(desktop, f"file://{picture}")
    desktop.ask("dunstctl", "action", "0")
    wait_for(lambda: desktop.windows("Jarvis pictures"), "the pictures")
    wait_for(lambda: said(desktop, "summary: 'A painting is waiting'"), "the rest of what waits")
    assert shown(desktop) == 1
    desktop.ask("dunstctl", "close-all")
    wait_for(lambda: shown(desktop) == 0, "its end")


def test_without_a_server_the_overlay_shows_what_waited(
    desktop: DesktopSession, overlay: object, daemon: FakeDaemon, picture: str
) -> None:
    screen = film(desktop)
    paint(daemon, "a", picture)
    paint(daemon, "b", picture)
    has_heard(desktop, daemon)
    screen.kill()
    wait_for(lambda: desktop.windows("Jarvis pictures"), "the pictures")


def test_a_server_that_goes_with_the_notification_is_noticed(
    desktop: DesktopSession, dunst: subprocess.Popen[bytes], overlay: object, daemon: FakeDaemon, picture: str
) -> None:
    screen = film(desktop)
    paint(daemon, "a", picture)
    has_heard(desktop, daemon)
    screen.kill()
    wait_for(lambda: shown(desktop), "a notification")
    assert not desktop.windows("Jarvis pictures")
    dunst.kill()
    wait_for(lambda: desktop.windows("Jarvis pictures"), "the pictures")


def test_what_fills_the_screen_is_what_is_in_front(desktop: DesktopSession) -> None:
    server = XServer(desktop.env["DISPLAY"])
    query = XFullscreenQuery(server)
    try:
        desktop.point(400, 300)
        assert not query.is_filled()
        screen = film(desktop)
        wait_for(query.is_filled, "a full screen")
        small = film(desktop, "window")
        wait_for(lambda: not query.is_filled(), "somebody works in front of it")
        small.kill()
        wait_for(query.is_filled, "a full screen")
        desktop.ask("xdotool", "windowminimize", str(desktop.windows(FILM)[0]))
        wait_for(lambda: not query.is_filled(), "a film that is put away")
        screen.kill()
    finally:
        server.close()
