"""Who is speaking: the person who called, or a voice behind them. Runs in the ears process, in an open utterance.

A television and people at the next table are as voiced as the person who called, only not as loud. So the level of
the utterance's own speech is followed, and the time for which nobody was nearly as loud is counted. Quiet words are
speech, too: they count as absence only slowly and only where they go on. Hears nothing itself and ends nothing.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import deque

from assistant.hearing.endpointing.voice_activity import QUIETEST_DB, WINDOW_S, Window

SMOOTHED = 3
"""Windows whose mean energy is one level: 96 ms, a vowel. Single windows of many voices reach higher."""
REMEMBERED_S = 8.0
"""How much voiced sound the speaker's level is taken from."""
KNOWN_FROM_S = 1.0
"""The level is unknown until so much was voiced: the first word of a sentence is often its loudest. The same for the
floor and whatever was heard."""
LOUD_PERCENT = 90
"""The speaker's level is that of the loudest tenth."""
NEAR_DB = 7.0
"""A window within so much of the speaker's level is the speaker's. Voices 10 dB below come nearer only for moments."""
GIVEN_BACK_S = 0.1
"""What one window of the speaker takes from the absence: they come back within some 0.3 s, a clatter does not."""
SILENT_SHARE = 0.5
"""How much of its length silence adds: most of it is a pause, which the endpointer's own patience judges."""
FROZEN_S = 0.5
"""After so much absence the level is learnt no further: it would become that of whoever goes on speaking."""
FAR_DB = 30.0
"""A voice so far below the speaker is none: the network calls the last echo of a word voiced."""
FLOOR_OF_S = 3.0
FLOOR_PERCENT = 10
"""The floor is what is heard between the speaker's words: the quietest tenth of so many last seconds."""
ABOVE_FLOOR_DB = 0.5
"""A voice no louder than the floor is none either: in noise the network calls up to 0.1 s after a word voiced."""
LOUD_FLOOR_DB = -20.0
QUIET_FLOOR_DB = -27.0
"""Relative to the speaker. Where people talk 10 dB below, the floor is at −17 in the median, in a quiet room at −33."""
BEHIND_S = (0.55, 1.1)
"""How much longer than silence a voice behind takes to end an utterance, above a loud floor and above a quiet one. Of
250 clean utterances none was cut by this; with 0.55 s always, one was, and any who trailed off by 10 dB."""


class Foreground:
    """Follows the speaker's level. `bench/endpoint.py` measures what its constants are worth."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the speaker."""
        self._energies: deque[float] = deque(maxlen=SMOOTHED)
        self._levels = _Recent(round(REMEMBERED_S / WINDOW_S))
        self._heard = _Recent(round(FLOOR_OF_S / WINDOW_S))
        self._speaker_db: float | None = None
        self._floor_db = QUIETEST_DB
        self.away_s = 0.0
        """For how long only voices far below the speaker's were heard; 0 while the speaker speaks."""

    def hear(self, window: Window) -> bool:
        """Take 32 ms more; returns whether somebody speaks in it, be it a voice behind."""
        self._energies.append(10 ** (window.level_db / 10))
        level = 10 * math.log10(sum(self._energies) / SMOOTHED)
        self._heard.add(window.level_db)
        if self.away_s < FROZEN_S:
            self._floor_db = self._heard.percentile(FLOOR_PERCENT)
            if window.voiced:
                self._levels.add(level)
                self._speaker_db = self._levels.percentile(LOUD_PERCENT)
        if self._speaker_db is None:
            return window.voiced
        if len(self._levels) * WINDOW_S >= KNOWN_FROM_S:
            self._follow(window.voiced, level - self._speaker_db)
        return window.voiced and window.level_db >= self._faintest_db(self._speaker_db)

    @property
    def behind_s(self) -> float:
        """How much longer than silence voices behind the speaker may go on until they end the utterance.

        Longer where it was quiet between the speaker's words: then nobody else was there, and the speaker trails off.
        """
        floor_db = self._floor_db - (self._speaker_db or 0.0)
        quiet = min(1.0, max(0.0, (LOUD_FLOOR_DB - floor_db) / (LOUD_FLOOR_DB - QUIET_FLOOR_DB)))
        return BEHIND_S[0] + quiet * (BEHIND_S[1] - BEHIND_S[0])

    def _faintest_db(self, speaker_db: float) -> float:
        """The level that a voice must have."""
        if len(self._heard) * WINDOW_S < KNOWN_FROM_S:
            return speaker_db - FAR_DB
        return max(speaker_db - FAR_DB, self._floor_db + ABOVE_FLOOR_DB)

    def _follow(self, voiced: bool, relative_db: float) -> None:
        if not voiced:
            self.away_s += SILENT_SHARE * WINDOW_S
        elif relative_db < -NEAR_DB:
            self.away_s += WINDOW_S
        else:
            self.away_s = max(0.0, self.away_s - GIVEN_BACK_S)


class _Recent:
    """The last so many values, kept in order: a percentile of them costs next to nothing."""

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
