"""Counts the files of ours that run from `Heard` to the picture on the screen: `python bench/walk_files.py`.

Runs the real daemon with its workers and its overlay, on an X server, a sound server and a session bus of its own, and
plays the bundled recording to its microphone. A profiler (`sys.setprofile`) in the main threads of daemon and
overlay notes when a function of `assistant` is called. What is counted lies between the call of `Conductor.heard` and
that of `ScreenRegistry.report_shown`, which the overlay causes when the pictures are on the screen. Other threads and
the workers are not counted. Rooms that only follow events (chimes, D-Bus, tray …) are listed, but not counted.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from helpers.desktop_session import DesktopSession  # noqa: E402
from helpers.jarvis_process import DEMO, PATIENCE_S, Jarvis  # noqa: E402
from helpers.private_bus import PrivateBus  # noqa: E402
from helpers.program_session import wait_for  # noqa: E402
from helpers.pulse import PulseServer  # noqa: E402

BAR_FILES = 40
"""Most files in daemon and overlay together."""
FIRST = ("pipeline/conductor.py", "Conductor.heard")
LAST = ("pipeline/conductor.py", "ScreenRegistry.report_shown")
FOLLOWERS = (
    *("bus/", "cli/", "hotkey/", "sounds/", "system/", "wake_log/", "ui/tray/"),
    *("daemon/integrations.py", "daemon/meter_feed.py"),
)
"""Rooms and files that only follow events and reports: the request would be the same without them."""
MARGIN_S = 0.005
"""Before the first and after the last marker: the message that leads to it, and what follows at once."""

RECORDER = """\
import atexit, json, os, sys, time

def install(kind):
    root, out = {root!r}, os.path.join({out!r}, kind + "-" + str(os.getpid()) + ".json")
    calls = {{}}
    def note(frame, event, _):
        if event == "call" and frame.f_code.co_filename.startswith(root):
            code = frame.f_code
            key = code.co_filename[len(root):] + "\\0" + code.co_qualname
            calls.setdefault(key, []).append(time.monotonic())
    def write():
        sys.setprofile(None)
        with open(out + ".part", "w") as file:
            json.dump(calls, file)
        os.rename(out + ".part", out)
    atexit.register(write)
    sys.setprofile(note)

words = " ".join(sys.orig_argv[1:])
if "-m assistant run" in words:
    install("daemon")
elif "assistant.ui.overlay.app" in words:
    install("overlay")
"""
"""A sitecustomize module: Python imports it at the start of each process that has its folder on PYTHONPATH."""


def record(folder: Path) -> None:
    """Lets the bundled recording be heard and shown; leaves one JSON file a process in `folder`: function → times."""
    modules = folder / "modules"
    modules.mkdir()
    own = f"{ROOT / 'assistant'}/"
    (modules / "sitecustomize.py").write_text(RECORDER.format(root=own, out=str(folder)), encoding="utf-8")
    with DesktopSession((1280, 800)) as desktop, PulseServer() as pulse, PrivateBus() as bus:
        home = folder / "home"
        home.mkdir()
        env = {**desktop.env, "PYTHONPATH": f"{modules}:{ROOT}", "DBUS_SESSION_BUS_ADDRESS": bus.address}
        with Jarvis(home, env | {"PULSE_SERVER": pulse.env["PULSE_SERVER"]}) as jarvis:
            jarvis.start("--set", "painter.width_px=256", "--set", "painter.height_px=256")
            wait_for(lambda: status(jarvis).get("listening"), "listening", PATIENCE_S)
            # The first picture that is shown tells that the overlay is there; nothing of it is counted.
            wait_for(lambda: "shown" in marks(jarvis.json("paint", "a red ball")), "the overlay", PATIENCE_S)
            pulse.play(DEMO)
            wait_for(lambda: "fox" in str(last(jarvis).get("words")), "the spoken request", PATIENCE_S)
            # The overlay says that the pictures are shown after it has drawn them.
            wait_for(lambda: "showing" in status(jarvis).get("latencies_s", {}), "a picture on the screen", PATIENCE_S)
            time.sleep(2)
            jarvis("quit")
            wait_for(lambda: len(list(folder.glob("*.json"))) == 2, "what the processes noted", 30)


def status(jarvis: Jarvis) -> dict[str, Any]:
    """What the daemon says of itself; empty while it does not answer."""
    return next(iter(jarvis.json("status")), {})


def last(jarvis: Jarvis) -> dict[str, Any]:
    """The newest request that has pictures."""
    return next(iter(jarvis.json("last")), {})


def marks(requests: list[dict[str, Any]]) -> dict[str, float]:
    """The moments of the first request that a command printed; empty where there is none."""
    found: dict[str, float] = requests[0].get("marks", {}) if requests else {}
    return found


def counted(folder: Path) -> dict[str, dict[str, int]]:
    """Process → file → how many of its functions ran in the window."""
    calls = {path.name.split("-")[0]: json.loads(path.read_text()) for path in folder.glob("*.json")}

    def moments(marker: tuple[str, str]) -> list[float]:
        file, name = marker
        found = [at for key, times in calls["daemon"].items() if key.split("\0") == [file, name] for at in times]
        if not found:
            raise SystemExit(f"{name} in {file} was not called: adapt FIRST and LAST to the code.")
        return found

    begin = max(moments(FIRST))
    end = min(at for at in moments(LAST) if at > begin) + MARGIN_S
    begin -= MARGIN_S
    table: dict[str, dict[str, int]] = {}
    for process, functions in calls.items():
        files = table.setdefault(process, {})
        for key, times in functions.items():
            if any(begin <= at <= end for at in times):
                file = key.split("\0")[0]
                files[file] = files.get(file, 0) + 1
    return table


def main() -> int:
    """Prints the files and the figure; 1 if there are more than the bar."""
    with tempfile.TemporaryDirectory() as folder:
        record(Path(folder))
        table = counted(Path(folder))
    total = 0
    for process in sorted(table):
        path: dict[str, int] = {}
        beside: dict[str, int] = {}
        for file, functions in sorted(table[process].items()):
            (beside if file.startswith(FOLLOWERS) else path)[file] = functions
        total += len(path)
        print(f"{process}: {len(path)} files, {sum(path.values())} functions; {len(beside)} files follow events")
        for file, functions in (path | beside).items():
            print(f"  {file:<48}{functions:>4}{'   follows' if file in beside else ''}")
    print(f"figure walk_files {total} {BAR_FILES} {'ok' if total <= BAR_FILES else 'short'}")
    return int(total > BAR_FILES)


if __name__ == "__main__":
    sys.exit(main())
