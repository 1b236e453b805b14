"""Holds the requests of this daemon, and publishes each of their changes.

Only the conductor and its stages call what changes a request.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

from assistant.core.errors import AssistantError, TookTooLong
from assistant.core.events import EventBus
from assistant.core.messages.event_messages import DismissEvent, NoticeEvent, Origin
from assistant.core.request import SpokenRequest
from assistant.core.stages import Stage

REMEMBERED = 20
"""Number of requests that are remembered, besides the newest that has pictures ("keep" needs it).

Live requests are never forgotten, even when there are more.
"""


class RequestStore:
    """Holds the latest requests, oldest first.

    Args:
        bus: Gets a snapshot of a request at each of its changes.
    """

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus
        self._requests: list[SpokenRequest] = []

    def __iter__(self) -> Iterator[SpokenRequest]:
        return iter(tuple(self._requests))

    @property
    def live(self) -> list[SpokenRequest]:
        """The requests that have not ended."""
        return [request for request in self._requests if request.stage.is_live]

    @property
    def painted_last(self) -> SpokenRequest | None:
        """The newest request that has pictures."""
        return next((request for request in reversed(self._requests) if request.pictures), None)

    @property
    def finished_last(self) -> SpokenRequest | None:
        """The newest request that has pictures and is not being painted."""
        finished = (request for request in reversed(self._requests) if request.stage is not Stage.PAINTING)
        return next((request for request in finished if request.pictures), None)

    def before(self, request: SpokenRequest) -> SpokenRequest | None:
        """Return the request whose pictures were shown when those of `request` were asked for; None if forgotten."""
        by_id = {one.id: one for one in self._requests}
        origin = by_id.get(request.shows or request.id)
        return by_id.get(origin.follows or "") if origin else None

    def open(
        self,
        origin: Origin,
        *,
        mark: str,
        at: float | None = None,
        words: str | None = None,
        doubt: str | None = None,
        unlikely: bool = False,
    ) -> SpokenRequest:
        """Add a new request: one that listens or, where `words` are given, one whose words are to be understood.

        Args:
            origin: Where the request came from.
            mark: Name of the moment that its times are counted from.
            at: That moment in CLOCK_MONOTONIC seconds; None is now.
            words: The typed words; None for a request that listens.
            doubt: The wake word that the transcript has to confirm; None for a sure call.
            unlikely: Whether a verifier doubts the call, too.
        """
        stage = Stage.LISTENING if words is None else Stage.UNDERSTANDING
        request = SpokenRequest(origin, stage=stage, words=words or "", doubt=doubt, unlikely=unlikely)
        request.mark(mark, at)
        self._forget()
        self._requests.append(request)
        self.publish(request)
        return request

    def _forget(self) -> None:
        """Forget ended requests until there is room for one more."""
        # False wakes during a long painting must not push out what is being painted.
        needed = self.painted_last
        ended = [request for request in self._requests if not request.stage.is_live and request is not needed]
        for request in ended[: max(0, len(self._requests) - REMEMBERED + 1)]:
            self._requests.remove(request)

    def move(self, request: SpokenRequest, stage: Stage) -> None:
        """Move a request to another stage and publish it. Raises ValueError for a move that MOVES does not allow."""
        request.move(stage)
        self.publish(request)

    def end(
        self, request: SpokenRequest, stage: Stage, failure: AssistantError | None = None, reason: str = ""
    ) -> None:
        """End a request and publish it; a request that has ended stays as it is.

        Args:
            request: The request.
            stage: One of `stages.TERMINAL`.
            failure: Why it failed.
            reason: Why it was cancelled, as in `SpokenRequest.reason`.
        """
        if not request.stage.is_live:
            return
        request.failure = failure
        request.reason = reason
        request.audio = None
        request.mark("ended")
        self.move(request, stage)

    def dismiss(self) -> None:
        """Publish that finished pictures are to be taken off the screens."""
        self._bus.publish(DismissEvent())

    def notify(self, title: str, hint: str) -> None:
        """Publish a notice that is no failure."""
        self._bus.publish(NoticeEvent("said", title, hint, "info"))

    def publish(self, request: SpokenRequest) -> None:
        """Publish a snapshot of the request."""
        self._bus.publish(request.snapshot())


async def until_ended(task: asyncio.Task[None]) -> None:
    """Wait until the task that fulfils a request is over; cancelling the caller cancels the request."""
    # A plain `await task` does not do: the task takes a cancellation as the request's end, and the caller would go on.
    try:
        await asyncio.wait({task})
    except asyncio.CancelledError:
        task.cancel()
        await asyncio.wait({task})
        raise


@contextlib.asynccontextmanager
async def deadline(seconds: float, title: str, hint: str) -> AsyncIterator[None]:
    """Cancel the body after `seconds`.

    Args:
        seconds: The time that the stage may take.
        title: What did not happen in time, for the person who waits: "The words were not recognised".
        hint: What the person can do.

    Raises:
        TookTooLong: The time is over.
    """
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise TookTooLong(f"{title} within {seconds:g} s", hint) from error
