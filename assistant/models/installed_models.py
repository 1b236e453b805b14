"""Lists the models of `models/manifest.toml`, their places, and whether their files are complete.

Serves `jarvis models` and `jarvis doctor`. It only looks at files: it never loads a model, imports no package that
contains one, and downloads nothing.
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

REINSTALL_HINT = "Install again: make setup."


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
    """A model of the manifest and its state on this machine."""

    name: str
    role: str
    """Its purpose in a few words: "wake word"."""
    licence: str
    """SPDX name, or the usual name where SPDX has none."""
    source: str
    revision: str
    optional: bool
    """True if Jarvis works without it."""
    size: int
    """Size of all its files in bytes, by the manifest."""
    path: Path | None
    """Its file, or its folder if it has several files; None if no file exists."""
    state: State
    """"damaged" means that a file is missing, or that its size or (if checked) its sum differs from the manifest."""

    def as_json(self) -> dict[str, str | int | bool | None]:
        """Returns the fields as JSON values; `path` is text or null."""
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
    """Returns the models of the manifest in order. Blocks.

    Args:
        verify: Also compare each file's SHA-256, which reads some 80 MB (about 0.2 s).
        manifest: Another manifest than the one that comes with Jarvis.

    Raises:
        ModelMissing: The manifest is missing or cannot be read. A missing model is no error but a state.
    """
    file = manifest or data_file("models/manifest.toml")
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))["model"]
        return [_status(entry, verify) for entry in entries]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as bad:
        raise ModelMissing(f"The list of models, {file}, cannot be read", REINSTALL_HINT) from bad


def _status(entry: dict[str, object], verify: bool) -> ModelStatus:
    files = _files(entry["files"])
    folder = _folder(str(entry.get("package", "")), str(entry["folder"]))
    state, path = _inspect(folder, files, verify) if folder else ("missing", None)
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
    # Only the top package is looked up: looking up a sub-package would import its parents.
    found = find_spec(package)
    tops = found.submodule_search_locations if found else None
    return next((place for top in tops or () if (place := Path(top) / below).is_dir()), None)


def _inspect(folder: Path, files: list[ModelFile], verify: bool) -> tuple[State, Path | None]:
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
