"""Finds where an utterance starts and ends.

Silence ends an utterance after the patience. A time in which only background voices went on ends it, too, somewhat
later. Speech in one breath with the wake word may still be the word itself: the less there is of it, the longer the
endpointer waits for more. It knows no words; whoever does may call `wait`.
"""

from __future__ import annotations

from assistant.core.engines import Boundary
from assistant.hearing.audio.blocks import BLOCK_S
from assistant.hearing.endpointing.speaker_tracking import SpeakerTracker
from assistant.hearing.endpointing.voice_activity import WINDOW_S, VoiceActivityDetector
from assistant.settings.schema import HearingSettings

TAIL_S = 0.15
"""Speech that is subtracted from the first breath, because the wake word may be recognised before it is over. Of 96
people's "Jarvis" 95 % were voiced for at most 0.13 s after the end of the word, and for 0.38 s from 0.15 s before the
end."""
MAYBE_SPEECH_S = 0.05
"""Speech beyond TAIL_S from which there may be a request."""
REQUEST_SPEECH_S = 0.3
"""Speech beyond TAIL_S from which there is a request: the shortest, "stop", is voiced for 0.26 to 0.48 s in eleven
voices."""
WORD_SPEECH_S = 0.1
"""Speech from which there is a request where no wake word was: any word is a beginning, a click is not."""
HESITATION_S = 2.0
"""Silence that ends the utterance at MAYBE_SPEECH_S. From REQUEST_SPEECH_S on only the patience counts; in between the
silence is in proportion."""
BREAK_S = 0.13
"""Silence that ends the first breath, the one with the wake word in it."""
PAUSE_S = 0.2
"""Silence from which a pause is reported."""
RESUMED_SPEECH_S = 0.15
"""Speech after a pause from which the sentence goes on, in a pause that `wait` made longer; a click is not enough."""
CAP_WARNING_S = 3.0
"""Seconds before the cap in which `time_left` is the time until the cap."""


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
        self._voices = VoiceActivityDetector()
        self._speaker = SpeakerTracker()
        self.reset()

    def reset(self, after_wake: bool = True) -> None:
        """Begins a new utterance.

        Args:
            after_wake: Whether the utterance follows a wake word; else any first word counts.
        """
        self._voices.reset()
        self._speaker.reset()
        self._blocks = 0
        self._run_s = 0.0
        self._tail_s: float | None = None if after_wake else 0.0
        self._later_s = 0.0
        self._request_speech_s = REQUEST_SPEECH_S if after_wake else WORD_SPEECH_S
        self._begun = False
        self._paused = False
        self._requested_silence_s = 0.0
        self._requested_in_pause = False
        self._time_left = 1.0
        self.silence_s = 0.0
        """Seconds since the last voiced window, or since the start."""

    def wait(self, silence_s: float) -> None:
        """Ends the current pause, or else the next one, only after `silence_s` seconds of silence.

        Speech after the pause restores the ordinary patience. The call never shortens the patience, and the cap stays.
        """
        self._requested_silence_s = silence_s
        self._requested_in_pause = self._paused

    @property
    def time_left(self) -> float:
        """Returns the share, 1 … 0, of the time that is left to go on, or to begin to speak.

        The value is 1 while the speaker speaks. In a pause it only falls, and more slowly once `wait` made the pause
        longer. Within CAP_WARNING_S of the cap it is at most what is left until the cap.
        """
        return min(self._time_left, max(0.0, (self._longest_s - self._heard_s) / CAP_WARNING_S))

    @property
    def started(self) -> bool:
        """Returns whether something was said since the reset, or may have been."""
        return self._speech_s >= MAYBE_SPEECH_S

    def push(self, block: bytes) -> Boundary:
        """Takes a block of 80 ms (1280 int16 samples at 16 kHz). After an end, call `reset`."""
        was_started, left_before = self.started, self._time_left_now
        for window in self._voices.push(block):
            self._count_window(self._speaker.push(window))
        self._blocks += 1
        change = self._change()
        left = self._time_left_now
        going_on = self.started == was_started and 0 < left <= left_before
        self._time_left = self._time_left * left / left_before if going_on else left
        return self._ending() or change

    def _count_window(self, voiced: bool) -> None:
        if voiced:
            self.silence_s = 0.0
            self._run_s += WINDOW_S
            if self._tail_s is not None:
                self._later_s += WINDOW_S
            if self._requested_in_pause and self._run_s >= RESUMED_SPEECH_S:
                self._requested_silence_s, self._requested_in_pause = 0.0, False
            return
        self.silence_s += WINDOW_S
        if self.silence_s >= BREAK_S:
            self._tail_s = self._run_s if self._tail_s is None else self._tail_s
            self._run_s = 0.0

    def _change(self) -> Boundary:
        """Returns what this block changed: begun, paused, or resumed after a pause."""
        if not self._begun:
            self._begun = self._speech_s >= self._request_speech_s
            return Boundary.STARTED if self._begun else Boundary.NOTHING
        was_paused = self._paused
        self._paused = (
            self.silence_s >= PAUSE_S or self._speaker.absence_s >= PAUSE_S + self._speaker.background_extra_s
        )
        self._requested_in_pause = self._requested_in_pause or (self._paused and self._requested_silence_s > 0)
        if self._paused == was_paused:
            return Boundary.NOTHING
        return Boundary.PAUSED if self._paused else Boundary.RESUMED

    def _ending(self) -> Boundary | None:
        if self.started and self._waited_share >= 1:
            return Boundary.ENDED
        if self._heard_s >= self._longest_s:
            return Boundary.TOO_LONG if self.started else Boundary.NOBODY_SPOKE
        if not self.started and self.silence_s > 0 and self._waited_share >= 1:
            return Boundary.NOBODY_SPOKE
        return None

    @property
    def _heard_s(self) -> float:
        return self._blocks * BLOCK_S

    @property
    def _speech_s(self) -> float:
        """Returns the seconds of speech beyond the wake word."""
        first_breath_s = self._run_s - TAIL_S if self._tail_s is None else self._tail_s - TAIL_S
        return max(0.0, first_breath_s) + self._later_s

    @property
    def _wait_s(self) -> float:
        """Returns the silence that ends what was said so far, in seconds."""
        surely = min(1.0, max(0.0, (self._speech_s - MAYBE_SPEECH_S) / (self._request_speech_s - MAYBE_SPEECH_S)))
        hesitation_s = max(self._patience_s, HESITATION_S)
        return max(self._requested_silence_s, hesitation_s + surely * (self._patience_s - hesitation_s))

    @property
    def _waited_share(self) -> float:
        """Returns the share of the time to go on, or to begin, that is over; 1 or more means all of it."""
        if not self.started:
            return self._heard_s / self._no_speech_s
        wait_s = self._wait_s
        return max(self.silence_s / wait_s, self._speaker.absence_s / (wait_s + self._speaker.background_extra_s))

    @property
    def _time_left_now(self) -> float:
        return max(0.0, 1 - self._waited_share)
