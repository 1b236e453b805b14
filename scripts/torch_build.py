"""Finds the build of PyTorch for this machine without downloading one. scripts/setup runs it with .venv's Python.

    torch_build.py requirement        the requirement that pyproject.toml states, such as "torch>=2.10,<3"
    torch_build.py choose cpu|cuda    "installed", "pip REQUIREMENT" or "uv BACKEND"

A CPU build is a few hundred megabytes and a CUDA build several gigabytes, so a machine without an NVIDIA GPU must not
get the latter. pip's configured sources are asked first: a version that ends in "+cpu" is a CPU build. Otherwise uv,
which knows PyTorch's own index, takes it from there. It installs nothing and downloads no wheel.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.version import InvalidVersion, Version

PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def requirement() -> Requirement:
    """Returns torch's requirement in the extra `diffusion`."""
    extras = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    return next(found for found in map(Requirement, extras["diffusion"]) if found.name == "torch")


def offered_cpu_build(wanted: Requirement) -> str | None:
    """Returns the newest CPU build of pip's sources for this Python, such as "2.13.0+cpu"; None if there is none."""
    asked = _pip("index", "versions", "torch")
    listed = re.search(r"^Available versions: (.*)$", asked, re.MULTILINE)
    fitting: list[Version] = []
    for word in (listed[1] if listed else "").split(","):
        try:
            version = Version(word.strip())
        except InvalidVersion:
            continue
        if version.local == "cpu" and wanted.specifier.contains(version):
            fitting.append(version)
    return str(max(fitting)) if fitting else None


def pips_choice(wanted: Requirement) -> tuple[Version, int | None] | None:
    """Returns the version that pip would install and its major version of CUDA; None if pip finds none."""
    asked = _pip("install", "--dry-run", "--ignore-installed", "--no-deps", "--quiet", "--report", "-", str(wanted))
    try:
        metadata = json.loads(asked)["install"][0]["metadata"]
    except (ValueError, LookupError):
        return None
    lines = "\n".join(metadata.get("requires_dist", []))
    cuda = re.search(r"^(?:nvidia-\S+-cu|cuda-toolkit\S*==)(\d+)", lines, re.MULTILINE)
    return Version(metadata["version"]), int(cuda[1]) if cuda else None


def cuda_of_driver() -> int | None:
    """Returns the major version of CUDA that the installed NVIDIA driver supports; None if that is unknown."""
    try:
        shown = subprocess.run(["nvidia-smi"], capture_output=True, text=True, timeout=30, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"CUDA Version:\s*(\d+)\.", shown)
    return int(found[1]) if found else None


def for_cpu(wanted: Requirement) -> str:
    """Returns the source of the build for a machine without an NVIDIA GPU."""
    build = offered_cpu_build(wanted)
    return f"pip torch=={build}" if build else "uv cpu"


def for_gpu(wanted: Requirement) -> str:
    """Returns the source of the build for a machine with an NVIDIA GPU; its driver supports this build."""
    choice, driver = pips_choice(wanted), cuda_of_driver()
    if choice is None or choice[0].local == "cpu":
        return "uv auto"
    version, needed = choice
    # A driver supports builds of its own major version of CUDA and of older ones; uv picks the newest of them.
    return "uv auto" if driver and needed and driver < needed else f"pip torch=={version}"


def choose(device: str) -> str:
    """Returns the answer for setup; `device` is "cpu" or "cuda"."""
    wanted = requirement()
    try:
        present = Version(importlib.metadata.version("torch"))
    except importlib.metadata.PackageNotFoundError:
        present = None
    if present and wanted.specifier.contains(present) and (present.local == "cpu") == (device == "cpu"):
        return "installed"
    return for_cpu(wanted) if device == "cpu" else for_gpu(wanted)


def _pip(*words: str) -> str:
    command = [sys.executable, "-P", "-m", "pip", "--no-input", "--disable-pip-version-check", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    sys.stderr.write(done.stderr)
    return done.stdout


def main(words: list[str]) -> int:
    """Prints the answer; returns 2 for wrong arguments."""
    if words == ["requirement"]:
        answer = str(requirement())
    elif words in (["choose", "cpu"], ["choose", "cuda"]):
        answer = choose(words[1])
    else:
        sys.stderr.write("usage: torch_build.py requirement | choose cpu|cuda\n")
        return 2
    sys.stdout.write(answer + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
