"""Tests what is found out about painting on this machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.core.errors import ModelMissing
from assistant.ui.windows.settings.painting_hardware import Machine, offers, read_machine, summary, verdict


def program(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_the_gpu_is_found_without_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "nvidia-smi", 'echo "NVIDIA GeForce RTX 4070, 12282"; echo "NVIDIA T400, 2048"')
    monkeypatch.setenv("PATH", str(tmp_path))
    machine = read_machine()
    assert (machine.gpu, round(machine.gpu_gb, 1)) == ("NVIDIA GeForce RTX 4070", 12.9)
    assert "13 GB of video memory" in summary(machine)
    program(tmp_path, "nvidia-smi", "echo no driver; exit 9")
    assert read_machine().gpu == ""
    module = "assistant.ui.windows.settings.painting_hardware"
    code = f"import sys, {module} as m; m.read_machine(); print('torch' in sys.modules)"
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
