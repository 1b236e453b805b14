"""Tests the wallpaper by each way that a desktop may have, on a real bus and with real settings; reports are true."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.ui.windows.gallery.wallpaper import set_wallpaper

STAND_IN = str(Path(__file__).resolve().parents[3] / "helpers" / "portal_stand_in.py")


def needs(*programs: str) -> None:
    if absent := [name for name in programs if shutil.which(name) is None]:
        pytest.skip(f"NO WALLPAPER TEST WAS RUN: {', '.join(absent)} is not installed")


@pytest.fixture
def picture(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_CURRENT_DESKTOP"):
        monkeypatch.delenv(name, raising=False)
    path = home / "für dich.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    return path


@pytest.fixture
def bus(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    needs("dbus-daemon")
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1", f"--address=unix:dir={home}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ.copy()) as daemon:
        assert daemon.stdout is not None
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.stdout.readline().strip())
        yield
        daemon.terminate()


@pytest.mark.usefixtures("bus")
@pytest.mark.parametrize(
    ("answer", "done", "words"),
    [(0, True, "It is the wallpaper now"), (1, False, "left as it is"), (2, False, "offers no way")],
)
def test_the_portal_gets_the_open_file_and_its_answer_is_told(
    picture: Path, answer: int, done: bool, words: str
) -> None:
    command = [sys.executable, STAND_IN, str(answer)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ.copy()) as portal:
        assert portal.stdout is not None
        assert portal.stdout.readline() == "ready\n"
        outcome = set_wallpaper(picture)
        portal.terminate()
        given = portal.stdout.read()
    assert (outcome.done, words in outcome.words) == (done, True), outcome
    assert given == f"given {picture.read_bytes()!r} True\n"


def test_gnome_settings_are_written_and_read_back(picture: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("gsettings")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME")
    monkeypatch.setenv("GSETTINGS_BACKEND", "keyfile")
    outcome = set_wallpaper(picture)
    assert outcome.done, outcome
    assert "org.gnome.desktop.background" in outcome.words
    kept = (home / "config/glib-2.0/settings/keyfile").read_text()
    assert kept.count(picture.as_uri()) == 2, "for the light and for the dark style"


@pytest.mark.usefixtures("bus")
def test_every_screen_of_xfce_gets_it(picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("xfconf-query")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "XFCE")
    assert not set_wallpaper(picture).done, "no screen is known to Xfce's settings yet"
    query = ["xfconf-query", "-c", "xfce4-desktop"]
    places = [f"/backdrop/screen0/monitor{number}/workspace0/last-image" for number in (0, 1)]
    for place in places:
        subprocess.run([*query, "-p", place, "-n", "-t", "string", "-s", "/old.png"], check=True, timeout=30)
    assert set_wallpaper(picture).done
    for place in places:
        found = subprocess.run([*query, "-p", place], check=True, timeout=30, capture_output=True, text=True)
        assert found.stdout.strip() == str(picture)


@pytest.mark.parametrize("desktop", ["", "KDE", "LXQt", "Hyprland"])
def test_where_there_is_no_way_the_file_is_named(picture: Path, monkeypatch: pytest.MonkeyPatch, desktop: str) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    monkeypatch.setenv("PATH", "/nonexistent")
    outcome = set_wallpaper(picture)
    assert not outcome.done
    assert str(picture) in outcome.words


def test_on_a_desktop_that_draws_its_own_background_the_root_window_is_left_alone(
    picture: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted = home / "painted"
    feh = home / "feh"
    feh.write_text(f"#!/bin/sh\ntouch {painted}\n")
    feh.chmod(0o755)
    monkeypatch.setenv("PATH", str(home), prepend=os.pathsep)
    monkeypatch.setenv("DISPLAY", ":987")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "LXQt")
    assert not set_wallpaper(picture).done
    assert not painted.exists()
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "i3")
    assert "by feh, until you log out" in set_wallpaper(picture).words
    assert painted.exists()
