"""Tests the overlay process on a real X server with a window manager, a compositor and a tray, by screenshots."""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.desktop_session import DesktopSession, desktop_or_skip
from helpers.fake_daemon import STATE, FakeDaemon
from helpers.filled import event
from helpers.program_session import wait_for
from helpers.screen_colours import GREEN, PAINT, Colour, Spots, card_places, places, show_pictures
from helpers.window_below import TITLE

from assistant.core.wire import encode

CYAN, AMBER, RED = (0x5F, 0xD4, 0xFF), (0xFF, 0xB4, 0x54), (0xFF, 0x6B, 0x6B)
NOT_RUNNING = (0x8F, 0x6A, 0x6E)
BELOW = str(Path(__file__).resolve().parents[1] / "helpers" / "window_below.py")
OVERLAY = ("-m", "assistant.ui.overlay.app")
TEXT = ("the quick brown fox jumps over the lazy dog and nobody looks up " * 4)[:200]


@pytest.fixture(scope="module")
def desktop() -> Iterator[DesktopSession]:
    with desktop_or_skip() as session:
        session.run(sys.executable, BELOW, "light", log="below")
        wait_for(lambda: session.windows(TITLE), "the window below")
        yield session


@pytest.fixture
def daemon(desktop: DesktopSession) -> Iterator[FakeDaemon]:
    with FakeDaemon(desktop.runtime / "jarvis" / "control.sock") as daemon:
        yield daemon


@pytest.fixture
def overlay(desktop: DesktopSession, daemon: FakeDaemon) -> Iterator[subprocess.Popen[bytes]]:
    process = desktop.run(sys.executable, *OVERLAY, "--show-seconds", "60", log="overlay")
    daemon.wait_asked("subscribe")
    yield process
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0, desktop.log("overlay")


def bottom(desktop: DesktopSession) -> tuple[int, int, int, int]:
    width, height = desktop.size
    return (width // 4, height // 3, width * 3 // 4, height)


def tray_box(desktop: DesktopSession) -> tuple[int, int, int, int]:
    return (desktop.size[0] - 210, 0, desktop.size[0], 32)


def wait_colour(
    desktop: DesktopSession, colour: Colour, box: tuple[int, int, int, int], what: str, *, at_least: int = 6
) -> Spots:
    def look() -> Spots | None:
        found = places(desktop.screenshot(), colour, box)
        return found if len(found) >= at_least else None

    found = wait_for(look, what)
    assert found is not None
    return found


def clicks(desktop: DesktopSession) -> int:
    return desktop.log("below").count("click")


def show(desktop: DesktopSession, daemon: FakeDaemon, request: str, count: int = 2) -> Spots:
    show_pictures(desktop.folder, daemon, request, count)
    return wait_colour(desktop, GREEN, bottom(desktop), "the pictures", at_least=10_000)


def dismiss(desktop: DesktopSession, daemon: FakeDaemon) -> None:
    daemon.tell("dismissed")
    wait_for(lambda: not desktop.windows("Jarvis pictures"), "an empty screen")


def keys(desktop: DesktopSession) -> str:
    return "".join(line[4:] for line in desktop.log("below").splitlines() if line.startswith("key "))


def test_the_pill_is_seen_takes_no_focus_and_lets_clicks_through(
    desktop: DesktopSession, daemon: FakeDaemon, overlay: subprocess.Popen[bytes]
) -> None:
    below = desktop.windows(TITLE)[0]
    desktop.click(300, 300)
    wait_for(lambda: desktop.ask("xdotool", "getwindowfocus") == str(below), "the focus on the window below")
    before = clicks(desktop)
    daemon.tell("request", id="a", stage="listening")
    ring = wait_colour(desktop, CYAN, bottom(desktop), "the pill", at_least=60)
    desktop.click(*ring[len(ring) // 2])
    wait_for(lambda: clicks(desktop) == before + 1, "the click on the window below")
    assert desktop.ask("xdotool", "getwindowfocus") == str(below)
    daemon.tell("request", id="a", stage="cancelled")
    wait_for(lambda: not desktop.windows("Jarvis"), "an empty screen")


def test_no_key_is_lost_while_it_comes_moves_and_goes(
    desktop: DesktopSession, daemon: FakeDaemon, overlay: subprocess.Popen[bytes]
) -> None:
    desktop.click(300, 300)
    before = len(keys(desktop))
    typing = desktop.run("xdotool", "type", "--delay", "8", TEXT)
    daemon.tell("request", id="k", stage="listening")
    daemon.tell("level", request="k", level=0.9, time_left=0.5)
    daemon.tell("request", id="k", stage="listening", words="paint me a fox", tentative=True)
    show(desktop, daemon, "k")
    daemon.tell("request", id="l", stage="failed", failure={"title": "No memory", "hint": "Close something"})
    dismiss(desktop, daemon)
    assert typing.wait(60) == 0
    wait_for(lambda: len(keys(desktop)) >= before + len(TEXT), "every key")
    assert keys(desktop)[before:] == TEXT


def test_what_comes_in_one_burst_is_all_shown(
    desktop: DesktopSession, daemon: FakeDaemon, overlay: subprocess.Popen[bytes]
) -> None:
    daemon.tell("request", id="a", stage="painting", words="paint me a fox", command=PAINT, count=2)
    wait_for(lambda: desktop.windows("Jarvis pictures"), "the card")
    side, request = 64, {"request": "a", "count": 2}
    burst = [
        *(
            encode(event("preview", **request, index=index, width_px=side, height_px=side), bytes(GREEN) * side**2)
            for index in range(2)
        ),
        encode(event("progress", request="a", done=3, total=5)),
    ]
    daemon.send_bytes(b"".join(burst))
    wait_colour(desktop, GREEN, bottom(desktop), "both previews", at_least=80_000)
    wait_colour(desktop, AMBER, bottom(desktop), "the progress line", at_least=500)


def test_the_card_takes_clicks_on_its_chips_and_nowhere_else(
    desktop: DesktopSession, daemon: FakeDaemon, overlay: subprocess.Popen[bytes]
) -> None:
    spots = card_places(show(desktop, daemon, "a"))
    before, focus = clicks(desktop), desktop.ask("xdotool", "getwindowfocus")
    desktop.click(*spots["beside the words"])
    wait_for(lambda: clicks(desktop) == before + 1, "the click beside the words on the window below")
    desktop.click(*spots["on the shadow"])
    wait_for(lambda: clicks(desktop) == before + 2, "the click on the shadow on the window below")
    desktop.click(*spots["another one"])
    assert daemon.wait_asked("paint") == {"text": "another one"}
    assert clicks(desktop) == before + 2
    card = str(desktop.windows("Jarvis pictures")[0])
    wait_for(lambda: desktop.ask("xdotool", "getwindowfocus") == card, "the keyboard for the card that was clicked")
    desktop.ask("xdotool", "key", "--delay", "40", "Tab", "Tab", "Tab", "Tab", "Return")
    assert daemon.wait_asked("keep") == {}
    desktop.ask("xdotool", "key", "Escape")
    daemon.wait_asked("dismiss")
    wait_for(lambda: desktop.ask("xdotool", "getwindowfocus") == focus, "the keyboard back where it was")
    wait_for(lambda: not desktop.windows("Jarvis pictures"), "an empty screen")


def test_a_picture_can_be_dragged_out(
    desktop: DesktopSession, daemon: FakeDaemon, overlay: subprocess.Popen[bytes]
) -> None:
    x, y = show(desktop, daemon, "d", 1)[9000]
    desktop.point(x, y)
    desktop.ask("xdotool", "mousedown", "1")
    steps = itertools.count(1)

    def dragged_over() -> bool:
        desktop.point(x - min(300, 40 * next(steps)), y - 150 - next(steps) % 3)
        return desktop.log("below").count("dragged") > 2

    wait_for(dragged_over, "the file over the window below")
    desktop.ask("xdotool", "mouseup", "1")
    wait_for(lambda: f"drop {desktop.folder / '0.png'}" in desktop.log("below"), "the file on the window below")
    dismiss(desktop, daemon)


def test_the_card_stays_above_a_window_that_is_raised_and_a_daemon_that_starts_again_finds_it(
    desktop: DesktopSession, daemon: FakeDaemon, overlay: subprocess.Popen[bytes]
) -> None:
    show(desktop, daemon, "r", 1)
    desktop.ask("xdotool", "windowraise", str(desktop.windows(TITLE)[0]))
    wait_colour(desktop, GREEN, bottom(desktop), "the picture above the raised window", at_least=10_000)
    daemon.stop()
    daemon.start()
    daemon.wait_asked("subscribe", 2)
    wait_colour(desktop, GREEN, bottom(desktop), "the picture, still", at_least=10_000)
    dismiss(desktop, daemon)


def test_a_monitor_that_is_unplugged_takes_nothing_away(desktop: DesktopSession, daemon: FakeDaemon) -> None:
    for name, left, output in (("left", 0, "screen"), ("right", 640, "none")):
        desktop.ask("xrandr", "--setmonitor", name, f"640/170x800/210+{left}+0", output)
    desktop.point(1000, 500)
    process = desktop.run(sys.executable, *OVERLAY, "--show-seconds", "60", log="overlay")
    daemon.wait_asked("subscribe")
    show_pictures(desktop.folder, daemon, "u", 1)
    whole = (0, 0, *desktop.size)
    green = wait_colour(desktop, GREEN, whole, "the picture on the right, where the pointer is", at_least=10_000)
    assert green.left > 640
    desktop.ask("xrandr", "--delmonitor", "right")

    def moved() -> bool:
        green = places(desktop.screenshot(), GREEN)
        return len(green) > 10_000 and green.right < 640

    wait_for(moved, "the picture on the monitor that is left")
    desktop.ask("xrandr", "--delmonitor", "left")
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def test_the_tray_tells_the_truth_and_its_menu_works(
    desktop: DesktopSession, daemon: FakeDaemon, overlay: subprocess.Popen[bytes]
) -> None:
    icon = wait_colour(desktop, CYAN, tray_box(desktop), "a listening tray")
    daemon.tell("state", **STATE | {"tray": "busy"})
    wait_colour(desktop, AMBER, tray_box(desktop), "a busy tray")
    daemon.answers["status"] = STATE | {"tray": "deaf"}
    daemon.tell("state", **STATE | {"tray": "deaf"})
    wait_colour(desktop, RED, tray_box(desktop), "a deaf tray")
    x, y = icon[len(icon) // 2]
    menus = len(desktop.ask("xdotool", "search", "--onlyvisible", "--class", "jarvis").split())
    desktop.click(x, y, button=3)
    wait_for(
        lambda: len(desktop.ask("xdotool", "search", "--onlyvisible", "--class", "jarvis").split()) > menus, "a menu"
    )
    desktop.ask("xdotool", "key", "--delay", "50", "Down", "Return")
    daemon.wait_asked("listen")
    daemon.stop()
    wait_colour(desktop, NOT_RUNNING, tray_box(desktop), "a tray that says it is not running")


def test_a_second_overlay_is_refused(
    desktop: DesktopSession, daemon: FakeDaemon, overlay: subprocess.Popen[bytes]
) -> None:
    second = desktop.run(sys.executable, *OVERLAY, log="second")
    assert second.wait(30) == 75
    assert "showing already" in desktop.log("second")


def test_a_tray_host_that_comes_later_gets_the_icon_and_no_compositor_means_opaque() -> None:
    with (
        desktop_or_skip((800, 600), compositor=False, tray=False) as session,
        FakeDaemon(session.runtime / "jarvis" / "control.sock") as daemon,
    ):
        session.run(sys.executable, "-m", "assistant.ui.overlay.app")
        daemon.wait_asked("subscribe")
        daemon.tell("request", id="a", stage="listening")
        wait_colour(session, CYAN, bottom(session), "the pill", at_least=60)
        glass = places(session.screenshot(), (9, 16, 24), bottom(session))
        assert len(glass) > 5000
        session.start_tray()
        wait_colour(session, CYAN, tray_box(session), "the icon in the tray that came later")
