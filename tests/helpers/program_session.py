"""Runs programs in a folder of their own and ends them with it: what sessions and servers of the tests share."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import pytest

T = TypeVar("T")

START_S = 30.0
CHECKOUT = Path(__file__).resolve().parents[2]


def becomes(look: Callable[[], T], seconds: float) -> T:
    """Returns the first true value of `look`, called again and again; its last value when the time is up.

    From outside a program there is no other way to wait for what it does.
    """
    end = time.monotonic() + seconds
    while not (value := look()) and time.monotonic() <= end:
        time.sleep(0.03)
    return value


def wait_for(look: Callable[[], T], what: str, seconds: float = START_S) -> T:
    """Returns the first true value of `look`, called again and again; fails with `what` when the time is up."""
    value = becomes(look, seconds)
    if not value:
        pytest.fail(f"{what}: not within {seconds:g} s")
    return value


def end_process(process: subprocess.Popen[Any]) -> None:
    """Ends a process that was started in a session of its own, and whatever it has started and left behind."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(5)


def missing_packages(programs: dict[str, str]) -> list[str]:
    """Returns the Debian packages of the programs that are not installed here.

    Args:
        programs: Maps a program to its package.
    """
    return sorted({package for program, package in programs.items() if shutil.which(program) is None})


class PrivateFolder:
    """Is a folder that lives as long as the `with` block.

    Args:
        prefix: Beginning of the folder's name. The path is short, since a socket's may have 108 bytes only.
    """

    def __init__(self, prefix: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Starts what belongs to the folder, and waits until it works."""
        raise NotImplementedError

    def close(self) -> None:
        """Ends what belongs to the folder, and removes it."""
        shutil.rmtree(self.folder, ignore_errors=True)


class ProgramSession(PrivateFolder):
    """Runs programs in an environment of its own, with a home and a runtime folder, and ends them together."""

    def __init__(self, prefix: str) -> None:
        super().__init__(prefix)
        self.runtime, self.home = self.folder / "run", self.folder / "home"
        for folder in (self.runtime, self.home):
            folder.mkdir(mode=0o700)
        self._processes: list[subprocess.Popen[bytes]] = []
        self.env = {
            "PATH": os.environ.get("PATH", ""),
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(filter(None, (str(CHECKOUT), os.environ.get("PYTHONPATH")))),
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.runtime),
            # No bus: a tray host of the machine that runs the tests must not take the icon.
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        }
        """The environment of every program; `start` adds what a program needs to appear on the desktop."""

    def run(
        self, *command: str, pass_fds: tuple[int, ...] = (), log: str | None = None, **env: str
    ) -> subprocess.Popen[bytes]:
        """Starts a program, which ends with the session. Its output goes to `log(log or its name)`."""
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
        """Returns the output of the programs of this name so far."""
        file = self._log_file(program)
        return file.read_text(errors="replace") if file.exists() else ""

    def _log_file(self, program: str) -> Path:
        return self.folder / f"{Path(program).name}.log"

    def ask(self, *command: str) -> str:
        """Runs a short program and returns what it prints; its failure counts as nothing."""
        result = subprocess.run(command, env=self.env, capture_output=True, timeout=60, check=False)
        return result.stdout.decode(errors="replace").strip()

    def close(self) -> None:
        for process in reversed(self._processes):
            end_process(process)
        super().close()


class PrivateServer(PrivateFolder):
    """Is one server, which can be killed and started again at the same address."""

    def __init__(self, prefix: str) -> None:
        super().__init__(prefix)
        self._process: subprocess.Popen[Any] | None = None

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Ends the server at once, as a crash would."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(how)
            process.wait(START_S)
            if process.stdout is not None:
                process.stdout.close()

    def close(self) -> None:
        self.kill()
        super().close()
