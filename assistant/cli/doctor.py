"""Implements `jarvis doctor`: examines everything that Jarvis needs on this machine and suggests repairs.

It changes nothing, and starts nothing that outlives it.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from assistant import paths
from assistant.core.errors import AssistantError
from assistant.core.messages.event_messages import BusStatus, StateEvent
from assistant.models.installed_models import installed_models
from assistant.settings.schema import Settings
from assistant.system.microphone_list import microphones

LOW_DISK_MB = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    what: str
    state: Literal["good", "note", "bad"]
    """`note` prevents nothing; `bad` prevents something that the settings need."""
    found: str
    hint: str = ""

    def as_json(self) -> dict[str, Any]:
        """Returns the finding as JSON values."""
        return asdict(self)


def print_examination(settings: Callable[[], Settings], *, as_json: bool) -> bool:
    """Examines the machine and prints the findings. Returns False if one of them is bad. Blocks for a few seconds."""
    from rich.markup import escape

    from assistant.cli import output as printing

    bad = False
    for finding in examine(settings):
        bad = bad or finding.state == "bad"
        if as_json:
            print(json.dumps(finding.as_json(), ensure_ascii=False), flush=True)  # noqa: T201
            continue
        printing.out.print(
            f"{printing.MARKS[finding.state]} [bold]{escape(finding.what)}[/bold]  {escape(finding.found)}"
        )
        if finding.hint and finding.state != "good":
            printing.out.print(f"    {escape(finding.hint)}")
    return not bad


def examine(load: Callable[[], Settings]) -> Iterator[Finding]:
    """Yields the findings, one after the other. Blocks for a few seconds in all."""
    yield _python()
    try:
        settings = load()
    except AssistantError as error:
        yield Finding("settings", "bad", error.title, error.hint)
        settings = Settings()
    else:
        files = [str(path) for path in paths.config_files() if path.exists()]
        yield Finding("settings", "good", ", ".join(files) or "the defaults; no file of your own")
    yield _microphone(settings)
    yield _screen()
    yield from _models()
    yield _painter(settings)
    yield _font()
    yield _gallery(settings)
    yield from _daemon()
    yield from _service(settings)


def _python() -> Finding:
    return Finding("python", "good", f"{platform.python_version()} at {sys.executable}")


def _microphone(settings: Settings) -> Finding:
    found = microphones()
    wanted = settings.hearing.device
    names = [str(device["name"]) for device in found]
    if not found:
        hint = "Plug one in, or start the sound server: systemctl --user start pipewire-pulse (or pulseaudio)."
        return Finding("microphone", "bad", "there is none", hint)
    if wanted != "default" and not any(wanted.lower() in name.lower() for name in names):
        hint = f"Set hearing.device to part of one of these: {', '.join(names)}."
        return Finding("microphone", "bad", f"“{wanted}” is not there", hint)
    return Finding("microphone", "good", ", ".join(names))


def _screen() -> Finding:
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if not display:
        return Finding("screen", "note", "there is none", "Pictures go to the gallery all the same: jarvis last.")
    return Finding("screen", "good", f"{os.environ.get('XDG_SESSION_TYPE', 'a display')} {display}")


def _models() -> Iterator[Finding]:
    for model in installed_models(verify=True):
        if model.state == "ok":
            yield Finding(model.role, "good", f"{model.name}, whole")
        elif model.optional:
            yield Finding(model.role, "note", f"{model.name} is {model.state}", "It is optional.")
        else:
            yield Finding(model.role, "bad", f"{model.name} is {model.state}", "Install again: make setup.")


def _painter(settings: Settings) -> Finding:
    painter = settings.painter
    if painter.engine == "auto" and painter.model is None:
        hint = "For diffusion, set painter.model to a folder in the diffusers layout, or a model hub name."
        return Finding("painter", "note", "the embedded sketch painter", hint)
    if importlib.util.find_spec("diffusers") is None or importlib.util.find_spec("torch") is None:
        return Finding(
            "painter", "bad", "diffusion is set, but PyTorch is not installed", "Install it: make diffusion."
        )
    model = painter.model or ""
    if model.startswith(("/", "~", ".")) and not (Path(model).expanduser() / "model_index.json").exists():
        return Finding(
            "painter", "bad", f"{model} holds no pipeline", "It needs a model_index.json (diffusers layout)."
        )
    return Finding("painter", "good", f"{model or painter.engine} on {_gpu() or 'the CPU'}")


def _gpu() -> str:
    if shutil.which("nvidia-smi") is None:
        return ""
    command = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=10, check=False).stdout.strip()
    except subprocess.TimeoutExpired:
        return ""


def _font() -> Finding:
    from sketchpainter.figures.glyphs import find_font
    from sketchpainter.sketch_errors import FontMissing

    try:
        return Finding("emoji font", "good", str(find_font()))
    except FontMissing as error:
        return Finding("emoji font", "bad", error.title, error.hint)


def _gallery(settings: Settings) -> Finding:
    folder = Path(settings.gallery.folder).expanduser() if settings.gallery.folder else paths.pictures_dir()
    standing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not os.access(standing, os.W_OK):
        return Finding("gallery", "bad", f"{folder} cannot be written", "Set gallery.folder to one that can.")
    free_mb = shutil.disk_usage(standing).free // 2**20
    if free_mb < LOW_DISK_MB:
        return Finding("gallery", "bad", f"{folder}: {free_mb} MB free", "Free some space.")
    return Finding("gallery", "good", f"{folder}, {free_mb} MB free")


def _daemon() -> Iterator[Finding]:
    from assistant.control.client import ControlClient
    from assistant.core.messages.control_messages import StatusRequest
    from assistant.core.wording import sentence

    try:
        with ControlClient() as client:
            state = client.ask(StatusRequest())
    except AssistantError as error:
        yield Finding("daemon", "note", error.title, error.hint)
        return
    yield _hearing(state, sentence(state))
    yield _self_test(state)
    yield _dbus(state.dbus)


def _dbus(place: BusStatus | None) -> Finding:
    """Checks whether other programs reach the daemon."""
    if place and place.owned:
        return Finding("d-bus", "good", f"{place.name} is on the session bus")
    if place and place.problem:
        return Finding("d-bus", "note", place.problem.title, place.problem.hint)
    return Finding("d-bus", "note", "not on the session bus", "")


def _service(settings: Settings) -> Iterator[Finding]:
    """Checks the service, if it is installed."""
    from assistant.system.service_install import is_stale, places
    from assistant.system.service_status import read_status
    from assistant.system.units import UNIT

    if not places()[UNIT].exists():
        return
    try:
        found = read_status()
    except AssistantError as error:
        yield Finding("service", "bad", error.title, error.hint)
        return
    if is_stale(settings):
        hint = "Install it again: jarvis service install"
        yield Finding("service", "bad", "its sandbox does not fit the settings any more", hint)
    told = f"{found.state}, {found.restarts} restarts" + (f"; {found.fell}" if found.fell else "")
    yield Finding("service", "bad" if found.state == "failed" else "good", told, found.hint)


def _hearing(state: StateEvent, words: str) -> Finding:
    """Checks whether the daemon hears, with a hint for a missing, silent or stuck microphone."""
    amiss = state.deaf or state.problem is not None
    return Finding("daemon", "bad" if amiss else "good", words, state.problem.hint if state.problem else "")


def _self_test(state: StateEvent) -> Finding:
    """Checks the last self-test of the wake word."""
    test = state.self_test
    if test is None:
        return Finding("self-test", "note", "it was not tested yet", "Test it: jarvis wake test.")
    scored = f"a stored “{test.word}” scored {test.score:.2f}"
    if test.heard:
        return Finding("self-test", "good", f"{scored}, and was heard")
    hint = "Test it again: jarvis wake test. Its model may be damaged: see above; or start Jarvis again."
    return Finding("self-test", "bad", f"{scored}, and was not heard", hint)
