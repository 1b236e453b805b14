"""Lets the daemon's pictures onto the screen, or holds them while the screen is busy.

The gatekeeper filters the link's events before the overlay gets them. Events about listening and understanding
always pass: that the microphone takes a person's words is never hidden.

`AttentionRules` is the rule, and reads no clock: a person who just asked and looks at the screen wants the answer, also
in front of a film and also when nobody else may disturb. An answer that comes later is an interruption like any other.
What others would see in a shared screen is never shown by itself.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

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
from assistant.ui.attention.screen_probe import Busy, ScreenProbe
from assistant.ui.common.daemon_link import AnyRequest, DaemonLink

_HEARING = frozenset({Stage.LISTENING, Stage.TRANSCRIBING})
_PAINTED = frozenset({Stage.PAINTING, Stage.SHOWING})


When = Literal["show", "answer", "hold"]

WHY = {
    Busy.SHARING: "Your screen is shared. You are told later.",
    Busy.DO_NOT_DISTURB: "You do not want to be disturbed now. You are told later.",
    Busy.FULLSCREEN: "A window fills the screen. You are told later.",
}
"""The explanation that a person reads whose picture waits."""


@dataclass(frozen=True, slots=True)
class AttentionRules:
    """Holds the settings `manners.*`."""

    when: Mapping[Busy, When] = field(
        default_factory=lambda: {Busy.SHARING: "hold", Busy.DO_NOT_DISTURB: "answer", Busy.FULLSCREEN: "answer"}
    )
    answer_s: float = 30.0
    """A person looks for the answer until this many seconds after their words."""
    notify: bool = True

    @classmethod
    def of(cls, values: Mapping[str, object]) -> AttentionRules:
        """Reads the settings in force by their dotted names; missing and invalid values keep their defaults."""
        plain = cls()
        when = {
            busy: value if (value := values.get(f"manners.{busy.value}")) in {"show", "answer", "hold"} else usual
            for busy, usual in plain.when.items()
        }
        answer_s = values.get("manners.answer_s")
        seconds = float(answer_s) if isinstance(answer_s, int | float) else plain.answer_s
        return cls(when, seconds, bool(values.get("manners.notify", plain.notify)))

    def holds(self, busy: frozenset[Busy], asked_s_ago: float) -> Busy | None:
        """Returns why pictures that were asked for so many seconds ago have to wait; None when they may be shown."""
        for reason in Busy:
            when = self.when[reason]
            if reason in busy and (when == "hold" or (when == "answer" and asked_s_ago > self.answer_s)):
                return reason
        return None


@dataclass(slots=True)
class _Live:
    """Describes a request that has not ended."""

    asked_at: float
    """When its words were last heard of, in monotonic seconds."""
    painted: RequestEvent | None = None
    """Its latest snapshot with something to show."""
    is_held: bool = False
    because: Busy | None = None
    """Why it is held; None while the screen has not been probed yet."""


class Gatekeeper(QObject):
    """Decides for each request whether it may be seen.

    Args:
        link: The daemon; its events go through `pass_on`.
        probe: Says whether the screen is busy.
    """

    free = Signal(list)
    """The screen is free, and these requests' pictures (snapshots, oldest first) have waited."""

    def __init__(self, link: DaemonLink, probe: ScreenProbe, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._probe = probe
        self._rules = AttentionRules()
        self._live: dict[str, _Live] = {}
        self.waiting: list[RequestEvent] = []
        """Snapshots of requests whose pictures nobody has seen, oldest first."""
        probe.probed.connect(self._on_probed)
        link.answered.connect(self._on_answer)
        link.connected.connect(lambda: link.send(SettingsRequest()))
        link.lost.connect(self._on_lost)
        link.set_filter(self.pass_on)

    @property
    def rules(self) -> AttentionRules:
        """Returns the rules in force."""
        return self._rules

    def pass_on(self, event: Event) -> list[Event]:
        """Returns what the overlay gets in place of this event."""
        if isinstance(event, RequestEvent):
            return self._on_request(event)
        if isinstance(event, ProgressEvent | PreviewEvent | PictureEvent):
            live = self._live.get(event.request)
            if live is not None and live.painted is not None:
                if live.is_held:
                    return []
                if self._probe.is_fresh and self._begins_to_wait(live):
                    return [_ended(live.painted)]
        return [event]

    def take_waiting(self) -> list[RequestEvent]:
        """Returns everything that waits; it waits no more."""
        taken, self.waiting = self.waiting, []
        self._keep_probing()
        return taken

    def _on_request(self, event: RequestEvent) -> list[Event]:
        if not event.stage.is_live:
            return self._on_end(event)
        live = self._live.setdefault(event.id, _Live(time.monotonic()))
        if event.stage in _HEARING:
            live.asked_at = time.monotonic()
        if event.stage not in _PAINTED:
            if not self._probe.is_fresh:
                self._probe.probe_soon()
            return [event]
        live.painted = event
        self._keep_probing()
        if live.is_held:
            return []
        if not self._probe.is_fresh:
            live.is_held = True
            self._probe.probe()  # Whoever answers at once is heard before this returns.
            return []
        return [_ended(event), *self._waiting_notice(live)] if self._begins_to_wait(live) else [event]

    def _on_end(self, event: RequestEvent) -> list[Event]:
        live = self._live.pop(event.id, None)
        if live is not None and live.is_held and event.pictures:
            if event.stage is not Stage.CANCELLED:
                self.waiting.append(event)
                if live.because is None:
                    self._probe.probe()
            event = replace(event, pictures=())  # Of a failure, its words are shown at once.
        self._keep_probing()
        return [event]

    def _begins_to_wait(self, live: _Live) -> bool:
        """Returns whether there is a reason to hold the request from now on."""
        live.because = self._reason(live)
        live.is_held = live.because is not None
        return live.is_held

    def _reason(self, live: _Live) -> Busy | None:
        return self._rules.holds(self._probe.busy, time.monotonic() - live.asked_at)

    def _on_probed(self) -> None:
        for live in self._live.values():
            if not live.is_held or live.painted is None:
                continue
            before, live.because = live.because, self._reason(live)
            if live.because is None:
                live.is_held = False
                self._link.deliver(live.painted)
            elif before is None:
                for event in (_ended(live.painted), *self._waiting_notice(live)):
                    self._link.deliver(event)
        if self.waiting and self._rules.holds(self._probe.busy, float("inf")) is None:
            self.free.emit(list(self.waiting))
        self._keep_probing()

    def _waiting_notice(self, live: _Live) -> list[Event]:
        """Returns a short message for who asked just now, and looks: the answer comes later, and why."""
        if live.because is None or time.monotonic() - live.asked_at > self._rules.answer_s:
            return []
        return [NoticeEvent("", "Your picture waits", WHY[live.because], "info")]

    def _keep_probing(self) -> None:
        self._probe.keep_probing(bool(self.waiting) or any(live.painted is not None for live in self._live.values()))

    def _on_answer(self, _request: AnyRequest, result: Message) -> None:
        if isinstance(result, SettingsInForce):
            self._rules = AttentionRules.of(result.values)

    def _on_lost(self) -> None:
        self._live.clear()
        self._keep_probing()


def _ended(event: RequestEvent) -> RequestEvent:
    """Returns what takes a request off the screen."""
    return replace(event, stage=Stage.DONE, command=None, pictures=(), kept=(), failure=None)
