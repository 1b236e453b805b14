"""Makes three lists: kinds.txt, the thing that stands for an English noun; quiet.txt, words that ask for nothing; and
sayings.txt, compounds whose first word is not meant literally: a night owl.

    python -m bench.sketch_kinds [/usr/share/wordnet]

Needs Debian's `wordnet-base` (WordNet 3.0, whose licence allows derived lists and is kept beside the list) and the
emoji font. From each noun's most frequent meaning it climbs to the first kind that sketchpainter/data/kinds.toml gives
to a thing. Nouns that are more often another part of speech are left out, and so are scientific names, rude words, and
compounds whose last word means the same thing.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sketchpainter.figures.glyphs import GlyphFont, find_font
from sketchpainter.language.en.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    "top": 3,
    "animal": 5,
    "artifact": 6,
    "body": 8,
    "food": 13,
    "object": 17,
    "person": 18,
    "plant": 20,
    "substance": 27,
}
"""Numbers of WordNet's files of nouns, of lexnames(5WN)."""
LOCATION = 15
"""Number of the file of places, whose nouns are no things."""
_LITERAL = (LOCATION, 19, 26, 28)
"""Files of places, phenomena, states and times: compounds in these are literal, "winter solstice"."""
_SETTINGS = ("times", "seasons", "weathers", "places", "places_weak")
"""Sections of scenes.toml whose words may begin a compound without being meant literally."""
_RUDE = re.compile("offensive|slur|disparag|derogat|sexual|prostitut|obscene")
"""Meanings with these words in their definition are left out."""
_NAMESAKES = (FILES["animal"], FILES["plant"], FILES["food"])
_VISIBLE = (*_NAMESAKES, FILES["artifact"], FILES["object"])
_PASSIVE = re.compile("(ing|ed|ly)$")
"""Endings of words that are quiet without a list (`Vocabulary.is_quiet`)."""
_RARE = 2
"""Number of uses in WordNet's corpora up to which a noun's first meaning counts no more than the others."""
_SMALL_WORDS = {"and", "of", "in", "the", "a", "on", "with", "to", "at"}
"""Names with these words are usually several things, or a saying."""
HIGHEST = 12
"""Maximum number of steps to climb."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One meaning of a noun."""

    file: int
    above: tuple[str, ...]
    """Keys of the kinds that it belongs to."""
    latin: frozenset[str]
    """Its scientific names."""
    is_rude: bool
    is_instance: bool
    """True for somebody or something with a name: a city, not a kind of city."""


class WordNet:
    """Reads the nouns of WordNet's database files (wndb(5WN))."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.meanings = dict(self._meanings())
        self.nouns = {fields[0]: tuple(fields[-int(fields[2]) :]) for fields in self._rows("index.noun")}
        """The meanings of each noun, the most frequent first."""
        self._uses: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for line in (folder / "cntlist.rev").read_text("latin-1").splitlines():
            sense, _, times = line.split()
            lemma, _, kind = sense.partition("%")
            self._uses[lemma]["noun" if kind[0] == "1" else "other"] += int(times)
        self._adjectives = {fields[0] for fields in self._rows("index.adj")}
        others = ("index.verb", "index.adj", "index.adv")
        self._others = {fields[0] for name in others for fields in self._rows(name)}

    def is_noun(self, lemma: str) -> bool:
        """Returns whether the word is used as a noun more often than as anything else."""
        uses = self._uses.get(lemma, {})
        return uses.get("noun", 0) >= uses.get("other", 0) or uses.get("other", 0) <= _RARE

    def quiet(self) -> list[str]:
        """Returns single words that ask for nothing visible: verbs, adjectives and adverbs that are no nouns."""
        past = {line.split()[0] for line in (self._folder / "verb.exc").read_text("latin-1").splitlines()}
        past = {word for word in past if re.fullmatch("[a-z]{3,14}", word) and word not in self.nouns}
        words = [word for word in self._others if re.fullmatch("[a-z]{2,14}", word)]
        used = {word for word in words if self._uses.get(word, {}).get("other", 0) > 0 and not self.is_noun(word)}
        describing = {word for word in words if word in self._adjectives and word not in self.nouns}
        describing = {word for word in describing if not _PASSIVE.search(word)}
        return sorted(used | past | describing)

    def usual(self, lemma: str) -> str:
        """Returns a noun's usual meaning: the first; for persons the animal or plant that named them; for rare words a
        visible one.
        """
        keys = self.nouns[lemma]
        first = self.meanings[keys[0]].file
        if first == FILES["plant"]:
            return next((key for key in keys if self.meanings[key].file == FILES["food"]), keys[0])
        if first == FILES["person"]:
            return next((key for key in keys if self.meanings[key].file in _NAMESAKES), keys[0])
        if first not in FILES.values() and self._uses.get(lemma, {}).get("noun", 0) <= _RARE:
            return next((key for key in keys if self.meanings[key].file in _VISIBLE), keys[0])
        return keys[0]

    def first(self, kind: str) -> str:
        """Returns the key of a kind such as "animal:dog".

        Raises:
            KeyError: WordNet has no such noun in that file.
        """
        name, _, lemma = kind.partition(":")
        file = LOCATION if name == "location" else FILES[name]
        for key in self.nouns[lemma.replace(" ", "_")]:
            if self.meanings[key].file == file:
                return key
        raise KeyError(kind)

    def _meanings(self) -> Iterator[tuple[str, Meaning]]:
        for line in self._lines("data.noun"):
            data, _, gloss = line.partition("|")
            fields = data.split()
            at, file = 4 + 2 * int(fields[3], 16), int(fields[1])
            pointers = [fields[at + 1 + 4 * n : at + 3 + 4 * n] for n in range(int(fields[at]))]
            words = fields[4:at:2]
            latin = {word.lower() for word in words if "_" in word and word[0].isupper() and file in (5, 20)}
            above = tuple(key for sign, key in pointers if sign in ("@", "@i"))
            is_instance = any(sign == "@i" for sign, _ in pointers)
            yield fields[0], Meaning(file, above, frozenset(latin), bool(_RUDE.search(gloss)), is_instance)

    def _rows(self, name: str) -> Iterator[list[str]]:
        return (line.split() for line in self._lines(name))

    def _lines(self, name: str) -> Iterator[str]:
        lines = (self._folder / name).read_text("latin-1").splitlines()
        return (line for line in lines if not line.startswith(" "))


def sayings(net: WordNet) -> dict[str, list[str]]:
    """Returns the words that follow words for light, weather, seasons and places without their meaning: squash after
    "summer".
    """
    table = tomllib.loads((ROOT / "sketchpainter/data/scenes.toml").read_text("utf-8"))
    firsts = {word for section in _SETTINGS for words in table[section].values() for word in words if word.isalpha()}
    found: dict[str, list[str]] = defaultdict(list)
    for lemma, keys in net.nouns.items():
        first, _, rest = lemma.replace("-", "_").partition("_")
        if first in firsts and re.fullmatch("[a-z]+(_[a-z]+)?", rest) and net.meanings[keys[0]].file not in _LITERAL:
            found[first].append(rest.replace("_", " "))
    return found


def roots(net: WordNet, vocabulary: Vocabulary) -> dict[str, str]:
    """Returns the thing of each kind: those of the table, and things that are nouns themselves."""
    table = tomllib.loads((ROOT / "sketchpainter/data/kinds.toml").read_text("utf-8"))["kinds"]
    found = {}
    for name in vocabulary.names:
        thing = vocabulary.thing(name)
        files = (18, 5, 6) if thing and thing.is_person else (5, 6, 17, 13, 20)
        keys = net.nouns.get(name.lower().replace(" ", "_"), ())
        own = [key for file in files for key in keys if net.meanings[key].file == file]
        if own:
            found[own[0]] = name
    for name, kinds in table.items():
        if vocabulary.thing(name) is None:
            raise SystemExit(f"sketchpainter/data/kinds.toml: no thing {name}")
        found |= {net.first(kind): name for kind in kinds}
    return found


def thing_of(net: WordNet, key: str, found: dict[str, str]) -> str | None:
    """Returns the thing of the nearest kind above a meaning, itself included."""
    level, seen = [key], {key}
    for _ in range(HIGHEST):
        for at in level:
            if at in found:
                return found[at]
        level = [up for at in level for up in net.meanings[at].above if up not in seen]
        seen.update(level)
    return None


def main(folder: Path) -> None:
    """Writes the lists."""
    net, vocabulary = WordNet(folder), Vocabulary(GlyphFont(find_font()).has)
    found = roots(net, vocabulary)
    things: dict[str, str] = {}
    for lemma in net.nouns:
        if re.fullmatch(r"[a-z]{3,}([_-][a-z]+){0,2}", lemma) and net.is_noun(lemma):
            key = net.usual(lemma)
            meaning = net.meanings[key]
            thing = thing_of(net, key, found) if meaning.file in FILES.values() else None
            if thing is None and meaning.file == FILES["substance"]:
                plants = (other for other in net.nouns[lemma] if net.meanings[other].file in _NAMESAKES)
                thing = next((made for plant in plants if (made := thing_of(net, plant, found))), None)
            last = vocabulary.find(words[-1:], 0) if meaning.is_instance and (words := lemma.split("_"))[1:] else None
            if (
                thing
                and not (last and last.thing.is_creature and not last.thing.is_person)
                and not _SMALL_WORDS & set(re.split("[_-]", lemma))
                and lemma not in meaning.latin
                and not meaning.is_rude
            ):
                things[re.sub("[_-]", " ", lemma)] = thing
    lines = defaultdict(list)
    for word, thing in things.items():
        if word != thing.lower() and things.get(word.rpartition(" ")[2] if " " in word else "") != thing:
            lines[thing].append(word)
    path = ROOT / "sketchpainter/data/kinds.txt"
    path.write_text("".join(f"{thing}: {', '.join(sorted(lines[thing]))}\n" for thing in sorted(lines)), "utf-8")
    quiet = net.quiet()
    (ROOT / "sketchpainter/data/quiet.txt").write_text(f"{' '.join(quiet)}\n", "utf-8")
    said = sayings(net)
    lines_said = (f"{first}: {', '.join(sorted(said[first]))}\n" for first in sorted(said))
    (ROOT / "sketchpainter/data/sayings.txt").write_text("".join(lines_said), "utf-8")
    licence = "".join(line[2:].strip() + "\n" for line in (folder / "data.noun").read_text("latin-1").splitlines()[:29])
    (ROOT / "sketchpainter/data/kinds.LICENSE.txt").write_text(re.sub(r"(?m)^\d+ ", "", licence), "utf-8")
    print(f"{sum(map(len, lines.values()))} words for {len(lines)} things")
    print(f"{len(quiet)} quiet words, sayings that begin with {len(said)} words")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wordnet"))
