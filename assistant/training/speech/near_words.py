"""Finds words, phrases and made-up words that sound nearly like a wake word, as negatives for training.

They are not listed but found for any wake word, by the phonetic distance (`phoneme_distance`) to every word of the
lexicons and to combinations of two and three common words. Those that a listener could take for the wake word
(`sound_confusion`) are left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assistant.training.speech.made_words import made_words, other_vowels
from assistant.training.speech.near_phrases import near_phrases
from assistant.training.speech.phoneme_distance import Costs, align, decode, encode, is_vowel
from assistant.training.speech.pronunciations import ACCENTS, UNCOMMON, pronounce, vocabulary
from assistant.training.speech.sound_confusion import SoundAlikes, sound_alikes
from assistant.training.speech.templates import template_file

SHARES = {"word": 0.2, "phrase": 0.16, "start": 0.14, "end": 0.1, "made": 0.12, "cut": 0.14, "vowel": 0.14}
"""Share of each kind among the words that are drawn."""
_KEPT = 300
"""Maximum number of words of a kind: further ones are no nearer than any other word."""
_SHARED_AT_LEAST, _SHARED = 0.35, 0.12
"""Greatest distance at which beginnings (or ends) count as the same: in all, or for each sound if that is more."""
_AT_LEAST = 0.4
"""Least distance of phrases and made-up words: hurried or foreign voices say nearer ones like the wake word."""
_VOWEL = 0.8
"""Greatest distance of words with another stressed vowel: nobody mistakes further ones."""
_RARE = 0.8
"""Added to the distance of the rarest words when they are ranked: people say "service", not "parvis"."""
_PART = 0.2
"""Weight of the whole word's distance in the ranking of words that share a part."""


@dataclass(frozen=True, slots=True)
class NearWord:
    """A word or phrase that sounds nearly like the wake word."""

    text: str
    """Its spelling, for any voice."""
    distance: float
    """Distance from the wake word in the nearer accent: 0.3 is a similar sound for another, 1 one sound more or
    less."""
    kind: str
    """word | phrase | start (begins like the wake word) | end (ends like it) | made (a made-up word) | cut (made up:
    only its last sound differs or is missing, so that the difference comes last) | vowel (made up: only the stressed
    vowel differs, so that beginning and end are the same)."""
    phonemes: str = ""
    """The phonemes of a made-up word, in misaki's alphabet."""

    @property
    def marked(self) -> str:
        """The text, written `[text](/phonemes/)` where it has phonemes of its own, for voices that take them."""
        return f"[{self.text}](/{self.phonemes}/)" if self.phonemes else self.text


def near_words(word: str, count: int, seed: int = 0, meant: Sequence[str] = ()) -> list[NearWord]:
    """Draws near words at random, each kind by its share and within a kind the nearest most often.

    Args:
        word: The wake word, of one word or several.
        count: Number of words; where fewer exist, some come more than once.
        seed: The same seed gives the same words.
        meant: Pronunciations (phonemes) that count as the wake word; no near word has one of them.

    Raises:
        ModelMissing: hibari-tts is not installed.
        ValueError: `word` has no pronunciation.
    """
    taken = {encode(phonemes) for phonemes in meant}
    pool = [near for near in near_pool(word) if encode(near.phonemes) not in taken]
    kinds = {kind: [near for near in pool if near.kind == kind] for kind in SHARES}
    kinds = {kind: found for kind, found in kinds.items() if found}
    random = np.random.default_rng(seed)
    shares = np.asarray([SHARES[kind] for kind in kinds])
    drawn: list[NearWord] = []
    for kind in random.choice(list(kinds), size=count, p=shares / shares.sum()):
        found = kinds[str(kind)]
        weights = 1 / (np.arange(len(found)) + 10.0)
        drawn.append(found[int(random.choice(len(found), p=weights / weights.sum()))])
    return drawn


@lru_cache(8)
def near_pool(word: str) -> tuple[NearWord, ...]:
    """Returns every near word once, by kind and within a kind the nearest first. Blocks for some seconds.

    Raises:
        ModelMissing: hibari-tts is not installed.
        ValueError: `word` has no pronunciation.
    """
    alikes = sound_alikes(word)
    wholes = [
        align(vocabulary(accent).stacked, sounds)[:, -1] for accent, sounds in zip(ACCENTS, alikes.sounds, strict=True)
    ]
    found = [NearWord(text, cost, "word") for text, cost in _ranked("word", alikes, wholes)]
    found += [NearWord(text, cost, "phrase") for text, cost in near_phrases(alikes, _KEPT) if cost >= _AT_LEAST]
    found += [NearWord(text, cost, "start") for text, cost in _ranked("start", alikes, wholes)]
    found += [NearWord(text, cost, "end") for text, cost in _ranked("end", alikes, wholes)]
    made = [
        NearWord(text, cost, _made_kind(alikes.word, phonemes), phonemes) for text, cost, phonemes in made_words(alikes)
    ]
    made = [near for near in made if near.distance >= _AT_LEAST and (near.kind != "vowel" or near.distance <= _VOWEL)]
    found += made[:_KEPT]
    once: dict[tuple[str, str], NearWord] = {}
    unsaid = frozenset(template_file("near")["unsaid"])
    for near in found:
        if unsaid.isdisjoint(near.text.lower().split()):
            once.setdefault((near.text.lower(), near.phonemes), near)
    return tuple(once.values())


def _made_kind(word: str, phonemes: str) -> str:
    american, british = pronounce(word)
    if phonemes in (*other_vowels(american), *other_vowels(british)):
        return "vowel"
    return "cut" if phonemes.startswith(american[:-1]) else "made"


def _first_part(sounds: bytes) -> int:
    """Returns the number of sounds of the beginning: half of them, or up to the first vowel where that is more."""
    first = next((at for at, sound in enumerate(decode(sounds)) if is_vowel(sound)), 0)
    return max(first + 1, round(len(sounds) / 2))


def _last_part(sounds: bytes) -> int:
    """Returns the index at which the end begins: the consonant before the last vowel."""
    last = max((at for at, sound in enumerate(decode(sounds)) if is_vowel(sound)), default=1)
    return max(0, last - 1)


def _ranked(kind: str, alikes: SoundAlikes, wholes: list[Costs]) -> list[tuple[str, float]]:
    """Returns the best words of a kind in order, with the whole word's distance; the nearer accent of each counts.

    Args:
        kind: word | start | end.
        alikes: The wake word and its sound-alikes.
        wholes: For each accent, the distance of every word from the wake word.
    """
    best: dict[str, tuple[float, str, float]] = {}
    for accent, sounds, whole in zip(ACCENTS, alikes.sounds, wholes, strict=True):
        known = vocabulary(accent)
        if kind == "start":
            length = _first_part(sounds)
            shared, weight = align(known.stacked, sounds[:length], free_end=True)[:, -1], _PART
        elif kind == "end":
            ending = sounds[_last_part(sounds) :]
            length = len(ending)
            shared, weight = align(known.stacked, ending, free_start=True)[:, -1], _PART
        else:
            length, shared, weight = 0, np.zeros_like(whole), 1.0
        score = shared + weight * whole + _RARE * np.log(known.ranks + 10) / math.log(UNCOMMON)
        score[shared > max(_SHARED_AT_LEAST, _SHARED * length)] = np.inf
        for at in np.argsort(score, kind="stable")[: _KEPT * 2]:
            spelling = known.words[at].lower()
            if np.isfinite(score[at]) and not alikes.in_word(spelling):
                entry = (float(score[at]), known.words[at], float(whole[at]))
                best[spelling] = min(best.get(spelling, entry), entry)
    return [(text, distance) for _, text, distance in sorted(best.values())[:_KEPT]]
