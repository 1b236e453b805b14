"""Times every stage of requests in the recordings of a folder, one row for each stage. `python bench/walk.py FOLDER`

Each recording goes through the real stages: ears, transcriber, grammar, painter, gallery, and the overlay where there
is a screen (`xvfb-run -a` gives one). It is heard as fast as possible, so two rows count in seconds of the recording:
the latencies of wake word and endpoint, measured from the ends of word and speech in a manifest.jsonl beside the
recordings (`wake_end`, `speech_end`); without one, they are left out. The last row is the daemon's own CPU time for one
painted request, without the engines: messages, understanding, gallery, control socket.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from assistant.core.errors import AssistantError
from assistant.core.messages.ears_messages import Heard, RecordingOrder, Utterance, Woke
from assistant.core.request import Audio, SpokenRequest
from assistant.core.wording import latencies
from assistant.daemon.app import Daemon
from assistant.daemon.overlay_process import has_display
from assistant.daemon.services import Services
from assistant.logs import start_logging
from assistant.settings.loading import load_settings

SOUNDS = {".wav", ".flac", ".ogg", ".mp3"}
STAGES = ("transcribing", "understanding", "painting", "keeping", "showing")


class Measures:
    """Collects seconds by row, and counts the outcomes of the recordings."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}
        self.painted = self.not_painted = self.unheard = self.unreadable = 0

    def add(self, row: str, seconds: float) -> None:
        """Add a value to a row."""
        self.seconds.setdefault(row, []).append(seconds)

    def print(self) -> None:
        """Print the table."""
        print(f"{'stage':<34}{'n':>5}{'median':>12}{'p95':>12}")
        for row, values in self.seconds.items():
            ordered = sorted(values)
            p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
            print(f"{row:<34}{len(values):>5}{statistics.median(values) * 1000:>9.1f} ms{p95 * 1000:>9.1f} ms")
        print(
            f"{self.painted} painted, {self.not_painted} heard but not painted, "
            f"{self.unheard} without a wake word, {self.unreadable} unreadable"
        )


def manifest_of(folder: Path) -> dict[str, dict[str, Any]]:
    """Returns the entries of the folder's manifest by file; empty without a manifest."""
    try:
        lines = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return {entry["file"]: entry for entry in map(json.loads, lines)}


def cpu_s() -> float:
    """Returns the CPU time of this process, which runs the daemon's part, in seconds."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def note_marks(measures: Measures, told: list[tuple[Heard, bytes]], entry: dict[str, Any]) -> None:
    """Adds the latencies of wake word and endpoint, in seconds of the recording, from the ears' reports."""
    for heard, samples in told:
        if isinstance(heard, Woke) and "wake_end" in entry:
            measures.add("wake word (of the recording)", heard.at_s - entry["wake_end"])
        elif isinstance(heard, Utterance) and "speech_end" in entry:
            ended_s = heard.at_s + len(samples) / 2 / heard.rate_hz
            measures.add("endpoint (of the recording)", ended_s - entry["speech_end"])


async def measure(files: list[Path], folder: Path, overrides: list[str]) -> Measures:
    """Hears every file."""
    measures, manifest = Measures(), manifest_of(folder)
    with tempfile.TemporaryDirectory(prefix="jb-") as home:
        os.environ["XDG_RUNTIME_DIR"] = home  # its own socket, so that a running Jarvis is not disturbed
        settings = load_settings([f"gallery.folder={home}/pictures", *overrides])
        daemon = Daemon(settings, overlay=has_display(), microphone=False)
        async with daemon.running():
            await asyncio.gather(daemon.services.transcriber.start(), daemon.services.painter.start())
            if has_display():
                await daemon.services.conductor.screens.connected.wait()
            for path in files:
                await measure_one(daemon.services, path, manifest.get(str(path.relative_to(folder)), {}), measures)
    return measures


async def measure_one(services: Services, path: Path, entry: dict[str, Any], measures: Measures) -> None:
    """Hears one file: first the ears, then the requests that they opened."""
    told: list[tuple[Heard, bytes]] = []
    ears = services.new_ears_process()
    await ears.start()
    try:
        begun = time.monotonic()
        result = await ears.run(RecordingOrder(str(path)), lambda *report: told.append(report))
        measures.add("hearing, for a second of sound", (time.monotonic() - begun) / max(1.0, result.heard_s))
    except AssistantError as error:
        measures.unreadable += 1
        print(f"{path.name}: {error}")
        return
    finally:
        await ears.stop()
    note_marks(measures, told, entry)
    if not any(isinstance(heard, Utterance) for heard, _ in told):
        measures.unheard += 1
        return
    before = cpu_s()
    waiting: list[tuple[SpokenRequest, Audio, float | None]] = []
    tracker = services.new_utterance_tracker("file", lambda *utterance: waiting.append(utterance))
    for report in told:
        tracker.on_heard(*report, None)
        while waiting:
            request, audio, speech_end = waiting.pop()
            await services.conductor.heard(request, audio, speech_end)
            spans = latencies(request.marks)
            for stage in STAGES:
                if stage in spans:
                    measures.add(stage, spans[stage])
            if request.pictures:
                measures.add("the daemon's own CPU", cpu_s() - before)
            before = cpu_s()
            measures.painted += bool(request.pictures)
            measures.not_painted += not request.pictures


def main() -> None:
    """Reads the command line, measures and prints."""
    parser = argparse.ArgumentParser(description="Time every stage of requests in a folder of recordings.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="overrides")
    parser.add_argument("--at-most", type=int, default=0, metavar="N", help="only N recordings, evenly chosen")
    options = parser.parse_args()
    start_logging(quiet=True)
    files = sorted(path for path in options.folder.rglob("*") if path.suffix.lower() in SOUNDS)
    if not files:
        parser.error(f"there is no recording in {options.folder}")
    if options.at_most:
        files = files[:: max(1, len(files) // options.at_most)][: options.at_most]
    asyncio.run(measure(files, options.folder, options.overrides)).print()


if __name__ == "__main__":
    main()
