"""What is to be seen, as a plain state machine: events in, a pill and a card out. Overlay process; no Qt, no time.

The pill is about speech and failures, the card about pictures. A new request may be spoken while pictures are painted
or shown, so there can be one of each. A call that is in doubt changes neither: it only glows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from assistant.ui.overlay.snapshots import agreed, caption, count_of, kept_of, number, painting_seconds, undrawn_of
from assistant.ui.overlay.view_state import Card, Mood, Pill

INVITATION = "I’m listening"
GROWING = "Taking shape"
"""Caption of what is drawn while it is spoken: the words themselves are on the pill."""
STOPPED = {"title": "Jarvis stopped", "hint": "If it does not come back by itself, start it with: jarvis run"}


@dataclass(eq=False)
class Scene:
    """The state. Each method takes one event; `pill` and `card` say what to show then."""

    message: Pill | None = None
    """A failure or a notice: hides `speech` until it was read."""
    speech: Pill | None = None
    card: Card | None = None
    glow: str = ""
    """The request that may be no call at all."""
    _painting: dict[str, Card] = field(default_factory=dict)
    """Requests that are being painted; more than one when they wait for each other."""
    _failed: str = ""
    """The request whose failure was told last."""
    _growing: str = ""
    """The request that is drawn while it is spoken."""
    _set_aside: Card | None = None
    """The finished pictures that were there before it: they come back if nothing comes of it."""

    @property
    def pill(self) -> Pill | None:
        """What the pill shows."""
        return self.message or self.speech

    def on_request(self, snapshot: dict[str, Any]) -> None:
        """A request came to a new stage."""
        request, words = str(snapshot.get("id", "")), str(snapshot.get("words") or "")
        if self.glow == request:
            self.glow = ""
        if snapshot.get("doubtful"):
            if snapshot.get("stage") in {"listening", "transcribing"}:
                self.glow = request
            return
        match snapshot.get("stage"):
            case "listening":
                self._listen(request, words, bool(snapshot.get("tentative")))
            case "transcribing":
                self.speech = Pill(Mood.THINKING, words or "One moment", "finding your words", request)
            case "understanding":
                self.speech = Pill(Mood.THINKING, words or "One moment", "thinking", request)
            case "painting":
                self._end_speech(request)
                self._on_painting(request, snapshot)
            case "showing":
                self._end_speech(request)
                self._show(request, snapshot)
            case "done":
                self._end_speech(request)
                self._on_done(request, snapshot)
            case "cancelled":
                self._end_speech(request)
                self._end_painting(request)
            case "failed":
                self._end_speech(request)
                self._fail(request, snapshot)

    def on_progress(self, event: dict[str, Any]) -> None:
        """A step is done."""
        card = self._bring_forward(str(event.get("request", "")))
        if card and card.is_painting:
            count = count_of(event.get("count"), card.count)
            self._put(replace(card, count=count, done=number(event.get("done")), total=number(event.get("total"))))

    def on_preview(self, event: dict[str, Any]) -> bool:
        """An unfinished picture came; whether it belongs to what is shown."""
        if event.get("growing"):
            self._grow(str(event.get("request", "")))
        card = self._bring_forward(str(event.get("request", "")))
        index = number(event.get("index"))
        if card is None or not card.is_painting or not 0 <= index < 4:
            return False
        if index < len(card.paths) and card.paths[index]:
            return False
        self._put(replace(card, count=count_of(event.get("count"), max(card.count, index + 1))))
        return True

    def on_picture(self, event: dict[str, Any]) -> None:
        """A picture is finished and on disk."""
        card = self._bring_forward(str(event.get("request", "")))
        index, path = number(event.get("index")), str(event.get("path", ""))
        if card is None or not 0 <= index < 4 or not path:
            return
        count = count_of(event.get("count"), max(card.count, index + 1))
        paths = list(card.paths) + [""] * (index + 1 - len(card.paths))
        paths[index] = path
        self._put(replace(card, count=max(count, len(paths)), paths=tuple(paths)))

    def on_notice(self, notice: dict[str, Any]) -> None:
        """Something that belongs to no request, or the failure of one."""
        mood = Mood.SAYING if notice.get("level") == "info" else Mood.FAILED
        title = str(notice.get("title") or "Something failed")
        self.message = Pill(mood, title, str(notice.get("hint") or ""))

    def on_message_read(self) -> None:
        """The failure or notice was there long enough."""
        self.message = None

    def on_dismiss(self) -> None:
        """Take finished pictures and what is to be read away; what is being painted or heard stays."""
        self.message = None
        if self.card and not self.card.is_painting:
            self.card = None

    def on_kept(self, which: int | None) -> None:
        """Pictures were kept on purpose: number `which`, from 1, or all."""
        card = self.card
        if card and not card.is_painting:
            kept = frozenset(range(card.count)) if which is None else card.kept | {which - 1}
            self.card = replace(card, kept=kept)

    def on_kept_as(self, result: dict[str, Any]) -> None:
        """The daemon kept pictures, and tells which of the request's are."""
        if self.card and result.get("id") == self.card.request and kept_of(result):
            self.card = replace(self.card, kept=kept_of(result))
        else:
            self.on_kept(None)

    def on_connected(self) -> None:
        """The daemon is there again: its end is no news any more."""
        if self.message and self.message.title == STOPPED["title"]:
            self.message = None

    def on_lost(self) -> None:
        """The daemon is gone, and with it what it was doing. Finished pictures stay."""
        if self.speech or self._painting:
            self.on_notice(STOPPED)
        self.speech, self.glow = None, ""
        self._painting.clear()
        aside, self._growing, self._set_aside = self._set_aside, "", None
        if self.card and self.card.is_painting:
            self.card = aside

    def show_again(self, snapshot: dict[str, Any]) -> None:
        """Show the pictures of an earlier request."""
        if snapshot.get("pictures"):
            self._show(str(snapshot.get("id") or "the last one"), snapshot)
        else:
            self.on_notice({"title": "No picture yet", "hint": "Say: Jarvis, paint me a fox", "level": "info"})

    def _listen(self, request: str, words: str, tentative: bool) -> None:
        """Somebody speaks. What else is to be read gives way when they begin, not at each of their words."""
        before = self.speech if self.speech and self.speech.request == request else None
        if before is None:
            self.message = None
        second = "listening" if words else "say what to paint"
        # Two hearings of the same words agree on what is certain; the rest may still change.
        settled = agreed(words, before.title if before else "") if tentative and words else None
        self.speech = Pill(Mood.LISTENING, words or INVITATION, second, request, settled)

    def _grow(self, request: str) -> None:
        """A request is drawn while it is spoken. It takes no place from one that is being painted."""
        if self._painting or not (self.speech and self.speech.request == request):
            return
        self._growing, self._set_aside = request, self.card
        self._painting[request] = Card(request, GROWING, 1)

    def _on_painting(self, request: str, snapshot: dict[str, Any]) -> None:
        before = self._painting.get(request)
        if self._growing == request:
            self._growing, self._set_aside = "", None
        words = caption(snapshot) or (self.card.words if self.card else "")
        count = count_of(snapshot.get("count"), before.count if before else 1)
        card = replace(before, words=words, count=count) if before else Card(request, words, count)
        self._painting[request] = card
        if self.card is None or self.card.request == request or self.card.request not in self._painting:
            self.card = card

    def _show(self, request: str, snapshot: dict[str, Any]) -> None:
        before = self._painting.pop(request, None)
        if before is None and self.card and self.card.request == request:
            before = self.card
        paths = tuple(str(path) for path in snapshot.get("pictures") or ())[:4]
        words = caption(snapshot) or (before.words if before else str(snapshot.get("words") or ""))
        self.card = Card(
            request,
            words,
            count=max(1, len(paths)),
            is_painting=False,
            painter=str(snapshot.get("painter") or ""),
            painting_s=painting_seconds(snapshot),
            paths=paths,
            undrawn=undrawn_of(snapshot),
            kept=kept_of(snapshot) or (before.kept if before else frozenset()),
        )

    def _on_done(self, request: str, snapshot: dict[str, Any]) -> None:
        self._end_painting(request)
        if self.card and self.card.request == request and kept_of(snapshot):
            self.card = replace(self.card, kept=kept_of(snapshot))
        command = snapshot.get("command") or {}
        if command.get("kind") == "save":
            which = command.get("which")
            self.on_kept(which if isinstance(which, int) else None)

    def _fail(self, request: str, snapshot: dict[str, Any]) -> None:
        """Say why, once: it is told again when its pictures are kept. What it has of pictures is shown."""
        if snapshot.get("pictures"):
            self._show(request, snapshot)
        self._end_painting(request)
        if self._failed != request:
            self._failed = request
            self.on_notice({**(snapshot.get("failure") or {}), "level": "error"})

    def _end_speech(self, request: str) -> None:
        if self.speech and self.speech.request == request:
            self.speech = None

    def _end_painting(self, request: str) -> None:
        self._painting.pop(request, None)
        aside = None
        if self._growing == request:
            aside, self._growing, self._set_aside = self._set_aside, "", None
        if self.card and self.card.request == request and self.card.is_painting:
            self.card = next(iter(self._painting.values()), aside)

    def _bring_forward(self, request: str) -> Card | None:
        """The card of a request that something happened to; it takes the place of another one."""
        if request in self._painting:
            self.card = self._painting[request]
        return self.card if self.card and self.card.request == request else None

    def _put(self, card: Card) -> None:
        self.card = card
        if card.request in self._painting:
            self._painting[card.request] = card
