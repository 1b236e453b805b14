"""Turns what one source of sound heard into requests: a wake word opens one, an utterance fulfils it.

Runs on the daemon's loop, for the microphone and for recordings alike. Knows nothing of devices and processes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from assistant.core.events import EventBus
from assistant.core.messages.ears_messages import (
    EarsInput,
    Heard,
    Level,
    NobodySpoke,
    Paused,
    Utterance,
    WaitLonger,
    Woke,
)
from assistant.core.messages.event_messages import LevelEvent, Origin
from assistant.core.request import Audio, SpokenRequest
from assistant.pipeline.conductor import Conductor
from assistant.settings.schema import HearingSettings

log = logging.getLogger(__name__)

SLACK_S = 5.0
"""What an utterance may take beyond the time that the ears give it, before the request ends without them."""

Whole = Callable[[SpokenRequest, Audio, float | None], object]
"""Gets a request whose utterance is whole, the audio, and when speech ended (monotonic s)."""
SendToEars = Callable[[EarsInput], object]
"""Sends something to the ears that hear this source; never waits."""


class Hearings:
    """Turns what the ears report of one source into requests.

    Args:
        conductor: Opens requests, and fulfils them.
        bus: Told of levels.
        hearing: How long an utterance may take.
        origin: What the requests' origin is.
        whole: Gets each request when its utterance is whole; None fulfils it at once.
        send: Reaches the ears while a person speaks; None where they are far ahead of anything that could be said.
    """

    def __init__(
        self,
        conductor: Conductor,
        bus: EventBus,
        hearing: HearingSettings,
        origin: Origin,
        whole: Whole | None = None,
        send: SendToEars | None = None,
    ) -> None:
        self._conductor = conductor
        self._bus = bus
        self._origin = origin
        self._whole = whole or conductor.heard
        self._send = send
        self._wait = WaitLonger(hearing.connective_patience_ms)
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
            self._bus.publish(LevelEvent(self._open.id, level, time_left))

    def paused(self, audio: Audio) -> None:
        """The utterance may be over, or go on."""
        if self._open is not None and self._send is not None:
            send, wait = self._send, self._wait
            self._conductor.paused(self._open, audio, lambda: send(wait))

    def utterance(self, audio: Audio, speech_end: float) -> None:
        """The request's words are all spoken."""
        request = self._take()
        if request is not None:
            self._whole(request, audio, speech_end)

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

    def on_heard(self, heard: Heard, samples: bytes) -> None:
        """Take one report of the ears; those that concern no request are passed over."""
        match heard:
            case Woke():
                self.woke(heard.at, heard.word, sure=heard.sure, unlikely=heard.unlikely)
            case Level(level, time_left):
                self.level(level, time_left)
            case Paused(rate_hz):
                self.paused(Audio(samples, rate_hz))
            case Utterance():
                self.utterance(Audio(samples, heard.rate_hz), heard.speech_end)
            case NobodySpoke():
                self.drop()
