"""Reads and writes sound for the benches: any format of FFmpeg's libraries in, 16 kHz mono FLAC out."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
Samples = NDArray[np.float32]
"""Mono at 16 kHz, −1 … 1."""


def read(path: Path) -> Samples:
    """Reads a whole sound file as 16 kHz mono. Channels are averaged.

    Raises:
        OSError: The file has no readable sound.
    """
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
    parts: list[bytes] = []
    try:
        with av.open(str(path)) as container:
            for frame in container.decode(audio=0):
                parts += [_data(part) for part in resampler.resample(frame)]
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        if not parts:
            raise OSError(f"{path} holds no sound") from error
    if parts:
        parts += [_data(part) for part in resampler.resample(None)]
    return np.frombuffer(b"".join(parts), "<i2").astype(np.float32) / np.float32(32768)


def write_flac(path: Path, samples: Samples) -> None:
    """Writes 16 kHz mono samples, clipped at full scale, as 16-bit FLAC."""
    whole = np.round(np.clip(samples, -1, 1) * 32767).astype("<i2")
    with av.open(str(path), "w", format="flac") as container:
        stream = container.add_stream("flac", rate=RATE_HZ)
        stream.layout = "mono"
        stream.format = "s16"
        for at in range(0, len(whole), RATE_HZ):
            frame = av.AudioFrame.from_ndarray(whole[None, at : at + RATE_HZ], format="s16", layout="mono")
            frame.rate = RATE_HZ
            frame.pts = at
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _data(frame: av.AudioFrame) -> bytes:
    return bytes(frame.planes[0])[: frame.samples * 2]
