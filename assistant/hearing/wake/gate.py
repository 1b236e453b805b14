"""The speech gate in front of the wake detector: where nobody speaks, the detector need not work.

Runs in the ears process. webrtcvad costs a hundredth of the detector. Nothing is lost by it: the gate keeps the
blocks that it held back, as many as a score can depend on, and hands them over when speech begins, so every score
from then on is the one that the detector would have given without a gate.
"""

from __future__ import annotations

from collections import deque

import webrtcvad

from assistant.hearing.audio.blocks import BLOCK_BYTES, BLOCK_S, RATE_HZ, SILENCE

FRAME_BYTES = BLOCK_BYTES // 4
"""webrtcvad judges 10, 20 or 30 ms; 20 ms divides a block."""
HANGOVER_S = 1.0
"""The gate stays open for this long after the last voiced frame: a score peaks up to 0.5 s after its word."""


class SpeechGate:
    """Says for each block what the detector has to score now.

    Args:
        strictness: webrtcvad's mode, 0 (lets most through) … 3.
        context_blocks: How many last blocks a score can depend on.
    """

    def __init__(self, strictness: int, context_blocks: int) -> None:
        self._vad = webrtcvad.Vad(strictness)
        self._held: deque[bytes] = deque(maxlen=context_blocks)
        self._held_back = 0
        self._hangover_blocks = round(HANGOVER_S / BLOCK_S)
        self._open_for = 0
        self.after_gap = False
        """Whether blocks were dropped between the last ones handed over and these: reset the detector first."""

    def admit(self, block: bytes) -> list[bytes]:
        """The blocks to score now, oldest first: none while it is closed, the held ones and this one as it opens."""
        if self._is_voiced(block):
            self._open_for = self._hangover_blocks
        elif self._open_for:
            self._open_for -= 1
        self.after_gap = False
        if not self._open_for:
            self._held.append(block)
            self._held_back += 1
            return []
        if not self._held:
            return [block]
        due = [*self._held, block]
        self.after_gap = self._held_back > len(self._held)
        self.reset()
        return due

    @property
    def is_open(self) -> bool:
        """Whether somebody may be speaking."""
        return self._open_for > 0

    def reset(self) -> None:
        """Forget the held blocks."""
        self._held.clear()
        self._held_back = 0

    def _is_voiced(self, block: bytes) -> bool:
        if block == SILENCE:
            return False
        return any(
            self._vad.is_speech(block[at : at + FRAME_BYTES], RATE_HZ) for at in range(0, BLOCK_BYTES, FRAME_BYTES)
        )
