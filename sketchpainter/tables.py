"""Reads the tables and lists of `sketchpainter/data`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from sketchpainter.sketch_errors import TableError

DATA = Path(__file__).resolve().parent / "data"
"""Folder of the tables; it is inside the package both in a checkout and in a wheel."""


def read_table(name: str) -> dict[str, Any]:
    """Reads `sketchpainter/data/<name>.toml`.

    Raises:
        TableError: The file is missing or is not TOML.
    """
    path = DATA / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TableError(f"The painter's table {path} cannot be read", f"Put it right: {error}") from error


def read_lines(name: str) -> list[str]:
    """Reads the lines of `sketchpainter/data/<name>.txt`; an empty file gives one empty line.

    Raises:
        TableError: The file is missing or is not UTF-8.
    """
    path = DATA / f"{name}.txt"
    try:
        return path.read_text(encoding="utf-8").splitlines() or [""]
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"The painter's list {path} cannot be read", f"Put it right: {error}") from error
