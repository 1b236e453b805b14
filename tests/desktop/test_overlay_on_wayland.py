"""Tests the overlay as a layer of a real Wayland compositor: seen, never focused, clicked through, on every output."""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from helpers.fake_daemon import FakeDaemon
from helpers.program_session import wait_for
from helpers.screen_colours import GREEN, Spots, card_places, places, show_pictures
from helpers.sway_session import SwaySession, sway_or_skip

if TYPE_CHECKING:
    from helpers.virtual_pointer import VirtualPointer

BELOW = str(Path(__file__).resolve().parents[1] / "helpers" / "window_below.py")
WORDS = "the quick brown fox jumps over the lazy dog and nobody looks up " * 4


@pytest.fixture(scope="module")
def desktop() -> Iterator[SwaySession]:
    with sway_or_skip(outputs=2) as session:
        session.run(sys.executable, BELOW, "light", log="below", QT_QPA_PLATFORM="wayland")
        wait_for(lambda: "Window below" in session.ask("swaymsg", "-t", "get_tree"), "the window below")
        yield session


@pytest.fixture
def daemon(desktop: SwaySession) -> Iterator[FakeDaemon]:
    with FakeDaemon(desktop.runtime / "jarvis" / "control.sock") as daemon:
        yield daemon


@pytest.fixture
def overlay(desktop: SwaySession, daemon: FakeDaemon) -> Iterator[subprocess.Popen[bytes]]:
    process = desktop.run(sys.executable, "-m", "assistant.ui.overlay.app", "--show-seconds", "60", log="overlay")
    daemon.wait_asked("subscribe")
    yield process
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0, desktop.log("overlay")


@pytest.fixture(scope="module")
def pointer(desktop: SwaySession) -> Iterator[VirtualPointer]:
    from helpers.virtual_pointer import VirtualPointer

    pointer = VirtualPointer(desktop.socket, desktop.extent)
    yield pointer
    pointer.close()


def keys(desktop: SwaySession) -> str:
    return "".join(line[4:] for line in desktop.log("below").splitlines() if line.startswith("key "))


def see(desktop: SwaySession, what: str, output: str = "HEADLESS-1", *, at_least: int = 10_000) -> Spots:
    def look() -> Spots | None:
        found = places(desktop.screenshot(output), GREEN)
        return found if len(found) >= at_least else None

    found = wait_for(look, what)
    assert found is not None
    return found


def test_no_key_is_lost_while_it_comes_moves_and_goes(
    desktop: SwaySession, daemon: FakeDaemon, overlay: subprocess.Popen[bytes]
) -> None:
    desktop.ask("wtype", "x")
    wait_for(lambda: keys(desktop), "the keyboard in the window below")
    before, text = len(keys(desktop)), WORDS[:200]
    typing = desktop.run("wtype", "-d", "8", text)
    daemon.tell("request", id="k", stage="listening")
    daemon.tell("level", request="k", level=0.9, time_left=0.5)
    daemon.tell("request", id="k", stage="listening", words="paint me a fox", tentative=True)
    show_pictures(desktop.folder, daemon, "k", 2)
    see(desktop, "the pictures")
    daemon.tell("dismissed")
    assert typing.wait(60) == 0
    wait_for(lambda: len(keys(desktop)) >= before + len(text), "every key")
    assert keys(desktop)[before:] == text


def test_clicks_go_through_it_but_on_its_buttons_which_then_take_keys(
    desktop: SwaySession, pointer: VirtualPointer, daemon: FakeDaemon, overlay: subprocess.Popen[bytes]
) -> None:
    show_pictures(desktop.folder, daemon, "c", 2)
    green = see(desktop, "the pictures")
    spots = card_places(green)
    before = desktop.log("below").count("click")
    pointer.click(*spots["beside the words"])
    wait_for(lambda: desktop.log("below").count("click") == before + 1, "the click on the window below")
    pointer.click(*spots["another one"])
    assert daemon.wait_asked("paint") == {"text": "another one"}
    assert desktop.log("below").count("click") == before + 1

    typed = len(keys(desktop))
    # The compositor gives the keyboard when it likes; before that Esc is the window's below.
    wait_for(lambda: desktop.ask("wtype", "-k", "Escape") or "dismiss" in daemon.verbs(), "the end, by Esc")
    wait_for(lambda: not len(places(desktop.screenshot(), GREEN)), "an empty screen")
    wait_for(lambda: desktop.ask("wtype", "x") == "" and len(keys(desktop)) > typed, "the keyboard where it was")


def test_a_picture_can_be_dragged_out(
    desktop: SwaySession, pointer: VirtualPointer, daemon: FakeDaemon, overlay: subprocess.Popen[bytes]
) -> None:
    paths = show_pictures(desktop.folder, daemon, "d", 1)
    x, y = see(desktop, "the picture")[5000]
    pointer.point(x, y)
    pointer.press()

    steps = itertools.count(1)

    def dragged_over() -> bool:
        pointer.point(x - min(300, 15 * next(steps)), y - 200)
        # Some moves later it has been accepted, too.
        return desktop.log("below").count("dragged") > 5

    wait_for(dragged_over, "the file over the window below")
    pointer.release()
    wait_for(lambda: f"drop {paths[0]}" in desktop.log("below"), "the file on the window below")
    daemon.tell("dismissed")
    wait_for(lambda: not len(places(desktop.screenshot(), GREEN)), "an empty screen")


def test_it_comes_up_on_the_output_in_use_and_is_as_sharp_there(
    desktop: SwaySession, daemon: FakeDaemon, overlay: subprocess.Popen[bytes]
) -> None:
    desktop.ask("swaymsg", "focus", "output", "HEADLESS-2")
    show_pictures(desktop.folder, daemon, "m", 1)
    # This one is at scale 2: 300 logical pixels are 600 of its own.
    there = see(desktop, "the picture on the other output", "HEADLESS-2", at_least=200_000)
    assert 590 < there.right - there.left < 610
    assert not len(places(desktop.screenshot("HEADLESS-1"), GREEN))
    daemon.tell("dismissed")
    wait_for(lambda: not len(places(desktop.screenshot("HEADLESS-2"), GREEN)), "an empty screen")
    desktop.ask("swaymsg", "focus", "output", "HEADLESS-1")


def test_a_compositor_that_dies_is_no_crash() -> None:
    with sway_or_skip() as session, FakeDaemon(session.runtime / "jarvis" / "control.sock") as daemon:
        overlay = session.run(sys.executable, "-m", "assistant.ui.overlay.app", log="overlay")
        daemon.wait_asked("subscribe")
        daemon.tell("request", id="a", stage="listening")
        assert session.sway is not None
        session.sway.kill()
        # 74 is ours, 255 Qt's own; a signal would be negative.
        assert overlay.wait(30) in {74, 255}, session.log("overlay")
        again = session.run(sys.executable, "-m", "assistant.ui.overlay.app", log="again")
        assert again.wait(30) == 69
        assert "compositor cannot be reached" in session.log("again")
