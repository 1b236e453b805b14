"""When a crashed worker may start again, and when to stop trying. Used by the keeper; it never waits itself."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """The rules, and the clock that they are measured with."""

    first_s: float = 0.5
    """Delay before the first restart; it doubles with each crash."""
    longest_s: float = 30.0
    stable_s: float = 60.0
    """A worker that was ready for so long has recovered: the delay begins anew."""
    crashes: int = 5
    """So many crashes within `window_s` are too many."""
    window_s: float = 600.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Coroutine[object, object, None]] = asyncio.sleep


class Backoff:
    """The memory of one worker's crashes."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._crashes: deque[float] = deque(maxlen=pace.crashes)
        self._delay_s = 0.0
        self._ready_at: float | None = None

    def ready(self) -> None:
        """It has started."""
        self._ready_at = self._pace.clock()

    def crashed(self) -> float:
        """It has crashed, or could not start. Returns the seconds to wait before the next try."""
        now = self._pace.clock()
        stable = self._ready_at is not None and now - self._ready_at >= self._pace.stable_s
        self._delay_s = self._pace.first_s if stable or not self._delay_s else self._delay_s * 2
        self._delay_s = min(self._delay_s, self._pace.longest_s)
        self._ready_at = None
        self._crashes.append(now)
        return self._delay_s

    def forgive(self) -> None:
        """Forget all crashes."""
        self._crashes.clear()
        self._delay_s = 0.0

    @property
    def barred_s(self) -> float:
        """Seconds until it may be tried again; 0 when it may be tried now."""
        if len(self._crashes) < self._pace.crashes:
            return 0.0
        return max(0.0, self._crashes[0] + self._pace.window_s - self._pace.clock())
