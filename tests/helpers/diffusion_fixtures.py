"""Tiny diffusion models, built once for a run."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

NO_DIFFUSION = "the diffusion packages are not installed: nothing of the diffusion painter is tested (run make setup)"


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a tiny "sd", "sdxl" or "flux" model."""
    for package in ("torch", "transformers", "diffusers"):
        pytest.importorskip(package, reason=NO_DIFFUSION)
    import torch
    from helpers import tiny_models

    torch.set_num_threads(1)
    place = tmp_path_factory.mktemp("models")

    def folder(kind: str) -> Path:
        path = place / f"Tiny-{kind.upper()}"
        if not path.exists():
            {"sd": tiny_models.save_sd, "sdxl": tiny_models.save_sdxl, "flux": tiny_models.save_flux}[kind](path)
        return path

    return folder


@pytest.fixture
def own_sd(tiny: Callable[[str], Path], tmp_path: Path) -> Path:
    """A copy of the tiny SD model that a test may damage."""
    return Path(shutil.copytree(tiny("sd"), tmp_path / "mine"))
