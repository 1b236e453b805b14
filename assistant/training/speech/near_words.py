"""Words, phrases and made-up words that sound nearly like a wake word, for it to learn to sleep through. Training only.

They are found, not listed: by the phonetic distance (`phonetics`) over every word of the lexicons and over joins of two
and three common words, for any wake word. Nothing that a listener could take for the wake word is among them (`alike`).
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
from assistant.training.speech.sound_confusion import Alike, alike
from assistant.training.speech.templates import template_file

SHARES = {"word": 0.2, "phrase": 0.16, "start": 0.14, "end": 0.1, "made": 0.12, "cut": 0.14, "vowel": 0.14}
"""How often each kind is drawn."""
_KEPT = 300
"""At most so many of a kind: beyond, they are no nearer than any other word."""
_SHARED_AT_LEAST, _SHARED = 0.35, 0.12
"""What a word's beginning may differ from the wake word's to count as the same: in all, or a sound (and ends)."""
_AT_LEAST = 0.4
"""Phrases and made-up words nearer than this are left out: hurried or foreign voices make them the wake word."""
_VOWEL = 0.8
"""Words with another stressed vowel are left out where that is so unlike that nobody mistakes it."""
_RARE = 0.8
"""Added to the distance of the rarest words when they are put in order: people say "service", not "parvis"."""
_PART = 0.2
"""How much the distance of the whole counts among words that share a part."""


@dataclass(frozen=True, slots=True)
class NearWord:
    """Something that sounds nearly like the wake word."""

    text: str
    """As it is written, for any voice."""
    distance: float
    """From the wake word, in the nearer accent: 0.3 is a similar sound for another, 1 a whole one more or less."""
    kind: str
    """word | phrase | start (begins like it) | end (ends like it) | made (no word at all) | cut (made, but its last
    sound is another or missing, so that what tells it apart comes last) | vowel (made, but for the stressed vowel the
    same, so that neither its beginning nor its end tells it apart)."""
    phonemes: str = ""
    """For a made-up word, what to say, in misaki's alphabet."""

    @property
    def marked(self) -> str:
        """`[text](/phonemes/)` where there are phonemes of its own, for voices that take them; else the text."""
        return f"[{self.text}](/{self.phonemes}/)" if self.phonemes else self.text


def near_words(word: str, count: int, seed: int = 0, meant: Sequence[str] = ()) -> list[NearWord]:
    """Draw near words at random, each kind by its share and within a kind the nearest most often.

    Args:
        word: The wake word, of one word or several.
        count: How many; where there are fewer, some come more than once.
        seed: The same seed gives the same words.
        meant: Phonemes of sayings that count as the wake word; no near word is any of them.

    Raises:
        ModelMissing: hibari-tts is not installed.
        ValueError: There is nothing in `word` to say.
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
    """Every near word that was found, each once, by kind and within a kind the nearest first. Takes some seconds.

    Raises:
        ModelMissing: hibari-tts is not installed.
        ValueError: There is nothing in `word` to say.
    """
    shunned = alike(word)
    wholes = [
        align(vocabulary(accent).stacked, sounds)[:, -1] for accent, sounds in zip(ACCENTS, shunned.sounds, strict=True)
    ]
    found = [NearWord(text, cost, "word") for text, cost in _ranked("word", shunned, wholes)]
    found += [NearWord(text, cost, "phrase") for text, cost in near_phrases(shunned, _KEPT) if cost >= _AT_LEAST]
    found += [NearWord(text, cost, "start") for text, cost in _ranked("start", shunned, wholes)]
    found += [NearWord(text, cost, "end") for text, cost in _ranked("end", shunned, wholes)]
    made = [
        NearWord(text, cost, _made_kind(shunned.word, phonemes), phonemes)
        for text, cost, phonemes in made_words(shunned)
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
    """How many sounds are the beginning: half of them, or up to the first vowel where that is more."""
    first = next((at for at, sound in enumerate(decode(sounds)) if is_vowel(sound)), 0)
    return max(first + 1, round(len(sounds) / 2))


def _last_part(sounds: bytes) -> int:
    """Where the end begins: at the consonant before the last vowel."""
    last = max((at for at, sound in enumerate(decode(sounds)) if is_vowel(sound)), default=1)
    return max(0, last - 1)


def _ranked(kind: str, shunned: Alike, wholes: list[Costs]) -> list[tuple[str, float]]:
    """The best words of a kind in order, with the distance of the whole; the better accent of each counts.

    Args:
        kind: word | start | end.
        shunned: The wake word, and what sounds like it.
        wholes: The distance of every word from the wake word, for each accent.
    """
    best: dict[str, tuple[float, str, float]] = {}
    for accent, sounds, whole in zip(ACCENTS, shunned.sounds, wholes, strict=True):
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
            if np.isfinite(score[at]) and not shunned.in_word(spelling):
                entry = (float(score[at]), known.words[at], float(whole[at]))
                best[spelling] = min(best.get(spelling, entry), entry)
    return [(text, distance) for _, text, distance in sorted(best.values())[:_KEPT]]
