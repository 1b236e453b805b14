"""What the network shall say at each moment around a call. Training only.

The score has to rise when the word is over, and not before: a network that was not told so fires at "Jarv-", and then
wakes for "jarring" and "Jarvik" too. So the moments when the word has begun but its last sound is still to come are
examples of no, the moments right after its end are examples of yes, and those between and later are left open.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.hearing.audio.blocks import BLOCK_S

YES, NO, OPEN = 1, 0, -1
YES_FROM_S, YES_TO_S = 0.02, 0.26
"""After the end of the word: three moments of 80 ms."""
LAST_SOUND = 0.3
"""The last sound of a word is about this part of it: before that the word is unfinished."""


def label_moments(blocks: int, first_block: int, start_s: float, end_s: float) -> NDArray[np.int8]:
    """YES, NO or OPEN for the moment at the end of each block from `first_block` on.

    Args:
        blocks: How many blocks the scene has.
        first_block: The first one that has an embedding.
        start_s: Where the word begins in the scene.
        end_s: Where it ends.
    """
    moments = (np.arange(first_block, blocks) + 1) * BLOCK_S
    labels = np.full(moments.size, OPEN, np.int8)
    labels[moments <= end_s - LAST_SOUND * (end_s - start_s)] = NO
    labels[(moments >= end_s + YES_FROM_S) & (moments <= end_s + YES_TO_S)] = YES
    return labels
