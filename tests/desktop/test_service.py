"""Tests the real service under a real user's systemd, as a user without rights: from install to uninstall.

One manager and one installation serve all tests of the file, in their order; the microphone is a real sound server's.
"""

from __future__ import annotations

import json
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.jarvis_process import DEMO
from helpers.program_session import becomes
from helpers.pulse import PulseServer, pulse_or_skip
from helpers.user_manager import HOME, UserManager, manager_or_skip

UNIT = "jarvis.service"
NAME, PATH = "org.jarvis.Assistant", "/org/jarvis/Assistant"
STARTS_S = 170.0
SHORT = "[Service]\nWatchdogSec=5\n"
"""Shortens the watchdog, so that a test need not wait for half a minute; the heartbeat comes each second."""


@pytest.fixture(scope="module")
def pulse() -> Iterator[PulseServer]:
    with pulse_or_skip() as server:
        server.folder.chmod(0o755)
        yield server


@pytest.fixture(scope="module")
def manager(pulse: PulseServer) -> Iterator[UserManager]:
    small = {"JARVIS__PAINTER__COUNT": "1", "JARVIS__PAINTER__WIDTH_PX": "64", "JARVIS__PAINTER__HEIGHT_PX": "64"}
    with manager_or_skip({"PULSE_SERVER": pulse.env["PULSE_SERVER"], "OMP_NUM_THREADS": "1", **small}) as started:
        done = started.jarvis("service", "install")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "undo all of it with: jarvis service uninstall" in done.stdout
        yield started


def asked(manager: UserManager, member: str) -> dict[str, Any]:
    """Returns what a method returns; empty while nobody answers. Starts no Python, which would cost too much."""
    done = manager.run("busctl", "--user", "--auto-start=no", "-j", "call", NAME, PATH, NAME, member)
    return dict(plain(json.loads(done.stdout)["data"][0])) if done.returncode == 0 else {}


def plain(value: Any) -> Any:
    """Returns values without the types that busctl prints with each."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return plain(value["data"]) if value.keys() == {"type", "data"} else {k: plain(v) for k, v in value.items()}
    return value


def state(manager: UserManager) -> dict[str, Any]:
    """Returns the daemon's own state; empty while none answers."""
    return asked(manager, "Status")


def active(manager: UserManager) -> bool:
    return manager.show(UNIT, "ActiveState") == "active"


def main_process(manager: UserManager) -> int:
    return int(manager.show(UNIT, "MainPID"))


def logged(manager: UserManager) -> list[dict[str, Any]]:
    """Returns the service's lines in the journal."""
    return [json.loads(line) for line in manager.journal("-t", "jarvis", "-o", "json").splitlines()]


def test_install_starts_a_service_that_hears_and_that_systemd_finds_no_fault_with(manager: UserManager) -> None:
    assert active(manager)
    assert manager.show(UNIT, "UnitFileState") == "enabled"
    assert manager.show(UNIT, "StatusText") != ""
    now = state(manager)
    assert now["listening"], "ready means that frames were scored, or that it is known why not"
    assert now["dbus"]["owned"]
    units = HOME / ".config/systemd/user"
    checked = manager.run("systemd-analyze", "--user", "verify", f"{units}/{UNIT}", f"{units}/jarvis-overlay.service")
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
    told = manager.jarvis("service", "status")
    assert told.returncode == 0
    assert "Running for" in told.stdout
    assert "starts by itself" in told.stdout


def test_a_whole_painting_goes_over_dbus_alone_and_the_journal_tells_it_by_its_id(manager: UserManager) -> None:
    seen = manager.run("gdbus", "introspect", "--session", "--dest", NAME, "--object-path", PATH).stdout
    for piece in ("Paint(in  s words,", "PictureReady(s id,", "as paths", "readonly b Hearing = true", "Version = '"):
        assert piece in seen
    asks = ["busctl", "--user", "--", "call", NAME, PATH, NAME]
    called = manager.run(*asks, "Paint", "sa{sv}", "a quokka", "1", "count", "u", "1")
    assert called.returncode == 0, called.stderr
    request = called.stdout.split('"')[1]

    def painted() -> list[str]:
        last = asked(manager, "LastPicture")
        return list(last["pictures"]) if last.get("id") == request else []

    manager.wait_for(painted, "the picture", STARTS_S)
    [path] = painted()
    assert (manager.home / Path(path).relative_to(HOME)).read_bytes().startswith(b"\x89PNG")
    about = [line for line in logged(manager) if line.get("JARVIS_REQUEST") == request]
    assert any("painting" in line["MESSAGE"] for line in about)
    assert {line["_TRANSPORT"] for line in about} == {"journal"}
    assert not any("quokka" in str(line["MESSAGE"]) for line in logged(manager)), "words are no business of the log"
    refused = manager.run(*asks, "Keep", "i", "-1")
    assert refused.returncode != 0
    assert "There is no picture number -1" in refused.stderr


def test_a_spoken_request_is_heard_through_the_sandbox(manager: UserManager, pulse: PulseServer) -> None:
    for _ in range(3):  # A machine that is busy with other things misses sound, sandbox or not.
        pulse.play(DEMO)
        if becomes(lambda: "fox in the snow" in asked(manager, "LastPicture").get("words", ""), 60):
            break
    else:
        pytest.fail(f"it was not heard: {state(manager)}")


def test_the_sandbox_holds_for_whatever_runs_in_the_service(manager: UserManager) -> None:
    (manager.home / ".ssh").mkdir(exist_ok=True)
    (manager.home / ".ssh").chmod(0o755)
    (manager.home / ".ssh/key").write_text("secret")
    probe = manager.home / "probe.py"
    probe.write_text(PROBE)
    installed = (manager.home / ".config/systemd/user" / UNIT).read_text()
    folders = (manager.home / ".config/systemd/user/jarvis.service.d/10-settings.conf").read_text()
    walls = re.sub(r"^(Type|WatchdogSec|Restart|RestartSec|ExecStart)=.*\n", "", installed, flags=re.MULTILINE)
    python = re.search(r"^ExecStart=(\S+)", installed, re.MULTILINE)
    assert python is not None
    text = walls.replace("[Service]", f"[Service]\nType=oneshot\nExecStart={python[1]} {HOME}/probe.py", 1)
    allowed = folders.partition("[Service]")[2]
    (manager.home / ".config/systemd/user/probe.service").write_text(text.replace("[Install]", f"{allowed}[Install]"))
    manager.systemctl("daemon-reload")
    said = manager.systemctl("start", "probe.service")
    assert said == "", said + manager.journal("-t", "jarvis", "-n", "5")
    result = json.loads((manager.home / "Pictures/Jarvis/probe.json").read_text())
    assert result == {
        "home": "EROFS",
        "config": "EROFS",
        "tmp": "EROFS",
        "key": "EACCES",
        "pictures": "",
        "state": "",
        "runtime": "",
        "tempfile": "",
        "inet": "EAFNOSUPPORT",
        "namespace": "EPERM",
        "mount": "EPERM",
        "bus": "",
        "sound": "",
        "null": "",
    }


PROBE = """
import ctypes, errno, json, os, socket, tempfile
home, runtime = os.environ["HOME"], os.environ["XDG_RUNTIME_DIR"]
libc = ctypes.CDLL(None, use_errno=True)
def write(path):
    with open(path, "w") as file: file.write("x")
def call(number):
    if number: raise OSError(ctypes.get_errno(), "")
def connect(address):
    with socket.socket(socket.AF_UNIX) as channel: channel.connect(address)
def temporary():
    with tempfile.TemporaryFile() as file: file.write(b"x")
tries = {
    "home": lambda: write(home + "/.bashrc"),
    "config": lambda: write(home + "/.config/evil"),
    "tmp": lambda: write("/tmp/evil"),
    "key": lambda: open(home + "/.ssh/key").read(),
    "pictures": lambda: write(home + "/Pictures/Jarvis/x"),
    "state": lambda: write(home + "/.local/state/jarvis/x"),
    "runtime": lambda: write(runtime + "/jarvis/x"),
    "tempfile": temporary,
    "inet": lambda: socket.socket(socket.AF_INET).close(),
    "namespace": lambda: call(libc.unshare(0x10000000)),
    "mount": lambda: call(libc.mount(b"none", b"/mnt", b"tmpfs", 0, None)),
    "bus": lambda: connect(runtime + "/bus"),
    "sound": lambda: connect(os.environ["PULSE_SERVER"].removeprefix("unix:")),
    "null": lambda: write("/dev/null"),
}
said = {}
for name, attempt in tries.items():
    try: attempt(); said[name] = ""
    except OSError as error: said[name] = errno.errorcode[error.errno]
with open(home + "/Pictures/Jarvis/probe.json", "w") as file: json.dump(said, file)
"""


def test_a_daemon_that_is_killed_is_started_again(manager: UserManager) -> None:
    manager.signal(signal.SIGKILL, main_process(manager))
    manager.wait_for(lambda: manager.show(UNIT, "NRestarts") == "1" and active(manager), "a restart", STARTS_S)
    assert "restarts     1" in manager.jarvis("service", "status").stdout


def test_a_restart_that_was_asked_for_is_no_end_to_systemd(manager: UserManager) -> None:
    before, falls = main_process(manager), manager.show(UNIT, "NRestarts")
    ears = manager.processes("assistant.workers.host ears")
    assert manager.jarvis("restart").returncode == 0
    manager.wait_for(
        lambda: state(manager).get("listening") and manager.processes("assistant.workers.host ears") != ears,
        "new ears that hear",
        STARTS_S,
    )
    assert (main_process(manager), manager.show(UNIT, "NRestarts")) == (before, falls)
    assert active(manager)


def test_ears_that_hang_are_replaced_by_the_daemon_and_systemd_need_not_help(manager: UserManager) -> None:
    before = main_process(manager)
    [ears] = manager.processes("assistant.workers.host ears")
    manager.signal(signal.SIGSTOP, ears)

    def replaced() -> bool:
        workers = state(manager).get("workers")
        return bool(workers and workers["ears"]["restarts"])

    manager.wait_for(replaced, "new ears", STARTS_S)
    manager.wait_for(lambda: state(manager).get("listening"), "hearing again", STARTS_S)
    assert main_process(manager) == before


def test_a_daemon_that_hangs_is_ended_by_the_watchdog_and_started_again(manager: UserManager) -> None:
    own = manager.home / ".config/systemd/user/jarvis.service.d/test.conf"
    own.write_text(SHORT)
    manager.systemctl("daemon-reload")
    manager.systemctl("restart", UNIT)
    before = main_process(manager)
    manager.signal(signal.SIGSTOP, before)
    manager.wait_for(lambda: main_process(manager) not in {0, before} and active(manager), "another process", STARTS_S)
    assert before not in manager.processes("assistant"), "nothing of the hung one is left"
    # A stopped process ends by nothing but SIGKILL, and only the watchdog had a reason to send it.
    assert manager.show(UNIT, "NRestarts") == "1"


def test_a_muted_service_is_well_and_one_without_a_microphone_is_not_restarted(
    manager: UserManager, pulse: PulseServer
) -> None:
    before = main_process(manager)
    assert manager.jarvis("mute").returncode == 0
    pulse.kill()
    longer_than_the_watchdog = time.monotonic() + 6
    manager.wait_for(lambda: time.monotonic() > longer_than_the_watchdog, "six seconds")
    assert main_process(manager) == before
    assert manager.jarvis("unmute").returncode == 0
    manager.wait_for(
        lambda: (state(manager).get("problem") or {}).get("code") == "microphone_gone", "the problem", STARTS_S
    )
    longer_than_the_watchdog = time.monotonic() + 6
    manager.wait_for(lambda: time.monotonic() > longer_than_the_watchdog, "six seconds")
    assert main_process(manager) == before
    assert "jarvis" in manager.jarvis("service", "status").stdout.lower()


def test_stopping_is_clean_and_a_call_on_the_bus_starts_it_again(manager: UserManager) -> None:
    began = time.monotonic()
    manager.systemctl("stop", UNIT)
    assert time.monotonic() - began < 5
    assert manager.show(UNIT, "Result") == "success"
    assert manager.processes("assistant") == []
    assert "Stopped" in manager.jarvis("service", "status").stdout
    called = manager.run("busctl", "--user", "--timeout=120", "get-property", NAME, PATH, NAME, "Version")
    assert called.returncode == 0, called.stderr
    assert main_process(manager) > 0


def test_uninstall_takes_all_of_it_away_and_leaves_what_is_the_users(manager: UserManager) -> None:
    units = manager.home / ".config/systemd/user"
    (units / "probe.service").unlink(missing_ok=True)
    (units / "jarvis.service.d/own.conf").write_text("[Service]\nNice=5\n")
    done = manager.jarvis("service", "uninstall")
    assert done.returncode == 0, done.stderr
    assert "left what is yours in" in done.stdout
    assert manager.processes("assistant") == []
    left = [path for path in manager.home.rglob("*jarvis*") if "Pictures" not in path.parts and path.is_file()]
    assert [path.name for path in left if path.suffix in {".service", ".desktop"}] == []
    assert list((manager.home / "Pictures/Jarvis").glob("*.png"))
    assert "Not installed" in manager.jarvis("service", "status").stdout
    refused = manager.run("busctl", "--user", "get-property", NAME, PATH, NAME, "Version")
    assert refused.returncode != 0
