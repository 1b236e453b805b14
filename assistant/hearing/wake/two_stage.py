"""A wake detector whose suspicions are looked at: by a verifier, and for what was heard before the word.

Runs in the ears process; stands where the detector stood.
"""

from __future__ import annotations

import copy
from collections import deque

import numpy as np

from assistant.hearing.audio.blocks import BLOCK_BYTES
from assistant.hearing.wake.detector import WordDetector
from assistant.hearing.wake.leading_speech import HEARD_SAMPLES, doubt, doubted
from assistant.hearing.wake.verifier import LEAST_SUSPICION, SEEN_SAMPLES, Verifier

_BLOCKS = max(SEEN_SAMPLES, HEARD_SAMPLES) * 2 // BLOCK_BYTES


class VerifiedDetector:
    """Scores blocks as `detector` does, and what it suspects as `verifier` does, lower in the middle of a sentence.

    Words that the verifier does not know keep the detector's scores.
    """

    def __init__(self, detector: WordDetector, verifier: Verifier) -> None:
        self._detector = detector
        self._verifier = verifier
        self.words = detector.words
        """The words that it listens for, as the settings name them."""
        self.verified_words = verifier.words
        """Those that the verifier knows."""
        self.context_blocks = max(detector.context_blocks, _BLOCKS)
        """How many blocks before the last one a score can depend on."""
        self._recent: deque[bytes] = deque(maxlen=_BLOCKS)
        self.scores = detector.scores
        """The last score of each word, 0 … 1."""
        self.word = detector.word
        """The word with the highest last score."""

    def reset(self) -> None:
        """Forget the sound heard so far; call it after any gap."""
        self._detector.reset()
        self._recent.clear()
        self.scores, self.word = self._detector.scores, self._detector.word

    def twin(self) -> VerifiedDetector:
        """A detector for another stream of sound on the same networks."""
        other = copy.copy(self)
        other._detector = self._detector.twin()
        other._recent = deque(maxlen=_BLOCKS)
        other.scores, other.word = other._detector.scores, other._detector.word
        return other

    def score(self, block: bytes) -> float:
        """Score 80 ms (1280 int16 samples at 16 kHz): the highest of `scores`."""
        self._recent.append(block)
        self._detector.score(block)
        suspicions = dict(zip(self.words, self._detector.scores, strict=True))
        suspected = [word for word in self._verifier.words if suspicions.get(word, 0.0) >= LEAST_SUSPICION]
        if suspected:
            samples = np.frombuffer(b"".join(self._recent), np.int16)
            features = self._verifier.encode(samples)
            for word in suspected:
                score = self._verifier.verify(word, suspicions[word], features)
                word_s = self._verifier.word_s[word]
                suspicions[word] = score if word_s is None else doubted(score, doubt(samples, word_s))
        self.scores = tuple(suspicions.values())
        highest, self.word = max(zip(self.scores, self.words, strict=True))
        return highest
