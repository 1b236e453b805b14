"""Microphones and painters are listed with the one in use; a choice is written and reported."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from helpers.fake_daemon import FakeDaemon
from typer.testing import CliRunner

from assistant.cli import choices as choosing
from assistant.cli.choices import SKETCH, find, microphones, painters, take
from assistant.core.errors import ConfigError
from assistant.paths import socket_path
from assistant.settings.loading import setting_values
from assistant.settings.schema import Settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    return tmp_path


@pytest.fixture
def two_microphones(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [{"name": "Built-in Audio", "is_default": True}, {"name": "USB Microphone", "is_default": False}]
    monkeypatch.setattr("assistant.system.microphone_list.microphones", lambda: found)


def values(**changes: Any) -> dict[str, Any]:
    return setting_values(Settings()) | {key.replace("__", "."): value for key, value in changes.items()}


def written(home: Path) -> dict[str, Any]:
    return tomllib.loads((home / "config/jarvis/config.toml").read_text())


@pytest.mark.usefixtures("two_microphones")
@pytest.mark.parametrize(("device", "current"), [("default", "default"), ("usb", "USB Microphone"), ("Gone", "Gone")])
def test_the_microphone_in_use_is_always_among_those_there_are(device: str, current: str) -> None:
    choices = microphones(values(hearing__device=device))
    assert [choice.name for choice in choices if choice.current] == [current]
    assert {"default", "Built-in Audio", "USB Microphone"} <= {choice.name for choice in choices}


def test_painters_are_the_sketch_painter_the_model_in_use_and_models_in_our_folder(home: Path) -> None:
    assert [(choice.name, choice.current) for choice in painters(values())] == [("sketch", True)]
    folder = home / "data/jarvis/models/turbo"
    folder.mkdir(parents=True)
    (folder / "model_index.json").write_text("{}")
    choices = painters(values(painter__model="/models/xl"))
    assert [(choice.words, choice.current) for choice in choices] == [
        ("Sketch painter", False),
        ("xl", True),
        ("turbo", False),
    ]
    take(choices[0])
    assert written(home) == {"painter": {"engine": SKETCH}}, "the model stays for a change of mind"
    choices = painters(values(painter__model="/models/xl", painter__engine=SKETCH))
    assert [choice.current for choice in choices] == [True, False, False]
    earlier = "assistant.painting.sketch.sketch_painter:SketchPainter"
    choices = painters(values(painter__model="/models/xl", painter__engine=earlier))
    assert [choice.current for choice in choices] == [True, False, False], "as an earlier release wrote it"
    take(find("TURBO", choices))
    assert written(home)["painter"] == {"engine": "auto", "model": str(folder)}
    own = painters(values(painter__engine="mine:Painter"))
    assert [choice.name for choice in own if choice.current] == ["mine:Painter"]


def test_a_name_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(ConfigError, match="There is: sketch"):
        find("nothing", painters(values()))


@pytest.mark.usefixtures("two_microphones")
def test_without_a_daemon_it_counts_at_the_next_start(home: Path) -> None:
    assert "when Jarvis is started" in take(find("usb microphone", microphones(values())))
    assert written(home) == {"hearing": {"device": "USB Microphone"}}


@pytest.mark.usefixtures("two_microphones")
def test_a_running_daemon_takes_a_microphone_at_once_and_begins_again_for_a_painter(home: Path) -> None:
    with FakeDaemon(socket_path()) as daemon:
        daemon.answers |= {"settings": {"values": values()}, "status": {"busy": True}}
        assert "the ears open it now" in take(find("USB Microphone", microphones(choosing.current_settings())))
        assert daemon.wait_asked("tune") == {"device": "USB Microphone"}
        assert "jarvis restart" in take(painters(values())[0]), "nothing that is being painted is thrown away"
        daemon.answers["status"] = {"busy": False}
        assert "starts again" in take(painters(values())[0])
        daemon.wait_asked("restart")
        daemon.failures["tune"] = {"code": "config", "title": "Too old", "hint": ""}
        assert "Too old" in take(microphones(values())[0])


@pytest.mark.usefixtures("two_microphones")
def test_the_command_lists_and_chooses() -> None:
    from assistant.cli.app import app

    listed = CliRunner().invoke(app, ["use", "microphone"])
    assert listed.stdout.splitlines() == ["● The desktop’s default", "○ Built-in Audio", "○ USB Microphone"]
    chosen = CliRunner().invoke(app, ["use", "microphone", "--json", "--", "USB Microphone"])
    assert "when Jarvis is started" in chosen.stdout
    assert "● USB Microphone" in CliRunner().invoke(app, ["use", "microphone"]).stdout
