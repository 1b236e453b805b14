"""What the ears cost and how well they hear: `python -m bench.ears [--seconds 60] [FOLDER]`.

Without a folder: CPU time and memory in silence, paced as a microphone would (`--microphone` takes the real one).
With a folder that holds recordings and a manifest.jsonl (file, label wake | neg, speech_end in seconds): recall,
false wakes, endpoints and the share of real time, with the gate and without it. Measures its own process, which
holds exactly what the ears process holds.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from assistant.core.errors import JobCancelled
from assistant.core.jobs import JobContext
from assistant.core.wire import Message
from assistant.hearing.blocks import BLOCK_S, RATE_HZ
from assistant.hearing.endpoint import SpeechEndpointer
from assistant.hearing.gate import SpeechGate
from assistant.hearing.job import EarsJob
from assistant.hearing.listen import Heard, Listener, NobodySpoke, Utterance, Woke
from assistant.hearing.recording import Recording
from assistant.hearing.wake import CONTEXT_BLOCKS, OpenWakeWordDetector
from assistant.settings import EarsSettings, WakeSettings

ROOM_NOISE = 6.0
"""Standard deviation of a quiet room's noise in int16 steps: −75 dB of full scale."""


class NoGate(SpeechGate):
    """Lets everything through, for comparison."""

    def admit(self, block: bytes) -> list[bytes]:
        return [block]


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--microphone", action="store_true", help="measure silence on the real microphone")
    parser.add_argument("--model", default="jarvis", help="wake word model")
    parser.add_argument("--threshold", type=float, default=1 - WakeSettings().sensitivity)
    asked = parser.parse_args()
    settings = EarsSettings(wake=WakeSettings(models=(asked.model,), sensitivity=1 - asked.threshold))
    if asked.folder:
        hear_folder(asked.folder, settings)
    else:
        hear_silence(settings, asked.seconds, asked.microphone)


def hear_silence(settings: EarsSettings, seconds: float, microphone: bool) -> None:
    """CPU seconds and memory while nobody speaks."""
    started, cpu = time.monotonic(), time.process_time()
    job = EarsJob(settings.model_dump(mode="json"))
    job.load()
    print(f"load: {time.monotonic() - started:.2f} s, {time.process_time() - cpu:.2f} s of CPU; {memory()}")
    first: list[tuple[float, float]] = []

    def send(_: Message) -> None:
        if not first:  # the source is open: what opening costs is not what silence costs
            first.append((time.monotonic(), time.process_time()))

    def check() -> None:
        if first and time.monotonic() - first[0][0] > seconds:
            raise JobCancelled

    context = JobContext(send=send, check=check, told=lambda: None)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "silence.wav"
        write_room(path, seconds + 5)
        order = {"source": "microphone"} if microphone else {"source": "file", "path": str(path), "realtime": True}
        with contextlib.suppress(JobCancelled):
            job.run(Message("ears", order), context)
    wall, spent = time.monotonic() - first[0][0], time.process_time() - first[0][1]
    print(f"silence: {spent:.2f} s of CPU in {wall:.0f} s = {spent / wall:.2%} of a core; {memory()}")


def write_room(path: Path, seconds: float) -> None:
    """A recording of a quiet room."""
    noise = np.random.default_rng(1).normal(0, ROOM_NOISE, round(seconds * RATE_HZ))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(noise.astype(np.int16).tobytes())


def memory() -> str:
    """This process's proportional and unique memory."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:])

    def megabytes(name: str) -> float:
        return int(fields[name].split()[0]) / 1024

    return f"PSS {megabytes('Pss'):.0f} MB, private {megabytes('Private_Dirty') + megabytes('Private_Clean'):.0f} MB"


def hear_folder(folder: Path, settings: EarsSettings) -> None:
    """Recall, false wakes and endpoints over a folder, with the gate and without."""
    entries = [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]
    sounds = [(entry, read(folder / entry["file"])) for entry in entries]
    print(f"{'':10}{'recall':>14}{'false':>7}{'hours':>7}{'CPU/s':>8}{'cut':>5}{'late':>5}{'nobody':>8}{'p50/p95':>15}")
    for name, gate in (
        ("gate", SpeechGate(settings.hearing.gate, CONTEXT_BLOCKS)),
        ("no gate", NoGate(settings.hearing.gate, CONTEXT_BLOCKS)),
    ):
        print(f"{name:10}{row(sounds, settings, gate)}")


def read(path: Path) -> list[bytes]:
    """All blocks of a recording, and 3 s of silence."""
    with Recording(path, trailing_s=3) as recording:
        return list(recording.blocks())


def row(sounds: list[tuple[dict[str, Any], list[bytes]]], settings: EarsSettings, gate: SpeechGate) -> str:
    """One line of the table."""
    heard: list[Heard] = []
    listener = Listener(
        settings, gate, OpenWakeWordDetector(settings.wake), SpeechEndpointer(settings.hearing), heard.append
    )
    calls = hits = false = cut = late = nobody = 0
    seconds = negative_s = 0.0
    delays: list[float] = []
    cpu = time.process_time()
    for entry, blocks in sounds:
        heard.clear()
        listener.reset()
        start_s = listener.heard_s
        for block in blocks:
            listener.hear(block)
        seconds += len(blocks) * BLOCK_S
        woke = sum(isinstance(item, Woke) for item in heard)
        if entry["label"] != "wake":
            false += woke
            negative_s += len(blocks) * BLOCK_S
            continue
        calls += 1
        hits += woke > 0
        nobody += any(isinstance(item, NobodySpoke) for item in heard)
        if woke and "speech_end" in entry:
            ends = list(ended(heard, start_s))
            delay = ends[0] - entry["speech_end"] if ends else None
            late += delay is None
            cut += delay is not None and delay < 0
            delays += [delay] if delay is not None and delay >= 0 else []
    spent = (time.process_time() - cpu) / seconds
    quantiles = statistics.quantiles(delays, n=20) if len(delays) > 1 else [float("nan")] * 19
    recall = f"{hits}/{calls} {hits / max(1, calls):.3f}"
    ends_text = f"{quantiles[9]:.2f} / {quantiles[18]:.2f} s"
    return f"{recall:>14}{false:>7}{negative_s / 3600:>7.2f}{spent:>8.4f}{cut:>5}{late:>5}{nobody:>8}{ends_text:>15}"


def ended(heard: list[Heard], start_s: float) -> Iterator[float]:
    """When each utterance was closed, in seconds into its recording."""
    for item in heard:
        if isinstance(item, Utterance):
            yield item.at_s + item.audio.seconds - start_s


if __name__ == "__main__":
    main()
