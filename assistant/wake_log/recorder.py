"""Keeps the wake log for the daemon: what scored, and what came of it, written on one thread of its own.

A slow disk never holds up the daemon's loop, and a broken one costs only the log. See `wake_file` for what is kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from assistant.core.messages.event_messages import Event, RequestEvent
from assistant.core.request import SpokenRequest
from assistant.core.stages import Stage
from assistant.settings.schema import WakeSettings
from assistant.wake_log.analysis import threshold
from assistant.wake_log.store import NEAR_MISS, WOKE, WakeFile

log = logging.getLogger(__name__)

_CLOSE_S = 5.0


class WakeLog:
    """Writes the log for the daemon; never blocks, never raises.

    Args:
        file: The log.
        wake: Gives the settings in force: whether to log, and what a score has to reach.
    """

    def __init__(self, file: WakeFile, wake: Callable[[], WakeSettings]) -> None:
        self._file = file
        self._wake = wake
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="wake log")
        self._open: set[str] = set()
        self._numbers: dict[str, int] = {}
        self._failed = False
        self.near_misses = 0
        """Near-misses since the daemon started, logged or not."""
        if wake().log:
            self._submit(file.trim)

    def near_miss(self, word: str, score: float) -> None:
        """A score rose and fell again below its threshold."""
        self.near_misses += 1
        if self._wake().log:
            self._submit(self._file.add, time.time(), word, score, threshold(self._wake(), word), NEAR_MISS)

    def woke(self, request: SpokenRequest, word: str, score: float) -> None:
        """A wake word opened this request."""
        if self._wake().log:
            self._open.add(request.id)
            entry = (time.time(), word, score, threshold(self._wake(), word), WOKE)
            self._submit(self._add_call, request.id, *entry)

    def on_event(self, event: Event, _payload: bytes) -> None:
        """For the event bus: the end of a request is what came of its call."""
        if isinstance(event, RequestEvent) and event.id in self._open and not event.stage.is_live:
            self._open.discard(event.id)
            self._submit(self._settle_call, event.id, outcome(event))

    async def close(self) -> None:
        """Wait until all is written, within a few seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_S):
                await asyncio.to_thread(self._pool.shutdown)

    def _add_call(self, request: str, *entry: Any) -> None:
        self._numbers[request] = self._file.add(*entry)

    def _settle_call(self, request: str, came_of_it: str) -> None:
        if (number := self._numbers.pop(request, None)) is not None:
            self._file.settle(number, came_of_it)

    def _submit(self, write: Callable[..., object], *arguments: object) -> None:
        with contextlib.suppress(RuntimeError):  # It is closed: what comes now is not worth a word.
            self._pool.submit(self._try, write, *arguments)

    def _try(self, write: Callable[..., object], *arguments: object) -> None:
        try:
            write(*arguments)
            self._failed = False
        except (OSError, sqlite3.Error) as error:
            if not self._failed:
                log.warning("the wake log cannot be written: %s", error)
            self._failed = True


def outcome(request: RequestEvent) -> str:
    """What came of a call, from the snapshot of its request when it has ended; one of those that `Wake` names."""
    if request.stage is Stage.DONE:
        return "painted" if request.pictures else "obeyed"
    if request.failure:
        return request.failure.code if request.failure.code in {"not_understood", "nothing_heard"} else "failed"
    return request.reason or "stopped"
