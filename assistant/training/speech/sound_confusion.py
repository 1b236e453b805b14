"""Finds words, and pairs of words, in which a listener can hear the wake word.

A sentence with "Jarvis's" in it, or with "fry day" where the wake word is "friday", must not be a negative of training.
The index is built once for a wake word, from the whole lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.training.speech.phoneme_distance import Codes, align, stack
from assistant.training.speech.pronunciations import ACCENTS, Vocabulary, encoded_sounds, vocabulary

_PER_SOUND = 0.055
_AT_MOST = 0.35
"""Up to this cost for each sound of the wake word, and in all, listeners hear no difference: a /ə/ for an /ɪ/ (0.22),
an /s/ for a /z/ in a word of six sounds (0.3), but no change of place or manner."""
_INSIDE = 0.6
"""Factor on that limit for words with more sounds than the wake word: "computing" is not "computer"."""
_WORD = re.compile(r"[a-z]+")


class SoundAlikes:
    """Knows everything that sounds like one wake word.

    Args:
        word: The wake word, of one word or several: "jarvis", "hey computer".

    Raises:
        ModelMissing: hibari-tts is not installed.
        ValueError: The word has no pronunciation.
    """

    def __init__(self, word: str) -> None:
        self.word = " ".join(word.lower().split())
        self.sounds = encoded_sounds(self.word)
        self.limit = min(_AT_MOST, _PER_SOUND * max(len(sounds) for sounds in self.sounds))
        self._letters = {self._spelt(self.word), self._spelt(self.word.replace("er", "ar"))}
        self._whole: set[str] = set()
        self._begins: dict[str, int] = {}
        self._ends: dict[str, int] = {}
        for accent, sounds in zip(ACCENTS, self.sounds, strict=True):
            self._learn(vocabulary(accent), sounds)

    @staticmethod
    def _spelt(text: str) -> str:
        return "".join(_WORD.findall(text.lower()))

    def _learn(self, known: Vocabulary, sounds: bytes) -> None:
        """Indexes the words that contain the wake word, that end with its beginning, and that begin with its rest."""
        self._whole |= {known.words[at].lower() for at in np.flatnonzero(self._heard(known.stacked, sounds))}
        beginnings = align(known.stacked, sounds, free_start=True)
        backwards = stack([spoken[::-1] for spoken in known.sounds])
        rests = align(backwards, sounds[::-1], free_start=True)
        for cut in range(1, len(sounds)):
            # One bit for each place where the wake word can be cut in two, for each accent.
            bit = 1 << cut if known.accent == "us" else 1 << (cut + 64)
            for kept, costs in ((self._begins, beginnings[:, cut]), (self._ends, rests[:, len(sounds) - cut])):
                for at in np.flatnonzero(costs < self.limit / 2):
                    spelling = known.words[at].lower()
                    kept[spelling] = kept.get(spelling, 0) | bit

    def heard_in(self, utterances: Sequence[bytes], accent: str) -> NDArray[np.bool_]:
        """Returns for each utterance (encoded sounds of one accent) whether it is, or contains, the wake word."""
        goal = self.sounds[ACCENTS.index(accent)]
        return self._heard(stack(utterances), goal)

    def _heard(self, stacked: tuple[Codes, NDArray[np.int64]], goal: bytes) -> NDArray[np.bool_]:
        whole = align(stacked, goal)[:, -1] < self.limit
        inside = align(stacked, goal, free_start=True, free_end=True)[:, -1] < self.limit * _INSIDE
        return np.asarray(whole | inside)

    def in_word(self, word: str) -> bool:
        """Returns True if the wake word can be heard in a word: by its sounds if known, else by its letters."""
        spelling = word.lower()
        if spelling not in vocabulary(ACCENTS[0]).row:
            return self.spelt_like(spelling)
        return spelling in self._whole or spelling.replace("er", "ar") in self._letters

    def spelt_like(self, text: str) -> bool:
        """Returns True if the text has the letters of the wake word; "er" counts as "ar", as in British "Derby"."""
        spelt = self._spelt(text)
        return any(letters in spelt or letters in spelt.replace("er", "ar") for letters in self._letters)

    def in_text(self, text: str) -> bool:
        """Returns True if a listener could hear the wake word in a sentence, in one word or across two. Quick."""
        words = _WORD.findall(text.lower().replace("'", ""))
        if any(self.in_word(word) for word in words):
            return True
        if " " in self.word and self.spelt_like(text):
            return True
        return any(self._begins.get(one, 0) & self._ends.get(other, 0) for one, other in pairwise(words))


@lru_cache(8)
def sound_alikes(word: str) -> SoundAlikes:
    """Returns `SoundAlikes(word)`, made once for each word. Blocks for seconds the first time."""
    return SoundAlikes(word)
