"""Measures the overlay: its first frame after the wake word, its frames while it moves, its sleep and its memory.

    python bench/overlay.py [--idle-seconds 30] [--rounds 5] [--json FILE]

It runs on a real X server without a graphics card (Xvfb, 1920 × 1080), with a window manager and a compositor. The
overlay is the real program; it notes when each of its frames begins and ends. *Work* is the time from a frame's first
instruction until its pixels are handed to the X server, as the wall clock has it and as CPU time of the process: on a
busy machine only the second says what a frame costs. All drawing is software, as on any machine for this overlay: Qt
draws widgets with the CPU.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests")]

from helpers.desktop_session import DesktopSession  # noqa: E402
from helpers.fake_daemon import FakeDaemon  # noqa: E402
from helpers.program_session import wait_for  # noqa: E402
from helpers.screen_colours import PAINT, show_pictures  # noqa: E402

SIZE = (1920, 1080)
LEVELS_A_SECOND = 15
LISTEN_S = 3.0
SAID = ("paint", "me", "a", "fox", "in", "the", "deep", "snow", "at", "night")
PREVIEW_PX = 256
STEPS = 8


def measure(rounds: int, idle_s: float) -> dict[str, Any]:
    """Measures everything on one desktop."""
    with DesktopSession(SIZE, tray=False) as session, FakeDaemon(session.runtime / "jarvis" / "control.sock") as daemon:
        frames = session.folder / "frames.jsonl"
        watched = str(CHECKOUT / "bench" / "overlay_frames.py")
        process = session.run(sys.executable, watched, str(frames), "--show-seconds", "600")
        daemon.wait_asked("subscribe")
        wait_for(lambda: settled(process.pid), "a quiet process")
        firsts = [walk(session, daemon, frames, number) for number in range(rounds)]
        notes = read(frames)
        wait_for(lambda: settled(process.pid), "a quiet process")
        idle = idle_cost(process.pid, idle_s)
        return {
            "machine": {"cpus": os.cpu_count(), "load": os.getloadavg()[0], "screen": SIZE},
            "first_frame_ms": {"all": [round(first, 1) for first in firsts], "p50": statistics.median(firsts)},
            "frames": {kind: summary([note for note in notes if note["pane"] == kind]) for kind in ("pill", "card")},
            "idle": idle,
            "pss_mb": round(pss_kb(process.pid) / 1024, 1),
        }


def walk(session: DesktopSession, daemon: FakeDaemon, frames: Path, number: int) -> float:
    """Shows one request from its wake word until it is gone, and returns the milliseconds to its first frame."""
    request, seen = f"bench-{number}", len(read(frames))
    woke = time.monotonic()
    daemon.tell("request", id=request, stage="listening")
    wait_for(lambda: len(read(frames)) > seen, "the first frame")
    first = read(frames)[seen]["ended"] - woke
    for tick in range(round(LISTEN_S * LEVELS_A_SECOND)):
        time.sleep(max(0.0, woke + tick / LEVELS_A_SECOND - time.monotonic()))
        daemon.tell("level", request=request, level=tick * 7 % 10 / 10, time_left=1 - tick / 100)
        if tick % LEVELS_A_SECOND == 10:
            words = " ".join(SAID[: 3 + tick // 8])
            daemon.tell("request", id=request, stage="listening", words=words, tentative=True)
    daemon.tell("request", id=request, stage="painting", words="paint me a fox", command=PAINT, count=2)
    for step in range(STEPS):
        for index in range(2):
            size = {"width_px": PREVIEW_PX, "height_px": PREVIEW_PX}
            daemon.tell(
                "preview", bytes([step * 20, 90, 120]) * PREVIEW_PX**2, request=request, index=index, count=2, **size
            )
        daemon.tell("progress", request=request, done=step + 1, total=STEPS)
        time.sleep(0.25)
    show_pictures(session.folder, daemon, request, 2)
    daemon.tell("request", id=request, stage="done", command=PAINT)
    time.sleep(0.6)
    daemon.tell("dismissed")
    wait_for(lambda: not session.windows("Jarvis pictures"), "an empty screen")
    return float(first * 1000)


def read(frames: Path) -> list[dict[str, Any]]:
    """Returns the frames that were noted so far; a line that is being written is left out."""
    lines = frames.read_text().split("\n")[:-1] if frames.exists() else []
    return [json.loads(line) for line in lines]


def summary(notes: list[dict[str, Any]]) -> dict[str, Any]:
    """Returns the milliseconds of work of a frame, and those between frames that follow one another in one movement."""
    gaps = [b["began"] - a["began"] for a, b in itertools.pairwise(notes)]
    return {
        "count": len(notes),
        "work_wall_ms": percentiles([note["ended"] - note["began"] for note in notes]),
        "work_cpu_ms": percentiles([note["cpu_s"] for note in notes]),
        # More than 100 ms apart nothing was moving.
        "between_ms": percentiles([gap for gap in gaps if gap < 0.1]),
    }


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Returns p50, p99 and the longest, in milliseconds."""
    if not seconds:
        return {}
    ordered = sorted(seconds)
    at = {"p50": 0.50, "p99": 0.99, "max": 1.0}
    return {
        name: round(1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))], 2) for name, share in at.items()
    }


def idle_cost(pid: int, seconds: float) -> dict[str, Any]:
    """Returns the CPU time and the wake-ups of a sleeping overlay."""
    before, woken = cpu_ticks(pid), wake_ups(pid)
    time.sleep(seconds)
    ticks = cpu_ticks(pid) - before
    later = wake_ups(pid)
    woken_now = sum(later[thread] - count for thread, count in woken.items() if thread in later)
    share = 100 * ticks / os.sysconf("SC_CLK_TCK") / seconds
    return {"seconds": seconds, "cpu_percent": round(share, 2), "wake_ups": woken_now}


def settled(pid: int) -> bool:
    """Returns whether the process sleeps: no CPU time for half a second."""
    before = cpu_ticks(pid)
    time.sleep(0.5)
    return cpu_ticks(pid) == before


def cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def wake_ups(pid: int) -> dict[str, int]:
    """Returns how often each of its threads has gone to sleep, and so has been woken."""
    counts = {}
    for status in Path(f"/proc/{pid}/task").glob("*/status"):
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        counts[status.parent.name] = int(lines["voluntary_ctxt_switches"])
    return counts


def pss_kb(pid: int) -> int:
    """Returns its share of the memory in kB: shared pages are counted by how many processes share them."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--idle-seconds", type=float, default=30.0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    try:
        result = measure(options.rounds, options.idle_seconds)
    except subprocess.SubprocessError as error:
        print(error, file=sys.stderr)
        return 1
    text = json.dumps(result, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
