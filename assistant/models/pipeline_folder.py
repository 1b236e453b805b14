"""Checks a text-to-image pipeline in a folder: completeness, safety, name.

The painter checks it before it imports any model library, so that a damaged folder is reported within milliseconds.
Only headers and configurations are read. Everything that could run code is refused: pickled weights and program files.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.core.errors import ModelMissing

INDEX = "model_index.json"
MAX_HEADER_BYTES = 100_000_000
"""The safetensors format's own limit of a header."""
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")
_VARIANT = re.compile(r"\.(fp16|bf16)[.\-]")
_FINGERPRINT_BYTES = 65_536
_AGAIN = "Download the model again, or set painter.model to another folder."


@dataclass(frozen=True, slots=True)
class PipelineFolder:
    """A pipeline that passed all checks."""

    path: Path
    name: str
    """Name for people: "SDXL-Lightning"."""
    version: str
    """12 hexadecimal digits of the hub's commit, or of a fingerprint of the files."""
    index: dict[str, Any]
    """The content of `model_index.json`."""
    variant: str | None
    """"fp16" or "bf16" if there are only such weights; None if there are plain ones."""

    @property
    def class_name(self) -> str:
        """The name of the pipeline's class in diffusers."""
        return str(self.index["_class_name"])

    @property
    def libraries(self) -> set[str]:
        """The names of the libraries of its components."""
        return {library for _, library, _ in _components(self.index)}

    def config(self, *components: str) -> dict[str, Any]:
        """Returns the configuration of the first of these components that has one; {} if none has."""
        for component in components:
            for name in ("config.json", "scheduler_config.json"):
                path = self.path / component / name
                if path.is_file():
                    return _read_json(path)
        return {}


def open_folder(folder: Path, name: str | None = None) -> PipelineFolder:
    """Checks a folder in the diffusers layout. Blocks; reads some kilobytes of each file.

    Args:
        folder: The folder with `model_index.json`.
        name: The pipeline's name; None takes the folder's, or the model's if the folder is a hub's snapshot.

    Raises:
        ModelMissing: The pipeline is missing, incomplete or unsafe; the message names the file and a remedy.
    """
    if folder.is_file():
        raise ModelMissing(
            f"{folder.name} is a single file", "Set painter.model to a folder in the diffusers layout, or a hub name."
        )
    if not folder.is_dir():
        raise ModelMissing(f"There is no model folder {folder}", "Set painter.model to a folder that is there.")
    if not (folder / INDEX).is_file():
        raise ModelMissing(
            f"{folder} holds no {INDEX}", "painter.model must be a text-to-image pipeline in the diffusers layout."
        )
    index = _read_json(folder / INDEX)
    _refuse_code(folder, index)
    plain, variants, weights = True, set[str](), list[Path]()
    for component, _, _ in _components(index):
        found = _weights(folder, component)
        marks = {match[1] if (match := _VARIANT.search(path.name)) else "" for path in found}
        if marks and "" not in marks:
            plain = False
        variants |= marks - {""}
        weights += found
    for path in weights:
        _check_safetensors(path)
    variant = None if plain else sorted(variants)[-1]
    repository = re.fullmatch(r"models--.+?--(?P<name>.+)", folder.parent.parent.name)
    is_snapshot = folder.parent.name == "snapshots" and repository is not None
    called = name.split("/")[-1] if name else repository["name"] if is_snapshot and repository else folder.name
    version = folder.name[:12] if is_snapshot else _fingerprint(folder, weights)
    return PipelineFolder(folder, called, version, index, variant)


def _components(index: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yields name, library and class of each component of the pipeline."""
    for name, value in index.items():
        if not name.startswith("_") and isinstance(value, list) and len(value) == 2 and value[0] is not None:
            yield name, str(value[0]), str(value[1])


def _refuse_code(folder: Path, index: dict[str, Any]) -> None:
    names = {component: library for component, library, _ in _components(index)}
    if not names or not isinstance(index.get("_class_name"), str):
        raise ModelMissing(f"{folder / INDEX} describes no pipeline that can be loaded safely", _AGAIN)
    for component, library in names.items():
        if not re.fullmatch(r"\w+", library) or not re.fullmatch(r"\w+", component):
            raise ModelMissing(f"{folder / INDEX} has an odd component, {component!r}", _AGAIN)
        if (folder / component / f"{library}.py").exists():
            raise ModelMissing(
                f"The model in {folder} brings its own program code",
                "Jarvis runs no code that comes with a model. Choose another model.",
            )


def _weights(folder: Path, component: str) -> list[Path]:
    """Returns the component's weight files; none for tokenizers, schedulers and the like."""
    place = folder / component
    if not place.is_dir():
        raise ModelMissing(f"The model's part {component} is missing in {folder}", _AGAIN)
    found = sorted(place.glob("*.safetensors"))
    for listing in place.glob("*.safetensors.index*.json"):
        named = _read_json(listing).get("weight_map", {})
        for shard in sorted(set(named.values()) if isinstance(named, dict) else []):
            if not (place / Path(str(shard)).name).is_file():
                raise ModelMissing(f"The model's file {component}/{shard} is missing in {folder}", _AGAIN)
    if not found:
        pickles = [path.name for pattern in _PICKLES for path in place.glob(pattern)]
        if pickles:
            raise ModelMissing(
                f"The model's part {component} has only pickled weights ({pickles[0]})",
                "Such files can run code, so Jarvis loads only .safetensors. Get the model in that format.",
            )
        if (place / "config.json").is_file() and not re.search("token|process|extract|schedul", component):
            raise ModelMissing(f"The weights of {component} are missing in {folder}", _AGAIN)
    return found


def _check_safetensors(path: Path) -> None:
    """Compare the file's size with its header (safetensors format: 8 bytes of length, JSON, data)."""
    damaged = ModelMissing(f"The model's file {path.parent.name}/{path.name} is damaged or cut short", _AGAIN)
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            if not 2 <= length <= min(size - 8, MAX_HEADER_BYTES):
                raise damaged
            header = json.loads(stream.read(length))
        ends = [entry["data_offsets"][1] for key, entry in header.items() if key != "__metadata__"]
    except OSError as error:
        raise ModelMissing(f"The model's file {path} cannot be read: {error.strerror}", _AGAIN) from error
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise damaged from error
    if size != 8 + length + max(ends, default=0):
        raise damaged


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelMissing(f"The model's file {path} cannot be read", _AGAIN) from error
    if not isinstance(value, dict):
        raise ModelMissing(f"The model's file {path} is damaged", _AGAIN)
    return value


def _fingerprint(folder: Path, weights: list[Path]) -> str:
    """Returns 12 digits of a hash of the index and of each weight file's length and last 64 KiB.

    It tells one fine-tuned model from another without reading gigabytes.
    """
    digest = hashlib.sha256((folder / INDEX).read_bytes())
    for path in weights:
        size = path.stat().st_size
        digest.update(f"{path.parent.name}/{path.name} {size}".encode())
        with path.open("rb") as stream:
            stream.seek(max(0, size - _FINGERPRINT_BYTES))
            digest.update(stream.read(_FINGERPRINT_BYTES))
    return digest.hexdigest()[:12]
