"""What waiting costs: `python bench/idle.py [SECONDS]` prints the start to listening, and CPU and memory in silence.

Runs the real daemon without overlay on a real sound server that is silent (a PulseAudio null sink of its own), in a
home of its own. Memory is the proportional set size (PSS) of daemon and ears together, after the transcriber was
loaded; CPU is their user and system time over the measured seconds, in percent of one core.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from jarvis_process import Jarvis
from pulse import PulseServer

from assistant.core.errors import DaemonError

STARTS = 5


def listening(jarvis: Jarvis) -> bool:
    """Whether the daemon scores frames."""
    try:
        with jarvis.client() as client:
            return bool(client.ask("status")["listening"])
    except DaemonError:
        return False


def start(jarvis: Jarvis) -> tuple[int, float]:
    """Start the daemon; its process and the seconds until it listened."""
    begun = time.monotonic()
    process = jarvis.start("--no-overlay")
    while not listening(jarvis):
        time.sleep(0.005)
    return process.pid, time.monotonic() - begun


def ears_of(daemon: int) -> int:
    """The ears' process."""
    children = Path(f"/proc/{daemon}/task/{daemon}/children").read_text().split()
    return next(int(pid) for pid in children if b"\0ears\0" in Path(f"/proc/{pid}/cmdline").read_bytes())


def cpu_s(pid: int) -> float:
    """User and system time so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def pss_mb(pid: int) -> float:
    """Proportional set size in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def main() -> None:
    """Measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    with PulseServer() as pulse, tempfile.TemporaryDirectory() as home:
        with Jarvis(Path(home), {"PULSE_SERVER": pulse.env["PULSE_SERVER"]}) as jarvis:
            starts = []
            start(jarvis)
            jarvis.stop()
            for _ in range(STARTS):
                _, took = start(jarvis)
                starts.append(took)
                jarvis.stop()
            daemon, _ = start(jarvis)
            ears = ears_of(daemon)
            time.sleep(10)
            before = {pid: cpu_s(pid) for pid in (daemon, ears)}
            begun = time.monotonic()
            time.sleep(seconds)
            span = time.monotonic() - begun
            cpu = {pid: 100 * (cpu_s(pid) - before[pid]) / span for pid in (daemon, ears)}
            memory = {pid: pss_mb(pid) for pid in (daemon, ears)}
        print(f"start to listening, warm     min {min(starts):.2f} s   median {sorted(starts)[STARTS // 2]:.2f} s")
        print(
            f"CPU in {span:.0f} s of silence     daemon {cpu[daemon]:.2f} %   ears {cpu[ears]:.2f} %   "
            f"together {sum(cpu.values()):.2f} % of one core"
        )
        print(
            f"memory (PSS)                 daemon {memory[daemon]:.0f} MB   ears {memory[ears]:.0f} MB   "
            f"together {sum(memory.values()):.0f} MB"
        )


if __name__ == "__main__":
    main()
