"""Records wake events and near-misses, and the outcome of each call, on a thread of its own.

A slow disk never holds up the daemon's loop, and a broken disk costs only the log. `assistant.wake_log.store` describes
what is stored.
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
from assistant.wake_log.store import NEAR_MISS, WOKE, WakeLogStore

log = logging.getLogger(__name__)

_CLOSE_S = 5.0


class WakeLogRecorder:
    """Writes the wake log for the daemon; never blocks, never raises.

    Args:
        file: The log.
        wake: Returns the current settings: whether to log, and the thresholds.
    """

    def __init__(self, file: WakeLogStore, wake: Callable[[], WakeSettings]) -> None:
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
        """Records a score that rose and fell again below its threshold."""
        self.near_misses += 1
        if self._wake().log:
            self._submit(self._file.add, time.time(), word, score, threshold(self._wake(), word), NEAR_MISS)

    def woke(self, request: SpokenRequest, word: str, score: float) -> None:
        """Records the wake word that opened this request."""
        if self._wake().log:
            self._open.add(request.id)
            entry = (time.time(), word, score, threshold(self._wake(), word), WOKE)
            self._submit(self._add_call, request.id, *entry)

    def on_event(self, event: Event, _payload: bytes) -> None:
        """Records the outcome of a call when its request ends. Subscribe it to the event bus."""
        if isinstance(event, RequestEvent) and event.id in self._open and not event.stage.is_live:
            self._open.discard(event.id)
            self._submit(self._set_call_outcome, event.id, call_outcome(event))

    async def close(self) -> None:
        """Waits until everything is written, at most a few seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_S):
                await asyncio.to_thread(self._pool.shutdown)

    def _add_call(self, request: str, *entry: Any) -> None:
        self._numbers[request] = self._file.add(*entry)

    def _set_call_outcome(self, request: str, outcome: str) -> None:
        if (number := self._numbers.pop(request, None)) is not None:
            self._file.set_outcome(number, outcome)

    def _submit(self, write: Callable[..., object], *arguments: object) -> None:
        with contextlib.suppress(RuntimeError):  # the recorder is closed; later entries are dropped
            self._pool.submit(self._try, write, *arguments)

    def _try(self, write: Callable[..., object], *arguments: object) -> None:
        try:
            write(*arguments)
            self._failed = False
        except (OSError, sqlite3.Error) as error:
            if not self._failed:
                log.warning("the wake log cannot be written: %s", error)
            self._failed = True


def call_outcome(request: RequestEvent) -> str:
    """Returns the outcome of a call from the last event of its request; one of those that `WakeEntry` names."""
    if request.stage is Stage.DONE:
        return "painted" if request.pictures else "obeyed"
    if request.failure:
        return request.failure.code if request.failure.code in {"not_understood", "nothing_heard"} else "failed"
    return request.reason or "stopped"
