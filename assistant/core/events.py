"""Passes news on inside the daemon: events that anybody may follow, and the signal that the status has changed.

Log, control server, chimes and the session bus subscribe to the events; nothing flows back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from assistant.core.messages.event_messages import Event

log = logging.getLogger(__name__)

Subscriber = Callable[[Event, bytes], None]
"""Receives each event with its payload. Must not block."""


class EventBus:
    """Calls every subscriber synchronously. Not thread-safe: for the daemon's loop only."""

    def __init__(self) -> None:
        self._subscribers: list[Subscriber] = []

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber` with every event from now on; the returned function ends the subscription."""
        self._subscribers.append(subscriber)

        def unsubscribe() -> None:
            if subscriber in self._subscribers:
                self._subscribers.remove(subscriber)

        return unsubscribe

    def publish(self, event: Event, payload: bytes = b"") -> None:
        """Pass an event to every subscriber. Never raises; errors of subscribers are logged."""
        for subscriber in tuple(self._subscribers):
            try:
                subscriber(event, payload)
            except Exception:
                log.exception("a subscriber failed on a %s event", event.tag())


class ChangeSignal:
    """Reports that something of the daemon's status may have changed.

    It is made before the parts that report changes, and the status, which is made after them, subscribes to it.
    """

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call `listener` at every change from now on; it must neither block nor raise."""
        self._listeners.append(listener)

    def notify(self) -> None:
        """Report a change."""
        for listener in tuple(self._listeners):
            listener()
