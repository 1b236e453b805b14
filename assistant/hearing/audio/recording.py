"""Reads a sound file in place of the microphone: any format, rate and channel count that FFmpeg's libraries read.

PyAV, which faster-whisper brings along, is imported here only, and only for files. A file is decoded as a stream, so an
hour takes no more memory than a second.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.core.errors import BadRecording
from assistant.hearing.audio.blocks import BLOCK_BYTES, BLOCK_S, RATE_HZ, SILENCE


class Recording:
    """Delivers a recording as blocks; a `with` statement opens and closes it.

    Args:
        path: The file.
        realtime: Whether each block comes no earlier than a microphone would deliver it.
        trailing_s: Seconds of silence after the end, so that an utterance that lasts up to the end is ended.

    Raises:
        BadRecording: On entering, the file is missing, empty or no sound.
    """

    def __init__(self, path: Path, realtime: bool = False, trailing_s: float = 2.0) -> None:
        self.name = path.name
        self.after_gap = False
        self._path = path
        self._realtime = realtime
        self._trailing_blocks = round(trailing_s / BLOCK_S)
        self._container: Any = None
        self._started = 0.0

    def __enter__(self) -> Recording:
        import av

        if not self._path.is_file():
            raise BadRecording(f"There is no recording {self._path}", "Check the path.")
        if self._path.stat().st_size == 0:
            raise BadRecording(f"The recording {self.name} is empty", "Record it again.")
        try:
            self._container = av.open(str(self._path))
        except (av.error.FFmpegError, OSError) as failure:
            raise self._unreadable() from failure
        if not self._container.streams.audio:
            self.__exit__()
            raise BadRecording(f"There is no sound in {self.name}", "Give a WAV, FLAC, Ogg or MP3 file.")
        return self

    def __exit__(self, *error: object) -> None:
        if self._container is not None:
            self._container.close()
            self._container = None

    def blocks(self) -> Iterator[bytes]:
        """Yields the blocks of the recording, the last one filled up with silence, then the trailing silence.

        Raises:
            BadRecording: Nothing in the file could be decoded, or it holds no sample.
        """
        self._started = time.monotonic()
        count = 0
        pending = bytearray()
        for portion in self._decoded():
            pending += portion
            while len(pending) >= BLOCK_BYTES:
                count += 1
                self._wait_until(count)
                yield bytes(pending[:BLOCK_BYTES])
                del pending[:BLOCK_BYTES]
        if not count and not pending:
            raise BadRecording(f"There is no sound in {self.name}", "Record it again.")
        rest = bytes(pending) + SILENCE[len(pending) :]
        for block in (rest, *[SILENCE] * self._trailing_blocks):
            count += 1
            self._wait_until(count)
            yield block

    def _decoded(self) -> Iterator[bytes]:
        """Yields int16 mono samples at 16 kHz as they are decoded. A file that breaks off ends there."""
        import av

        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
        any_yet = False
        try:
            for frame in self._container.decode(audio=0):
                for converted in resampler.resample(frame):
                    any_yet = True
                    yield _samples(converted)
        except (av.error.FFmpegError, ValueError) as failure:
            if not any_yet:
                raise self._unreadable() from failure
        if any_yet:
            for converted in resampler.resample(None):
                yield _samples(converted)

    def _wait_until(self, count: int) -> None:
        if self._realtime:
            time.sleep(max(0.0, self._started + count * BLOCK_S - time.monotonic()))

    def _unreadable(self) -> BadRecording:
        return BadRecording(f"{self.name} is not a sound file that can be read", "Give a WAV, FLAC, Ogg or MP3 file.")


def _samples(frame: Any) -> bytes:
    return bytes(frame.planes[0])[: frame.samples * 2]
