"""Defines the unit of sound, a block of 80 ms at 16 kHz mono, and converts other sound to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

RATE_HZ = 16_000
BLOCK_SAMPLES = 1280
"""Samples of a block: 80 ms, the step of the wake detector."""
BLOCK_BYTES = BLOCK_SAMPLES * 2
BLOCK_S = BLOCK_SAMPLES / RATE_HZ
SILENCE = bytes(BLOCK_BYTES)


class SoundSource(Protocol):
    """Delivers blocks: a microphone or a recording. A `with` statement opens and closes it."""

    name: str
    """The name as people read it."""
    after_gap: bool
    """Whether sound was lost before the last block."""

    def __enter__(self) -> SoundSource: ...

    def __exit__(self, *error: object) -> None: ...

    def blocks(self) -> Iterator[bytes]:
        """Yields blocks of BLOCK_BYTES as soon as each is complete; blocks the thread between them."""


class BlockConverter:
    """Converts interleaved int16 sound of any rate and channel count to blocks, and keeps the resampler's state between
    calls.

    Args:
        rate_hz: Sample rate of the incoming sound.
        channels: Channel count of the incoming sound; the channels are averaged.
    """

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._channels = channels
        self._pending = bytearray()
        self._resampler: Any = None
        if rate_hz != RATE_HZ:
            import soxr  # 13 MB, which a 16 kHz source does not need

            self._resampler = soxr.ResampleStream(rate_hz, RATE_HZ, 1, dtype="int16")

    def feed(self, portion: bytes) -> Iterator[bytes]:
        """Takes any number of whole frames; yields every block that is now complete."""
        if self._channels > 1:
            frames = np.frombuffer(portion, np.int16).reshape(-1, self._channels)
            portion = np.rint(frames.mean(axis=1, dtype=np.float32)).astype(np.int16).tobytes()
        if self._resampler is not None:
            portion = self._resampler.resample_chunk(np.frombuffer(portion, np.int16)).tobytes()
        if not self._pending and len(portion) == BLOCK_BYTES:
            yield portion
            return
        self._pending += portion
        while len(self._pending) >= BLOCK_BYTES:
            block = bytes(self._pending[:BLOCK_BYTES])
            del self._pending[:BLOCK_BYTES]
            yield block


def peak(block: bytes) -> float:
    """Returns the largest magnitude in a block, 0 … 1."""
    samples = np.frombuffer(block, np.int16)
    return max(int(samples.max()), -int(samples.min())) / 32768
