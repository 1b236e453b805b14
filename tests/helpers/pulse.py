"""Runs a private PulseAudio server whose microphone plays what a test gives it, for tests of real sound capture.

The server listens on a socket of its own, so it needs no sound card, meets no other server and leaves no trace. It
has two null sinks: `vspk` is the loudspeaker, and what is played to `vmic` is what the default source hears.
Needs the Debian packages in PACKAGES; `pulse_or_skip` skips a test, and says so, where they are not installed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from helpers.program_session import START_S, PrivateServer

PACKAGES = ("pulseaudio", "pulseaudio-utils", "libasound2-plugins")
OPTIONS = (
    "--daemonize=no",
    "--exit-idle-time=-1",
    "--disallow-exit",
    "--use-pid-file=no",
    "--realtime=no",
    "--high-priority=no",
)
SCRIPT = """\
load-module module-native-protocol-unix socket={socket} auth-anonymous=1
load-module module-null-sink sink_name=vspk
load-module module-null-sink sink_name=vmic rate=16000 channels=1
load-module module-remap-source source_name=vmic_src master=vmic.monitor
set-default-sink vspk
set-default-source vmic_src
"""


class PulseServer(PrivateServer):
    """Is one server, which can be killed and started again at the same address.

    `env` is what a client needs to find it: give it to a child process, or set it with monkeypatch for this one.
    """

    def __init__(self) -> None:
        super().__init__("jp-")
        for name in ("run", "config"):
            (self.folder / name).mkdir(mode=0o700)
        self.socket = self.folder / "native"
        self._script = self.folder / "server.pa"
        self._script.write_text(SCRIPT.format(socket=self.socket))
        self.env = {
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "PULSE_SERVER": f"unix:{self.socket}",
            "PULSE_COOKIE": str(self.folder / "cookie"),
        }

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PULSE_")}
        environment |= {name: value for name, value in self.env.items() if name.startswith("XDG_")}
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                ["pulseaudio", "-n", "-F", str(self._script), *OPTIONS],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_S
        while self._ask("get-default-source") != "vmic_src":
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError("PulseAudio did not start: " + (self.folder / "log").read_text()[-2000:])

    def signal(self, what: signal.Signals) -> None:
        """Sends it a signal: SIGSTOP makes every client's read wait for ever, SIGCONT goes on."""
        assert self._process is not None
        self._process.send_signal(what)

    def play(self, recording: Path) -> None:
        """Says `recording` (any file that libsndfile reads) into the microphone; returns when it was played."""
        subprocess.run(["paplay", "--device=vmic", str(recording)], env=os.environ | self.env, check=True, timeout=120)

    def captures(self) -> int:
        """Returns how many clients are recording now."""
        return self._ask("list", "short", "source-outputs").count("protocol-native")

    def pactl(self, *command: str) -> str:
        """Runs pactl on this server and returns what it prints."""
        done = subprocess.run(
            ["pactl", *command], env=os.environ | self.env, check=True, timeout=START_S, capture_output=True, text=True
        )
        return done.stdout.strip()

    def _ask(self, *command: str) -> str:
        try:
            return self.pactl(*command)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return ""


def pulse_or_skip() -> PulseServer:
    """Returns a server that is not yet started, or skips the test and names what to install."""
    missing = [tool for tool in ("pulseaudio", "paplay", "pactl") if shutil.which(tool) is None]
    if missing or not any(Path("/usr/lib").glob("*/alsa-lib/libasound_module_pcm_pulse.so")):
        pytest.skip("needs a real sound server: apt-get install " + " ".join(PACKAGES))
    return PulseServer()
