"""What this machine can paint with: memory, GPU, installed packages, and what the models on offer would cost.

Blocks for up to some seconds (nvidia-smi): the window runs it in a thread. Imports no torch, fetches nothing.
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
"""Memory from which on painting without a GPU is at all sensible: float32 weights of the smallest offer are 5 GB."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What is there."""

    ram_gb: float
    gpu: str
    """Its name, or "" where there is none that the painter could use."""
    gpu_gb: float
    free_disk_gb: float
    """In the folder where models are fetched to."""
    has_packages: bool
    """Whether PyTorch and diffusers are installed."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A diffusion model that could be fetched."""

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
        """What a person types to fetch it."""
        patterns = " ".join(shlex.quote(pattern) for pattern in self.include)
        beside = Path(sys.executable).with_name("hf")
        program = str(beside) if shutil.which("hf") is None and beside.exists() else "hf"
        return f"{shlex.quote(program)} download {self.hub} --include {patterns}"

    @property
    def is_here(self) -> bool:
        """Whether the hub's cache on this machine holds it, at least in part."""
        folder = hub_cache() / f"models--{self.hub.replace('/', '--')}" / "snapshots"
        return any(folder.glob("*/model_index.json"))


def hub_cache() -> Path:
    """Where models of the hub lie, by the rules of huggingface_hub."""
    home = os.environ.get("HF_HOME") or f"{os.environ.get('XDG_CACHE_HOME') or '~/.cache'}/huggingface"
    return Path(os.environ.get("HF_HUB_CACHE") or f"{home}/hub").expanduser()


def look() -> Machine:
    """See what is there."""
    gpu, gpu_gb = _gpu()
    standing = next(folder for folder in (hub_cache(), *hub_cache().parents) if folder.exists())
    has_packages = all(importlib.util.find_spec(name) is not None for name in ("torch", "diffusers"))
    return Machine(_ram_gb(), gpu, gpu_gb, shutil.disk_usage(standing).free / 1e9, has_packages)


def offers(manifest: Path | None = None) -> list[Offer]:
    """The models on offer.

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
    """Whether this machine can run it, in words, and whether that is good news."""
    if machine.gpu and machine.gpu_gb >= offer.gpu_gb:
        return f"Fits: {machine.gpu} has {machine.gpu_gb:.0f} GB, it wants {offer.gpu_gb:g} GB", True
    if machine.gpu:
        return f"{machine.gpu} has {machine.gpu_gb:.0f} GB, it wants {offer.gpu_gb:g} GB", False
    if machine.ram_gb >= max(CPU_RAM_GB, 2.5 * offer.download_gb):
        return "No GPU here: it would paint on the CPU, which takes far longer", False
    return f"No GPU here, and {machine.ram_gb:.0f} GB of memory are too little for it", False


def summary(machine: Machine) -> str:
    """The machine in a line."""
    gpu = f"{machine.gpu}, {machine.gpu_gb:.0f} GB of video memory" if machine.gpu else "no NVIDIA GPU"
    return f"{gpu} · {machine.ram_gb:.0f} GB of memory · {machine.free_disk_gb:.0f} GB of disk free"


def _ram_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _gpu() -> tuple[str, float]:
    """The NVIDIA GPU with the most memory: name and GB."""
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
