"""Measures the effect of the wake chime on the ears that hear it: `python bench/chimes.py FOLDER`.

The folder has recordings with a pause after the wake word, and a manifest.jsonl with the end of the word (`wake_end`).
The pause is lengthened, from one that triggers no chime to one that the chime fills. Each recording is heard alone and
with the chime where the daemon would play it: as loud as in its own file (0 dB: the loudspeaker beside the microphone)
and 12 dB below. A row has the number of chimes, the number of recordings with exactly one wake event, the delay of the
endpoint, and the word error rates.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from assistant.core.errors import NothingHeard
from assistant.core.events import EventBus
from assistant.core.jobs import JobContext
from assistant.core.message import Message
from assistant.core.messages.ears_messages import Level, RecordingOrder, Utterance, Woke
from assistant.core.messages.event_messages import LevelEvent
from assistant.core.request import Audio, SpokenRequest, TranscriptionJob
from assistant.hearing import listener as listen
from assistant.hearing.audio.blocks import BLOCK_S, RATE_HZ
from assistant.hearing.audio.recording import Recording
from assistant.hearing.job import EarsJob
from assistant.paths import data_file
from assistant.settings.schema import HearingSettings, SoundsSettings, TranscriberSettings
from assistant.sounds.loudspeaker import Loudspeaker
from assistant.transcribing.whisper.whisper_transcriber import WhisperTranscriber
from bench.word_errors import count_errors, rate

Samples = NDArray[np.int16]

PLAYED_AFTER_S = 0.1
"""Time from the daemon's decision to the first sound: a process starts, and a sound server."""
PAUSES_S = (0.3, 0.7, 1.0)
LEVELS_DB = (0, -12)


@dataclass(frozen=True)
class Hearing:
    """The outcome of one recording."""

    wakes: int
    chime_s: float | None
    """Time of the wake chime in the recording; None if there is none."""
    ended_s: float
    """End of the utterance, in seconds of the recording."""
    words: str


class RecordingPlayer:
    """A player that only records that it was called."""

    played = False

    def play(self, _file: Path) -> None:
        self.played = True

    async def close(self) -> None:
        """Does nothing, since nothing plays."""


def chime_at(told: list[Message]) -> float | None:
    """Returns the time of the wake chime by the daemon's own rule, in seconds of the recording; None for no chime.

    Args:
        told: The messages of the ears, with a level for each block.
    """
    woke = next((message.at_s for message in told if isinstance(message, Woke)), None)
    if woke is None:
        return None
    bus, player = EventBus(), RecordingPlayer()
    Loudspeaker(SoundsSettings(wake=True), HearingSettings().no_speech_s, bus, Path("/nowhere"), player)
    bus.publish(SpokenRequest("voice", id="a").snapshot())
    for number, message in enumerate(message for message in told if isinstance(message, Level)):
        bus.publish(LevelEvent("a", message.level, message.time_left))
        if player.played:
            return float(woke) + (number + 1) * BLOCK_S + PLAYED_AFTER_S
    return None


def chime(name: str = "wake") -> Samples:
    """Returns a chime at 16 kHz, as the ears receive it."""
    with wave.open(str(data_file(f"assets/chimes/{name}.wav"))) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        return np.asarray(soxr.resample(samples, file.getframerate(), RATE_HZ), np.int16)


def mixed(samples: Samples, at_s: float, sound: Samples, level_db: float = 0.0) -> Samples:
    """Adds `sound` to `samples` from `at_s` on."""
    begin = round(at_s * RATE_HZ)
    result = samples.astype(np.float64)
    end = min(len(result), begin + len(sound))
    result[begin:end] += sound[: end - begin] * 10 ** (level_db / 20)
    return np.clip(result, -32768, 32767).astype(np.int16)


def with_pause(samples: Samples, wake_end_s: float, pause_s: float) -> Samples:
    """Lengthens the pause after the wake word by `pause_s`, filled with the hiss of a quiet room."""
    at = round((wake_end_s + 0.1) * RATE_HZ)
    hiss = np.random.default_rng(1).normal(0, 6, round(pause_s * RATE_HZ)).astype(np.int16)
    return np.concatenate([samples[:at], hiss, samples[at:]])


def samples_of(path: Path) -> Samples:
    """Reads a recording at 16 kHz, mono, with two seconds of silence after it."""
    with Recording(path, trailing_s=2.0) as recording:
        return np.frombuffer(b"".join(recording.blocks()), np.int16)


class Room:
    """Runs ears and a transcriber in this process."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "heard.wav"
        self._ears = EarsJob({})
        self._ears.load()
        self._whisper = WhisperTranscriber(TranscriberSettings())
        self._whisper.load()

    def hear(self, samples: Samples) -> Hearing | None:
        """Hears samples; returns None if there was no wake event."""
        with wave.open(str(self._file), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(samples.tobytes())
        told: list[Message] = []
        whole: list[tuple[Utterance, Audio]] = []

        def take(message: Message, samples: bytes = b"", /) -> None:
            told.append(message)
            if isinstance(message, Utterance):
                whole.append((message, Audio(samples, message.rate_hz)))

        context = JobContext(send=take, check=lambda: None, receive=lambda: None)
        self._ears.run(RecordingOrder(str(self._file)), b"", context)
        if not whole:
            return None
        utterance, audio = whole[0]
        try:
            words = self._whisper.transcribe(TranscriptionJob(audio), lambda _: None).text
        except NothingHeard:
            words = ""
        wakes = sum(isinstance(message, Woke) for message in told)
        ended_s = utterance.at_s + audio.seconds
        return Hearing(wakes, chime_at(told), ended_s, words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--variant", default="jarvis_pause", help="of the manifest's recordings")
    options = parser.parse_args()
    lines = (options.folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [entry for entry in map(json.loads, lines) if entry.get("variant") == options.variant]
    listen.LEVEL_EVERY_S = 0.0  # a level for each block, however fast the recording is heard
    sound = chime()
    with tempfile.TemporaryDirectory(prefix="jc-") as folder:
        room = Room(Path(folder))
        for pause_s in PAUSES_S:
            rows: dict[int, list[tuple[str, Hearing, Hearing | None]]] = {level: [] for level in LEVELS_DB}
            for entry in entries:
                samples = with_pause(samples_of(options.folder / entry["file"]), entry["wake_end"], pause_s)
                alone = room.hear(samples)
                if alone is None:
                    print(f"{entry['file']}, {pause_s} s: nobody called; left out")
                    continue
                for level, row in rows.items():
                    at_s = alone.chime_s
                    other = alone if at_s is None else room.hear(mixed(samples, at_s, sound, level))
                    row.append((entry["body"], alone, other))
            for level, row in rows.items():
                print_row(pause_s, level, row)


def print_row(pause_s: float, level: int, row: list[tuple[str, Hearing, Hearing | None]]) -> None:
    """Prints one row."""
    both = [(body, alone, other) for body, alone, other in row if other is not None]
    later = [(other.ended_s - alone.ended_s) * 1000 for _, alone, other in both]
    before = rate(count_errors(body, alone.words) for body, alone, _ in both)
    after = rate(count_errors(body, other.words) for body, _, other in both)
    print(
        f"pause {pause_s} s, {level} dB: {sum(alone.chime_s is not None for _, alone, _ in row)} of {len(row)} heard a "
        f"chime, {sum(other.wakes == 1 for _, _, other in both)} woke once, end {statistics.median(later):+.0f} ms "
        f"(worst {max(later):+.0f}), wrong words {before:.1%} alone, {after:.1%} with it",
        flush=True,
    )


if __name__ == "__main__":
    main()
