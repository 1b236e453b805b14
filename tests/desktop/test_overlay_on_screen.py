"""The overlay process on a real X server with a window manager, a compositor and a tray, seen on screenshots."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from desktop.desktop_session import DesktopSession, desktop_or_skip, wait_for
from desktop.window_below import TITLE
from PIL import Image
from qt.fake_daemon import STATE, FakeDaemon

from assistant.core.wire import Message, encode

Colour = tuple[int, int, int]
CYAN, AMBER, RED = (0x5F, 0xD4, 0xFF), (0xFF, 0xB4, 0x54), (0xFF, 0x6B, 0x6B)
NOT_RUNNING = (0x8F, 0x6A, 0x6E)
PICTURE = (30, 170, 70)
GREEN = bytes(PICTURE)
PAINT = {"kind": "paint", "subject": "a fox", "style": None, "count": None}


@pytest.fixture(scope="module")
def desktop() -> Iterator[DesktopSession]:
    with desktop_or_skip() as session:
        session.run(sys.executable, str(Path(__file__).with_name("window_below.py")), "light")
        wait_for(lambda: session.windows(TITLE), "the window below")
        yield session


@pytest.fixture
def daemon(desktop: DesktopSession) -> Iterator[FakeDaemon]:
    with FakeDaemon(desktop.runtime / "jarvis" / "control.sock") as daemon:
        yield daemon


@pytest.fixture
def overlay(desktop: DesktopSession, daemon: FakeDaemon) -> Iterator[subprocess.Popen[bytes]]:
    process = desktop.run(sys.executable, "-m", "assistant.showing.app", "--show-seconds", "60")
    daemon.wait_asked("subscribe")
    yield process
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0, desktop.log(sys.executable)


def near(pixel: Colour, colour: Colour, by: int = 40) -> bool:
    return all(abs(a - b) <= by for a, b in zip(pixel, colour, strict=True))


def places(image: Image.Image, colour: Colour, box: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """Where in the box the colour is to be seen."""
    part = image.crop(box)
    pixels = part.load()
    assert pixels is not None
    return [
        (box[0] + x, box[1] + y) for x in range(part.width) for y in range(part.height) if near(pixels[x, y], colour)
    ]


def bottom(desktop: DesktopSession) -> tuple[int, int, int, int]:
    width, height = desktop.size
    return (width // 4, height // 3, width * 3 // 4, height)


def tray_box(desktop: DesktopSession) -> tuple[int, int, int, int]:
    return (desktop.size[0] - 210, 0, desktop.size[0], 32)


def wait_colour(
    desktop: DesktopSession, colour: Colour, box: tuple[int, int, int, int], what: str, *, at_least: int = 6
) -> list[tuple[int, int]]:
    def look() -> list[tuple[int, int]]:
        found = places(desktop.screenshot(), colour, box)
        return found if len(found) >= at_least else []

    return wait_for(look, what)


def clicks(desktop: DesktopSession) -> int:
    return desktop.log(sys.executable).count("click")


def show_pictures(desktop: DesktopSession, daemon: FakeDaemon, count: int = 2) -> None:
    paths = []
    for index in range(count):
        path = desktop.folder / f"{index}.png"
        Image.new("RGB", (64, 64), PICTURE).save(path)
        paths.append(str(path))
    daemon.tell("request", id="a", stage="painting", words="paint me a fox", command=PAINT, count=count)
    daemon.tell("request", id="a", stage="showing", command=PAINT, pictures=paths, painter="sketch", marks={})
    daemon.wait_asked("shown")
    wait_colour(desktop, PICTURE, bottom(desktop), "the pictures", at_least=10_000)


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
    desktop.type("jarvis")
    wait_for(lambda: desktop.log(sys.executable).count("key ") >= 6, "the keys in the window below")
    assert desktop.ask("xdotool", "getwindowfocus") == str(below)
    daemon.tell("request", id="a", stage="cancelled")
    wait_for(lambda: not desktop.windows("Jarvis"), "an empty screen")


def test_what_comes_in_one_burst_is_all_shown(
    desktop: DesktopSession, daemon: FakeDaemon, overlay: subprocess.Popen[bytes]
) -> None:
    burst = [
        Message("request", {"id": "a", "stage": "painting", "words": "paint me a fox", "command": PAINT, "count": 2}),
        *(
            Message(
                "preview", {"request": "a", "index": i, "count": 2, "width_px": 64, "height_px": 64}, GREEN * 64 * 64
            )
            for i in range(2)
        ),
        Message("progress", {"request": "a", "done": 3, "total": 5}),
    ]
    daemon.send_bytes(b"".join(encode(message) for message in burst))
    wait_colour(desktop, PICTURE, bottom(desktop), "both previews", at_least=80_000)
    wait_colour(desktop, AMBER, bottom(desktop), "the progress line", at_least=500)


def test_the_card_takes_clicks_on_its_chips_and_nowhere_else(
    desktop: DesktopSession, daemon: FakeDaemon, overlay: subprocess.Popen[bytes]
) -> None:
    show_pictures(desktop, daemon)
    before, focus = clicks(desktop), desktop.ask("xdotool", "getwindowfocus")
    green = places(desktop.screenshot(), PICTURE, bottom(desktop))
    left, floor = min(x for x, _ in green), max(y for _, y in green)
    desktop.click(left + 200, floor + 18)
    wait_for(lambda: clicks(desktop) == before + 1, "the click beside the words on the window below")
    desktop.click(left - 40, floor - 60)
    wait_for(lambda: clicks(desktop) == before + 2, "the click on the shadow on the window below")
    desktop.click(left + 40, floor + 76)
    assert daemon.wait_asked("paint") == {"text": "another one"}
    assert clicks(desktop) == before + 2
    card = str(desktop.windows("Jarvis pictures")[0])
    wait_for(lambda: desktop.ask("xdotool", "getwindowfocus") == card, "the keyboard for the card that was clicked")
    desktop.ask("xdotool", "key", "Escape")
    daemon.wait_asked("dismiss")
    wait_for(lambda: desktop.ask("xdotool", "getwindowfocus") == focus, "the keyboard back where it was")
    wait_for(lambda: not desktop.windows("Jarvis pictures"), "an empty screen")


def test_the_card_stays_above_a_window_that_is_raised(
    desktop: DesktopSession, daemon: FakeDaemon, overlay: subprocess.Popen[bytes]
) -> None:
    show_pictures(desktop, daemon, 1)
    desktop.ask("xdotool", "windowraise", str(desktop.windows(TITLE)[0]))
    wait_colour(desktop, PICTURE, bottom(desktop), "the picture above the raised window", at_least=10_000)


def test_the_tray_tells_the_truth_and_its_menu_works(
    desktop: DesktopSession, daemon: FakeDaemon, overlay: subprocess.Popen[bytes]
) -> None:
    icon = wait_colour(desktop, CYAN, tray_box(desktop), "a listening tray")
    daemon.tell("state", **STATE | {"tray": "busy"})
    wait_colour(desktop, AMBER, tray_box(desktop), "a busy tray")
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
    second = desktop.run(sys.executable, "-m", "assistant.showing.app")
    assert second.wait(30) == 75
    assert "showing already" in desktop.log(sys.executable)


def test_a_tray_host_that_comes_later_gets_the_icon_and_no_compositor_means_opaque() -> None:
    with (
        desktop_or_skip((800, 600), compositor=False, tray=False) as session,
        FakeDaemon(session.runtime / "jarvis" / "control.sock") as daemon,
    ):
        session.run(sys.executable, "-m", "assistant.showing.app")
        daemon.wait_asked("subscribe")
        daemon.tell("request", id="a", stage="listening")
        wait_colour(session, CYAN, bottom(session), "the pill", at_least=60)
        glass = places(session.screenshot(), (9, 16, 24), bottom(session))
        assert len(glass) > 5000
        session.start_tray()
        wait_colour(session, CYAN, tray_box(session), "the icon in the tray that came later")


@pytest.mark.parametrize("display", ["", ":987"])
def test_without_a_screen_it_ends_with_words_and_a_code(display: str, tmp_path: Path) -> None:
    env = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "HOME": str(tmp_path),
        "DISPLAY": display,
    }
    result = subprocess.run(
        (sys.executable, "-m", "assistant.showing.app"),
        env=env,
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 69
    assert "screen" in result.stderr
    assert "Traceback" not in result.stderr
