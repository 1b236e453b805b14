"""Spawns one worker process, writes to it, reads from it, kills it, and waits until nothing is left of it.

This module knows frames and exit statuses, and nothing of jobs. One task owns the reading.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
from typing import Protocol

from assistant.core.child_process import child_environment, python_command
from assistant.core.errors import ProtocolError, WorkerUnavailable
from assistant.core.wire import MAX_HEADER_BYTES, Frame, read_frame
from assistant.workers.host import LOG_LEVEL

log = logging.getLogger(__name__)

_LEAVE_S = 1.0
"""Seconds that a worker may take to end after end of file, and again after SIGTERM."""
_REAP_S = 5.0
"""Seconds to wait for a process that was killed: one in the middle of disk or GPU work ends only after that."""


class Listener(Protocol):
    """Takes what the process sends, and its end. Neither method may wait or raise."""

    def on_frame(self, frame: Frame) -> None:
        """Take a whole frame."""

    def on_end(self, garbage: ProtocolError | None) -> None:
        """Take note that the process is gone; `garbage` is why it was killed, if that was it. Called once."""


class WorkerProcess:
    """Is one process with its socket; made by `spawn`."""

    def __init__(
        self,
        kind: str,
        process: asyncio.subprocess.Process,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        listener: Listener,
    ) -> None:
        self._process = process
        self._reader, self._writer = streams
        self._kind = kind
        self._listener = listener
        self._garbage: ProtocolError | None = None
        self._life = asyncio.create_task(self._attend(), name=f"{kind} {process.pid}")

    @classmethod
    async def spawn(cls, kind: str, python: str, listener: Listener) -> WorkerProcess:
        """Start the host's program with its end of a socketpair.

        Raises:
            WorkerUnavailable: The interpreter cannot be run.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            reader, writer = await asyncio.open_unix_connection(sock=ours, limit=MAX_HEADER_BYTES)
            try:
                process = await asyncio.create_subprocess_exec(
                    *python_command("assistant.workers.host", kind, str(theirs.fileno()), python=python),
                    pass_fds=(theirs.fileno(),),
                    stdin=asyncio.subprocess.DEVNULL,
                    start_new_session=True,  # Ctrl-C in a terminal is for the parent, from the first moment on.
                    env=child_environment(python) | {LOG_LEVEL: str(log.getEffectiveLevel())},
                )
            except OSError as error:
                writer.close()
                hint = f"It was {python} ({error.strerror}). Check workers.python in the settings."
                raise WorkerUnavailable(f"The Python of the {kind} cannot be run", hint) from error
            except BaseException:
                writer.close()
                raise
        return cls(kind, process, (reader, writer), listener)

    @property
    def pid(self) -> int:
        """Process id, also after the process has ended."""
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Exit status, or minus the signal that ended the process; None while it lives."""
        return self._process.returncode

    def write(self, frame: bytes) -> None:
        """Put a frame on its way. Never waits; the whole frame will be sent even when the caller is cancelled."""
        self._writer.write(frame)

    async def drain(self) -> None:
        """Wait until the process has taken most of what was written, or is gone."""
        with contextlib.suppress(ConnectionError):  # The listener is told of the end.
            await self._writer.drain()

    def kill(self) -> None:
        """Send SIGKILL, unless the process is gone."""
        self._signal(signal.SIGKILL)

    def hang_up(self) -> None:
        """Close the socket, which asks the process to end; SIGTERM and SIGKILL follow if it does not."""
        self._writer.transport.abort()  # Unlike close, this does not wait for a process that reads no more.

    async def gone(self) -> None:
        """Wait until the process has ended and nothing is left of it; for one that was killed or hung up on."""
        _, pending = await asyncio.wait({self._life}, timeout=2 * _LEAVE_S + _REAP_S)
        if pending:
            log.error("the %s (pid %s) was killed and does not end", self._kind, self.pid)

    def _signal(self, number: signal.Signals) -> None:
        # Not by the process object: its methods poll first, and can take the exit status from the loop's watcher.
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def _attend(self) -> None:
        """Wait until the process is gone, however it ends; help it along; tell the listener."""
        reading = asyncio.create_task(self._read_forever())
        exiting = asyncio.create_task(self._process.wait())
        try:
            await asyncio.wait({reading, exiting}, return_when=asyncio.FIRST_COMPLETED)
            if exiting.done():
                # What it said last may still be on its way.
                await asyncio.wait({reading}, timeout=_LEAVE_S)
            for number in (signal.SIGTERM, signal.SIGKILL):
                if (await asyncio.wait({exiting}, timeout=_LEAVE_S))[0]:
                    break
                self._signal(number)
            await exiting
        finally:
            reading.cancel()
            self._writer.transport.abort()
            self.kill()
        self._listener.on_end(self._garbage)

    async def _read_forever(self) -> None:
        try:
            while (frame := await read_frame(self._reader)) is not None:
                self._listener.on_frame(frame)
                del frame  # Its payload may be large, and the next one long in coming.
        except ProtocolError as error:
            if not self._reader.at_eof() and self._reader.exception() is None:  # Else it died while it wrote.
                self._garbage = error
                self.kill()
