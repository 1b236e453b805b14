"""Starts every child of ours in a folder that holds a module of each name that Python or Jarvis imports.

Each of these modules leaves a mark when it is imported. None may be, and the child has to do its job there. The
variables that name folders for Python depend on that folder, too.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import venv
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from helpers.desktop_session import DesktopSession, desktop_or_skip
from helpers.fake_daemon import FakeDaemon
from helpers.jarvis_process import DEMO
from helpers.program_session import end_process, wait_for
from helpers.pulse import PulseServer, pulse_or_skip
from helpers.qt_fixtures import Until
from helpers.tool_messages import Do
from PySide6.QtWidgets import QMenu, QPushButton

from assistant.control.client import ControlClient
from assistant.core.child_process import python_command
from assistant.core.errors import DaemonError
from assistant.core.messages.control_messages import RestartRequest, StatusRequest
from assistant.daemon.overlay_process import OverlayProcess, overlay_command
from assistant.settings.schema import OverlaySettings
from assistant.system.units import own_command
from assistant.training.recipe import Recipe, Speech
from assistant.training.recipe_steps import TrainingRun
from assistant.training.voices.sound_store import SoundStore
from assistant.training.voices.speech_synthesis import speak_everything
from assistant.ui.common.daemon_link import DaemonLink
from assistant.ui.tray.tray_menu import TrayChoices, TrayMenu
from assistant.ui.windows.settings.cli_process import CliProcess
from assistant.ui.windows.single_window import show_running_window
from assistant.ui.windows.welcome.first_start import welcome_once
from assistant.ui.windows.welcome.welcome_steps import CallingStep
from assistant.workers.handle import WorkerHandle

ROOT = Path(__file__).parents[2]
FOREIGN = {
    "PYTHONPATH": f":{ROOT}:{ROOT / 'tests'}:lib:.",
    "PYTHONHOME": ".",
    "PYTHONPYCACHEPREFIX": ".",
    "PYTHONUSERBASE": ".",
}
"""Variables of somebody's shell that take code from the current folder; our checkout is meant to be there."""
PACKAGES = ("click", "hassil", "pydantic", "pydantic_core", "rich", "tomlkit", "typer", "yaml")
"""Packages that the command line imports by and by."""
ENTRY = "import sys\nfrom assistant.cli import main\nif __name__ == '__main__':\n    sys.exit(main())\n"
"""The text that pip writes as the program `jarvis`."""


class Traps:
    """Is the folder, which is the current one, with the marks of what was imported from it."""

    def __init__(self, folder: Path, modules: Iterable[str]) -> None:
        self.folder = folder / "traps"
        self._marks = folder / "marks"
        for path in (self.folder, self._marks):
            path.mkdir()
        # In a process that has just begun, there is no `open`.
        text = f"import posix\nposix.close(posix.open({str(self._marks)!r} + '/' + __name__, posix.O_CREAT))\n"
        for name in modules:
            if name.isidentifier():
                (self.folder / f"{name}.py").write_text(text)

    def imported(self) -> list[str]:
        """Returns the names of the modules that were imported from the folder since the last call."""
        found = sorted(self._marks.iterdir())
        for mark in found:
            mark.unlink()
        return [mark.name for mark in found]


@pytest.fixture(scope="module")
def session() -> Iterator[DesktopSession]:
    with desktop_or_skip((900, 600), compositor=False, tray=False) as desktop:
        yield desktop


@pytest.fixture(scope="module")
def pulse() -> Iterator[PulseServer]:
    with pulse_or_skip() as server:
        yield server


@pytest.fixture(scope="module")
def folder_of_traps(tmp_path_factory: pytest.TempPathFactory) -> Traps:
    names = {*sys.stdlib_module_names, *packages_distributions(), "assistant", "sitecustomize", "usercustomize"}
    return Traps(tmp_path_factory.mktemp("downloads"), names)


@pytest.fixture(autouse=True)
def traps(folder_of_traps: Traps, session: DesktopSession, monkeypatch: pytest.MonkeyPatch) -> Iterator[Traps]:
    """Puts this process, and all that it starts, into the folder and on the desktop."""
    monkeypatch.chdir(folder_of_traps.folder)
    for name, value in {**session.env, **FOREIGN}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    yield folder_of_traps
    end_programs(session.runtime)
    assert folder_of_traps.imported() == []


def end_programs(runtime: Path) -> None:
    """Ends the programs of ours that use this runtime folder, also those that nobody waits for any more."""
    for process in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            is_ours = b"\0assistant" in (process / "cmdline").read_bytes()
            if is_ours and f"XDG_RUNTIME_DIR={runtime}\0".encode() in (process / "environ").read_bytes():
                number = int(process.name)
                os.kill(number, signal.SIGTERM)
                wait_for(lambda number=number: not lives(number), f"the end of {number}")  # type: ignore[misc]


def lives(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def jarvis(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    """Returns what `jarvis … --json` prints, run in this process: only its children run in the folder of traps."""
    from assistant.cli.app import app as commands

    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        commands([*arguments, "--json"], prog_name="jarvis")
    assert not ended.value.code
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_ears_transcriber_and_painter(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--set", "painter.width_px=64", "--set", "painter.height_px=64", "--set", "painter.count=1")
    request = jarvis(capsys, "hear", str(DEMO), *options)[-1]
    assert request["stage"] == "done", request
    assert [Path(picture).exists() for picture in request["pictures"]] == [True]


def test_the_scorers(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JARVIS_SCORE_JOBS", "1")
    [score] = jarvis(capsys, "wake", "score", str(DEMO), "--set", "wake.second_look=false")
    assert score["accepted"]


def test_a_worker_in_another_interpreter(tmp_path: Path) -> None:
    # A virtualenv of a person's own: it has packages, but not this checkout, and finds our own modules all the same.
    venv.create(tmp_path / "other", symlinks=True)
    [site] = (tmp_path / "other" / "lib").glob("python*/site-packages")
    (site / "packages.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))

    async def value() -> Any:
        handle = WorkerHandle("tool", {}, job="helpers.jobs_for_tests:Tool", python=str(tmp_path / "other/bin/python"))
        await handle.start()
        try:
            return (await handle.run(Do("modules"), lambda *_: None)).value
        finally:
            await handle.stop()

    assert "assistant.core.jobs" in asyncio.run(value())


def test_the_list_of_microphones(
    capsys: pytest.CaptureFixture[str], pulse: PulseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PULSE_SERVER", "PULSE_COOKIE"):
        monkeypatch.setenv(name, pulse.env[name])
    [found] = jarvis(capsys, "devices")
    assert found


def test_the_overlay_of_a_daemon_that_was_started_by_hand(session: DesktopSession) -> None:
    async def keep(daemon: FakeDaemon) -> None:
        keeping = asyncio.create_task(OverlayProcess(OverlaySettings(), session.home).run())
        await asyncio.to_thread(daemon.wait_asked, "subscribe")
        keeping.cancel()
        await asyncio.wait({keeping})

    with FakeDaemon(session.runtime / "jarvis" / "control.sock") as daemon:
        asyncio.run(keep(daemon))


def test_the_overlay_that_starts_anew_for_a_tray_that_came_late(
    session: DesktopSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = session.runtime / "bus"
    bus = session.run("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address=unix:path={path}")
    wait_for(path.exists, "the session bus")
    env = {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={path}"}
    with FakeDaemon(session.runtime / "jarvis" / "control.sock") as daemon:
        command = overlay_command(OverlaySettings(), session.home)
        overlay = session.run(*command, log="overlay", **env)
        daemon.wait_asked("subscribe")
        host = session.run(
            sys.executable,
            str(Path(__file__).resolve().parents[1] / "helpers" / "status_notifier_host.py"),
            log="host",
            **env,
        )
        wait_for(lambda: "item" in session.log("host"), "the icon in the tray that came late")
        daemon.wait_asked("subscribe", 2)
        assert overlay.poll() is None
        for process in (overlay, host, bus):
            end_process(process)


def test_the_trays_commands(session: DesktopSession, app: object) -> None:
    link = DaemonLink(session.runtime / "jarvis" / "control.sock")
    tray = TrayMenu(link, session.home / "pictures")
    tray.open_gallery.trigger()
    tray.open_settings.trigger()
    assert is_open("gallery")
    assert is_open("settings")
    tray.icon.hide()
    tray.menu.deleteLater()
    link.close()


def test_the_trays_look_at_microphones(
    app: object,
    until: Until,
    pulse: PulseServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("PULSE_SERVER", "PULSE_COOKIE"):
        monkeypatch.setenv(name, pulse.env[name])
    parent = QMenu()
    choices = TrayChoices("microphone", parent)
    choices.refresh()
    until(lambda: any(action.isCheckable() for action in choices.menu.actions()), "the microphones")
    parent.deleteLater()


def test_the_windows_commands(app: object, until: Until) -> None:
    parent = QMenu()
    program, said = CliProcess(parent), list[Any]()
    program.printed.connect(said.append)
    program.start("hotkey", "status", "--json")
    until(lambda: said, "the state of the keys")
    assert "backend" in said[0]
    until(lambda: not program.is_running, "its end")
    parent.deleteLater()


def test_the_first_steps_and_the_settings_from_there(
    session: DesktopSession,
    app: object,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("DESKTOP_STARTUP_ID", "1")
    assert welcome_once()
    step = CallingStep()
    next(button for button in step.findChildren(QPushButton) if button.text() == "Open the settings").click()
    assert is_open("welcome")
    assert is_open("settings")
    step.deleteLater()


def is_open(window: str) -> bool:
    return wait_for(lambda: show_running_window(window), f"the window {window}")


def test_the_voices_of_a_training(tmp_path: Path) -> None:
    recipe = Recipe(word="friday", speech=(Speech(kind="call", engine="hibari", count=1),))
    speak_everything(recipe, tmp_path, processes=1)
    assert SoundStore(tmp_path / "call-hibari-0of1").next_number == 1


def test_a_step_of_a_training(tmp_path: Path) -> None:
    """All steps start the same way. The result of this one is there already, so that it ends soon."""
    recipe = Recipe(word="friday", speech=(Speech(kind="call", engine="hibari", count=1),))
    (tmp_path / "corpus-0of1.npz").touch()
    workshop = TrainingRun(recipe, tmp_path, processes=1)
    workshop._write_plan()
    workshop._run_shards("compose")


@contextlib.contextmanager
def daemon(session: DesktopSession, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    process = session.run(*command, log="daemon", PULSE_SERVER="unix:/nonexistent")
    try:
        yield process
        process.terminate()
        assert process.wait(30) == 0, session.log("daemon")
    finally:
        end_process(process)


def status(session: DesktopSession) -> dict[str, Any]:
    try:
        with ControlClient(session.runtime / "jarvis" / "control.sock") as client:
            return client.ask(StatusRequest()).fields()
    except DaemonError:
        return {}


def test_the_daemon_that_starts_anew(session: DesktopSession, tmp_path: Path) -> None:
    entry = tmp_path / "jarvis"
    entry.write_text(ENTRY)
    with daemon(session, sys.executable, "-Xutf8", str(entry), "run") as process:
        wait_for(lambda: status(session) or process.poll() is not None, "the daemon", 60)
        cmdline = Path(f"/proc/{process.pid}/cmdline")
        assert cmdline.read_bytes().startswith(f"{sys.executable}\0-Xutf8\0".encode()), session.log("daemon")
        with ControlClient(session.runtime / "jarvis" / "control.sock") as client:
            client.ask(RestartRequest())
        wait_for(lambda: cmdline.read_bytes().startswith(f"{sys.executable}\0-P\0-Xutf8\0".encode()), "the restart")
        wait_for(lambda: status(session).get("pid") == process.pid, "the daemon again", 60)


def test_the_units_commands(session: DesktopSession) -> None:
    with FakeDaemon(session.runtime / "jarvis" / "control.sock") as fake:
        overlay = session.run(*own_command(), "overlay", log="unit")
        fake.wait_asked("subscribe")
        end_process(overlay)
    with daemon(session, *own_command(), "run", "--no-overlay"):
        wait_for(lambda: status(session), "the daemon", 60)


def test_the_entry_point_takes_no_package_from_there(
    session: DesktopSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Python itself imports before cannot be mended from within; what the command line imports can."""
    packages = Traps(tmp_path, PACKAGES)
    monkeypatch.chdir(packages.folder)
    env = {**session.env, "PYTHONPATH": f"{ROOT}:"}
    command = python_command("assistant", "use", "painter", "--json")
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert packages.imported() == []
