"""Measures the cost of waiting: start-up time, and CPU and memory in silence. `python bench/idle.py [SECONDS]`

It runs the real daemon without overlay on a real but silent sound server (its own PulseAudio null sink), with its own
home. Memory is the proportional set size (PSS) of daemon and ears together, after the transcriber was
loaded; CPU is their user and system time over the measured seconds, in percent of one core.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from helpers.jarvis_process import Jarvis
from helpers.pulse import PulseServer

from assistant.core.errors import DaemonError
from assistant.core.messages.control_messages import StatusRequest

STARTS = 5
REST_S = 3.0
"""Pause after which the sound server's source is suspended, as at the beginning of a session."""


def listening(jarvis: Jarvis) -> bool:
    """Returns True if the daemon scores frames."""
    try:
        with jarvis.client() as client:
            listening: bool = client.ask(StatusRequest()).listening
            return listening
    except DaemonError:
        return False


def start(jarvis: Jarvis, pulse: PulseServer) -> tuple[int, float, float]:
    """Starts the daemon; returns process id, seconds until the microphone was open, and until sound was scored."""
    begun = time.monotonic()
    process = jarvis.start("--no-overlay")
    while not pulse.captures():
        pass
    opened = time.monotonic() - begun
    while not listening(jarvis):
        time.sleep(0.005)
    return process.pid, opened, time.monotonic() - begun


def first_sound_s(pulse: PulseServer) -> float:
    """Returns the seconds from opening to the first sound of a bare PyAudio recorder, without any part of Jarvis."""
    script = (
        "import pyaudio, time\n"
        "audio = pyaudio.PyAudio()\n"
        "begun = time.monotonic()\n"
        "stream = audio.open(16000, 1, pyaudio.paInt16, input=True, frames_per_buffer=1280)\n"
        "stream.read(1280)\n"
        "print(time.monotonic() - begun)\n"
        "audio.terminate()\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", script], env=os.environ | pulse.env, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def ears_of(daemon: int) -> int:
    """Returns the process id of the ears."""
    children = Path(f"/proc/{daemon}/task/{daemon}/children").read_text().split()
    return next(int(pid) for pid in children if b"\0ears\0" in Path(f"/proc/{pid}/cmdline").read_bytes())


def cpu_s(pid: int) -> float:
    """Returns user and system time so far, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def pss_mb(pid: int) -> float:
    """Returns the proportional set size in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def main() -> None:
    """Measures and prints."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    with PulseServer() as pulse, tempfile.TemporaryDirectory() as home:
        with Jarvis(Path(home), {"PULSE_SERVER": pulse.env["PULSE_SERVER"]}) as jarvis:
            opened, starts, alone = [], [], []
            start(jarvis, pulse)
            jarvis.stop()
            for _ in range(STARTS):
                time.sleep(REST_S)
                _, microphone, took = start(jarvis, pulse)
                opened.append(microphone)
                starts.append(took)
                jarvis.stop()
                time.sleep(REST_S)
                alone.append(first_sound_s(pulse))
            daemon, _, _ = start(jarvis, pulse)
            ears = ears_of(daemon)
            time.sleep(10)
            before = {pid: cpu_s(pid) for pid in (daemon, ears)}
            begun = time.monotonic()
            time.sleep(seconds)
            span = time.monotonic() - begun
            cpu = {pid: 100 * (cpu_s(pid) - before[pid]) / span for pid in (daemon, ears)}
            memory = {pid: pss_mb(pid) for pid in (daemon, ears)}
        rows = {
            "start to microphone open": opened,
            "start to first scored sound": starts,
            "  a bare recorder, open to sound": alone,
        }
        for row, values in rows.items():
            print(f"{row:<33}min {min(values):.2f} s   median {statistics.median(values):.2f} s")
        print(
            f"CPU in {span:.0f} s of silence         daemon {cpu[daemon]:.2f} %   ears {cpu[ears]:.2f} %   "
            f"together {sum(cpu.values()):.2f} % of one core"
        )
        print(
            f"memory (PSS)                     daemon {memory[daemon]:.0f} MB   ears {memory[ears]:.0f} MB   "
            f"together {sum(memory.values()):.0f} MB"
        )


if __name__ == "__main__":
    main()
