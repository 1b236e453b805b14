"""The real command `jarvis` in a home of its own, for tests that see it as a user does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from assistant.control.client import ControlClient

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "models" / "demo" / "fox.wav"
PENGUINS = ROOT / "tests" / "data" / "penguins.wav"
PATIENCE_S = 120


class Jarvis:
    """A home, a runtime folder and the environment in which `jarvis` runs.

    Args:
        home: An empty folder.
        env: More for the environment: a sound server, a display.
        wrap: Makes the command that is run from the one that it is given: under a tracer, in a namespace.
    """

    def __init__(
        self, home: Path, env: Mapping[str, str] | None = None, wrap: Callable[..., list[str]] = lambda *words: [*words]
    ) -> None:
        self.home = home
        self.runtime = Path(tempfile.mkdtemp(prefix="jr-", dir="/tmp"))  # a socket's path may have 108 bytes only
        self.pictures = home / "Pictures" / "Jarvis"
        kept = ("PATH", "LANG")
        self.env = {
            **{name: os.environ[name] for name in kept if name in os.environ},
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "OMP_NUM_THREADS": "1",
            "HF_HUB_OFFLINE": "1",
            "NO_COLOR": "1",
            "PYTHONPATH": str(ROOT),
            **(env or {}),
        }
        self._owns_runtime = "XDG_RUNTIME_DIR" not in (env or {})
        if not self._owns_runtime:
            self.runtime = Path(self.env["XDG_RUNTIME_DIR"])
        self._wrap = wrap
        self._daemon: subprocess.Popen[str] | None = None

    def __enter__(self) -> Jarvis:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self._owns_runtime:
            shutil.rmtree(self.runtime, ignore_errors=True)

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `jarvis` with these arguments to its end."""
        command = self._wrap(sys.executable, "-m", "assistant", *arguments)
        return subprocess.run(
            command, env=self.env, capture_output=True, text=True, timeout=PATIENCE_S, check=False, cwd=self.home
        )

    def json(self, *arguments: str) -> list[dict[str, Any]]:
        """What `jarvis … --json` prints, an object a line."""
        return [json.loads(line) for line in self(*arguments, "--json").stdout.splitlines()]

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `jarvis run` with these arguments; it ends with this object. Its log is in `log`."""
        command = self._wrap(sys.executable, "-m", "assistant", "run", *arguments)
        with (self.home / "log").open("w") as log:
            self._daemon = subprocess.Popen(
                command, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, text=True, cwd=self.home
            )
        return self._daemon

    @property
    def log(self) -> str:
        """What the daemon has printed and logged."""
        return (self.home / "log").read_text()

    def client(self) -> ControlClient:
        """A connection to the daemon. Raises DaemonError while it has no socket yet."""
        return ControlClient(self.runtime / "jarvis" / "control.sock")

    def stop(self) -> int | None:
        """End the daemon as systemd would, and give its exit status."""
        daemon, self._daemon = self._daemon, None
        if daemon is None:
            return None
        daemon.terminate()
        try:
            return daemon.wait(30)
        except subprocess.TimeoutExpired:
            daemon.kill()
            raise
