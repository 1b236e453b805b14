"""Turns what one source of sound heard into requests: a wake word opens one, an utterance fulfils it.

Runs on the daemon's loop, for the microphone and for recordings alike. Knows nothing of devices and processes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from assistant.core.events import Event, EventBus
from assistant.core.request import Audio, Origin, SpokenRequest
from assistant.core.wire import Message
from assistant.pipeline.conductor import Conductor
from assistant.settings.schema import HearingSettings

log = logging.getLogger(__name__)

SLACK_S = 5.0
"""What an utterance may take beyond the time that the ears give it, before the request ends without them."""

Whole = Callable[[SpokenRequest, Audio, float | None], object]
"""Gets a request whose utterance is whole, the audio, and when speech ended (monotonic s)."""
Tell = Callable[[dict[str, Any]], object]
"""Says something to the ears that hear this source; never waits."""


class Hearings:
    """Turns `heard` messages of one source into requests.

    Args:
        conductor: Opens requests, and fulfils them.
        bus: Told of levels.
        hearing: How long an utterance may take.
        origin: What the requests' origin is.
        whole: Gets each request when its utterance is whole; None fulfils it at once.
        tell: Reaches the ears while a person speaks; None where they are far ahead of anything that could be said.
    """

    def __init__(
        self,
        conductor: Conductor,
        bus: EventBus,
        hearing: HearingSettings,
        origin: Origin,
        whole: Whole | None = None,
        tell: Tell | None = None,
    ) -> None:
        self._conductor = conductor
        self._bus = bus
        self._origin = origin
        self._whole = whole or conductor.heard
        self._tell = tell
        self._wait = {"do": "wait", "silence_ms": hearing.connective_patience_ms}
        patience_s = max(hearing.patience_ms, hearing.connective_patience_ms) / 1000
        self._deadline_s = hearing.no_speech_s + hearing.max_utterance_s + patience_s + SLACK_S
        self._open: SpokenRequest | None = None
        self._deadline: asyncio.TimerHandle | None = None

    def woke(self, at: float | None, word: str, *, sure: bool = True, unlikely: bool = False) -> None:
        """A wake word, or a push to talk: open a request. One that is not `sure` has to be confirmed by its words, more
        plainly where a verifier doubts it, too.
        """
        log.info("woke on %r%s", word, "" if sure else ", in doubt")
        self.drop()
        self._open = self._conductor.open(self._origin, at, doubt=None if sure else word, unlikely=unlikely)
        self._deadline = asyncio.get_running_loop().call_later(self._deadline_s, self.drop)

    def level(self, level: float, time_left: float) -> None:
        """How loud the voice is and how much time is left, for the screen."""
        if self._open is not None and self._open.doubt is None:
            data = {"request": self._open.id, "level": level, "time_left": time_left}
            self._bus.publish(Event("level", data, lossy=True))

    def paused(self, message: Message) -> None:
        """The utterance may be over, or go on."""
        if self._open is not None and self._tell is not None:
            tell, wait = self._tell, self._wait
            self._conductor.paused(self._open, _audio(message), lambda: tell(wait))

    def utterance(self, message: Message) -> None:
        """The request's words are all spoken."""
        request = self._take()
        if request is not None:
            self._whole(request, _audio(message), message.data.get("speech_end"))

    def drop(self, reason: str = "nobody_spoke") -> None:
        """Nobody spoke, or the ears went away: the open request ends quietly."""
        request = self._take()
        if request is not None:
            self._conductor.drop(request, reason)

    def _take(self) -> SpokenRequest | None:
        if self._deadline is not None:
            self._deadline.cancel()
        request, self._open, self._deadline = self._open, None, None
        return request if request is not None and request.stage.is_live else None

    @property
    def request(self) -> SpokenRequest | None:
        """The one that is being listened to."""
        return self._open

    def on_message(self, message: Message) -> None:
        """One `heard` message."""
        data = message.data
        match data.get("what"):
            case "woke":
                sure, unlikely = bool(data.get("sure", True)), bool(data.get("unlikely", False))
                self.woke(data["at"], str(data["word"]), sure=sure, unlikely=unlikely)
            case "level":
                self.level(data["level"], data["time_left"])
            case "paused":
                self.paused(message)
            case "utterance":
                self.utterance(message)
            case "nobody_spoke":
                self.drop()


def _audio(message: Message) -> Audio:
    return Audio(message.payload, message.data["rate_hz"])
