"""What the end of a worker process means, in words for a person. Used by the daemon; touches no process."""

from __future__ import annotations

import signal

from assistant.core.errors import WorkerDied, WorkerError, WorkerStalled, WorkerUnavailable

_CRASHES = frozenset({signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE})


def died(kind: str, returncode: int | None, *, was_ready: bool) -> WorkerError:
    """The error for a process that ended by itself.

    Args:
        kind: What people call it.
        returncode: Exit status, or minus a signal's number; None when it was stopped on purpose before it ended.
        was_ready: Whether it had loaded its model.
    """
    how = _how(returncode)
    if was_ready:
        return WorkerDied(f"The {kind} stopped unexpectedly", f"{how} Try again: it is started anew.")
    return WorkerUnavailable(f"The {kind} could not start", f"{how} `jarvis doctor` may know what is missing.")


def stalled(kind: str, seconds: float, *, was_ready: bool) -> WorkerStalled:
    """The error for a process that was killed because nothing had come from it for `seconds`."""
    if was_ready:
        return WorkerStalled(f"The {kind} made no progress for {seconds:g} s", "It is started anew: try again.")
    hint = "The log may say why; on a slow machine raise workers.start_s in the settings."
    return WorkerStalled(f"The {kind} was not ready within {seconds:g} s", hint)


def out_of_order(kind: str, crashes: int, barred_s: float, last: Exception | None) -> WorkerUnavailable:
    """The error for a worker that crashed `crashes` times and is not tried for another `barred_s` seconds."""
    minutes = max(1, round(barred_s / 60))
    return WorkerUnavailable(
        f"The {kind} is out of order: it crashed {crashes} times in a short while",
        f"Run `jarvis doctor` and see the log; it is tried again in {minutes} min."
        + (f" The last time: {last}" if last else ""),
    )


def stopped(kind: str) -> WorkerUnavailable:
    """The error for what waited for a worker that is being stopped on purpose."""
    return WorkerUnavailable(f"The {kind} was stopped", "Try again once Jarvis runs.")


def _how(returncode: int | None) -> str:
    if returncode is None:
        return "It was asked to stop."
    if returncode >= 0:
        return f"It ended with exit status {returncode}; the log says more."
    try:
        ending = signal.Signals(-returncode)
    except ValueError:
        return f"It was ended by signal {-returncode}."
    if ending == signal.SIGKILL:
        return (
            "It was ended by SIGKILL, most often because memory ran out: close other programs or take a smaller model."
        )
    if ending in _CRASHES:
        return f"A library in it crashed ({ending.name}); the log says where."
    return f"It was ended by {ending.name}."
