"""The service's files suit any place of installation and follow the settings."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest
from helpers.filled import filled
from msgspec.structs import replace

from assistant.core.messages.event_messages import StateEvent
from assistant.core.wording import sentence
from assistant.settings.schema import Settings
from assistant.system import service_status
from assistant.system.service_install import allowances
from assistant.system.units import ACTIVATION, AUTOSTART, OVERLAY, UNIT, Allowances, drop_in, template

ODD = ['/home/Ann Lee/100% $HOME/py\'thon "3"', "-P", "-m", "assistant"]


def line(text: str, key: str) -> str:
    """Returns the value of a key that occurs once in a file."""
    [found] = [line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{key}=")]
    return found


def test_a_command_with_odd_letters_means_itself_to_systemd_and_to_dbus() -> None:
    unit = template(UNIT, ODD)
    quoted = '"/home/Ann Lee/100%% $$HOME/py\'thon \\"3\\""'
    assert line(unit, "ExecStart") == f"{quoted} -P -m assistant run --no-overlay"
    assert line(template(OVERLAY, ODD), "ExecStart") == f"{quoted} -P -m assistant overlay"
    activation = template(ACTIVATION, ODD)
    assert line(activation, "Exec").endswith(" -P -m assistant run --no-overlay")
    assert line(activation, "Exec").startswith("'/home/Ann Lee/100% $HOME/py'")
    assert line(activation, "SystemdService") == UNIT


def test_every_file_is_filled_in_and_readable() -> None:
    for name in (UNIT, OVERLAY, ACTIVATION, AUTOSTART):
        text = template(name, ["/usr/bin/python3"])
        assert "@JARVIS@" not in text
        parsed = configparser.RawConfigParser(strict=False)
        parsed.optionxform = str  # type: ignore[assignment,method-assign]
        parsed.read_string(text)
        assert parsed.sections()


def test_settings_open_the_sandbox_only_as_far_as_they_need(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "HF_HOME"):
        monkeypatch.delenv(name, raising=False)
    plain = drop_in(allowances(Settings(), namespaces=True))
    assert f"ReadWritePaths=-{tmp_path}/Pictures/Jarvis" in plain
    assert "AF_INET" not in plain
    folder = {"gallery": {"folder": str(tmp_path / "My 100% Art")}, "painter": {"model": str(tmp_path)}}
    own = drop_in(allowances(Settings.model_validate(folder), namespaces=True))
    assert f'ReadWritePaths="-{tmp_path}/My 100%% Art"' in own
    assert "AF_INET" not in own
    for fetched in ({"painter": {"model": "someone/sdxl-turbo"}}, {"transcriber": {"model": "small.en"}}):
        wide = drop_in(allowances(Settings.model_validate(fetched), namespaces=True))
        assert "RestrictAddressFamilies=AF_INET AF_INET6" in wide
        assert f"ReadWritePaths=-{tmp_path}/.cache/huggingface" in wide
    bare = drop_in(Allowances((tmp_path,), namespaces=False))
    assert "PrivateUsers=no" in bare
    assert f"ReadWritePaths=-{tmp_path}" not in bare


FALLS = {
    ("exit-code", "2"): "jarvis doctor",
    ("exit-code", "4"): "jarvis quit",
    ("exit-code", "226"): "jarvis service install",
    ("exit-code", "203"): "jarvis service install",
    ("exit-code", "77"): "jarvis service logs",
    ("watchdog", "0"): "jarvis service logs",
    ("start-limit-hit", "1"): "reset-failed",
    ("oom-kill", "0"): "smaller model",
}


@pytest.mark.parametrize(("result", "exit_status"), FALLS)
def test_each_fall_says_what_to_do(result: str, exit_status: str) -> None:
    unit = {"Result": result, "ExecMainStatus": exit_status, "NRestarts": "1"}
    fell, hint = service_status._failure(unit)
    assert fell
    assert FALLS[result, exit_status] in hint


def test_a_pause_is_told_with_its_reason_and_mute_comes_first() -> None:
    state = filled(StateEvent, tray="muted", paused="locked")
    assert sentence(state) == "Paused while the session is locked: the microphone is closed"
    assert sentence(replace(state, muted=True)).startswith("Muted")
