"""Defines the contract of wake detectors, builds the one that `wake.engine` names, and adds the second stage to it.

A detector comes from `assistant.hearing.wake.streaming_detector` (the default),
`assistant.hearing.wake.reference_detector` (the openwakeword package) or any other module. It is imported late, so that
an engine which is not used costs nothing. The module knows no thresholds.
"""

from __future__ import annotations

import copy
import importlib
from collections import deque
from typing import Any, Protocol

import numpy as np

from assistant.core.class_names import current_name
from assistant.core.engines import WakeDetector
from assistant.core.errors import ConfigError, ModelMissing
from assistant.hearing.audio.blocks import BLOCK_BYTES
from assistant.hearing.wake.heads import head_paths
from assistant.hearing.wake.leading_speech import CONTEXT_SAMPLES, leading_speech_penalty, penalised
from assistant.hearing.wake.verifier import MIN_SUSPICION, SEEN_SAMPLES, Verifier, verifier_path
from assistant.settings.schema import WakeSettings

REQUIRED_MEMBERS = ("words", "word", "scores", "context_blocks", "score", "reset", "twin")
"""Members that a class must have to be a wake detector."""


_REMEMBERED_BLOCKS = max(SEEN_SAMPLES, CONTEXT_SAMPLES) * 2 // BLOCK_BYTES


class WordDetector(WakeDetector, Protocol):
    """Scores blocks for one or more wake words. Built as `Engine(WakeSettings)`; raises ModelMissing, ConfigError."""

    words: tuple[str, ...]
    """The wake words, as the settings name them."""
    word: str
    """The word with the highest last score."""
    scores: tuple[float, ...]
    """The last score, 0 … 1, of each of `words`."""
    context_blocks: int
    """Number of blocks before the last one on which a score can depend."""

    def twin(self) -> WordDetector:
        """Returns a detector for another stream of sound on the same networks: it costs only its buffers."""


def build_detector(settings: WakeSettings) -> WordDetector:
    """Builds and loads the detector that `wake.engine` names.

    Raises:
        ConfigError: There is no such class, or it is no wake detector.
        ModelMissing: One of its networks is not there.
    """
    detector: Any = _engine_class(settings.engine)(settings)
    missing = [part for part in REQUIRED_MEMBERS if not hasattr(detector, part)]
    if missing:
        raise ConfigError(
            f"wake.engine names {settings.engine}, which is no wake detector: it lacks {', '.join(missing)}",
            "assistant/hearing/wake/detector.py says what one has to offer.",
        )
    found: WordDetector = detector
    return _with_verifier(found, settings) if settings.verify else found


def _with_verifier(detector: WordDetector, settings: WakeSettings) -> WordDetector:
    """Returns the detector with the verifiers that lie beside its words' heads; the detector alone where there are
    none."""
    try:
        heads = head_paths(settings.models)
    except (ConfigError, ModelMissing):  # `models` are words that only another engine knows
        return detector
    beside = {word: verifier_path(head) for word, head in heads.items() if word in detector.words}
    networks = {word: path for word, path in beside.items() if path.is_file()}
    if not networks:
        return detector
    return VerifiedDetector(detector, Verifier(networks))


def _engine_class(name: str) -> Any:
    module_name, _, class_name = current_name(name).partition(":")
    try:
        return getattr(importlib.import_module(module_name), class_name)
    except (ImportError, AttributeError, ValueError) as failure:
        raise ConfigError(
            f'wake.engine names "{name}", which cannot be imported: {failure}',
            'Write "module:Class", for example assistant.hearing.wake.streaming_detector:OpenWakeWordDetector, '
            "the default.",
        ) from failure


class VerifiedDetector:
    """Adds a second stage to a wake detector: a verifier, and a penalty for speech that leads up to the word.

    Blocks are scored by `detector`. Where it suspects a word, the score of `verifier` counts, lower in the middle of a
    sentence. Words that the verifier does not know keep the detector's scores.
    """

    def __init__(self, detector: WordDetector, verifier: Verifier) -> None:
        self._detector = detector
        self._verifier = verifier
        self.words = detector.words
        """The wake words, as the settings name them."""
        self.verified_words = verifier.words
        """The words that the verifier knows."""
        self.context_blocks = max(detector.context_blocks, _REMEMBERED_BLOCKS)
        """Number of blocks before the last one on which a score can depend."""
        self._recent: deque[bytes] = deque(maxlen=_REMEMBERED_BLOCKS)
        self.scores = detector.scores
        """The last score of each word, 0 … 1."""
        self.word = detector.word
        """The word with the highest last score."""

    def reset(self) -> None:
        """Forgets the sound heard so far; call it after any gap."""
        self._detector.reset()
        self._recent.clear()
        self.scores, self.word = self._detector.scores, self._detector.word

    def twin(self) -> VerifiedDetector:
        """Returns a detector for another stream of sound on the same networks."""
        other = copy.copy(self)
        other._detector = self._detector.twin()
        other._recent = deque(maxlen=_REMEMBERED_BLOCKS)
        other.scores, other.word = other._detector.scores, other._detector.word
        return other

    def score(self, block: bytes) -> float:
        """Scores 80 ms (1280 int16 samples at 16 kHz); returns the highest of `scores`."""
        self._recent.append(block)
        self._detector.score(block)
        suspicions = dict(zip(self.words, self._detector.scores, strict=True))
        suspected = [word for word in self._verifier.words if suspicions.get(word, 0.0) >= MIN_SUSPICION]
        if suspected:
            samples = np.frombuffer(b"".join(self._recent), np.int16)
            features = self._verifier.encode(samples)
            for word in suspected:
                score = self._verifier.verify(word, suspicions[word], features)
                word_s = self._verifier.word_s[word]
                suspicions[word] = (
                    score if word_s is None else penalised(score, leading_speech_penalty(samples, word_s))
                )
        self.scores = tuple(suspicions.values())
        highest, self.word = max(zip(self.scores, self.words, strict=True))
        return highest
