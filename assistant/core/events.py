"""The daemon's one announcement board. Log, control server and service notification subscribe; nothing flows back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, ready for the wire.

    `type` is one of: `state` (the daemon's whole state), `request` (a snapshot at every change), `level` (how loud,
    how much time is left), `progress` (steps done), `preview` (an unfinished picture as payload), `dismiss` (take
    the pictures away), `notice` (an error or a word that belongs to no request).
    """

    type: str
    data: dict[str, Any] = field(default_factory=dict)
    payload: bytes = b""
    lossy: bool = False
    """Whether only the latest of its type matters: levels, progress and previews."""


class EventBus:
    """Synchronous publish and subscribe, for the daemon's loop only."""

    def __init__(self) -> None:
        self._subscribers: list[Callable[[Event], None]] = []

    def subscribe(self, subscriber: Callable[[Event], None]) -> Callable[[], None]:
        """Call `subscriber` with every event from now on; the returned function ends that. It must not block."""
        self._subscribers.append(subscriber)

        def unsubscribe() -> None:
            if subscriber in self._subscribers:
                self._subscribers.remove(subscriber)

        return unsubscribe

    def publish(self, event: Event) -> None:
        """Tell everybody. Never raises, never blocks."""
        for subscriber in tuple(self._subscribers):
            try:
                subscriber(event)
            except Exception:
                log.exception("a subscriber failed on a %s event", event.type)
