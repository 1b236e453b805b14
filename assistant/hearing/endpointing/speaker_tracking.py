"""Tells the person who called from voices in the background, by the level.

A television and people at the next table are as voiced as the person who called, only less loud. So the tracker follows
the level of the utterance's own speech, and counts the time in which nobody was nearly as loud. Quiet words are speech,
too: they count as absence only slowly, and only where they go on. The tracker processes no sound itself and ends
nothing.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import deque

from assistant.hearing.endpointing.voice_activity import QUIETEST_DB, WINDOW_S, Window

SMOOTHED_WINDOWS = 3
"""Windows whose mean energy is one level: 96 ms, a vowel. Single windows of several voices reach higher."""
LEVEL_MEMORY_S = 8.0
"""Seconds of voiced sound from which the speaker's level is taken."""
KNOWN_FROM_S = 1.0
"""Seconds of voiced sound until the level is known, because the first word of a sentence is often its loudest. The
floor is known after as many seconds of sound."""
LOUD_PERCENT = 90
"""Percentile that is the speaker's level: that of the loudest tenth."""
SPEAKER_RANGE_DB = 7.0
"""A window within this range below the speaker's level is the speaker's. Voices 10 dB below come nearer only for
moments."""
PRESENCE_CREDIT_S = 0.1
"""Absence that one window of the speaker takes back: a speaker is back within about 0.3 s, a clatter is not enough."""
SILENCE_WEIGHT = 0.5
"""Share of its length that silence adds to the absence. Most silence is a pause, which the endpointer's patience
judges."""
LEARN_UNTIL_ABSENT_S = 0.5
"""After this much absence the levels stay as they are: else they would become those of whoever goes on speaking."""
MAX_VOICE_RANGE_DB = 30.0
"""A voice this far below the speaker is none: the network calls the last echo of a word voiced."""
FLOOR_MEMORY_S = 3.0
"""The floor is what is heard between the speaker's words: the FLOOR_PERCENT percentile of the last FLOOR_MEMORY_S
seconds."""
FLOOR_PERCENT = 10
ABOVE_FLOOR_DB = 0.5
"""A voice that is not this far above the floor is none: in noise the network calls up to 0.1 s after a word voiced."""
LOUD_FLOOR_DB = -20.0
"""Floors, relative to the speaker, between which `background_extra_s` goes from its least to its greatest value. Where
people talk 10 dB below, the floor is at −17 in the median; in a quiet room at −33."""
QUIET_FLOOR_DB = -27.0
BACKGROUND_EXTRA_S = (0.55, 1.1)
"""Seconds by which a background voice takes longer than silence to end an utterance: above a loud floor, and above a
quiet one. Of 250 clean utterances none was cut with these values. With 0.55 s always, one was, and all in which the
speaker trailed off by 10 dB."""


class SpeakerTracker:
    """Follows the speaker's level. `bench/endpoint.py` measures the effect of its constants."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forgets the speaker."""
        self._energies: deque[float] = deque(maxlen=SMOOTHED_WINDOWS)
        self._levels = _RecentValues(round(LEVEL_MEMORY_S / WINDOW_S))
        self._heard = _RecentValues(round(FLOOR_MEMORY_S / WINDOW_S))
        self._speaker_db: float | None = None
        self._floor_db = QUIETEST_DB
        self.absence_s = 0.0
        """Seconds for which only voices far below the speaker's were heard; 0 while the speaker speaks."""

    def push(self, window: Window) -> bool:
        """Takes a window of 32 ms; returns whether somebody speaks in it, background voices included."""
        self._energies.append(10 ** (window.level_db / 10))
        level = 10 * math.log10(sum(self._energies) / SMOOTHED_WINDOWS)
        self._heard.add(window.level_db)
        if self.absence_s < LEARN_UNTIL_ABSENT_S:
            self._floor_db = self._heard.percentile(FLOOR_PERCENT)
            if window.voiced:
                self._levels.add(level)
                self._speaker_db = self._levels.percentile(LOUD_PERCENT)
        if self._speaker_db is None:
            return window.voiced
        if len(self._levels) * WINDOW_S >= KNOWN_FROM_S:
            self._update_absence(window.voiced, level - self._speaker_db)
        return window.voiced and window.level_db >= self._faintest_db(self._speaker_db)

    @property
    def background_extra_s(self) -> float:
        """Returns how many seconds longer than silence background voices may go on until they end the utterance.

        The value is greater where it was quiet between the speaker's words: then nobody else was there, and the speaker
        trails off.
        """
        floor_db = self._floor_db - (self._speaker_db or 0.0)
        quiet = min(1.0, max(0.0, (LOUD_FLOOR_DB - floor_db) / (LOUD_FLOOR_DB - QUIET_FLOOR_DB)))
        return BACKGROUND_EXTRA_S[0] + quiet * (BACKGROUND_EXTRA_S[1] - BACKGROUND_EXTRA_S[0])

    def _faintest_db(self, speaker_db: float) -> float:
        """Returns the level that a voice must have."""
        if len(self._heard) * WINDOW_S < KNOWN_FROM_S:
            return speaker_db - MAX_VOICE_RANGE_DB
        return max(speaker_db - MAX_VOICE_RANGE_DB, self._floor_db + ABOVE_FLOOR_DB)

    def _update_absence(self, voiced: bool, relative_db: float) -> None:
        if not voiced:
            self.absence_s += SILENCE_WEIGHT * WINDOW_S
        elif relative_db < -SPEAKER_RANGE_DB:
            self.absence_s += WINDOW_S
        else:
            self.absence_s = max(0.0, self.absence_s - PRESENCE_CREDIT_S)


class _RecentValues:
    """Keeps the last values in order, so that a percentile of them costs next to nothing."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._by_age: deque[float] = deque()
        self._by_size: list[float] = []

    def __len__(self) -> int:
        return len(self._by_age)

    def add(self, value: float) -> None:
        if len(self._by_age) == self._most:
            del self._by_size[bisect_left(self._by_size, self._by_age.popleft())]
        self._by_age.append(value)
        insort(self._by_size, value)

    def percentile(self, percent: int) -> float:
        return self._by_size[len(self._by_size) * percent // 100]
