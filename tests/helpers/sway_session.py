"""Runs a real Wayland desktop without a monitor: sway on virtual outputs. Nothing of it touches the machine.

Needs sway, grim and wtype, and pywayland for a pointer; `sway_or_skip` skips a test and says which are missing.
"""

from __future__ import annotations

import importlib.util
import io
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from helpers.program_session import ProgramSession, missing_packages, wait_for
from PIL import Image

PROGRAMS = {"sway": "sway", "swaymsg": "sway", "grim": "grim", "wtype": "wtype", "unshare": "util-linux"}
"""Maps a program to the Debian package that brings it."""

_CONFIG = """\
output HEADLESS-1 resolution 1280x800 position 0 0 bg #31485f solid_color
output HEADLESS-2 resolution 1600x1440 position 1280 0 scale 2 bg #eef3f7 solid_color
default_border none
focus_follows_mouse no
xwayland disable
"""


class SwaySession(ProgramSession):
    """Is the desktop. Use it as a context manager; `env` is what a program needs to appear on it.

    Args:
        outputs: 1, or 2 with the second one at scale 2 on the right.
    """

    def __init__(self, outputs: int = 1) -> None:
        super().__init__("jw-")
        self._outputs = outputs
        self.env |= {
            "WLR_BACKENDS": "headless",
            "WLR_LIBINPUT_NO_DEVICES": "1",
            "WLR_RENDERER": "pixman",
            "WLR_HEADLESS_OUTPUTS": str(outputs),
        }
        self.sway: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        config = self.folder / "sway.conf"
        config.write_text(_CONFIG)
        # sway does not run as root; in a user namespace of its own it is nobody special.
        anyone = ("unshare", "-U", "--map-user=1000", "--map-group=1000") if os.getuid() == 0 else ()
        self.sway = self.run(*anyone, "sway", "--unsupported-gpu", "-c", str(config), log="sway")
        wait_for(lambda: self.sockets("wayland-*") and self.sockets("sway-ipc*"), "sway")
        self.env["WAYLAND_DISPLAY"] = self.sockets("wayland-*")[0].name
        self.env["SWAYSOCK"] = str(self.sockets("sway-ipc*")[0])
        wait_for(lambda: self.ask("swaymsg", "-t", "get_outputs"), "sway's outputs")
        # A keyboard that stays: windows get to know of one only some time after the first has come.
        self.run("wtype", "-s", "3600000", "-k", "Shift_L", log="keyboard")
        wait_for(lambda: '"keyboard"' in self.ask("swaymsg", "-r", "-t", "get_inputs"), "a keyboard")

    def sockets(self, pattern: str) -> list[Path]:
        """Returns the sockets of this name."""
        return [path for path in sorted(self.runtime.glob(pattern)) if path.is_socket()]

    @property
    def socket(self) -> Path:
        """Returns the compositor's socket."""
        return self.runtime / self.env["WAYLAND_DISPLAY"]

    @property
    def extent(self) -> tuple[int, int]:
        """Returns width and height of all outputs together, in logical pixels."""
        return (1280, 800) if self._outputs == 1 else (2080, 800)

    def screenshot(self, output: str = "HEADLESS-1") -> Image.Image:
        """Returns an output as an RGB image in its own pixels."""
        raw = subprocess.run(("grim", "-o", output, "-"), env=self.env, capture_output=True, timeout=20, check=False)
        if raw.returncode:
            return Image.new("RGB", (8, 8))
        with Image.open(io.BytesIO(raw.stdout)) as image:
            return image.convert("RGB")


def missing() -> list[str]:
    """Returns the packages that are missing."""
    packages = missing_packages(PROGRAMS)
    if importlib.util.find_spec("pywayland") is None:
        packages.append("pywayland (pip)")
    return packages


def may_make_namespaces() -> bool:
    """Returns whether sway can be started here: as somebody, or as root in a user namespace."""
    command = ("unshare", "-U", "--map-user=1000", "true")
    return os.getuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def sway_or_skip(outputs: int = 1) -> Iterator[SwaySession]:
    """Gives a test a Wayland desktop, or skips it where there cannot be one."""
    if packages := missing():
        pytest.skip(f"NO WAYLAND TEST WAS RUN: install {' '.join(packages)}")
    if not may_make_namespaces():
        pytest.skip("NO WAYLAND TEST WAS RUN: sway does not run as root, and no user namespace can be made here")
    with SwaySession(outputs) as session:
        yield session
