"""Speaks with eSpeak NG, Flite and Festival, programs of the system whose voices need little computation.

The marked word and the text around it are spoken separately and joined, so that the place of the word is known; these
voices hardly connect words when they speak whole sentences. Debian packages espeak-ng, flite, festival with
festvox-kallpc16k and festvox-us-slt-hts.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np

from assistant.training.voices.voice import (
    RATE_HZ,
    Samples,
    SpokenSentence,
    Voice,
    VoiceSettings,
    resample,
    speech_bounds,
    spelling,
)

ESPEAK_ACCENTS = ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan", "en-gb-x-gbcwmd", "en-029")
ESPEAK_VARIANTS = (
    *("m1", "m2", "m4", "m5", "m6", "m7", "f1", "f2", "f3", "f4", "f5", "klatt", "klatt2", "klatt3", "Alex", "Andy"),
    *("Annie", "belinda", "Diogo", "grandma", "grandpa", "Jacky", "john", "linda", "max", "Michael", "paul", "rob"),
    *("robert", "steph", "Storm", "zac"),
)
FLITE = ("kal16", "awb", "rms", "slt")
FESTIVAL = ("kal_diphone", "ked_diphone", "cmu_us_slt_arctic_hts")
TIMEOUT_S = 30
JOIN_S = 0.01
"""Length of the cross-fade between two parts."""


def system_voices() -> list[Voice]:
    """Returns all voices whose programs are installed."""
    found: list[Voice] = []
    if shutil.which("espeak-ng"):
        found += [
            ProgramVoice("espeak", f"{accent}+{variant}") for accent in ESPEAK_ACCENTS for variant in ESPEAK_VARIANTS
        ]
    if shutil.which("flite"):
        found += [ProgramVoice("flite", style) for style in FLITE]
    if shutil.which("text2wave"):
        found += [ProgramVoice("festival", style) for style in FESTIVAL]
    return found


class ProgramVoice:
    """A voice of a speech program. It changes pitch and tract together, by resampling."""

    cost = 0.1

    def __init__(self, engine: str, style: str) -> None:
        self.name = f"{engine}:{style}"
        self._engine = engine
        self._style = style

    def say(self, before: str, word: str, after: str, settings: VoiceSettings) -> SpokenSentence:
        parts = [
            self._speak(part, settings) if part.strip(" ,.!?") else np.zeros(0, np.float32)
            for part in (before, spelling(word), after)
        ]
        joined, start, end = _join(parts)
        return SpokenSentence(joined, start / RATE_HZ, end / RATE_HZ)

    def _speak(self, text: str, settings: VoiceSettings) -> Samples:
        pace = settings.speed / settings.tract
        match self._engine:
            case "espeak":
                command = ["espeak-ng", "-v", self._style, "-s", str(round(160 * pace)), "--stdout"]
                said = _run([*command, "--", text])
            case "flite":
                pacing = f"duration_stretch={1 / pace:.3f}"
                said = _run(["flite", "-voice", self._style, "--setf", pacing, "-t", text, "-o", "/dev/stdout"])
            case _:
                pacing = f"(Parameter.set 'Duration_Stretch {1 / pace:.3f})"
                said = _festival(["-eval", f"(voice_{self._style})", "-eval", pacing], text)
        samples = _read(said)
        first, last = speech_bounds(samples)
        samples = samples[first:last]
        return resample(samples, 1 / settings.tract) if settings.tract != 1.0 else samples


def _run(command: list[str], words: bytes | None = None) -> bytes:
    try:
        done = subprocess.run(command, input=words, capture_output=True, check=True, timeout=TIMEOUT_S)
    except (subprocess.SubprocessError, OSError) as error:
        raise RuntimeError(f"{command[0]} failed") from error
    return done.stdout


def _festival(options: list[str], text: str) -> bytes:
    """Returns Festival's WAV."""
    # It goes through a file: into a pipe, Festival writes its header once more after the sound, which is heard as a
    # click.
    with tempfile.TemporaryDirectory(prefix="jarvis-festival-") as folder:
        path = Path(folder) / "said.wav"
        _run(["text2wave", *options, "-o", str(path)], text.encode())
        try:
            return path.read_bytes()
        except OSError as error:
            raise RuntimeError("no sound came") from error


def _read(said: bytes) -> Samples:
    """Returns the samples of a WAV. Its header may have no length, as from programs that write to a pipe."""
    import soxr

    at = said.find(b"data")
    if at < 0:
        raise RuntimeError("no sound came")
    with wave.open(io.BytesIO(said[: at + 4] + (0).to_bytes(4, "little"))) as header:
        rate_hz = header.getframerate()
    data = said[at + 8 :]
    samples = np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.float32) / 32768
    if samples.size < rate_hz // 20:
        raise RuntimeError("no sound came")
    return np.asarray(soxr.resample(samples, rate_hz, RATE_HZ), np.float32)


def _join(parts: list[Samples]) -> tuple[Samples, int, int]:
    """Joins the parts; returns the sound, and start and end of the second part in samples."""
    overlap = round(JOIN_S * RATE_HZ)
    joined = parts[0]
    bounds = []
    for part in parts[1:]:
        if joined.size > overlap and part.size > overlap:
            fade = np.linspace(0, 1, overlap, dtype=np.float32)
            crossed = joined[-overlap:] * (1 - fade) + part[:overlap] * fade
            start = joined.size - overlap
            joined = np.concatenate((joined[:-overlap], crossed, part[overlap:]))
        else:
            start = joined.size
            joined = np.concatenate((joined, part))
        bounds.append((start, joined.size))
    return joined, *bounds[0]
