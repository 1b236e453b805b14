"""A real Wayland desktop without a monitor: sway on virtual outputs, for tests. Nothing of it touches the machine.

Needs sway, grim and wtype, and pywayland for a pointer; `sway_or_skip` skips a test and says which are missing.
"""

from __future__ import annotations

import importlib.util
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from helpers.desktop_session import CHECKOUT, end_process, wait_for
from PIL import Image

PROGRAMS = {"sway": "sway", "swaymsg": "sway", "grim": "grim", "wtype": "wtype", "unshare": "util-linux"}
"""Program and the Debian package that brings it."""

_CONFIG = """\
output HEADLESS-1 resolution 1280x800 position 0 0 bg #31485f solid_color
output HEADLESS-2 resolution 1600x1440 position 1280 0 scale 2 bg #eef3f7 solid_color
default_border none
focus_follows_mouse no
xwayland disable
"""


class SwaySession:
    """The desktop. Use it as a context manager; `env` is what a program needs to appear on it.

    Args:
        outputs: 1, or 2 with the second one at scale 2 on the right.
    """

    def __init__(self, outputs: int = 1) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="jw-", dir="/tmp"))
        self.runtime, home = self.folder / "run", self.folder / "home"
        for folder in (self.runtime, home):
            folder.mkdir(mode=0o700)
        self._outputs = outputs
        self._processes: list[subprocess.Popen[bytes]] = []
        self.env = {
            "PATH": os.environ.get("PATH", ""),
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(filter(None, (str(CHECKOUT), os.environ.get("PYTHONPATH")))),
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
            "WLR_BACKENDS": "headless",
            "WLR_LIBINPUT_NO_DEVICES": "1",
            "WLR_RENDERER": "pixman",
            "WLR_HEADLESS_OUTPUTS": str(outputs),
        }
        self.sway: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> SwaySession:
        config = self.folder / "sway.conf"
        config.write_text(_CONFIG)
        # sway does not run as root; in a user namespace of its own it is nobody special.
        anyone = ("unshare", "-U", "--map-user=1000", "--map-group=1000") if os.getuid() == 0 else ()
        try:
            self.sway = self.run(*anyone, "sway", "--unsupported-gpu", "-c", str(config), log="sway")
            wait_for(lambda: self.sockets("wayland-*") and self.sockets("sway-ipc*"), "sway")
            self.env["WAYLAND_DISPLAY"] = self.sockets("wayland-*")[0].name
            self.env["SWAYSOCK"] = str(self.sockets("sway-ipc*")[0])
            wait_for(lambda: self.ask("swaymsg", "-t", "get_outputs"), "sway's outputs")
            # A keyboard that stays: windows get to know of one only some time after the first has come.
            self.run("wtype", "-s", "3600000", "-k", "Shift_L", log="keyboard")
            wait_for(lambda: '"keyboard"' in self.ask("swaymsg", "-r", "-t", "get_inputs"), "a keyboard")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def sockets(self, pattern: str) -> list[Path]:
        """Sockets of this name."""
        return [path for path in sorted(self.runtime.glob(pattern)) if path.is_socket()]

    @property
    def socket(self) -> Path:
        """The compositor's."""
        return self.runtime / self.env["WAYLAND_DISPLAY"]

    @property
    def extent(self) -> tuple[int, int]:
        """Width and height of all outputs together, in logical pixels."""
        return (1280, 800) if self._outputs == 1 else (2080, 800)

    def run(self, *command: str, log: str | None = None, **env: str) -> subprocess.Popen[bytes]:
        """Start a program on this desktop; it ends with the session. What it says goes to `log(its name)`."""
        with self._log_file(log or command[0]).open("ab") as file:
            process = subprocess.Popen(
                command,
                env=self.env | env,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def log(self, program: str) -> str:
        """What a program has said so far."""
        file = self._log_file(program)
        return file.read_text(errors="replace") if file.exists() else ""

    def _log_file(self, program: str) -> Path:
        return self.folder / f"{Path(program).name}.log"

    def ask(self, *command: str) -> str:
        """Run a short program on this desktop and give what it prints; its failure counts as nothing."""
        result = subprocess.run(command, env=self.env, capture_output=True, timeout=60, check=False)
        return result.stdout.decode(errors="replace").strip()

    def screenshot(self, output: str = "HEADLESS-1") -> Image.Image:
        """An output as an RGB image in its own pixels."""
        raw = subprocess.run(("grim", "-o", output, "-"), env=self.env, capture_output=True, timeout=20, check=False)
        if raw.returncode:
            return Image.new("RGB", (8, 8))
        with Image.open(io.BytesIO(raw.stdout)) as image:
            return image.convert("RGB")

    def close(self) -> None:
        """End every program of the session and remove its folder."""
        for process in reversed(self._processes):
            end_process(process)
        shutil.rmtree(self.folder, ignore_errors=True)


def missing() -> list[str]:
    """What is not here."""
    packages = {package for program, package in PROGRAMS.items() if shutil.which(program) is None}
    if importlib.util.find_spec("pywayland") is None:
        packages.add("pywayland (pip)")
    return sorted(packages)


def may_make_namespaces() -> bool:
    """Whether sway can be started here: as somebody, or as root in a user namespace."""
    command = ("unshare", "-U", "--map-user=1000", "true")
    return os.getuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def sway_or_skip(outputs: int = 1) -> Iterator[SwaySession]:
    """A Wayland desktop for a test, which is skipped where it cannot be had."""
    if packages := missing():
        pytest.skip(f"NO WAYLAND TEST WAS RUN: install {' '.join(packages)}")
    if not may_make_namespaces():
        pytest.skip("NO WAYLAND TEST WAS RUN: sway does not run as root, and no user namespace can be made here")
    with SwaySession(outputs) as session:
        yield session
