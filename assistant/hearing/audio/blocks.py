"""The unit of sound in the ears process: 80 ms of 16 kHz mono, and how any other sound is brought to it.

Used by the ears process. Opens nothing, decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

RATE_HZ = 16_000
BLOCK_SAMPLES = 1280
"""The wake detector's step, and so everybody's: 80 ms."""
BLOCK_BYTES = BLOCK_SAMPLES * 2
BLOCK_S = BLOCK_SAMPLES / RATE_HZ
SILENCE = bytes(BLOCK_BYTES)


class Source(Protocol):
    """Where blocks come from: a microphone or a recording. Used in a `with` statement, which opens and closes it."""

    name: str
    """As people read it."""
    after_gap: bool
    """Whether sound was lost before the block that came last."""

    def __enter__(self) -> Source: ...

    def __exit__(self, *error: object) -> None: ...

    def blocks(self) -> Iterator[bytes]:
        """Blocks of BLOCK_BYTES, each as soon as there is one; blocks between them."""


class ToBlocks:
    """Interleaved int16 sound of any rate and channel count in, blocks out. Keeps the resampler's state in between.

    Args:
        rate_hz: Of the sound that comes in.
        channels: Of the sound that comes in; they are averaged.
    """

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._channels = channels
        self._pending = bytearray()
        self._resampler: Any = None
        if rate_hz != RATE_HZ:
            import soxr  # 13 MB, which a 16 kHz source does not need

            self._resampler = soxr.ResampleStream(rate_hz, RATE_HZ, 1, dtype="int16")

    def feed(self, portion: bytes) -> Iterator[bytes]:
        """Take any number of whole frames; give every block that is now complete."""
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
    """The largest magnitude in a block, 0 … 1."""
    samples = np.frombuffer(block, np.int16)
    return max(int(samples.max()), -int(samples.min())) / 32768
