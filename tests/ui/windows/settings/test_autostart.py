"""Tests the start with the session, by a desktop file and by the systemd user service."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.core.errors import AssistantError
from assistant.ui.windows.settings import autostart


def program(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_the_autostart_file_comes_and_goes_and_a_strangers_stays(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no systemctl
    assert (autostart.read_autostart().way, autostart.read_autostart().is_on) == ("file", False)
    assert autostart.set_autostart(True, "/opt/jarvis").is_on
    file = autostart.desktop_file()
    assert "Exec=/opt/jarvis run\n" in file.read_text()
    assert not autostart.set_autostart(False, "/opt/jarvis").is_on
    assert not file.exists()
    file.write_text("[Desktop Entry]\nExec=mine\n")
    with pytest.raises(AssistantError, match="not Jarvis' own"):
        autostart.set_autostart(False, "/opt/jarvis")
    assert file.exists()


def test_where_the_service_is_installed_it_is_enabled_instead(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "state"
    state.write_text("disabled")
    program(
        tmp_path,
        "systemctl",
        f'case $2 in is-enabled) read s < {state}; echo $s; [ "$s" = enabled ];; *) echo "$2"d > {state};; esac',
    )
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    assert (autostart.read_autostart().way, autostart.read_autostart().is_on) == ("service", False)
    assert not autostart.desktop_file().exists()
    assert autostart.set_autostart(True, "/opt/jarvis") == autostart.read_autostart()
    assert autostart.read_autostart().is_on
    assert not autostart.set_autostart(False, "/opt/jarvis").is_on
    assert not autostart.desktop_file().exists()
