"""Lets the daemon's pictures onto the screen, or has them wait while it is busy. Runs in the overlay process.

It stands at the link, before the overlay: what waits, the overlay never hears of. What is listened to and understood
passes always: that the microphone takes a person's words is never hidden.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from assistant.core.message import Message
from assistant.core.messages.control_messages import SettingsInForce, SettingsRequest
from assistant.core.messages.event_messages import (
    Event,
    NoticeEvent,
    PictureEvent,
    PreviewEvent,
    ProgressEvent,
    RequestEvent,
)
from assistant.core.stages import Stage
from assistant.ui.attention.attention_rules import WHY, Busy, Rules
from assistant.ui.attention.screen_probe import ScreenLook
from assistant.ui.overlay.daemon_link import AnyRequest, DaemonLink

_HEARING = frozenset({Stage.LISTENING, Stage.TRANSCRIBING})
_PAINTED = frozenset({Stage.PAINTING, Stage.SHOWING})


@dataclass(slots=True)
class _Live:
    """A request that is on its walk."""

    asked_at: float
    """When its words were last heard of, in monotonic seconds."""
    painted: RequestEvent | None = None
    """Its latest snapshot with something to show."""
    is_held: bool = False
    because: Busy | None = None
    """None while nobody has looked yet."""


class Usher(QObject):
    """Decides for each request whether it may be seen.

    Args:
        link: The daemon; its messages go through `pass_on`.
        look: How the screen is.
    """

    free = Signal(list)
    """The screen is free, and these requests' pictures (snapshots, oldest first) have waited."""

    def __init__(self, link: DaemonLink, look: ScreenLook, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._look = look
        self._rules = Rules()
        self._live: dict[str, _Live] = {}
        self.waiting: list[RequestEvent] = []
        """Snapshots of requests whose pictures nobody has seen, oldest first."""
        look.looked.connect(self._on_looked)
        link.answered.connect(self._on_answer)
        link.connected.connect(lambda: link.send(SettingsRequest()))
        link.lost.connect(self._on_lost)
        link.usher = self.pass_on

    @property
    def rules(self) -> Rules:
        """Those in force."""
        return self._rules

    def pass_on(self, event: Event) -> list[Event]:
        """What the overlay gets to hear in place of this event."""
        if isinstance(event, RequestEvent):
            return self._on_request(event)
        if isinstance(event, ProgressEvent | PreviewEvent | PictureEvent):
            live = self._live.get(event.request)
            if live is not None and live.painted is not None:
                if live.is_held:
                    return []
                if self._look.is_fresh and self._begins_to_wait(live):
                    return [_ended(live.painted)]
        return [event]

    def take_waiting(self) -> list[RequestEvent]:
        """Everything that waits; it waits no more."""
        taken, self.waiting = self.waiting, []
        self._keep_looking()
        return taken

    def _on_request(self, event: RequestEvent) -> list[Event]:
        if not event.stage.is_live:
            return self._on_end(event)
        live = self._live.setdefault(event.id, _Live(time.monotonic()))
        if event.stage in _HEARING:
            live.asked_at = time.monotonic()
        if event.stage not in _PAINTED:
            if not self._look.is_fresh:
                self._look.look_soon()
            return [event]
        live.painted = event
        self._keep_looking()
        if live.is_held:
            return []
        if not self._look.is_fresh:
            live.is_held = True
            self._look.look()  # Whoever answers at once is heard before this returns.
            return []
        return [_ended(event), *self._word(live)] if self._begins_to_wait(live) else [event]

    def _on_end(self, event: RequestEvent) -> list[Event]:
        live = self._live.pop(event.id, None)
        if live is not None and live.is_held and event.pictures:
            if event.stage is not Stage.CANCELLED:
                self.waiting.append(event)
                if live.because is None:
                    self._look.look()
            event = replace(event, pictures=())  # Of a failure, its words are shown at once.
        self._keep_looking()
        return [event]

    def _begins_to_wait(self, live: _Live) -> bool:
        """Whether there is a reason to hold it from now on."""
        live.because = self._reason(live)
        live.is_held = live.because is not None
        return live.is_held

    def _reason(self, live: _Live) -> Busy | None:
        return self._rules.holds(self._look.busy, time.monotonic() - live.asked_at)

    def _on_looked(self) -> None:
        for live in self._live.values():
            if not live.is_held or live.painted is None:
                continue
            before, live.because = live.because, self._reason(live)
            if live.because is None:
                live.is_held = False
                self._link.deliver(live.painted)
            elif before is None:
                for event in (_ended(live.painted), *self._word(live)):
                    self._link.deliver(event)
        if self.waiting and self._rules.holds(self._look.busy, float("inf")) is None:
            self.free.emit(list(self.waiting))
        self._keep_looking()

    def _word(self, live: _Live) -> list[Event]:
        """A short word for who asked just now, and looks: the answer comes later, and why."""
        if live.because is None or time.monotonic() - live.asked_at > self._rules.answer_s:
            return []
        return [NoticeEvent("", "Your picture waits", WHY[live.because], "info")]

    def _keep_looking(self) -> None:
        self._look.keep_looking(bool(self.waiting) or any(live.painted is not None for live in self._live.values()))

    def _on_answer(self, _request: AnyRequest, result: Message) -> None:
        if isinstance(result, SettingsInForce):
            self._rules = Rules.of(result.values)

    def _on_lost(self) -> None:
        self._live.clear()
        self._keep_looking()


def _ended(event: RequestEvent) -> RequestEvent:
    """What takes a request off the screen."""
    return replace(event, stage=Stage.DONE, command=None, pictures=(), kept=(), failure=None)
