"""Defines what a worker's host and its parent send about any job.

From the parent: `start`, then an order for each job, and about the running one `cancel` or one of the inputs that its
job takes. From the child: `ready` or `load_failed`, then for each order any number of its reports, and at last its
result, `job_failed` or `job_cancelled`. Frames about a job carry its number as their `id`; jobs do not see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Generic, Never, TypeVar, get_args

from assistant.core.message import Failure, JsonValue, Message

ReportT = TypeVar("ReportT", bound=Message)
ResultT = TypeVar("ResultT", bound=Message)
ReportT_co = TypeVar("ReportT_co", bound=Message, covariant=True)
ResultT_co = TypeVar("ResultT_co", bound=Message, covariant=True)


class Start(Message, frozen=True, tag="start"):
    """Tells a new worker what it is."""

    kind: str
    """ "ears", "transcriber" or "painter"."""
    section: Mapping[str, JsonValue]
    """The worker's settings section as JSON values."""
    job: str | None = None
    """ "module:Class" of the job; None takes the registry's for `kind`."""


class Cancel(Message, frozen=True, tag="cancel"):
    """Ends the running job; it is answered with `JobCancelled`, or with the result where that came first."""


class Ready(Message, frozen=True, tag="ready"):
    """The job is loaded."""

    name: str
    """What people call the engine: "tiny.en int8"."""
    version: str = ""
    words: tuple[str, ...] = ()
    """Of the ears: the wake words that they hear."""
    self_tests: tuple[str, ...] = ()
    """Of the ears: those of the wake words that have a stored call."""


class LoadFailed(Message, frozen=True, tag="load_failed"):
    """The job cannot be loaded; the process ends."""

    failure: Failure


class JobFailed(Message, frozen=True, tag="job_failed"):
    """The job ended with an error; the worker waits for the next order."""

    failure: Failure


class JobCancelled(Message, frozen=True, tag="job_cancelled"):
    """The job ended because it was cancelled; the worker waits for the next order."""


class Order(Message, Generic[ReportT_co, ResultT_co], frozen=True):
    """The base of what a worker can be asked to do.

    The type arguments are the messages that may come while the job runs, one class or a union, and its result. Both
    ends read them: the checker, and `reports_of` and `results_of` at run time.
    """


@cache
def reports_of(order: type[Order[ReportT, ResultT]]) -> tuple[type[ReportT], ...]:
    """Return the messages that may come while such a job runs."""
    reports: object = _arguments(order)[0]
    if reports is Never:
        return ()
    kinds: tuple[type[ReportT], ...] = get_args(reports) or (reports,)
    return kinds


@cache
def results_of(order: type[Order[ReportT, ResultT]]) -> tuple[type[ResultT], ...]:
    """Return the messages of which one ends such a job when all goes well."""
    results = _arguments(order)[1]
    return get_args(results) or (results,)


def _arguments(order: type[Order[ReportT, ResultT]]) -> tuple[type[ReportT], type[ResultT]]:
    (base,) = order.__orig_bases__  # type: ignore[attr-defined]  # typing sets it on every subclass of a generic
    reports, result = get_args(base)
    return reports, result
