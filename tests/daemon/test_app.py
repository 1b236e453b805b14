"""The real `jarvis run` in a process of its own, without sound and screen: one daemon, a clean end, no orphans."""

from __future__ import annotations

import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.jarvis_process import Jarvis

from assistant.core.errors import AssistantError, DaemonError
from assistant.core.messages.control_messages import (
    MuteRequest,
    PaintRequest,
    StatusRequest,
    SubscribeRequest,
    UnmuteRequest,
)
from assistant.core.messages.event_messages import RequestEvent
from assistant.core.stages import Stage

PATIENCE_S = 60
NO_SOUND = {"PULSE_SERVER": "unix:/nonexistent"}
LARGE = ("--set", "painter.width_px=2048", "--set", "painter.height_px=2048")
SMALL = ("--set", "painter.width_px=64", "--set", "painter.height_px=64")


@pytest.fixture
def jarvis(tmp_path: Path) -> Iterator[Jarvis]:
    with Jarvis(tmp_path, NO_SOUND) as command:
        yield command


def wait_until(true: Callable[[], object], what: str) -> None:
    """Look every few milliseconds: there is nothing of another program's to wait on."""
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, f"never: {what}"
        select.select([], [], [], 0.02)


def answers(jarvis: Jarvis) -> bool:
    try:
        with jarvis.client() as client:
            return bool(client.ask(StatusRequest()).pid)
    except DaemonError:
        return False


def started(jarvis: Jarvis, *arguments: str) -> subprocess.Popen[str]:
    """A daemon that answers."""
    daemon = jarvis.start(*arguments)
    wait_until(lambda: answers(jarvis) or daemon.poll() is not None, "the daemon answers")
    assert daemon.poll() is None, jarvis.log
    return daemon


def offspring(pid: int) -> list[int]:
    """Every process that descends from this one."""
    children = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children += [int(child) for child in task.read_text().split()]
        except OSError:
            continue
    return children + [descendant for child in children for descendant in offspring(child)]


def alive(pids: list[int]) -> list[int]:
    """Those that still run; a zombie does not."""
    running = []
    for pid in pids:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                running.append(pid)
        except OSError:
            continue
    return running


def with_workers(jarvis: Jarvis, daemon: subprocess.Popen[str]) -> list[int]:
    """The daemon's processes once it has painted something: ears and painter at least."""
    [request] = jarvis.json("paint", "a red apple")
    assert request["stage"] == "done", request
    assert all(Path(path).exists() for path in request["pictures"])
    processes = offspring(daemon.pid)
    assert len(processes) >= 2
    return processes


def slow_painting(jarvis: Jarvis) -> subprocess.Popen[str]:
    """A client in the middle of a painting that takes long."""
    command = [sys.executable, "-m", "assistant", "paint", "four pictures of a castle on a hill", "--json"]
    client = subprocess.Popen(
        command, env=jarvis.env, cwd=jarvis.home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )

    def painting() -> bool:
        with jarvis.client() as status:
            return status.ask(StatusRequest()).workers["painter"].state == "busy" or client.poll() is not None

    wait_until(painting, "the painter paints")
    assert client.poll() is None, client.stdout and client.stdout.read()
    return client


def test_a_second_daemon_is_refused_in_one_line_with_the_first_ones_number(jarvis: Jarvis) -> None:
    daemon = started(jarvis)
    second = jarvis("run")
    assert second.returncode == 4
    [line] = [line for line in second.stderr.splitlines() if line.startswith("jarvis: ")]
    assert str(daemon.pid) in line
    assert "jarvis quit" in line
    assert "Traceback" not in second.stderr + second.stdout
    assert answers(jarvis), "the first one runs on"


@pytest.mark.parametrize("way", ["SIGTERM", "SIGINT", "SIGHUP", "jarvis quit"])
def test_it_ends_cleanly_and_leaves_nothing(jarvis: Jarvis, way: str) -> None:
    daemon = started(jarvis, *LARGE)
    client = slow_painting(jarvis)
    processes = offspring(daemon.pid)
    assert processes
    if way == "jarvis quit":
        assert jarvis("quit").returncode == 0
    else:
        daemon.send_signal(getattr(signal, way))
    assert daemon.wait(PATIENCE_S) == 0, jarvis.log
    assert not (jarvis.runtime / "jarvis" / "control.sock").exists()
    wait_until(lambda: not alive(processes), "all its processes are gone")
    output, _ = client.communicate(timeout=PATIENCE_S)
    assert "Traceback" not in output + jarvis.log
    assert client.returncode != 0
    assert jarvis("status").returncode == 4


def test_a_killed_daemon_leaves_no_orphans_and_the_next_takes_over(jarvis: Jarvis) -> None:
    daemon = started(jarvis, *SMALL)
    processes = with_workers(jarvis, daemon)
    daemon.kill()
    daemon.wait(PATIENCE_S)
    wait_until(lambda: not alive(processes), "its workers are gone")
    assert (jarvis.runtime / "jarvis" / "control.sock").exists(), "nobody could take the socket away"
    assert jarvis("status").returncode == 4
    successor = started(jarvis)
    with jarvis.client() as client:
        assert client.ask(StatusRequest()).pid == successor.pid


def test_a_client_that_is_killed_takes_its_request_with_it(jarvis: Jarvis) -> None:
    started(jarvis, *LARGE)
    with jarvis.client() as watcher:
        watcher.ask(SubscribeRequest())
        events = watcher.events()
        client = slow_painting(jarvis)
        client.kill()
        client.communicate()
        last = next(event for event in events if isinstance(event, RequestEvent) and not event.stage.is_live)
    assert last.stage is Stage.CANCELLED
    with jarvis.client() as status:
        assert status.ask(StatusRequest()).busy is False


def test_ctrl_c_of_a_client_cancels_its_request(jarvis: Jarvis) -> None:
    started(jarvis, *LARGE)
    client = slow_painting(jarvis)
    client.send_signal(signal.SIGINT)
    output, _ = client.communicate(timeout=PATIENCE_S)
    assert client.returncode == 130
    assert "Traceback" not in output

    def idle() -> bool:
        with jarvis.client() as status:
            return not status.ask(StatusRequest()).busy

    wait_until(idle, "the request ends")


def test_without_a_microphone_it_says_so_and_is_never_called_alive(tmp_path: Path) -> None:
    name = f"jarvis-test-{os.getpid()}-{secrets.token_hex(4)}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{name}")
        manager.settimeout(PATIENCE_S)
        with Jarvis(tmp_path, {**NO_SOUND, "NOTIFY_SOCKET": f"@{name}"}) as jarvis:
            started(jarvis)
            said = [manager.recv(4096).decode()]
            while not said[-1].startswith("READY=1"):
                said.append(manager.recv(4096).decode())
            with jarvis.client() as client:
                state = client.ask(StatusRequest())
            assert state.deaf
            assert not state.listening
            assert state.tray == "deaf"
            assert jarvis("listen").returncode == 1
            assert jarvis.stop() == 0
            while said[-1] != "STOPPING=1":
                said.append(manager.recv(4096).decode())
    assert not [line for line in said if "WATCHDOG" in line]


def test_mute_outlives_the_daemon(jarvis: Jarvis) -> None:
    started(jarvis)
    assert jarvis("mute").returncode == 0
    assert jarvis.stop() == 0
    started(jarvis)
    with jarvis.client() as client:
        assert client.ask(StatusRequest()).tray == "muted"
        client.ask(UnmuteRequest())
        assert client.ask(StatusRequest()).muted is False
        assert client.ask(MuteRequest(3600)).until == client.ask(StatusRequest()).muted_until
        with pytest.raises(AssistantError, match="no pause"):
            client.ask(MuteRequest(1e9))
        with pytest.raises(AssistantError, match="painted again"):
            client.run(PaintRequest("a fox", seed=-1), lambda _: None)


@pytest.mark.parametrize("setting", ["painter.count=9", "painter.colour=blue", "count=1", "nonsense", "painter.count="])
def test_a_wrong_setting_is_one_line(jarvis: Jarvis, setting: str) -> None:
    done = jarvis("run", "--set", setting)
    assert done.returncode == 2
    [line] = done.stderr.strip().splitlines()
    assert line.startswith("jarvis: ")
    assert setting.partition("=")[0] in line


@pytest.mark.parametrize("content", ["intents: [", "just words", "intents: {Paint: 7}", "\x00\xff"])
def test_a_malformed_file_of_own_sentences_is_named_in_one_line(jarvis: Jarvis, tmp_path: Path, content: str) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(content)
    for command in (("run",), ("paint", "a fox")):
        done = jarvis(*command, "--set", f'understanding.sentences=["{mine}"]')
        said = done.stderr if command[0] == "run" else done.stdout + done.stderr
        assert str(mine) in said.replace("\n", " ")
        assert "Traceback" not in done.stdout + done.stderr
        if command[0] == "run":
            assert done.returncode == 2
            assert len([line for line in done.stderr.splitlines() if line.startswith("jarvis: ")]) == 1
        else:
            assert done.returncode in {1, 2}
    assert not (jarvis.runtime / "jarvis" / "control.sock").exists()
