"""Lets the wake detector rest where nobody speaks.

webrtcvad costs a hundredth of the detector. The gate loses no score: it keeps the blocks that it held back, as many as
a score can depend on, and releases them when speech begins. So every score from then on is the one that the detector
would have given without a gate.
"""

from __future__ import annotations

from collections import deque

import webrtcvad

from assistant.hearing.audio.blocks import BLOCK_BYTES, BLOCK_S, RATE_HZ, SILENCE

FRAME_BYTES = BLOCK_BYTES // 4
"""Bytes of a frame. webrtcvad judges 10, 20 or 30 ms; 20 ms divides a block."""
HANGOVER_S = 1.0
"""The gate stays open for this long after the last voiced frame: a score peaks up to 0.5 s after its word."""


class SpeechGate:
    """Decides for each block what the detector has to score now.

    Args:
        strictness: webrtcvad's mode, 0 (lets most through) … 3.
        context_blocks: Number of last blocks on which a score can depend.
    """

    def __init__(self, strictness: int, context_blocks: int) -> None:
        self._vad = webrtcvad.Vad(strictness)
        self._held: deque[bytes] = deque(maxlen=context_blocks)
        self._held_back = 0
        self._hangover_blocks = round(HANGOVER_S / BLOCK_S)
        self._open_for = 0
        self.after_gap = False
        """Whether blocks were dropped before those that `admit` returned last: the detector must be reset first."""

    def admit(self, block: bytes) -> list[bytes]:
        """Returns the blocks to score now, oldest first: none while the gate is closed, the held ones and this one as
        it opens."""
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
        """Returns whether somebody may be speaking."""
        return self._open_for > 0

    def reset(self) -> None:
        """Forgets the held blocks."""
        self._held.clear()
        self._held_back = 0

    def _is_voiced(self, block: bytes) -> bool:
        if block == SILENCE:
            return False
        return any(
            self._vad.is_speech(block[at : at + FRAME_BYTES], RATE_HZ) for at in range(0, BLOCK_BYTES, FRAME_BYTES)
        )
