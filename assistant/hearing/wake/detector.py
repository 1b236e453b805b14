"""What the loop wants from a wake detector, and how the one that `wake.engine` names is built.

Runs in the ears process. A detector comes from `assistant.hearing.wake.streaming_detector` (the default),
`assistant.hearing.wake.reference_detector` (the openwakeword package) or anybody's module, and is imported late, so
that an engine which is not used costs nothing. Loads no network itself and knows no thresholds.
"""

from __future__ import annotations

import importlib
from typing import Any, Protocol

from assistant.core.class_names import current_name
from assistant.core.engines import WakeDetector
from assistant.core.errors import ConfigError, ModelMissing
from assistant.hearing.wake.heads import head_paths
from assistant.hearing.wake.verifier import Verifier, verifier_path
from assistant.settings.schema import WakeSettings

PARTS = ("words", "word", "scores", "context_blocks", "score", "reset", "twin")


class WordDetector(WakeDetector, Protocol):
    """A wake detector for one or more words. Built as `Engine(WakeSettings)`; raises ModelMissing, ConfigError."""

    words: tuple[str, ...]
    """The words that it listens for, as the settings name them."""
    word: str
    """The word with the highest last score."""
    scores: tuple[float, ...]
    """The last score, 0 … 1, of each of `words`."""
    context_blocks: int
    """How many blocks before the last one a score can depend on."""

    def twin(self) -> WordDetector:
        """A detector for another stream of sound on the same networks: it costs its buffers only."""


def build_detector(settings: WakeSettings) -> WordDetector:
    """The detector that `wake.engine` names, loaded.

    Raises:
        ConfigError: There is no such class, or it is no wake detector.
        ModelMissing: One of its networks is not there.
    """
    detector: Any = _engine(settings.engine)(settings)
    missing = [part for part in PARTS if not hasattr(detector, part)]
    if missing:
        raise ConfigError(
            f"wake.engine names {settings.engine}, which is no wake detector: it lacks {', '.join(missing)}",
            "assistant/hearing/wake/detector.py says what one has to offer.",
        )
    found: WordDetector = detector
    return _verified(found, settings) if settings.verify else found


def _verified(detector: WordDetector, settings: WakeSettings) -> WordDetector:
    """The detector with the verifiers that lie beside its words' heads; the detector alone where there are none."""
    try:
        heads = head_paths(settings.models)
    except (ConfigError, ModelMissing):  # an engine with words of its own
        return detector
    beside = {word: verifier_path(head) for word, head in heads.items() if word in detector.words}
    networks = {word: path for word, path in beside.items() if path.is_file()}
    if not networks:
        return detector
    from assistant.hearing.wake.two_stage import VerifiedDetector

    return VerifiedDetector(detector, Verifier(networks))


def _engine(name: str) -> Any:
    module_name, _, class_name = current_name(name).partition(":")
    try:
        return getattr(importlib.import_module(module_name), class_name)
    except (ImportError, AttributeError, ValueError) as failure:
        raise ConfigError(
            f'wake.engine names "{name}", which cannot be imported: {failure}',
            'Write "module:Class", for example assistant.hearing.wake.streaming_detector:OpenWakeWordDetector, '
            "the default.",
        ) from failure
