"""The names that people ask pictures of, and what they sound like. Runs in the transcriber process.

They come from config/names (artists, characters, brands, materials …) and from the user's settings. The wake word is
never among them: a recogniser that expects it hears it in "service" and "Travis" too.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from assistant.paths import data_file
from assistant.settings import TranscriberSettings
from assistant.transcribing.alike import SoundIndex

log = logging.getLogger(__name__)


def read_names(folder: Path) -> list[str]:
    """Every name of the text files in `folder`, each once: one a line, '#' begins a comment.

    A file that cannot be read is left out and named in the log: a recogniser without names still hears.
    """
    names: dict[str, str] = {}
    for path in sorted(folder.glob("*.txt")):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            log.warning("the names in %s cannot be read: %s", path, error)
            continue
        for line in lines:
            name = " ".join(line.split("#", 1)[0].split())
            if name:
                names.setdefault(name.lower(), name)
    return list(names.values())


def expected(settings: TranscriberSettings) -> SoundIndex | None:
    """The names to expect by these settings; None where there are none.

    The user's own names stay when the program's are switched off.
    """
    shipped = read_names(data_file("config/names")) if settings.names else []
    own = [" ".join(name.split()) for name in settings.own_names]
    both = _each_once(filter(None, [*own, *shipped]))
    return SoundIndex(both) if both else None


def _each_once(names: Iterable[str]) -> list[str]:
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(name.lower(), name)
    return list(kept.values())
