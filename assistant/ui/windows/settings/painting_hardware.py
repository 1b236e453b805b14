"""Finds out what this machine can paint with: memory, GPU, installed packages, and what the models would cost.

Blocks for up to some seconds (nvidia-smi), so the window runs it on a thread. Imports no torch, downloads nothing.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from assistant.core.errors import ModelMissing
from assistant.paths import data_file

NVIDIA_S = 10.0
CPU_RAM_GB = 12.0
"""Least memory for painting without a GPU: float32 weights of the smallest offer are 5 GB."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Describes this machine."""

    ram_gb: float
    gpu: str
    """The GPU's name, or "" where there is none that the painter could use."""
    gpu_gb: float
    free_disk_gb: float
    """Free space in the folder that models are downloaded to."""
    has_packages: bool
    """Whether PyTorch and diffusers are installed."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Describes a diffusion model that could be downloaded."""

    name: str
    words: str
    hub: str
    include: tuple[str, ...]
    download_gb: float
    gpu_gb: float
    licence: str
    licence_note: str

    @property
    def command(self) -> str:
        """Returns what a person types to download it."""
        patterns = " ".join(shlex.quote(pattern) for pattern in self.include)
        beside = Path(sys.executable).with_name("hf")
        program = str(beside) if shutil.which("hf") is None and beside.exists() else "hf"
        return f"{shlex.quote(program)} download {self.hub} --include {patterns}"

    @property
    def is_here(self) -> bool:
        """Returns whether the hub's cache on this machine holds it, at least in part."""
        folder = hub_cache() / f"models--{self.hub.replace('/', '--')}" / "snapshots"
        return any(folder.glob("*/model_index.json"))


def hub_cache() -> Path:
    """Returns the folder of the hub's models, by the rules of huggingface_hub."""
    home = os.environ.get("HF_HOME") or f"{os.environ.get('XDG_CACHE_HOME') or '~/.cache'}/huggingface"
    return Path(os.environ.get("HF_HUB_CACHE") or f"{home}/hub").expanduser()


def read_machine() -> Machine:
    """Describes this machine. Blocks."""
    gpu, gpu_gb = _gpu()
    standing = next(folder for folder in (hub_cache(), *hub_cache().parents) if folder.exists())
    has_packages = all(importlib.util.find_spec(name) is not None for name in ("torch", "diffusers"))
    return Machine(_ram_gb(), gpu, gpu_gb, shutil.disk_usage(standing).free / 1e9, has_packages)


def offers(manifest: Path | None = None) -> list[Offer]:
    """Returns the models on offer.

    Args:
        manifest: The list of models; None is the one that comes with Jarvis.

    Raises:
        ModelMissing: The manifest cannot be read.
    """
    file = manifest or data_file("models/manifest.toml")
    try:
        listed = tomllib.loads(file.read_text(encoding="utf-8")).get("painter", [])
        return [Offer(**{**entry, "include": tuple(entry["include"])}) for entry in listed]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelMissing(f"The list of models, {file}, cannot be read", "Install again: make setup.") from error


def verdict(offer: Offer, machine: Machine) -> tuple[str, bool]:
    """Returns in words whether this machine can run the model, and whether that is good news."""
    if machine.gpu and machine.gpu_gb >= offer.gpu_gb:
        return f"Fits: {machine.gpu} has {machine.gpu_gb:.0f} GB, it wants {offer.gpu_gb:g} GB", True
    if machine.gpu:
        return f"{machine.gpu} has {machine.gpu_gb:.0f} GB, it wants {offer.gpu_gb:g} GB", False
    if machine.ram_gb >= max(CPU_RAM_GB, 2.5 * offer.download_gb):
        return "No GPU here: it would paint on the CPU, which takes far longer", False
    return f"No GPU here, and {machine.ram_gb:.0f} GB of memory are too little for it", False


def summary(machine: Machine) -> str:
    """Returns the machine in a line."""
    gpu = f"{machine.gpu}, {machine.gpu_gb:.0f} GB of video memory" if machine.gpu else "no NVIDIA GPU"
    return f"{gpu} · {machine.ram_gb:.0f} GB of memory · {machine.free_disk_gb:.0f} GB of disk free"


def _ram_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _gpu() -> tuple[str, float]:
    """Returns name and memory in GB of the NVIDIA GPU with the most memory; "" and 0 for none."""
    if shutil.which("nvidia-smi") is None:
        return "", 0.0
    command = ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=NVIDIA_S, check=False)
    except (subprocess.TimeoutExpired, OSError):
        return "", 0.0
    found: list[tuple[float, str]] = []
    for line in done.stdout.splitlines() if done.returncode == 0 else ():
        name, _, mebibytes = line.rpartition(",")
        if name and mebibytes.strip().isdigit():
            found.append((int(mebibytes) * 2**20 / 1e9, name.strip()))
    memory, name = max(found, default=(0.0, ""))
    return name, memory
