"""Runs a real desktop without a monitor: X server, window manager, compositor and tray, for tests and screenshots.

Everything runs in a folder and on a display of its own and ends with the session. Needs the programs in PROGRAMS;
`desktop_or_skip` skips a test, and says which are missing.
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from helpers.program_session import START_S, ProgramSession, end_process, missing_packages, wait_for
from PIL import Image

from assistant.ui.platform.xcb import XServer

PROGRAMS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "picom": "picom",
    "tint2": "tint2",
    "xdotool": "xdotool",
    "xprop": "x11-utils",
    "xrandr": "x11-xserver-utils",
}
"""Maps a program to the Debian package that brings it."""

_TINT2 = """\
rounded = 0
border_width = 0
background_color = #10161d 100
panel_items = S
panel_size = 200 30
panel_position = top right horizontal
panel_monitor = 1
panel_background_id = 1
systray_padding = 4 4 4
systray_icon_size = 22
"""


class DesktopSession(ProgramSession):
    """Is the desktop. Use it as a context manager; `env` is what a program needs to appear on it.

    Args:
        size: Size of the screen in pixels.
        compositor: Whether translucent windows are blended.
        tray: Whether there is a tray host; one can be started later with `start_tray`.
    """

    def __init__(self, size: tuple[int, int] = (1280, 800), *, compositor: bool = True, tray: bool = True) -> None:
        super().__init__("jd-")
        self.size = size
        self.env |= {
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_STATE_HOME": str(self.home / ".local/state"),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
        }
        self._compositor = compositor
        self._tray = tray

    def start(self) -> None:
        self._start_x_server()
        self.run("openbox", "--sm-disable")
        wait_for(lambda: "window id" in self.ask("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"), "a window manager")
        if self._compositor:
            self.run("picom", "--backend", "xrender", "--no-vsync", "--config", "/dev/null", "--no-fading-openclose")
            wait_for(self.is_composited, "a compositor")
        if self._tray:
            self.start_tray()

    def _start_x_server(self) -> None:
        read, write = os.pipe()
        width, height = self.size
        screen = ("-screen", "0", f"{width}x{height}x24", "-fbdir", str(self.folder))
        self._x_server = self.run(
            "Xvfb", "-displayfd", str(write), *screen, "-nolisten", "tcp", "-noreset", pass_fds=(write,)
        )
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        if not number:
            pytest.fail("Xvfb did not start: " + self.log("Xvfb"))
        self.env["DISPLAY"] = f":{number}"

    def kill_x_server(self) -> None:
        """End the screen as a crash does."""
        self._x_server.kill()

    def start_tray(self) -> None:
        """Start the tray host at the top right, and wait until it is one.

        Seen once in about a hundred starts: tint2 shows no panel at all. Another start helps.
        """
        config = self.folder / "tint2rc"
        config.write_text(_TINT2)
        for _ in range(3):
            tint2 = self.run("tint2", "-c", str(config))
            end = time.monotonic() + START_S / 3
            while time.monotonic() < end and tint2.poll() is None:
                if self.has_tray():
                    return
                time.sleep(0.03)
            end_process(tint2)
        pytest.fail("tint2 shows no panel: " + self.log("tint2"))

    def is_composited(self) -> bool:
        """Returns whether a compositor owns the screen."""
        server = XServer(self.env["DISPLAY"])
        try:
            return server.is_composited()
        finally:
            server.close()

    def has_tray(self) -> bool:
        """Returns whether tint2's panel is on the screen."""
        return bool(self.ask("xdotool", "search", "--onlyvisible", "--class", "tint2"))

    def screenshot(self, path: Path | None = None) -> Image.Image:
        """Returns the whole screen as an RGB image, also written to `path` when that is given."""
        # Xvfb keeps its screen in a file: reading that costs the desktop nothing.
        raw = (self.folder / "Xvfb_screen0").read_bytes()
        header = struct.unpack(">25I", raw[:100])
        start, width, height, line, colours = (header[index] for index in (0, 4, 5, 12, 19))
        pixels = raw[start + 12 * colours :]
        screen = Image.frombuffer("RGB", (width, height), pixels, "raw", "BGRX", line, 1)
        if path:
            screen.save(path)
        return screen

    def point(self, x: int, y: int) -> None:
        """Move the pointer."""
        self.ask("xdotool", "mousemove", "--sync", str(x), str(y))

    def click(self, x: int, y: int, button: int = 1) -> None:
        """Move the pointer and press a button."""
        self.point(x, y)
        self.ask("xdotool", "click", str(button))

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        self.ask("xdotool", "type", "--delay", "5", text)

    def windows(self, title: str) -> list[int]:
        """Returns the ids of the visible windows whose title is exactly this."""
        found = self.ask("xdotool", "search", "--onlyvisible", "--name", f"^{title}$")
        return [int(line) for line in found.split()]


@contextmanager
def desktop_or_skip(
    size: tuple[int, int] = (1280, 800), *, compositor: bool = True, tray: bool = True
) -> Iterator[DesktopSession]:
    """Gives a test a desktop, or skips it where the programs for one are missing."""
    if packages := missing_packages(PROGRAMS):
        pytest.skip(f"NO DESKTOP TEST WAS RUN: install {' '.join(packages)}")
    with DesktopSession(size, compositor=compositor, tray=tray) as session:
        yield session
