"""One window of a kind for a user: the second start asks the first one to show itself, and ends.

Standard library only, so that a second start costs no Qt. The window's own end of it is `door`.
"""

from __future__ import annotations

import fcntl
import os
import socket
import time
from pathlib import Path
from typing import IO

from assistant import paths

ANSWERS_WITHIN_S = 3.0
"""A first window that is still starting listens by then."""
TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""What a desktop hands to a program that a person has just started, and what lets its window come to the front."""


def door_path(kind: str) -> Path:
    """Where the window of this kind listens for later starts."""
    return paths.runtime_dir() / f"{kind}.window"


def hold(kind: str) -> IO[str] | None:
    """The right to be the only window of this kind for as long as the file is open; None when another one has it."""
    folder = paths.runtime_dir()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = (folder / f"{kind}.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def ask_to_show(kind: str, words: str = "") -> bool:
    """Ask the window that is open to come to the front. Blocks for at most ANSWERS_WITHIN_S; whether it was reached.

    Args:
        kind: As in `hold`.
        words: One line for the window: what it is to show.
    """
    token = next((os.environ[name] for name in TOKENS if os.environ.get(name)), "")
    line = f"{token}\t{words}".replace("\n", " ")
    end = time.monotonic() + ANSWERS_WITHIN_S
    while True:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
            door.settimeout(ANSWERS_WITHIN_S)
            try:
                door.connect(str(door_path(kind)))
                door.sendall(f"{line}\n".encode())
                return door.recv(16) == b"shown\n"
            except OSError:
                if time.monotonic() > end:
                    return False
        time.sleep(0.05)
