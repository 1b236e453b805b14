"""Nothing leaves the machine: what all processes of Jarvis, and the libraries in them, contact and write.

The processes are watched from outside, because a library that reports home does so in code that is not ours. They run
in an environment without `CI`, since onnxruntime, for one, reports nothing where that is set.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.desktop_session import DesktopSession, desktop_or_skip
from helpers.jarvis_process import DEMO, PATIENCE_S, Jarvis
from helpers.private_bus import bus_or_skip
from helpers.program_session import wait_for
from helpers.pulse import pulse_or_skip
from helpers.syscall_trace import Trace, empty_network_or_skip, tracer_or_skip
from PIL import Image

from assistant.core.errors import DaemonError
from assistant.core.messages.control_messages import LastRequest, StatusRequest

Wrap = Callable[..., list[str]]
"""Makes a command from the one that it is given."""

SETTINGS = tuple(
    word
    for setting in ("painter.seed=11", "painter.count=1", "painter.width_px=256", "painter.height_px=256")
    for word in ("--set", setting)
)
OWN_FOLDERS = ("Pictures/Jarvis", ".config/jarvis", ".cache/jarvis", ".local/state/jarvis", ".local/share/jarvis")
ALLOWED = (
    # Devices are no files: the terminal, /dev/null, sound cards, graphics cards.
    r"^/dev/(?!shm/|mqueue/)",
    # Settings of the process itself, which end with it.
    r"^/proc/(self|\d+)/",
    # Python's compiled modules, ours and the libraries'.
    r"/__pycache__(/|$)",
    # Thumbnails of our pictures where every file manager looks for them (freedesktop.org's standard).
    r"/\.cache/thumbnails(/|$)",
    # fontconfig's list of the installed fonts, which Qt has it make.
    r"/\.cache/fontconfig(/|$)",
    # Mesa's compiled shaders, where Qt draws by OpenGL.
    r"/\.cache/(mesa_shader_cache|radv_builtin_shaders)",
    # PulseAudio's library makes the user's cookie where there is none yet, and shares memory with the server.
    r"/\.config/pulse(/cookie)?$",
    r"^/dev/shm/(pulse-shm-|PulseAudio)",
    # JACK's library, which PortAudio asks for devices, keeps its list of clients in memory.
    r"^/dev/shm/jack",
)
"""Where the desktop's own libraries may write besides."""

PROGRAMS = (
    *('assistant", "run', 'assistant", "hear', 'assistant", "paint', 'assistant", "gallery', 'assistant", "settings'),
    *('host", "ears', 'host", "transcriber', 'host", "painter', "assistant.ui.overlay.app"),
)
"""What has to have been watched: the ends of words in command lines, as strace prints them."""

LEAKING_MODULE = """\
import os, pathlib, socket, threading

def work():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"started", ("127.0.0.1", 9))
    with socket.socket() as connection:
        connection.connect_ex(("127.0.0.1", 9))

pathlib.Path("identifier").mkdir(exist_ok=True)
pathlib.Path.home().joinpath(".cache/Vendor").mkdir(parents=True, exist_ok=True)
pathlib.Path.home().joinpath(".cache/Vendor/deviceid").write_text("1")
try:
    socket.getaddrinfo("telemetry.invalid", 443)
except OSError:
    pass
reporter = threading.Thread(target=work)
reporter.start()
reporter.join()
"""
"""What a dependency could do that changed its mind, as a module that Python imports at its start."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request."""

    words: str
    pixels: tuple[str, ...]
    """A digest of each picture. The files differ: they hold the time."""


def test_no_process_reaches_beyond_the_machine_or_writes_beyond_its_folders(tmp_path: Path) -> None:
    tracer_or_skip()
    offline = empty_network_or_skip()
    trace = Trace(tmp_path / "trace")
    with ThreadPoolExecutor(2) as both:
        watched = both.submit(run_session, tmp_path / "watched", trace.command, windows=True)
        without_network = both.submit(run_session, tmp_path / "offline", lambda *command: [*offline, *command])
    assert watched.result() == without_network.result()

    programs = "\n".join(trace.programs())
    for program in PROGRAMS:
        assert f'{program}"' in programs, f"{program} was not watched:\n{programs}"
    home = tmp_path / "watched"
    findings = trace.findings([home / "run" / "jarvis", *(home / folder for folder in OWN_FOLDERS)], ALLOWED)
    assert not findings, "\n".join(findings)


def test_a_dependency_that_changes_its_mind_is_caught(tmp_path: Path) -> None:
    tracer_or_skip()
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "sitecustomize.py").write_text(LEAKING_MODULE)
    trace = Trace(tmp_path / "trace")
    home = tmp_path / "home"
    home.mkdir()
    with Jarvis(home) as jarvis:
        path = f"{tmp_path / 'modules'}{os.pathsep}{jarvis.env['PYTHONPATH']}"
        command = trace.command(sys.executable, "-m", "assistant", "--help")
        subprocess.run(
            command, env=jarvis.env | {"PYTHONPATH": path}, cwd=home, check=True, timeout=60, capture_output=True
        )
    findings = trace.findings([home / folder for folder in OWN_FOLDERS], ALLOWED)
    for call in ("SOCK_STREAM", "htons(9)", '"started"', "/etc/resolv.conf", "/Vendor/deviceid", 'mkdir("identifier"'):
        assert any(call in finding and '"assistant"' in finding for finding in findings), (call, findings)


def run_session(home: Path, wrap: Wrap, *, windows: bool = False) -> list[Outcome]:
    """Speak to a daemon on a desktop, hear a recording, paint by the command line, and end the daemon.

    Args:
        home: The home folder, which is made.
        wrap: Makes the command by which each program of Jarvis is started.
        windows: Whether windows are opened, too.

    Returns:
        What became of the recording and of the painting. The spoken request depends on when a loaded machine plays it.
    """
    runtime = home / "run"
    for folder in (home, runtime):
        folder.mkdir(mode=0o700)
    with desktop_or_skip() as desktop, pulse_or_skip() as pulse, bus_or_skip() as bus:
        env = {name: value for name, value in desktop.env.items() if not name.startswith("XDG_")}
        env |= {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "DBUS_SESSION_BUS_ADDRESS": bus.address}
        with Jarvis(home, env | {"PULSE_SERVER": pulse.env["PULSE_SERVER"]}, wrap) as jarvis:
            # Both would switch off what is looked for.
            del jarvis.env["HF_HUB_OFFLINE"]
            assert "CI" not in jarvis.env
            daemon = jarvis.start(*SETTINGS)
            wait_for(lambda: status(jarvis).get("listening"), "listening", PATIENCE_S)
            pulse.play(DEMO)
            wait_for(lambda: "showing" in status(jarvis).get("latencies_s", {}), "a picture on the screen", PATIENCE_S)
            with jarvis.client() as client:
                assert "fox in the snow" in client.ask(LastRequest()).words
            (heard,) = jarvis.json("hear", "--alone", *SETTINGS, str(DEMO))
            (painted,) = jarvis.json("paint", "a red house by the sea")
            if windows:
                open_and_close(jarvis, desktop, wrap, "gallery", "Gallery")
                open_and_close(jarvis, desktop, wrap, "settings", "Settings")
            assert jarvis("quit").returncode == 0
            assert daemon.wait(PATIENCE_S) == 0, jarvis.log
            assert "Traceback" not in jarvis.log
            return [outcome(heard), outcome(painted)]


def open_and_close(jarvis: Jarvis, desktop: DesktopSession, wrap: Wrap, command: str, title: str) -> None:
    """Open a window of Jarvis by its command under strace, and end it when it is on the screen."""
    words = wrap(sys.executable, "-m", "assistant", command)
    nothing = subprocess.DEVNULL
    with subprocess.Popen(words, env=jarvis.env, cwd=jarvis.home, stdin=nothing, stdout=nothing, stderr=nothing) as run:
        try:
            # With a window manager, Qt adds the program's name.
            wait_for(lambda: desktop.windows(f"{title}( — Jarvis)?"), title, 60)
        finally:
            # strace itself would end without its last lines.
            for child in Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split():
                os.kill(int(child), signal.SIGTERM)


def status(jarvis: Jarvis) -> dict[str, Any]:
    """What the daemon says of itself; empty while it does not answer."""
    try:
        with jarvis.client() as client:
            return client.ask(StatusRequest()).fields()
    except DaemonError:
        return {}


def outcome(request: dict[str, Any]) -> Outcome:
    """What a command printed of its request, with the pixels of its pictures."""
    digests = []
    for path in request["pictures"]:
        with Image.open(path) as picture:
            digests.append(hashlib.sha256(picture.convert("RGB").tobytes()).hexdigest())
    assert digests, request
    return Outcome(request["words"], tuple(digests))
