"""Labels the moments around a call for training.

The score has to rise after the end of the word: a network without this restriction fires at "Jarv-", and then wakes for
"jarring" and "Jarvik" too. So moments within the word, before its last sound, are labelled NO, moments right after its
end YES, and those between and later OPEN (unused).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.hearing.audio.blocks import BLOCK_S

YES, NO, OPEN = 1, 0, -1
YES_FROM_S, YES_TO_S = 0.02, 0.26
"""Moments this long after the end of the word are YES: three of 80 ms."""
LAST_SOUND = 0.3
"""Length of a word's last sound as a fraction of the word: before it the word is unfinished."""


def label_moments(blocks: int, first_block: int, start_s: float, end_s: float) -> NDArray[np.int8]:
    """Returns YES, NO or OPEN for the moment at the end of each block from `first_block` on.

    Args:
        blocks: Number of blocks of the scene.
        first_block: The first one that has an embedding.
        start_s: Start of the word in the scene.
        end_s: End of the word.
    """
    moments = (np.arange(first_block, blocks) + 1) * BLOCK_S
    labels = np.full(moments.size, OPEN, np.int8)
    labels[moments <= end_s - LAST_SOUND * (end_s - start_s)] = NO
    labels[(moments >= end_s + YES_FROM_S) & (moments <= end_s + YES_TO_S)] = YES
    return labels
