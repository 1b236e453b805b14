"""The names that people ask pictures of, and what they sound like. Runs in the transcriber process.

They come from config/names (artists, characters, brands, materials …) and from the user's settings. The wake word is
never among them: a recogniser that expects it hears it in "service" and "Travis" too.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from assistant.paths import data_file
from assistant.settings.schema import TranscriberSettings
from assistant.transcribing.phonetics.phonetic_index import SoundIndex

log = logging.getLogger(__name__)


def read_names(folder: Path) -> dict[str, tuple[str, ...]]:
    """Every name of the text files in `folder`, each once, and how it sounds where its spelling does not tell.

    One name a line; after "=" ways to say it, as an English reader would spell them: "Gaudí = gowdee, goudy". A '#'
    begins a comment. A file that cannot be read is left out and named in the log: a recogniser without names still
    hears.
    """
    lines: list[str] = []
    for path in sorted(folder.glob("*.txt")):
        try:
            lines += path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            log.warning("the names in %s cannot be read: %s", path, error)
    return _each_once(line.split("#", 1)[0] for line in lines)


def expected(settings: TranscriberSettings) -> SoundIndex | None:
    """The names to expect by these settings; None where there are none.

    The user's own names stay when the program's are switched off.
    """
    own = _each_once(settings.own_names)
    shipped = read_names(data_file("config/names")) if settings.names else {}
    known = {name.lower() for name in own}
    both = own | {name: said for name, said in shipped.items() if name.lower() not in known}
    return SoundIndex(both) if both else None


def _each_once(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    kept: dict[str, tuple[str, ...]] = {}
    known: set[str] = set()
    for line in lines:
        written, _, said = line.partition("=")
        name = " ".join(written.split())
        if name and name.lower() not in known:
            known.add(name.lower())
            kept[name] = tuple(" ".join(way.split()) for way in said.split(",") if way.strip())
    return kept
