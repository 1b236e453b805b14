"""Decides when a crashed worker may start again, and says in words for a person what the end of a process means.

Nothing here waits or touches a process: the handle and the supervisor of a worker ask.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from assistant.core.errors import WorkerDied, WorkerError, WorkerStalled, WorkerUnavailable

_PLURAL = frozenset({"ears"})
"""Workers whose name is a plural."""
_CRASHES = frozenset({signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE})


@dataclass(frozen=True, slots=True)
class RestartPolicy:
    """Says how often and how soon a crashed worker is started again, and by which clock."""

    first_s: float = 0.5
    """Delay before the first restart; it doubles with each crash."""
    longest_s: float = 30.0
    """The delay never grows beyond this."""
    stable_s: float = 60.0
    """A worker that was ready for this long has recovered: its next delay is `first_s` again."""
    crashes: int = 5
    """This number of crashes within `window_s` bars the worker until the oldest of them is older than `window_s`."""
    window_s: float = 600.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Coroutine[object, object, None]] = asyncio.sleep


class Backoff:
    """Remembers the crashes of one worker and works out the delay before its next start."""

    def __init__(self, policy: RestartPolicy) -> None:
        self._policy = policy
        self._crashes: deque[float] = deque(maxlen=policy.crashes)
        self._delay_s = 0.0
        self._ready_at: float | None = None

    def ready(self) -> None:
        """Note that the worker is ready."""
        self._ready_at = self._policy.clock()

    def crashed(self) -> float:
        """Note that the worker crashed or could not start; return the seconds to wait before the next try."""
        now = self._policy.clock()
        stable = self._ready_at is not None and now - self._ready_at >= self._policy.stable_s
        self._delay_s = self._policy.first_s if stable or not self._delay_s else self._delay_s * 2
        self._delay_s = min(self._delay_s, self._policy.longest_s)
        self._ready_at = None
        self._crashes.append(now)
        return self._delay_s

    def forgive(self) -> None:
        """Forget all crashes."""
        self._crashes.clear()
        self._delay_s = 0.0

    @property
    def barred_s(self) -> float:
        """Seconds until the worker may be tried again; 0 when it may be tried now."""
        if len(self._crashes) < self._policy.crashes:
            return 0.0
        return max(0.0, self._crashes[0] + self._policy.window_s - self._policy.clock())


def died(kind: str, returncode: int | None, *, was_ready: bool) -> WorkerError:
    """Return the error for a process that ended by itself.

    Args:
        kind: The worker's name, as people read it.
        returncode: Exit status, or minus a signal's number; None when it was stopped on purpose before it ended.
        was_ready: Whether the process had loaded its model.
    """
    how = _how(kind, returncode)
    if was_ready:
        return WorkerDied(f"The {kind} stopped unexpectedly", f"{how} {_again(kind)}")
    return WorkerUnavailable(f"The {kind} could not start", f"{how} `jarvis doctor` may know what is missing.")


def stalled(kind: str, seconds: float, *, was_ready: bool) -> WorkerStalled:
    """Return the error for a process that was killed because it had sent nothing for `seconds`."""
    if was_ready:
        return WorkerStalled(f"The {kind} made no progress for {seconds:g} s", _again(kind))
    hint = "The log may say why; on a slow machine raise workers.start_s in the settings."
    were = "were" if kind in _PLURAL else "was"
    return WorkerStalled(f"The {kind} {were} not ready within {seconds:g} s", hint)


def out_of_order(kind: str, crashes: int, barred_s: float, last: Exception | None) -> WorkerUnavailable:
    """Return the error for a worker that crashed `crashes` times and is not started for another `barred_s` seconds."""
    minutes = max(1, round(barred_s / 60))
    is_out, it = ("are out of order", "they") if kind in _PLURAL else ("is out of order", "it")
    again = "they are tried again" if kind in _PLURAL else "it is tried again"
    return WorkerUnavailable(
        f"The {kind} {is_out}: {it} crashed {crashes} times in a short while",
        f"Run `jarvis doctor` and see the log; {again} in {minutes} min." + (f" The last time: {last}" if last else ""),
    )


def stopped(kind: str) -> WorkerUnavailable:
    """Return the error for a job that waited for a worker which is being stopped on purpose."""
    return WorkerUnavailable(
        f"The {kind} {'were' if kind in _PLURAL else 'was'} stopped", "Try again once Jarvis runs."
    )


def _again(kind: str) -> str:
    """Return the hint that the worker is started again."""
    # Nobody has to do anything about the ears: they listen again by themselves.
    return "They are started anew." if kind in _PLURAL else "Try again: it is started anew."


def _whose(kind: str) -> str:
    return "Their" if kind in _PLURAL else "Its"


def _how(kind: str, returncode: int | None) -> str:
    if returncode is None:
        return f"{'They were' if kind in _PLURAL else 'It was'} asked to stop."
    if returncode >= 0:
        return f"{_whose(kind)} process ended with exit status {returncode}; the log says more."
    try:
        ending = signal.Signals(-returncode)
    except ValueError:
        return f"{_whose(kind)} process was ended by signal {-returncode}."
    if ending == signal.SIGKILL:
        smaller = "" if kind in _PLURAL else ", or take a smaller model"
        why = "most often because memory ran out: close other programs"
        return f"{_whose(kind)} process was killed (SIGKILL), {why}{smaller}."
    if ending in _CRASHES:
        return f"A library in {_whose(kind).lower()} process crashed ({ending.name}); the log says where."
    return f"{_whose(kind)} process was ended by {ending.name}."
