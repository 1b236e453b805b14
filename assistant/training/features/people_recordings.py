"""Reads recordings of people who do not say the word: negatives that no synthetic voice replaces."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.core.errors import AssistantError
from assistant.hearing.audio.recording import Recording

log = logging.getLogger(__name__)

KINDS = frozenset({".wav", ".flac", ".ogg", ".opus", ".mp3", ".g722", ".m4a", ".aac"})
LEAST_S = 1.0


def read_people(folders: Iterable[Path]) -> list[NDArray[np.int16]]:
    """Every recording under the folders that can be read and is longer than a second; [samples] each, 16 kHz."""
    found = []
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in KINDS and path.is_file()):
            try:
                with Recording(path, realtime=False, trailing_s=0.0) as recording:
                    samples = np.frombuffer(b"".join(recording.blocks()), np.int16)
            except AssistantError as error:
                log.warning("%s: %s", path, error)
                continue
            if samples.size >= LEAST_S * 16_000:
                found.append(samples)
    hours = sum(samples.size for samples in found) / 16_000 / 3600
    if found:
        log.info("%d recordings of people, %.2f h", len(found), hours)
    return found
