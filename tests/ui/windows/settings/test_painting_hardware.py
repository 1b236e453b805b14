"""What this machine can paint with, what is kept on it, and whether Jarvis starts with the session."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.core.errors import AssistantError, ModelMissing
from assistant.settings.schema import Settings
from assistant.ui.windows.settings import autostart
from assistant.ui.windows.settings.painting_hardware import Machine, look, offers, summary, verdict
from assistant.ui.windows.settings.stored_data import places, to_open
from assistant.wake_log.store import WakeLogStore


def program(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_the_gpu_is_found_without_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "nvidia-smi", 'echo "NVIDIA GeForce RTX 4070, 12282"; echo "NVIDIA T400, 2048"')
    monkeypatch.setenv("PATH", str(tmp_path))
    machine = look()
    assert (machine.gpu, round(machine.gpu_gb, 1)) == ("NVIDIA GeForce RTX 4070", 12.9)
    assert "13 GB of video memory" in summary(machine)
    program(tmp_path, "nvidia-smi", "echo no driver; exit 9")
    assert look().gpu == ""
    code = "import sys, assistant.ui.windows.settings.painting_hardware as m; m.look(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False"


def test_each_offer_says_what_it_costs_and_whether_it_fits() -> None:
    found = offers()
    assert {offer.hub for offer in found} >= {"stabilityai/sd-turbo"}
    assert all(offer.licence and offer.download_gb > 0 and offer.command.count(offer.hub) == 1 for offer in found)
    small = next(offer for offer in found if offer.hub == "stabilityai/sd-turbo")
    gpu = Machine(32, "RTX", 8.0, 100, True)
    assert verdict(small, gpu) == ("Fits: RTX has 8 GB, it wants 3.5 GB", True)
    assert verdict(found[-1], gpu)[1] is False
    assert "far longer" in verdict(small, Machine(32, "", 0, 100, True))[0]
    assert "too little" in verdict(found[-1], Machine(8, "", 0, 100, True))[0]


def test_a_model_in_the_hubs_cache_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    small = offers()[0]
    assert not small.is_here
    snapshot = tmp_path / f"models--{small.hub.replace('/', '--')}" / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    (snapshot / "model_index.json").touch()
    assert small.is_here


def test_a_manifest_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text("[[painter]]\nname = 'x'\n")
    with pytest.raises(ModelMissing, match=r"m\.toml"):
        offers(tmp_path / "m.toml")


def test_what_is_kept_is_counted(config: Path, tmp_path: Path) -> None:
    pictures = tmp_path / "Pictures" / "Jarvis" / "2026"
    pictures.mkdir(parents=True)
    for number in range(3):
        (pictures / f"{number}.png").write_bytes(b"x" * 400_000)
    WakeLogStore().add(1e9, "jarvis", 0.9, 0.5, "painted")
    found = {place.title: place for place in places(Settings())}
    assert found["Pictures"].how_much == "3 pictures, 1.2 MB"
    assert found["Pictures"].path == tmp_path / "Pictures" / "Jarvis"
    assert found["Settings"].path == config
    assert found["Wake words of your own"].how_much == "nothing"
    assert to_open(found["Wake words of your own"].path).is_dir()
    assert to_open(found["Settings"].path) == config.parent


def test_the_autostart_file_comes_and_goes_and_a_strangers_stays(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no systemctl
    assert (autostart.look().way, autostart.look().is_on) == ("file", False)
    assert autostart.turn(True, "/opt/jarvis").is_on
    file = autostart.desktop_file()
    assert "Exec=/opt/jarvis run\n" in file.read_text()
    assert not autostart.turn(False, "/opt/jarvis").is_on
    assert not file.exists()
    file.write_text("[Desktop Entry]\nExec=mine\n")
    with pytest.raises(AssistantError, match="not Jarvis' own"):
        autostart.turn(False, "/opt/jarvis")
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
    assert (autostart.look().way, autostart.look().is_on) == ("service", False)
    assert not autostart.desktop_file().exists()
    assert autostart.turn(True, "/opt/jarvis") == autostart.look()
    assert autostart.look().is_on
    assert not autostart.turn(False, "/opt/jarvis").is_on
    assert not autostart.desktop_file().exists()
