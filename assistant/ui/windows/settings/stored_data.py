"""What Jarvis keeps, where, and how much it is: for the page on privacy. Looks only; blocks while it counts files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant import paths
from assistant.settings.schema import Settings


@dataclass(frozen=True, slots=True)
class Place:
    """One thing that is kept."""

    title: str
    words: str
    path: Path
    how_much: str


def places(settings: Settings) -> Iterator[Place]:
    """Everything that is kept on this machine."""
    gallery = Path(settings.gallery.folder).expanduser() if settings.gallery.folder else paths.pictures_dir()
    count, size = _tally(gallery, (".png",))
    yield Place(
        "Pictures",
        "With what you said and how they were made inside each file. The oldest go when there are more than "
        f"{settings.gallery.max_mb} MB; what you kept on purpose stays.",
        gallery,
        _amount(count, "picture", size),
    )
    log = paths.state_dir() / "wake.db"
    rows, size = _entries(), _size(log)
    yield Place(
        "Wake log",
        "When it woke or almost woke and how high the score was, for 30 days. No sound and no words."
        + ("" if settings.wake.log else " Switched off now."),
        log,
        _amount(rows, "entry", size) if size else "nothing",
    )
    yield Place(
        "Settings",
        "One file in plain text, which you may edit by hand.",
        paths.config_files()[-1],
        _bytes(_size(paths.config_files()[-1])) if paths.config_files()[-1].exists() else "none yet: all defaults",
    )
    own = paths.data_home()
    count, size = _tally(own)
    yield Place("Wake words of your own", "What you trained, from made voices.", own, _amount(count, "file", size))
    cache = paths.cache_dir()
    count, size = _tally(cache)
    yield Place("Cache", "Can be made again; delete it whenever you like.", cache, _amount(count, "file", size))


def to_open(path: Path) -> Path:
    """The folder that a button can open for this place: itself, or the nearest one above that is there."""
    return next(folder for folder in (path, *path.parents) if folder.is_dir())


def _entries() -> int:
    from assistant.core.errors import AssistantError
    from assistant.wake_log.store import WakeLogStore

    try:
        return len(WakeLogStore().read())
    except AssistantError:
        return 0


def _tally(folder: Path, endings: tuple[str, ...] = ()) -> tuple[int, int]:
    """How many files (with these endings) and how many bytes; links are not followed."""
    count = size = 0
    for where, _, names in os.walk(folder):
        for name in names:
            if not endings or name.endswith(endings):
                count += 1
                size += _size(Path(where) / name)
    return count, size


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _amount(count: int, what: str, size: int) -> str:
    if not count:
        return "nothing"
    plural = what if count == 1 else what[:-1] + "ies" if what.endswith("y") else what + "s"
    return f"{count:,} {plural}, {_bytes(size)}"


def _bytes(size: int) -> str:
    for unit, worth in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= worth:
            return f"{size / worth:.1f} {unit}" if size < 100 * worth else f"{size / worth:.0f} {unit}"
    return f"{size} bytes"
