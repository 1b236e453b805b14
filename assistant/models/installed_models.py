"""What the installed models are, where they lie, and whether they are whole, by `models/manifest.toml`.

Runs in the CLI (`jarvis models`, `jarvis doctor`). Looks only at files: it never loads a model, imports no package that
carries one, and fetches nothing.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from assistant.core.errors import ModelMissing
from assistant.paths import data_file

State = Literal["ok", "missing", "damaged"]

AGAIN = "Install again: make setup."


@dataclass(frozen=True)
class ModelFile:
    """One file of a model."""

    name: str
    size: int
    """Bytes."""
    sha256: str
    """Lower-case hexadecimal."""


@dataclass(frozen=True)
class ModelStatus:
    """One model of the manifest as it is found on this machine."""

    name: str
    role: str
    """What it does, in a few words: "wake word"."""
    licence: str
    """An SPDX name, or the usual one."""
    source: str
    revision: str
    optional: bool
    """Jarvis does its work without it."""
    size: int
    """Bytes of all its files, as the manifest states them."""
    path: Path | None
    """Its file, or its folder where it has several; none where nothing is there."""
    state: State
    """"damaged": a file is absent, or has another size or (where that was asked for) sum than the manifest says."""

    def as_json(self) -> dict[str, str | int | bool | None]:
        """The fields for a script; `path` is text or null."""
        return {
            "name": self.name,
            "role": self.role,
            "licence": self.licence,
            "source": self.source,
            "revision": self.revision,
            "optional": self.optional,
            "size": self.size,
            "path": str(self.path) if self.path else None,
            "state": self.state,
        }


def installed_models(*, verify: bool = False, manifest: Path | None = None) -> list[ModelStatus]:
    """Each model of the manifest, in its order.

    Args:
        verify: Also compare each file's SHA-256, which reads some 80 MB (about 0.2 s).
        manifest: Another manifest than the one that comes with Jarvis.

    Raises:
        ModelMissing: The manifest is absent or cannot be read. A model that is absent is a state, no error.
    """
    file = manifest or data_file("models/manifest.toml")
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))["model"]
        return [_status(entry, verify) for entry in entries]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as bad:
        raise ModelMissing(f"The list of models, {file}, cannot be read", AGAIN) from bad


def _status(entry: dict[str, object], verify: bool) -> ModelStatus:
    files = _files(entry["files"])
    folder = _folder(str(entry.get("package", "")), str(entry["folder"]))
    state, path = _look(folder, files, verify) if folder else ("missing", None)
    return ModelStatus(
        name=str(entry["name"]),
        role=str(entry["role"]),
        licence=str(entry["licence"]),
        source=str(entry["source"]),
        revision=str(entry["revision"]),
        optional=bool(entry.get("optional", False)),
        size=sum(file.size for file in files),
        path=path,
        state=state,
    )


def _files(listed: object) -> list[ModelFile]:
    if not isinstance(listed, list) or not listed:
        raise TypeError("`files` must be a list of tables")
    return [ModelFile(str(each["name"]), int(each["size"]), str(each["sha256"])) for each in listed]


def _folder(package: str, below: str) -> Path | None:
    if not package:
        return data_file(below)
    # Only the top package is looked up: to look up one below it would import what is above it.
    found = find_spec(package)
    tops = found.submodule_search_locations if found else None
    return next((place for top in tops or () if (place := Path(top) / below).is_dir()), None)


def _look(folder: Path, files: list[ModelFile], verify: bool) -> tuple[State, Path | None]:
    present = [file for file in files if (folder / file.name).is_file()]
    if not present:
        return "missing", None
    path = folder / files[0].name if len(files) == 1 else folder
    whole = len(present) == len(files) and all(_is_whole(folder / file.name, file, verify) for file in files)
    return ("ok" if whole else "damaged"), path


def _is_whole(path: Path, file: ModelFile, verify: bool) -> bool:
    try:
        if path.stat().st_size != file.size:
            return False
        if not verify:
            return True
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == file.sha256
    except OSError:
        return False
