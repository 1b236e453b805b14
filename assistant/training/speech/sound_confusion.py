"""Which words, and pairs of words, hold the sound of the wake word, so that no one hears it where none was said.

A sentence with "Jarvis's" in it, or with "fry day" where the wake word is "friday", must never be taught as one without
the wake word. Training only; built once for a wake word, from the whole lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.training.speech.phoneme_distance import Codes, align, stack
from assistant.training.speech.pronunciations import ACCENTS, Vocabulary, said, vocabulary

_PER_SOUND = 0.055
_AT_MOST = 0.35
"""Up to this cost for each sound of the wake word, and in all, two sayings are the same to a listener: a /ə/ for an /ɪ/
(0.22), an /s/ for a /z/ in a word of six sounds (0.3), but no change of place or manner."""
_INSIDE = 0.6
"""A word with more sounds than the wake word's must hold it so much more exactly: "computing" is not "computer"."""
_WORD = re.compile(r"[a-z]+")


class Alike:
    """What sounds like a wake word.

    Args:
        word: The wake word, of one word or several: "jarvis", "hey computer".

    Raises:
        ModelMissing: hibari-tts is not installed.
        ValueError: There is nothing in it to say.
    """

    def __init__(self, word: str) -> None:
        self.word = " ".join(word.lower().split())
        self.sounds = said(self.word)
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
        """Find the words that hold all of it, that end with its beginning and that begin with its rest."""
        self._whole |= {known.words[at].lower() for at in np.flatnonzero(self._heard(known.stacked, sounds))}
        beginnings = align(known.stacked, sounds, free_start=True)
        backwards = stack([spoken[::-1] for spoken in known.sounds])
        rests = align(backwards, sounds[::-1], free_start=True)
        for cut in range(1, len(sounds)):
            # One bit for each place where the wake word can be cut in two, the accents apart.
            bit = 1 << cut if known.accent == "us" else 1 << (cut + 64)
            for kept, costs in ((self._begins, beginnings[:, cut]), (self._ends, rests[:, len(sounds) - cut])):
                for at in np.flatnonzero(costs < self.limit / 2):
                    spelling = known.words[at].lower()
                    kept[spelling] = kept.get(spelling, 0) | bit

    def heard_in(self, sayings: Sequence[bytes], accent: str) -> NDArray[np.bool_]:
        """In which of these the wake word can be heard, as the whole or inside more: encoded sounds of one accent."""
        goal = self.sounds[ACCENTS.index(accent)]
        return self._heard(stack(sayings), goal)

    def _heard(self, stacked: tuple[Codes, NDArray[np.int64]], goal: bytes) -> NDArray[np.bool_]:
        whole = align(stacked, goal)[:, -1] < self.limit
        inside = align(stacked, goal, free_start=True, free_end=True)[:, -1] < self.limit * _INSIDE
        return np.asarray(whole | inside)

    def in_word(self, word: str) -> bool:
        """Whether anyone could hear it in one word: by its sounds where they are known, else by its letters."""
        spelling = word.lower()
        if spelling not in vocabulary(ACCENTS[0]).row:
            return self.spelt_like(spelling)
        return spelling in self._whole or spelling.replace("er", "ar") in self._letters

    def spelt_like(self, text: str) -> bool:
        """Whether the wake word is written in it; "er" counts as "ar", as Britons say "Jervis" and "Derby"."""
        spelt = self._spelt(text)
        return any(letters in spelt or letters in spelt.replace("er", "ar") for letters in self._letters)

    def in_text(self, text: str) -> bool:
        """Whether anyone could hear the wake word in a sentence, in one word or across two. Quick; no network runs."""
        words = _WORD.findall(text.lower().replace("'", ""))
        if any(self.in_word(word) for word in words):
            return True
        if " " in self.word and self.spelt_like(text):
            return True
        return any(self._begins.get(one, 0) & self._ends.get(other, 0) for one, other in pairwise(words))


@lru_cache(8)
def alike(word: str) -> Alike:
    """`Alike(word)`, made once. Takes seconds."""
    return Alike(word)
