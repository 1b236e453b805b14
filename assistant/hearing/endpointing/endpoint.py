"""Where an utterance starts and ends. Runs in the ears process, and computes only while an utterance is open.

Silence ends an utterance after the patience; so does, somewhat later, a time in which only voices far behind the
speaker's went on. What follows a wake word in one breath may still be the word itself: the less there is, the longer
it waits for more. Knows no wake word and no words; who does may ask it to `wait`.
"""

from __future__ import annotations

from assistant.core.engines import Boundary
from assistant.hearing.audio.blocks import BLOCK_S
from assistant.hearing.endpointing.speaker_tracking import Foreground
from assistant.hearing.endpointing.voice_activity import WINDOW_S, VoiceActivity
from assistant.settings.schema import HearingSettings

TAIL_S = 0.15
"""The wake word may be recognised before it is over, so the first breath's speech counts for so much less. Of 96
people's "Jarvis" 95 % were voiced for 0.13 s after their end at most, and for 0.38 s after 0.15 s before it."""
DOUBT_S = 0.05
"""So much speech beyond that may be a request …"""
BEGUN_S = 0.3
"""… and so much is one: the shortest, "stop", is voiced for 0.26 to 0.48 s in eleven voices."""
WORD_S = 0.1
"""The same where no wake word was: any word is a beginning, a click is not."""
HESITATION_S = 2.0
"""At the least doubt, wait so long for more; where it has surely begun only the patience; between in proportion."""
BREAK_S = 0.13
"""So much silence ends what was said in one breath with the wake word."""
PAUSE_S = 0.2
"""Silence from which on a pause is told."""
SAID_S = 0.15
"""So much speech after a pause that was to be waited through is more of the sentence; a click is not."""
CLOSING_S = 3.0
"""For so long before the cap, the time left is that until the cap."""


class SpeechEndpointer:
    """Finds the start and the end of what follows a wake word.

    Args:
        settings: `patience_ms`, `no_speech_s` and `max_utterance_s`.

    Raises:
        ModelMissing: The voice activity network is not there.
    """

    def __init__(self, settings: HearingSettings) -> None:
        self._patience_s = settings.patience_ms / 1000
        self._no_speech_s = settings.no_speech_s
        self._longest_s = settings.max_utterance_s
        self._voices = VoiceActivity()
        self._foreground = Foreground()
        self.reset()

    def reset(self, after_wake: bool = True) -> None:
        """Begin a new utterance: right after a wake word, or after none, where any first word counts."""
        self._voices.reset()
        self._foreground.reset()
        self._blocks = 0
        self._run_s = 0.0
        self._tail_s: float | None = None if after_wake else 0.0
        self._later_s = 0.0
        self._begun_from_s = BEGUN_S if after_wake else WORD_S
        self._begun = False
        self._paused = False
        self._asked_s = 0.0
        self._asked_in_pause = False
        self._left = 1.0
        self.silence_s = 0.0
        """Seconds since the last voiced window, or since the start."""

    def wait(self, silence_s: float) -> None:
        """End the pause that is going on, or the next if none is, only after so much silence.

        What is said after it restores the ordinary patience. Never shortens the patience, and the cap stays.
        """
        self._asked_s = silence_s
        self._asked_in_pause = self._paused

    @property
    def time_left(self) -> float:
        """How much of the time to go on, or before somebody speaks to begin, is left: 1 … 0.

        Whole while the speaker speaks. In a pause it only falls, more slowly once `wait` made the pause longer. Within
        3 s of the cap it is no more than what is left until that.
        """
        return min(self._left, max(0.0, (self._longest_s - self._heard_s) / CLOSING_S))

    @property
    def started(self) -> bool:
        """Whether something was said since the reset, or may have been."""
        return self._said_s >= DOUBT_S

    def push(self, block: bytes) -> Boundary:
        """Judge 80 ms more (1280 int16 samples at 16 kHz). After an end, call `reset`."""
        was_started, left_before = self.started, self._left_now
        for window in self._voices.push(block):
            self._take(self._foreground.hear(window))
        self._blocks += 1
        told = self._tell()
        left = self._left_now
        going_on = self.started == was_started and 0 < left <= left_before
        self._left = self._left * left / left_before if going_on else left
        return self._over() or told

    def _take(self, voiced: bool) -> None:
        if voiced:
            self.silence_s = 0.0
            self._run_s += WINDOW_S
            if self._tail_s is not None:
                self._later_s += WINDOW_S
            if self._asked_in_pause and self._run_s >= SAID_S:
                self._asked_s, self._asked_in_pause = 0.0, False
            return
        self.silence_s += WINDOW_S
        if self.silence_s >= BREAK_S:
            self._tail_s = self._run_s if self._tail_s is None else self._tail_s
            self._run_s = 0.0

    def _tell(self) -> Boundary:
        """What changed: begun, paused, or going on after a pause."""
        if not self._begun:
            self._begun = self._said_s >= self._begun_from_s
            return Boundary.STARTED if self._begun else Boundary.NOTHING
        was_paused = self._paused
        self._paused = self.silence_s >= PAUSE_S or self._foreground.away_s >= PAUSE_S + self._foreground.behind_s
        self._asked_in_pause = self._asked_in_pause or (self._paused and self._asked_s > 0)
        if self._paused == was_paused:
            return Boundary.NOTHING
        return Boundary.PAUSED if self._paused else Boundary.RESUMED

    def _over(self) -> Boundary | None:
        if self.started and self._gone >= 1:
            return Boundary.ENDED
        if self._heard_s >= self._longest_s:
            return Boundary.TOO_LONG if self.started else Boundary.NOBODY_SPOKE
        if not self.started and self.silence_s > 0 and self._gone >= 1:
            return Boundary.NOBODY_SPOKE
        return None

    @property
    def _heard_s(self) -> float:
        return self._blocks * BLOCK_S

    @property
    def _said_s(self) -> float:
        """Speech beyond the wake word."""
        first_breath_s = self._run_s - TAIL_S if self._tail_s is None else self._tail_s - TAIL_S
        return max(0.0, first_breath_s) + self._later_s

    @property
    def _wait_s(self) -> float:
        """How much silence ends what was said so far."""
        surely = min(1.0, max(0.0, (self._said_s - DOUBT_S) / (self._begun_from_s - DOUBT_S)))
        hesitation_s = max(self._patience_s, HESITATION_S)
        return max(self._asked_s, hesitation_s + surely * (self._patience_s - hesitation_s))

    @property
    def _gone(self) -> float:
        """How much of the time to go on, or to begin, is over: from 1 on, all of it."""
        if not self.started:
            return self._heard_s / self._no_speech_s
        wait_s = self._wait_s
        return max(self.silence_s / wait_s, self._foreground.away_s / (wait_s + self._foreground.behind_s))

    @property
    def _left_now(self) -> float:
        return max(0.0, 1 - self._gone)
