"""Makes long recordings of real people who never say the wake word, and of music, from Debian's packages.

Used by `bench/wake_sets.py`; `python -m bench.people NAME FOLDER` writes the recordings of one source. It downloads the
packages with apt-get (without root: they are unpacked, not installed) and joins their clips with a short room noise
between them, since a detector hears streams, not clips.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator

from bench import archives
from bench.sound_files import RATE_HZ, Samples, read, write_flac

STREAM_S = 600.0
"""Approximate length of a recording."""
GAP_S = (0.25, 1.0)
LONGEST_CLIP_S = 400.0
ROOM = 6.0 / 32768
"""Standard deviation of the noise of a quiet room."""


@dataclass(frozen=True, slots=True)
class Source:
    """A group of clips in a Debian package."""

    name: str
    package: str
    pattern: str
    """Glob below the unpacked package."""
    kind: str
    """"people", "music" or "effects"."""
    licence: str
    says: str
    """Description of the content."""
    archive: Callable[[Path, Path], Iterator[Path]] | None = None
    """Unpacks the archive that `pattern` finds; None if it finds the clips themselves."""
    trained_on: bool = False
    """True if the models in models/wake were trained with it, so that it cannot evaluate them."""


_TUXPAINT = "usr/share/tuxpaint/stamps/**"
_FILLETS = "usr/share/games/fillets-ng"
_ASTERISK = "usr/share/asterisk"
SOURCES = (
    Source("asterisk-es", "asterisk-core-sounds-es-g722", f"{_ASTERISK}/**/*.g722", "people", "CC BY-SA 3.0",
           "a woman's telephone prompts, Spanish"),
    Source("asterisk-it", "asterisk-core-sounds-it-g722", f"{_ASTERISK}/**/*.g722", "people", "CC BY 3.0",
           "a man's telephone prompts, Italian"),
    Source("asterisk-ru", "asterisk-core-sounds-ru-g722", f"{_ASTERISK}/**/*.g722", "people", "CC BY 3.0",
           "a woman's telephone prompts, Russian"),
    Source("asterisk-it-menardi", "asterisk-prompt-it-menardi-wav", f"{_ASTERISK}/**/*.wav", "people", "CC BY-SA 3.0",
           "a woman's telephone prompts, Italian, 8 kHz"),
    Source("asterisk-es-co", "asterisk-prompt-es-co", f"{_ASTERISK}/**/*.gsm", "people", "GPL-2+",
           "telephone prompts, Colombian Spanish, 8 kHz GSM"),
    Source("tuxpaint", "tuxpaint-stamps-default", f"{_TUXPAINT}/*_desc*.ogg", "people", "GPL-2",
           "names of things in a dozen languages"),
    Source("tuxpaint-effects", "tuxpaint-stamps-default", f"{_TUXPAINT}/*.ogg", "effects", "GPL-2",
           "animals, vehicles, tools"),
    Source("fillets-cs", "fillets-ng-data-cs", f"{_FILLETS}/**/*.ogg", "people", "GPL-2+", "dialogue, Czech",
           trained_on=True),
    Source("fillets-nl", "fillets-ng-data-nl", f"{_FILLETS}/**/*.ogg", "people", "GPL-2+", "dialogue, Dutch",
           trained_on=True),
    Source("fillets", "fillets-ng-data", f"{_FILLETS}/sound/**/*.ogg", "people", "GPL-2+", "dialogue and effects"),
    Source("klettres", "klettres-data", "usr/share/klettres/**/*.ogg", "people", "GPL-2+",
           "letters and syllables in two dozen languages, children among the speakers", trained_on=True),
    Source("hedgewars", "hedgewars-data", "usr/share/games/hedgewars/Data/Sounds/**/*.ogg", "people", "GPL-2",
           "shouts in English, Spanish, Polish, Russian, Ukrainian, and effects", trained_on=True),
    Source("amazon-queen", "flight-of-the-amazon-queen", "usr/share/scummvm/**/queen.1c", "people",
           "freeware (its own licence)", "an adventure's dialogue by English-speaking actors, MP3 at 11 kHz",
           archive=archives.queen, trained_on=True),
    Source("steel-sky", "beneath-a-steel-sky", "usr/share/scummvm/**/sky.dsk", "people",
           "freeware (its own licence)", "an adventure's dialogue by English-speaking actors, 11 kHz",
           archive=archives.sky),
    Source("warzone", "warzone2100-data", "usr/share/games/warzone2100/base.wz", "people", "GPL-2+",
           "briefings and effects, English", archive=archives.zipped),
    Source("hedgewars-music", "hedgewars-data", "usr/share/games/hedgewars/Data/Music/*.ogg", "music", "GPL-2",
           "game music", trained_on=True),
    Source("fillets-music", "fillets-ng-data", f"{_FILLETS}/music/*.ogg", "music", "GPL-2+", "game music"),
    Source("asterisk-music", "asterisk-moh-opsound-g722", f"{_ASTERISK}/moh/*.g722", "music", "CC BY-SA 3.0",
           "music on hold"),
)  # fmt: skip


def recordings(source: Source, packages: Path, chance: Generator) -> Iterator[Samples]:
    """Yields the source's clips in random order, joined to recordings of about STREAM_S.

    Raises:
        subprocess.CalledProcessError: The package cannot be downloaded.
    """
    stream: list[Samples] = []
    length = 0
    for clip in _clips(source, unpacked(source.package, packages), chance):
        gap = chance.normal(0, ROOM, round(chance.uniform(*GAP_S) * RATE_HZ)).astype(np.float32)
        stream += [clip[: round(LONGEST_CLIP_S * RATE_HZ)], gap]
        length += len(stream[-2]) + len(gap)
        if length >= STREAM_S * RATE_HZ:
            yield np.concatenate(stream)
            stream, length = [], 0
    if length >= RATE_HZ:
        yield np.concatenate(stream)


def _clips(source: Source, folder: Path, chance: Generator) -> Iterator[Samples]:
    paths = sorted(path for path in folder.glob(source.pattern) if path.is_file())
    if source.name == "tuxpaint-effects":
        paths = [path for path in paths if "_desc" not in path.name]
    with tempfile.TemporaryDirectory() as spare:
        if source.archive is not None:
            paths = list(source.archive(paths[0], Path(spare)))
        for index in chance.permutation(len(paths)):
            try:
                yield read(paths[index])
            except OSError:
                continue


def unpacked(package: str, packages: Path) -> Path:
    """Returns the folder with the files of a Debian package, which is downloaded if need be."""
    folder = packages / package
    if not folder.is_dir():
        with tempfile.TemporaryDirectory(dir=packages) as spare:
            subprocess.run(["apt-get", "download", package], cwd=spare, check=True, stdout=subprocess.DEVNULL)
            (fetched,) = Path(spare).glob("*.deb")
            subprocess.run(["dpkg-deb", "-x", str(fetched), f"{spare}/files"], check=True)
            (Path(spare) / "files").rename(folder)
    return folder


def main(name: str, folder: Path) -> None:
    """Writes the recordings of a source into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (source,) = (one for one in SOURCES if one.name == name)
    for number, stream in enumerate(recordings(source, folder.parent, np.random.default_rng(0))):
        write_flac(folder / f"{name}_{number:02d}.flac", stream)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
