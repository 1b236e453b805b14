"""The requests of this daemon: opened, moved from stage to stage, and told to the bus at every change.

Runs on the daemon's loop. Only the conductor calls what changes a request.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from assistant.core.errors import AssistantError
from assistant.core.events import EventBus
from assistant.core.messages.event_messages import DismissEvent, NoticeEvent, Origin
from assistant.core.request import SpokenRequest
from assistant.core.stages import Stage

REMEMBERED = 20
"""So many, and more only while they are live; besides them the newest that has pictures, for "keep"."""


class Requests:
    """The latest requests, oldest first."""

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus
        self._requests: list[SpokenRequest] = []

    def __iter__(self) -> Iterator[SpokenRequest]:
        return iter(tuple(self._requests))

    @property
    def live(self) -> list[SpokenRequest]:
        """Those that can still move."""
        return [request for request in self._requests if request.stage.is_live]

    @property
    def painted_last(self) -> SpokenRequest | None:
        """The newest that has pictures."""
        return next((request for request in reversed(self._requests) if request.pictures), None)

    @property
    def finished_last(self) -> SpokenRequest | None:
        """The newest that has pictures and is not painted on."""
        finished = (request for request in reversed(self._requests) if request.stage is not Stage.PAINTING)
        return next((request for request in finished if request.pictures), None)

    def before(self, request: SpokenRequest) -> SpokenRequest | None:
        """The one whose pictures were there when those of `request` were asked for; None where it is forgotten."""
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
        """A new request: one that listens, or one whose `words` are known and that is to be understood.

        Args:
            origin: Where it came from.
            mark: Name of the moment that its times are counted from.
            at: That moment in monotonic seconds; None is now.
            words: What was typed.
            doubt: The wake word that the transcript has to confirm.
            unlikely: Whether a verifier doubts it, too.
        """
        stage = Stage.LISTENING if words is None else Stage.UNDERSTANDING
        request = SpokenRequest(origin, stage=stage, words=words or "", doubt=doubt, unlikely=unlikely)
        request.mark(mark, at)
        self._forget()
        self._requests.append(request)
        self.tell(request)
        return request

    def _forget(self) -> None:
        """Make room for one more. False wakes during a long painting must not push out what is being painted."""
        needed = self.painted_last
        ended = [request for request in self._requests if not request.stage.is_live and request is not needed]
        for request in ended[: max(0, len(self._requests) - REMEMBERED + 1)]:
            self._requests.remove(request)

    def move(self, request: SpokenRequest, stage: Stage) -> None:
        """Move a request and tell it. Raises ValueError for a move that the table does not allow."""
        request.move(stage)
        self.tell(request)

    def end(
        self, request: SpokenRequest, stage: Stage, failure: AssistantError | None = None, reason: str = ""
    ) -> None:
        """End a request, once: a request that has ended stays as it is. `reason` says why it was cancelled."""
        if not request.stage.is_live:
            return
        request.failure = failure
        request.reason = reason
        request.audio = None
        request.mark("ended")
        self.move(request, stage)

    def dismiss(self) -> None:
        """Take what is finished off the screens."""
        self._bus.publish(DismissEvent())

    def say(self, title: str, hint: str) -> None:
        """Tell a person something that is no failure."""
        self._bus.publish(NoticeEvent("said", title, hint, "info"))

    def tell(self, request: SpokenRequest) -> None:
        """Publish how the request is now."""
        self._bus.publish(request.snapshot())


async def until_ended(task: asyncio.Task[None]) -> None:
    """Wait until the task that fulfils a request is over, whoever ends it; cancelling the caller cancels the request.

    A plain `await task` does not do: the task takes a cancellation as the request's end, and the caller would go on.
    """
    try:
        await asyncio.wait({task})
    except asyncio.CancelledError:
        task.cancel()
        await asyncio.wait({task})
        raise
