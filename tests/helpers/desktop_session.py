"""A real desktop without a monitor: X server, window manager, compositor and tray, for tests and screenshots.

Everything runs in a folder and on a display of its own and ends with the session. Needs the programs in PROGRAMS;
`desktop_or_skip` skips a test, and says which are missing.
"""

from __future__ import annotations

import os
import shutil
import signal
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import pytest
from PIL import Image

from assistant.ui.platform.x11 import XServer

T = TypeVar("T")

PROGRAMS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "picom": "picom",
    "tint2": "tint2",
    "xdotool": "xdotool",
    "xprop": "x11-utils",
    "xrandr": "x11-xserver-utils",
}
"""Program and the Debian package that brings it."""

START_S = 30.0

CHECKOUT = Path(__file__).resolve().parents[2]

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


def wait_for(look: Callable[[], T], what: str, seconds: float = START_S) -> T:
    """The first true value of `look`, asked again and again; fails with `what` when the time is up."""
    end = time.monotonic() + seconds
    while not (value := look()):
        if time.monotonic() > end:
            pytest.fail(f"{what}: not within {seconds:g} s")
        time.sleep(0.03)
    return value


class DesktopSession:
    """The desktop. Use it as a context manager; `env` is what a program needs to appear on it.

    Args:
        size: Of the screen in pixels.
        compositor: Whether translucent windows are blended.
        tray: Whether there is a tray host; one can be started later with `start_tray`.
    """

    def __init__(self, size: tuple[int, int] = (1280, 800), *, compositor: bool = True, tray: bool = True) -> None:
        self.size = size
        self.folder = Path(tempfile.mkdtemp(prefix="jd-", dir="/tmp"))
        self.runtime = self.folder / "run"
        self.home = self.folder / "home"
        for folder in (self.runtime, self.home):
            folder.mkdir(mode=0o700)
        self.env = {
            "PATH": os.environ.get("PATH", ""),
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(filter(None, (str(CHECKOUT), os.environ.get("PYTHONPATH")))),
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_STATE_HOME": str(self.home / ".local/state"),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            # No bus: a tray host of the machine that runs the tests must not take the icon.
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        }
        self._compositor = compositor
        self._tray = tray
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> DesktopSession:
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> None:
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
        """Whether a compositor owns the screen."""
        server = XServer(self.env["DISPLAY"])
        try:
            return server.is_composited()
        finally:
            server.close()

    def has_tray(self) -> bool:
        """Whether tint2's panel is on the screen."""
        return bool(self.ask("xdotool", "search", "--onlyvisible", "--class", "tint2"))

    def run(
        self, *command: str, pass_fds: tuple[int, ...] = (), log: str | None = None, **env: str
    ) -> subprocess.Popen[bytes]:
        """Start a program on this desktop; it ends with the session. What it says goes to `log(log or its name)`."""
        with self._log_file(log or command[0]).open("ab") as file:
            process = subprocess.Popen(
                command,
                env=self.env | env,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                pass_fds=pass_fds,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def log(self, program: str) -> str:
        """What a program of this name has said so far."""
        file = self._log_file(program)
        return file.read_text(errors="replace") if file.exists() else ""

    def _log_file(self, program: str) -> Path:
        return self.folder / f"{Path(program).name}.log"

    def ask(self, *command: str) -> str:
        """Run a short program on this desktop and give what it prints; its failure counts as nothing."""
        result = subprocess.run(command, env=self.env, capture_output=True, timeout=20, check=False)
        return result.stdout.decode(errors="replace").strip()

    def screenshot(self, path: Path | None = None) -> Image.Image:
        """The whole screen as an RGB image, also written to `path` when that is given."""
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
        """Ids of the visible windows whose title is exactly this."""
        found = self.ask("xdotool", "search", "--onlyvisible", "--name", f"^{title}$")
        return [int(line) for line in found.split()]

    def close(self) -> None:
        """End every program of the session and remove its folder."""
        for process in reversed(self._processes):
            end_process(process)
        shutil.rmtree(self.folder, ignore_errors=True)


def end_process(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
    # Whatever it has started and left behind is in its process group.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(5)


def missing() -> list[str]:
    """Debian packages of the programs that are not here."""
    return [package for program, package in PROGRAMS.items() if shutil.which(program) is None]


@contextmanager
def desktop_or_skip(
    size: tuple[int, int] = (1280, 800), *, compositor: bool = True, tray: bool = True
) -> Iterator[DesktopSession]:
    """A desktop for a test, which is skipped where the programs for one are missing."""
    if packages := missing():
        pytest.skip(f"NO DESKTOP TEST WAS RUN: install {' '.join(packages)}")
    with DesktopSession(size, compositor=compositor, tray=tray) as session:
        yield session
