"""What the end of a worker process means, in words for a person. Used by the daemon; touches no process."""

from __future__ import annotations

import signal

from assistant.core.errors import WorkerDied, WorkerError, WorkerStalled, WorkerUnavailable

_MANY = frozenset({"ears"})
"""Workers whose name is a plural."""
_CRASHES = frozenset({signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE})


def died(kind: str, returncode: int | None, *, was_ready: bool) -> WorkerError:
    """The error for a process that ended by itself.

    Args:
        kind: What people call it.
        returncode: Exit status, or minus a signal's number; None when it was stopped on purpose before it ended.
        was_ready: Whether it had loaded its model.
    """
    how = _how(kind, returncode)
    if was_ready:
        return WorkerDied(f"The {kind} stopped unexpectedly", f"{how} {_again(kind)}")
    return WorkerUnavailable(f"The {kind} could not start", f"{how} `jarvis doctor` may know what is missing.")


def stalled(kind: str, seconds: float, *, was_ready: bool) -> WorkerStalled:
    """The error for a process that was killed because nothing had come from it for `seconds`."""
    if was_ready:
        return WorkerStalled(f"The {kind} made no progress for {seconds:g} s", _again(kind))
    hint = "The log may say why; on a slow machine raise workers.start_s in the settings."
    were = "were" if kind in _MANY else "was"
    return WorkerStalled(f"The {kind} {were} not ready within {seconds:g} s", hint)


def out_of_order(kind: str, crashes: int, barred_s: float, last: Exception | None) -> WorkerUnavailable:
    """The error for a worker that crashed `crashes` times and is not tried for another `barred_s` seconds."""
    minutes = max(1, round(barred_s / 60))
    is_out, it = ("are out of order", "they") if kind in _MANY else ("is out of order", "it")
    again = "they are tried again" if kind in _MANY else "it is tried again"
    return WorkerUnavailable(
        f"The {kind} {is_out}: {it} crashed {crashes} times in a short while",
        f"Run `jarvis doctor` and see the log; {again} in {minutes} min." + (f" The last time: {last}" if last else ""),
    )


def stopped(kind: str) -> WorkerUnavailable:
    """The error for what waited for a worker that is being stopped on purpose."""
    return WorkerUnavailable(f"The {kind} {'were' if kind in _MANY else 'was'} stopped", "Try again once Jarvis runs.")


def _again(kind: str) -> str:
    """What happens now. Nobody has to do anything about the ears: they listen again by themselves."""
    return "They are started anew." if kind in _MANY else "Try again: it is started anew."


def _whose(kind: str) -> str:
    return "Their" if kind in _MANY else "Its"


def _how(kind: str, returncode: int | None) -> str:
    if returncode is None:
        return f"{'They were' if kind in _MANY else 'It was'} asked to stop."
    if returncode >= 0:
        return f"{_whose(kind)} process ended with exit status {returncode}; the log says more."
    try:
        ending = signal.Signals(-returncode)
    except ValueError:
        return f"{_whose(kind)} process was ended by signal {-returncode}."
    if ending == signal.SIGKILL:
        smaller = "" if kind in _MANY else ", or take a smaller model"
        why = "most often because memory ran out: close other programs"
        return f"{_whose(kind)} process was killed (SIGKILL), {why}{smaller}."
    if ending in _CRASHES:
        return f"A library in {_whose(kind).lower()} process crashed ({ending.name}); the log says where."
    return f"{_whose(kind)} process was ended by {ending.name}."
