"""Keeps a user from running two daemons, with a lock that the kernel frees when its holder ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from assistant.core.errors import DaemonError


def private_folder(folder: Path) -> None:
    """Make `folder` with mode 0700 and check that it is ours and no link.

    Raises:
        DaemonError: The path is a link or belongs to somebody else, or the folder cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        info = folder.lstat()
        if folder.is_symlink() or info.st_uid != os.getuid():
            raise DaemonError(f"{folder} belongs to somebody else", "Set XDG_RUNTIME_DIR to a folder of your own.")
        if info.st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise DaemonError(f"{folder} cannot be used", f"{error.strerror}.") from error


class SingleInstance:
    """Holds the lock `folder`/daemon.lock until `release` or the end of the process."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "daemon.lock"
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            DaemonError: Another daemon holds it; the message names its process.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(descriptor, 32, 0).decode(errors="replace").strip()
            os.close(descriptor)
            raise DaemonError(
                f"Jarvis is already running (process {holder or 'unknown'})",
                "Use it with `jarvis status`, or end it with `jarvis quit`.",
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Release the lock."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
