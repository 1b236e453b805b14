"""Decides what is to be seen, as a plain state machine: events in, a pill and a card out. No Qt, no time.

The pill is about speech and failures, the card about pictures. A new request may be spoken while pictures are painted
or shown, so there can be one of each. A call that is in doubt changes neither: it only glows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assistant.core.commands import Save
from assistant.core.message import Failure
from assistant.core.messages.control_messages import KeptPictures
from assistant.core.messages.event_messages import NoticeEvent, PictureEvent, PreviewEvent, ProgressEvent, RequestEvent
from assistant.core.stages import Stage
from assistant.ui.common.request_caption import caption
from assistant.ui.overlay.view_state import Card, Mood, Pill

INVITATION = "I’m listening"
GROWING = "Taking shape"
"""Caption of what is drawn while it is spoken: the words themselves are on the pill."""
STOPPED = NoticeEvent(
    "", "Jarvis stopped", "If it does not come back by itself, start it with: jarvis run", level="error"
)
NO_PICTURE = NoticeEvent("", "No picture yet", "Say: Jarvis, paint me a fox", level="info")


@dataclass(eq=False)
class OverlayPresenter:
    """Holds the state. Each method takes one event; `pill` and `card` say what to show then."""

    message: Pill | None = None
    """A failure or a notice; it hides `speech` until it was read."""
    speech: Pill | None = None
    card: Card | None = None
    glow: str = ""
    """The id of a request that may be no call at all; "" for none."""
    _painting: dict[str, Card] = field(default_factory=dict)
    """Requests that are being painted; more than one when they wait for each other."""
    _failed: str = ""
    """The id of the request whose failure was shown last."""
    _growing: str = ""
    """The id of the request that is drawn while it is spoken."""
    _set_aside: Card | None = None
    """The finished pictures that were there before `_growing`: they come back if nothing comes of it."""

    @property
    def pill(self) -> Pill | None:
        """Returns what the pill shows."""
        return self.message or self.speech

    def on_request(self, event: RequestEvent) -> None:
        """Handles that a request came to a new stage."""
        request, words = event.id, event.words
        if self.glow == request:
            self.glow = ""
        if event.doubtful:
            if event.stage in {Stage.LISTENING, Stage.TRANSCRIBING}:
                self.glow = request
            return
        match event.stage:
            case Stage.LISTENING:
                self._listen(request, words, event.tentative)
            case Stage.TRANSCRIBING:
                self.speech = Pill(Mood.THINKING, words or "One moment", "finding your words", request)
            case Stage.UNDERSTANDING:
                self.speech = Pill(Mood.THINKING, words or "One moment", "thinking", request)
            case Stage.PAINTING:
                self._end_speech(request)
                self._on_painting(event)
            case Stage.SHOWING:
                self._end_speech(request)
                self._show(event)
            case Stage.DONE:
                self._end_speech(request)
                self._on_done(event)
            case Stage.CANCELLED:
                self._end_speech(request)
                self._end_painting(request)
            case Stage.FAILED:
                self._end_speech(request)
                self._fail(event)

    def on_progress(self, event: ProgressEvent) -> None:
        """Handles that a step is done."""
        card = self._bring_forward(event.request)
        if card and card.is_painting:
            self._put(replace(card, count=count_of(event.count, card.count), done=event.done, total=event.total))

    def on_preview(self, event: PreviewEvent) -> bool:
        """Handles an unfinished picture, and returns whether it belongs to what is shown."""
        if event.growing:
            self._grow(event.request)
        card = self._bring_forward(event.request)
        index = event.index
        if card is None or not card.is_painting or not 0 <= index < 4:
            return False
        if index < len(card.paths) and card.paths[index]:
            return False
        self._put(replace(card, count=count_of(event.count, max(card.count, index + 1))))
        return True

    def on_picture(self, event: PictureEvent) -> None:
        """Handles that a picture is finished and on disk."""
        card = self._bring_forward(event.request)
        index = event.index
        if card is None or not 0 <= index < 4 or not event.path:
            return
        count = count_of(event.count, max(card.count, index + 1))
        paths = list(card.paths) + [""] * (index + 1 - len(card.paths))
        paths[index] = event.path
        self._put(replace(card, count=max(count, len(paths)), paths=tuple(paths)))

    def on_notice(self, notice: NoticeEvent) -> None:
        """Handles a message that belongs to no request, or the failure of one."""
        mood = Mood.SAYING if notice.level == "info" else Mood.FAILED
        self.message = Pill(mood, notice.title or "Something failed", notice.hint)

    def on_failure(self, failure: Failure) -> None:
        """Handles a failure of no request, such as a refusal."""
        self.on_notice(NoticeEvent.of(failure))

    def on_message_read(self) -> None:
        """Handles that the failure or notice was there long enough."""
        self.message = None

    def on_dismiss(self) -> None:
        """Takes finished pictures and messages away; what is being painted or heard stays."""
        self.message = None
        if self.card and not self.card.is_painting:
            self.card = None

    def on_kept(self, which: int | None) -> None:
        """Marks pictures as kept on purpose: number `which`, from 1, or all."""
        card = self.card
        if card and not card.is_painting:
            kept = frozenset(range(card.count)) if which is None else card.kept | {which - 1}
            self.card = replace(card, kept=kept)

    def on_kept_as(self, result: RequestEvent) -> None:
        """Handles that the daemon kept pictures, and says which of the request's are."""
        if self.card and result.id == self.card.request and kept_of(result):
            self.card = replace(self.card, kept=kept_of(result))
        else:
            self.on_kept(None)

    def on_connected(self) -> None:
        """Handles that the daemon is there again: the message about its end goes."""
        if self.message and self.message.title == STOPPED.title:
            self.message = None

    def on_lost(self) -> None:
        """Handles that the daemon is gone, and with it what it was doing. Finished pictures stay."""
        if self.speech or self._painting:
            self.on_notice(STOPPED)
        self.speech, self.glow = None, ""
        self._painting.clear()
        aside, self._growing, self._set_aside = self._set_aside, "", None
        if self.card and self.card.is_painting:
            self.card = aside

    def show_again(self, last: RequestEvent | KeptPictures) -> None:
        """Shows the pictures of an earlier request."""
        if not last.pictures:
            self.on_notice(NO_PICTURE)
        elif isinstance(last, RequestEvent):
            self._show(last)
        else:
            self._put_pictures(Card(last.id or "the last one", last.words, 1, painter=last.painter or ""), last)

    def _listen(self, request: str, words: str, tentative: bool) -> None:
        """Shows what somebody says. A message gives way when they begin, not at each of their words."""
        before = self.speech if self.speech and self.speech.request == request else None
        if before is None:
            self.message = None
        second = "listening" if words else "say what to paint"
        # Two hearings of the same words agree on what is certain; the rest may still change.
        settled = agreed(words, before.title if before else "") if tentative and words else None
        self.speech = Pill(Mood.LISTENING, words or INVITATION, second, request, settled)

    def _grow(self, request: str) -> None:
        """Draws a request while it is spoken, unless another one is being painted."""
        if self._painting or not (self.speech and self.speech.request == request):
            return
        self._growing, self._set_aside = request, self.card
        self._painting[request] = Card(request, GROWING, 1)

    def _on_painting(self, event: RequestEvent) -> None:
        request = event.id
        before = self._painting.get(request)
        if self._growing == request:
            self._growing, self._set_aside = "", None
        words = caption(event) or (self.card.words if self.card else "")
        count = count_of(event.count, before.count if before else 1)
        card = replace(before, words=words, count=count) if before else Card(request, words, count)
        self._painting[request] = card
        if self.card is None or self.card.request == request or self.card.request not in self._painting:
            self.card = card

    def _show(self, event: RequestEvent) -> None:
        before = self._painting.get(event.id)
        words = caption(event) or (before.words if before else self._shown_words(event.id) or event.words)
        card = Card(
            event.id,
            words,
            1,
            painter=event.painter or "",
            painting_s=painting_seconds(event),
            undrawn=event.undrawn,
        )
        self._put_pictures(card, event)

    def _shown_words(self, request: str) -> str:
        return self.card.words if self.card and self.card.request == request else ""

    def _put_pictures(self, card: Card, event: RequestEvent | KeptPictures) -> None:
        """Show a card with finished pictures."""
        before = self._painting.pop(card.request, None)
        if before is None and self.card and self.card.request == card.request:
            before = self.card
        paths = event.pictures[:4]
        kept = kept_of(event) or (before.kept if before else frozenset())
        self.card = replace(card, count=max(1, len(paths)), is_painting=False, paths=paths, kept=kept)

    def _on_done(self, event: RequestEvent) -> None:
        self._end_painting(event.id)
        if self.card and self.card.request == event.id and kept_of(event):
            self.card = replace(self.card, kept=kept_of(event))
        if isinstance(event.command, Save):
            self.on_kept(event.command.which)

    def _fail(self, event: RequestEvent) -> None:
        """Shows why a request failed, once, and its pictures: it is reported again when they are kept."""
        if event.pictures:
            self._show(event)
        self._end_painting(event.id)
        if self._failed != event.id:
            self._failed = event.id
            self.on_failure(event.failure or Failure("failed", "Something failed"))

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
        """Returns the card of a request that something happened to; it takes the place of another one."""
        if request in self._painting:
            self.card = self._painting[request]
        return self.card if self.card and self.card.request == request else None

    def _put(self, card: Card) -> None:
        self.card = card
        if card.request in self._painting:
            self._painting[card.request] = card


def agreed(words: str, before: str) -> int:
    """Returns how many words at the beginning are the same in both, apart from case and punctuation."""
    count = 0
    for one, other in zip(words.split(), before.split(), strict=False):
        if one.strip(",.?!").lower() != other.strip(",.?!").lower():
            break
        count += 1
    return count


def kept_of(event: RequestEvent | KeptPictures) -> frozenset[int]:
    """Returns the indices of the pictures that were kept on purpose."""
    return frozenset(index for index, is_kept in enumerate(event.kept) if is_kept)


def count_of(value: int, otherwise: int) -> int:
    """Returns the number of pictures, 1 … 4."""
    return value if 1 <= value <= 4 else min(4, otherwise)


def painting_seconds(event: RequestEvent) -> float | None:
    """Returns how long it was painted, in seconds; None where that is not known."""
    if "painted" not in event.marks or "understood" not in event.marks:
        return None
    return event.marks["painted"] - event.marks["understood"]
