"""Provides calls whose true end is known, for `bench/endpoint.py`: from a folder of recordings, or spoken by this
machine.

A spoken call is put together from its parts, so its end and its pauses are known and not measured.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator

from assistant.training.voices.hibari_voice import hibari_voices
from assistant.training.voices.system_voices import ProgramVoice
from assistant.training.voices.voice import Voice, VoiceSettings, speech_bounds
from bench.noises import active_level
from bench.sound_files import RATE_HZ, Samples, read

ESPEAK = ("en-us+m1", "en-gb+f2", "en-029+m7", "en-gb-scotland+Annie", "en-us+klatt2", "en-gb-x-rp+f4")
FLITE = ("slt", "rms", "awb", "kal16")
FESTIVAL = ("cmu_us_slt_arctic_hts", "ked_diphone")
WAKE_PAUSE_S = (0.25, 0.9)
"""Pause between the wake word and the request in two of three calls; the third is said in one breath."""
INNER_PAUSE_S = (0.25, 0.6)
"""Pause where a request has a "|"."""
SPEECH_LEVEL = 0.08
"""Root mean square of the speech of every part, −22 dB."""
QUIET_DB = 35.0
"""Frames this far below the loudest one are a pause, where a recording does not say how long it pauses."""
FRAME = RATE_HZ // 100
REQUESTS = (
    "paint me a fox in the snow",
    "paint me an old castle by the sea, | with two dragons flying above it",
    "paint me a spider eating ramen | on a rooftop in Tokyo at night",
    "could you paint me, um, | a little robot holding an umbrella in the rain",
    "paint me two pictures of a sleeping cat, | as a watercolor",
    "draw me a lighthouse. | In a storm. | With big waves",
    "paint me a king with a | golden crown, | carrying a hammer made of ice",
    "sketch me a horse",
    "paint me a wooden ship made of glass and light, drifting slowly through the clouds",
    "show me a picture of a lion, | an elephant, | a zebra, | and a very small mouse",
    "paint me an oil painting of a man dancing in the countryside by Botticelli",
    "stop",
    "never mind",
)


@dataclass(frozen=True, slots=True)
class Call:
    """Holds the wake word and a request, in silence."""

    name: str
    samples: Samples
    wake_end_s: float
    speech_end_s: float
    longest_pause_s: float
    """The longest pause within the request; the pause before the request does not count."""


def recorded(folder: Path) -> list[Call]:
    """Returns the calls of a folder whose manifest.jsonl says where wake word and speech end, in seconds: wake_end,
    speech_end.

    `pause`, where it is given, is the pause between the two.

    Raises:
        OSError: There is no manifest, or a recording cannot be read.
    """
    found = []
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry.get("label", "wake") != "wake" or "speech_end" not in entry or "wake_end" not in entry:
            continue
        samples, start_s, end_s = read(folder / entry["file"]), float(entry["wake_end"]), float(entry["speech_end"])
        pause_s = _longest_pause(samples, start_s + float(entry.get("pause", 0)), end_s)
        found.append(Call(entry["file"], samples, start_s, end_s, pause_s))
    return found


def spoken(count: int, chance: Generator) -> list[Call]:
    """Returns calls by the speech programs of this machine: espeak-ng, flite, festival, and hibari where it is
    installed.

    Raises:
        SystemExit: The machine has none of them.
    """
    voices = _voices()
    if not voices:
        raise SystemExit("No speech program was found. Install espeak-ng or flite, or name a folder of recordings.")
    return [_say(voices[at % len(voices)], at, chance) for at in range(count)]


def _voices() -> list[Voice]:
    found: list[Voice] = []
    for program, engine, styles in (
        ("espeak-ng", "espeak", ESPEAK),
        ("flite", "flite", FLITE),
        ("text2wave", "festival", FESTIVAL),
    ):
        if shutil.which(program):
            found += [ProgramVoice(engine, style) for style in styles]
    return found + hibari_voices()


def _say(voice: Voice, number: int, chance: Generator) -> Call:
    manner = VoiceSettings(speed=float(chance.uniform(0.85, 1.2)), seed=number)
    request = REQUESTS[int(chance.integers(len(REQUESTS)))]
    wake = _part(voice, ("Jarvis,", "Hey Jarvis,")[number % 2], manner)
    pause_s = 0.0 if number % 3 == 0 else float(chance.uniform(*WAKE_PAUSE_S))
    parts = [_part(voice, text, manner) for text in request.split("|")]
    pauses = [float(chance.uniform(*INNER_PAUSE_S)) for _ in parts[1:]]
    sound = [_silence(0.5), wake, _silence(pause_s), parts[0]]
    for pause, part in zip(pauses, parts[1:], strict=True):
        sound += [_silence(pause), part]
    samples = np.concatenate(sound)
    wake_end_s = 0.5 + len(wake) / RATE_HZ
    return Call(f"{voice.name} {request}", samples, wake_end_s, len(samples) / RATE_HZ, max(pauses, default=0.0))


def _part(voice: Voice, text: str, manner: VoiceSettings) -> Samples:
    samples = voice.say("", text.strip(), "", manner).samples
    first, last = speech_bounds(samples)
    spoken_part = samples[first:last]
    return np.asarray(spoken_part * (SPEECH_LEVEL / max(1e-6, active_level(spoken_part))), np.float32)


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE_HZ), np.float32)


def _longest_pause(samples: Samples, start_s: float, end_s: float) -> float:
    """Returns the longest quiet part between the first and the last speech of that time, in seconds."""
    request = samples[round(start_s * RATE_HZ) : round(end_s * RATE_HZ)]
    frames = request[: len(request) // FRAME * FRAME].reshape(-1, FRAME)
    power = np.square(frames).mean(axis=1)
    loud = np.flatnonzero(power > power.max(initial=0.0) * 10 ** (-QUIET_DB / 10))
    return float(np.diff(loud).max(initial=1) - 1) * FRAME / RATE_HZ
