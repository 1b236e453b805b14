"""Measures what the ears cost, and what their gate loses: `python -m bench.ears [--seconds 30] [FOLDER …]`.

Without a folder: CPU time and memory of a real ears process on a real sound server (a private PulseAudio whose
microphone plays what the bench says), in digital silence, in room noise and in speech, for `--seconds` each. With
folders of recorded calls: how many of them wake with the gate and without it, as they are and in noise at 20, 10, 5 and
0 dB below the voice. A folder's manifest.jsonl (an object a line: file, label wake | neg, and wake_start and wake_end
in seconds) says which are calls and where; without a manifest, every sound file is one.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from assistant.core.messages.ears_messages import Heard, MicrophoneOrder, Woke
from assistant.hearing.audio.blocks import BLOCK_BYTES, RATE_HZ
from assistant.hearing.endpointing.endpoint import SpeechEndpointer
from assistant.hearing.listener import Listener
from assistant.hearing.wake.detector import WordDetector, build_detector
from assistant.hearing.wake.gate import SpeechGate
from assistant.settings.schema import EarsSettings, WakeSettings
from assistant.workers.handle import WorkerHandle
from bench.intervals import wilson
from bench.noises import KINDS, at_ratio, noise
from bench.sound_files import Samples, read, write_flac
from bench.wake_trials import OpenGate

ROOT = Path(__file__).resolve().parent.parent
SETTLE_S = 20.0
"""Seconds after a scene begins that are not measured: webrtcvad takes noise that has just begun for speech, for up to
15 s."""
RATIOS_DB = (None, 20.0, 10.0, 5.0, 0.0)
LEAD_S, TAIL_S = 2.0, 1.5
"""Sound around a call: a room's noise does not begin or end with the word."""
EARLY_S, LATE_S = 0.1, 1.0
"""A wake belongs to the call when it comes from EARLY_S before the word's start to LATE_S after its end."""
SOUND_FILES = {".flac", ".wav", ".ogg", ".mp3"}


def main() -> None:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--gate", type=int, default=EarsSettings().hearing.gate, help="webrtcvad's mode")
    parser.add_argument("--model", default="jarvis", help="wake word model")
    parser.add_argument("--every", type=int, default=1, help="take every n-th recording only")
    asked = parser.parse_args()
    settings = EarsSettings(wake=WakeSettings(models=(asked.model,)))
    settings = settings.model_copy(update={"hearing": settings.hearing.model_copy(update={"gate": asked.gate})})
    if asked.folders:
        compare_gates([call for folder in asked.folders for call in calls_in(folder)][:: asked.every], settings)
    else:
        asyncio.run(measure_cost(settings, asked.seconds))


# Cost


async def measure_cost(settings: EarsSettings, seconds: float) -> None:
    """Prints CPU and memory of an ears process in each scene."""
    sys.path.insert(0, str(ROOT / "tests"))
    from helpers.pulse import PulseServer

    with PulseServer() as server, TemporaryDirectory() as folder:
        os.environ.update(server.env)
        ears = WorkerHandle("ears", settings.model_dump(mode="json"))
        begun = time.monotonic()
        await ears.start()
        assert ears.pid is not None
        print(f"start {time.monotonic() - begun:.2f} s, {cpu_s(ears.pid):.2f} s of CPU; {memory(ears.pid)}")
        wakes: list[Woke] = []
        hearing = asyncio.create_task(ears.run(MicrophoneOrder(), lambda heard, _: _count(heard, wakes), stall_s=30))
        for name, sound in scenes(seconds + SETTLE_S + 5):
            path = Path(folder) / "scene.flac"
            write_flac(path, sound)
            player = await asyncio.create_subprocess_exec("paplay", "--device=vmic", str(path))
            await asyncio.sleep(SETTLE_S)
            begun, before, woke = time.monotonic(), cpu_s(ears.pid), len(wakes)
            await asyncio.sleep(seconds)
            spent = (cpu_s(ears.pid) - before) / (time.monotonic() - begun)
            print(f"{name:<22}{spent:7.2%} of a core   {memory(ears.pid)}   {len(wakes) - woke} wakes")
            with contextlib.suppress(ProcessLookupError):
                player.kill()
            await player.wait()
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)
        await ears.stop()


def _count(heard: Heard, wakes: list[Woke]) -> None:
    if isinstance(heard, Woke):
        wakes.append(heard)


def scenes(seconds: float) -> Iterator[tuple[str, Samples]]:
    """Yields what the microphone hears, by name. Noise levels are root mean squares below full scale."""
    length, chance = round(seconds * RATE_HZ), np.random.default_rng(1)
    yield "digital silence", np.zeros(length, np.float32)
    for level_db in (-75, -60, -45):
        hiss = noise("pink", length, chance) * np.float32(10 ** (level_db / 20))
        yield f"room noise, {level_db} dBFS", hiss.astype(np.float32)
    quiet = read(ROOT / "tests" / "data" / "hearing" / "no_wake_word.flac")
    yield "speech, no call", _repeated([quiet], length)
    yield "speech, one call in 4", _repeated([quiet] * 3 + [read(ROOT / "tests/data/hearing/hey_run_on.flac")], length)


def _repeated(parts: list[Samples], length: int) -> Samples:
    whole = np.concatenate(parts)
    return np.tile(whole, length // len(whole) + 1)[:length]


def cpu_s(pid: int) -> float:
    """Returns the CPU time of all of a process's threads so far, to the microsecond."""
    every = [task / "schedstat" for task in Path(f"/proc/{pid}/task").iterdir()]
    return sum(int(file.read_text().split()[0]) for file in every) / 1e9


def memory(pid: int) -> str:
    """Formats a process's memory: PSS shares what others map, too, with them; RSS counts all of it."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
    return f"PSS {kilobytes['Pss'] / 1024:.0f} MB, RSS {kilobytes['Rss'] / 1024:.0f} MB"


# The gate


@dataclass(frozen=True, slots=True)
class Call:
    """Describes a recording in which somebody calls."""

    path: Path
    start_s: float
    end_s: float


class CountingGate(SpeechGate):
    """Counts the blocks that it lets through."""

    heard = admitted = 0

    def admit(self, block: bytes) -> list[bytes]:
        """Returns the due blocks."""
        due = super().admit(block)
        self.heard += 1
        self.admitted += len(due)
        return due


def calls_in(folder: Path) -> list[Call]:
    """Returns the calls of a folder."""
    manifest = folder / "manifest.jsonl"
    if not manifest.is_file():
        files = sorted(path for path in folder.rglob("*") if path.suffix in SOUND_FILES)
        return [Call(path, 0.0, float("inf")) for path in files]
    entries = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    return [
        Call(folder / entry["file"], entry.get("wake_start", 0.0), entry.get("wake_end", float("inf")))
        for entry in entries
        if entry["label"] == "wake"
    ]


def compare_gates(calls: list[Call], settings: EarsSettings) -> None:
    """Prints, for each noise, how many calls wake with the gate and without it."""
    detector, endpointer = build_detector(settings.wake), SpeechEndpointer(settings.hearing)
    print(f"{len(calls)} calls, gate {settings.hearing.gate}, sensitivity {settings.wake.sensitivity}")
    print(f"{'':>8}{'no gate':>10}{'gate':>8}{'only gate lost':>16}{'only gate won':>15}{'let through':>13}")
    whole_lost = whole = 0
    for ratio_db in RATIOS_DB:
        gate = CountingGate(settings.hearing.gate, detector.context_blocks)
        open_gate = OpenGate(settings.hearing.gate, detector.context_blocks)
        hits = {(False, False): 0, (False, True): 0, (True, False): 0, (True, True): 0}
        for number, call in enumerate(calls):
            blocks = sound_of(call, number, ratio_db)
            hits[
                wakes(call, blocks, settings, open_gate, detector, endpointer),
                wakes(call, blocks, settings, gate, detector, endpointer),
            ] += 1
        lost, won = hits[True, False], hits[False, True]
        whole_lost, whole = whole_lost + lost, whole + len(calls)
        name = "clean" if ratio_db is None else f"{ratio_db:g} dB"
        print(
            f"{name:>8}{hits[True, True] + lost:>10}{hits[True, True] + won:>8}{lost:>16}{won:>15}"
            f"{gate.admitted / max(1, gate.heard):>13.1%}"
        )
    low, high = wilson(whole_lost, whole)
    print(f"lost by the gate: {whole_lost} of {whole} = {whole_lost / whole:.2%} (95 %: {low:.2%} to {high:.2%})")


def sound_of(call: Call, number: int, ratio_db: float | None) -> list[bytes]:
    """Returns the recording with sound around it as blocks; the kinds of noise take turns, the same at every run."""
    chance = np.random.default_rng(number)
    padded = np.pad(read(call.path), (round(LEAD_S * RATE_HZ), round(TAIL_S * RATE_HZ)))
    if ratio_db is None:
        sound = padded + chance.normal(0, 6 / 32768, len(padded)).astype(np.float32)  # a quiet room
    else:
        sound = at_ratio(padded, noise(KINDS[number % len(KINDS)], len(padded), chance), ratio_db)
    data = np.round(np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()
    return [data[at : at + BLOCK_BYTES] for at in range(0, len(data) - BLOCK_BYTES + 1, BLOCK_BYTES)]


def wakes(
    call: Call,
    blocks: list[bytes],
    settings: EarsSettings,
    gate: SpeechGate,
    detector: WordDetector,
    endpointer: SpeechEndpointer,
) -> bool:
    """Returns whether the call is heard."""
    heard: list[Heard] = []
    listener = Listener(settings, gate, detector, endpointer, lambda one, _=b"": heard.append(one))
    for block in blocks:
        listener.hear(block)
    times = (one.at_s - LEAD_S for one in heard if isinstance(one, Woke))
    return any(call.start_s - EARLY_S <= at_s <= call.end_s + LATE_S for at_s in times)


if __name__ == "__main__":
    main()
