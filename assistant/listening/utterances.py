"""Turns what one source of sound reports into requests: a wake word opens one, an utterance fulfils it.

The microphone and recordings use the same tracker, which knows nothing of devices and processes.
"""

from __future__ import annotations

import asyncio
import functools
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
"""Seconds that an utterance may take beyond the time that the ears give it, before its request is dropped."""

OnUtterance = Callable[[SpokenRequest, Audio, float | None], object]
"""Gets a request whose utterance is whole, the audio, and when speech ended in CLOCK_MONOTONIC seconds."""
SendToEars = Callable[[EarsInput], object]
"""Sends a message to the ears that hear a source; never waits."""


class UtteranceTracker:
    """Turns what the ears report of one source into requests, one at a time.

    Args:
        conductor: Opens requests, and fulfils them.
        bus: Gets the voice's level.
        hearing: How long an utterance may take.
        origin: Origin of the requests.
        on_utterance: Gets each request when its utterance is whole; None fulfils it at once.
    """

    def __init__(
        self,
        conductor: Conductor,
        bus: EventBus,
        hearing: HearingSettings,
        origin: Origin,
        on_utterance: OnUtterance | None = None,
    ) -> None:
        self._conductor = conductor
        self._bus = bus
        self._origin = origin
        self._on_utterance = on_utterance or conductor.heard
        self._wait = WaitLonger(hearing.connective_patience_ms)
        patience_s = max(hearing.patience_ms, hearing.connective_patience_ms) / 1000
        self._deadline_s = hearing.no_speech_s + hearing.max_utterance_s + patience_s + SLACK_S
        self.request: SpokenRequest | None = None
        """The request that is being listened to."""
        self._deadline: asyncio.TimerHandle | None = None

    def open(self, word: str, at: float | None = None, *, sure: bool = True, unlikely: bool = False) -> None:
        """Open a request for a call, or for push to talk; one that is still open is dropped.

        Args:
            word: The wake word, or how the person called otherwise.
            at: When that was, in CLOCK_MONOTONIC seconds; None is now.
            sure: Whether it was a call for certain; else the transcript has to confirm it.
            unlikely: Whether a verifier doubts the call, too: the transcript has to be plainer.
        """
        log.info("woke on %r%s", word, "" if sure else ", in doubt")
        self.drop()
        self.request = self._conductor.open(self._origin, at, doubt=None if sure else word, unlikely=unlikely)
        self._deadline = asyncio.get_running_loop().call_later(self._deadline_s, self.drop)

    def on_heard(self, heard: Heard, samples: bytes, send: SendToEars | None) -> None:
        """Take one report of the ears; those that concern no request are ignored.

        Args:
            heard: The report.
            samples: Its payload.
            send: Reaches these ears while a person speaks; None where they are too far ahead for that.
        """
        match heard:
            case Woke():
                self.open(heard.word, heard.at, sure=heard.sure, unlikely=heard.unlikely)
            case Level(level, time_left):
                if self.request is not None and self.request.doubt is None:
                    self._bus.publish(LevelEvent(self.request.id, level, time_left))
            case Paused(rate_hz):
                if self.request is not None and send is not None:
                    wait = functools.partial(send, self._wait)
                    self._conductor.paused(self.request, Audio(samples, rate_hz), wait)
            case Utterance():
                request = self._close()
                if request is not None:
                    self._on_utterance(request, Audio(samples, heard.rate_hz), heard.speech_end)
            case NobodySpoke():
                self.drop()

    def drop(self, reason: str = "nobody_spoke") -> None:
        """End the open request quietly; `reason` as in `SpokenRequest.reason`."""
        request = self._close()
        if request is not None:
            self._conductor.drop(request, reason)

    def _close(self) -> SpokenRequest | None:
        """Return the open request if it can still move; from now on none is open."""
        if self._deadline is not None:
            self._deadline.cancel()
        request, self.request, self._deadline = self.request, None, None
        return request if request is not None and request.stage.is_live else None
