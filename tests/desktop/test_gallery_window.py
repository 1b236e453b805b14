"""Tests `jarvis gallery` on a real X server with a window manager: keys, the mouse, a second start, the wallpaper."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.desktop_session import DesktopSession, desktop_or_skip
from helpers.drop_target import TITLE as DROP_HERE
from helpers.program_session import end_process, wait_for
from helpers.screen_colours import Colour, Place, Spots, places
from helpers.window_below import TITLE as BELOW

from assistant.core.png_text import PictureFacts
from assistant.core.request import EncodedPicture, Picture
from assistant.gallery.picture_store import Gallery
from assistant.painting.png import encode

TITLE = "Gallery"
GREEN, RED, BLUE, MENU = (30, 170, 70), (200, 40, 40), (40, 60, 200), (0x13, 0x20, 0x2C)
WISHES = (("a red fox", RED), ("a green owl", GREEN), ("a blue whale", BLUE))


@pytest.fixture(scope="module")
def desktop() -> Iterator[DesktopSession]:
    with desktop_or_skip((1280, 800), compositor=False, tray=False) as session:
        session.env["XDG_DATA_HOME"] = str(session.home / ".local/share")
        yield session


@pytest.fixture
def folder(desktop: DesktopSession) -> Path:
    """Makes a gallery of three pictures, each of its own colour."""
    folder = desktop.home / "Pictures" / "Jarvis"
    shutil.rmtree(folder, ignore_errors=True)
    gallery = Gallery(folder, 100)
    for number, (words, colour) in enumerate(WISHES):
        facts = PictureFacts(words, words, number, "sketch", "1", "0.1.0", "2026-03-01T12:00:00Z", f"a{number}")
        png = encode(Picture(bytes(colour) * (400 * 300), 400, 300, number), facts)
        gallery.add(EncodedPicture(png, 400, 300, number), f"a{number}", words, "sketch")
    gallery.close()
    return folder


@pytest.fixture
def window(desktop: DesktopSession, folder: Path) -> Iterator[int]:
    """Opens the gallery's window, with the focus and all three pictures drawn."""
    process = desktop.run(sys.executable, "-m", "assistant", "gallery", log="gallery")
    [window] = wait_for(lambda: desktop.windows(TITLE), "the gallery")
    for colour in (RED, GREEN, BLUE):
        see(desktop, colour)
    desktop.ask("xdotool", "windowfocus", "--sync", str(window))
    yield window
    end_process(process)


def see(desktop: DesktopSession, colour: Colour, at_least: int = 20_000) -> Spots:
    def look() -> Spots | None:
        spots = places(desktop.screenshot(), colour, by=6)
        return spots if len(spots) >= at_least else None

    return wait_for(look, f"a picture of {colour}")


def middle(spots: Spots) -> Place:
    return spots[len(spots) // 2]


def press(desktop: DesktopSession, *keys: str) -> None:
    desktop.ask("xdotool", "key", "--delay", "40", *keys)


def gone(desktop: DesktopSession, colour: Colour) -> None:
    wait_for(lambda: len(places(desktop.screenshot(), colour, by=6)) < 200, f"no picture of {colour}")


def test_typed_words_find_enter_opens_and_escape_comes_back(desktop: DesktopSession, window: int) -> None:
    desktop.type("owl")
    gone(desktop, RED)
    gone(desktop, BLUE)
    press(desktop, "Tab", "Tab", "Tab")
    desktop.click(*middle(see(desktop, GREEN)))
    press(desktop, "Return")
    see(desktop, GREEN, 200_000)
    press(desktop, "Escape")
    wait_for(lambda: len(places(desktop.screenshot(), GREEN, by=6)) < 60_000, "the grid")
    press(desktop, "Escape")
    see(desktop, RED)


def test_delete_and_undo_by_keys(desktop: DesktopSession, window: int, folder: Path) -> None:
    desktop.click(*middle(see(desktop, BLUE)))
    press(desktop, "Delete")
    gone(desktop, BLUE)
    wait_for(lambda: len(list(folder.glob("*.png"))) == 2, "a picture less")
    press(desktop, "ctrl+z")
    see(desktop, BLUE)
    assert len(list(folder.glob("*.png"))) == 3


def test_a_picture_is_dragged_out_to_another_program(desktop: DesktopSession, window: int, folder: Path) -> None:
    target = desktop.run(
        sys.executable, str(Path(__file__).resolve().parents[1] / "helpers" / "drop_target.py"), log="target"
    )
    wait_for(lambda: desktop.windows(DROP_HERE), "the other program")
    wait_for(lambda: dragged(desktop, see(desktop, RED)), "the drop")
    [red] = [path for path in folder.glob("*.png") if "red" in path.name]
    assert f"dropped {red}" in desktop.log("target")
    end_process(target)


def dragged(desktop: DesktopSession, spots: Spots) -> bool:
    """Drags what is there to the other program, and returns whether it was dropped.

    It lets go only once the other program has seen the drag: before, it would be dropped on nothing.
    """
    x, y = middle(spots)
    seen_before = desktop.log("target").count("entered")
    desktop.point(x, y)
    desktop.ask("xdotool", "mousedown", "1")
    for step in range(1, 9):
        desktop.point(x + (80 - x) * step // 8, y + (80 - y) * step // 8)
    for step in range(40):
        desktop.point(70 + 10 * (step % 2), 80)
        if desktop.log("target").count("entered") > seen_before:
            break
        time.sleep(0.1)
    desktop.ask("xdotool", "mouseup", "1")
    return holds_soon(lambda: "dropped" in desktop.log("target"))


def holds_soon(look: Callable[[], bool]) -> bool:
    """Returns whether `look` becomes true within some seconds."""
    end = time.monotonic() + 5
    while not look():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_a_second_start_brings_the_first_to_the_front_with_its_words(desktop: DesktopSession, window: int) -> None:
    below = desktop.run(
        sys.executable, str(Path(__file__).resolve().parents[1] / "helpers" / "window_below.py"), "light"
    )
    [other] = wait_for(lambda: desktop.windows(BELOW), "a window above")
    gone(desktop, GREEN)
    assert desktop.ask("xdotool", "getactivewindow") == str(other)
    second = desktop.run(sys.executable, "-m", "assistant", "gallery", "owl", log="second")
    assert second.wait(60) == 0
    see(desktop, GREEN)
    gone(desktop, RED)
    assert desktop.windows(TITLE) == [window], "there is one window"
    wait_for(lambda: desktop.ask("xdotool", "getactivewindow") == str(window), "the focus")
    end_process(below)


def test_without_a_desktop_of_its_own_the_root_window_gets_the_wallpaper(
    desktop: DesktopSession, window: int, folder: Path
) -> None:
    if shutil.which("feh") is None:
        pytest.skip("NO WALLPAPER TEST WAS RUN: install feh")
    desktop.click(*middle(see(desktop, RED)), 3)
    wait_for(lambda: len(places(desktop.screenshot(), MENU, by=3)) > 8000, "the menu")
    press(desktop, "Down", "Down", "Down", "Down", "Return")
    wait_for(lambda: list((folder / ".kept").glob("*red*")), "a wallpaper is kept on purpose")
    desktop.ask("xdotool", "windowminimize", "--sync", str(window))
    see(desktop, RED, 900_000)


def test_without_a_screen_it_ends_with_words(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    for display in ({}, {"DISPLAY": ":987"}, {"WAYLAND_DISPLAY": "nothing"}):
        command = [sys.executable, "-m", "assistant", "gallery"]
        done = subprocess.run(command, env=env | display, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 69, done.stderr
        assert done.stderr.startswith("jarvis gallery: ")
        assert len(done.stderr.splitlines()) == 1
