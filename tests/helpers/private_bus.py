"""A message bus of a test's own: a real dbus-daemon that nobody else knows."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

import pytest


class PrivateBus:
    """One bus, which can be killed and started again at the same address."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="jb-", dir="/tmp"))
        self.address = f"unix:path={self._folder}/bus"
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> PrivateBus:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start it; returns when it takes connections."""
        (self._folder / "bus").unlink(missing_ok=True)
        command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={self.address}"]
        self._process = subprocess.Popen(
            [*command, "--print-address"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline().startswith("unix:"), "dbus-daemon did not start"

    def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None


def bus_or_skip() -> PrivateBus:
    """A bus that is not yet started, or a skipped test that names what to install."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("NO D-BUS TEST WAS RUN: apt-get install dbus")
    return PrivateBus()
