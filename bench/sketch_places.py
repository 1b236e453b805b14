"""Makes sketchpainter/data/places.txt: the place that each English noun or name of a place is drawn as.

    python -m bench.sketch_places [/usr/share/wordnet]

Needs Debian's `wordnet-base`. From each noun it climbs to the first kind that sketchpainter/data/kinds.toml gives to a
place ([places]), or stops at a country that the table names itself ([regions]). A line of the list is

    how place/setting: word, word …

where `how` is "named" for the names of cities, countries, lakes and so on, "open" for kinds of landscape, and "within"
for places that somebody must be inside of: a supermarket.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bench.sketch_kinds import FILES, LOCATION, ROOT, WordNet, thing_of
from sketchpainter.language.en.vocabulary import Vocabulary

LAND = (LOCATION, FILES["object"])
_SEEN = tuple(FILES[name] for name in ("animal", "plant", "food", "artifact", "person"))
"""Files of other meanings that a landscape's name may have: a hammock is a hill, too."""
_WORD = re.compile(r"[a-z]{3,}(?:['_.-]+[a-z]+){0,3}")
_COUNTRIES = frozenset({"meadow/countryside", "meadow/savanna", "mountains/country", "beach/country", "city/country"})
"""Places that are left out, since nobody says that something is in an archbishopric, or in an Asian country."""
_KNOWN_SENSES = 2
"""Number of a word's meanings that may be a name; later ones are too rare to be meant."""


def roots(net: WordNet) -> dict[str, str]:
    """Returns the place of each meaning: those of [places], and the regions that stand for themselves."""
    table = tomllib.loads((ROOT / "sketchpainter/data/kinds.toml").read_text("utf-8"))
    found = {net.first(kind): place for place, kinds in table["places"].items() for kind in kinds}
    for place, names in table["regions"].items():
        for name in names:
            keys = [key for key in net.nouns.get(name.replace(" ", "_"), ()) if net.meanings[key].file in LAND]
            found |= dict.fromkeys(keys, place)
    return found


def places(net: WordNet, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    """Yields for each word how it is a place, which place, and the word."""
    found = roots(net)
    for lemma, keys in net.nouns.items():
        if not _WORD.fullmatch(lemma):
            continue
        words = re.sub("[_-]", " ", lemma)
        named = [
            key for key in keys[:_KNOWN_SENSES] if net.meanings[key].is_instance and net.meanings[key].file in LAND
        ]
        place = next((place for key in named if (place := thing_of(net, key, found))), None)
        if place:
            yield "named", place, words
            continue
        key = keys[0] if net.meanings[keys[0]].file in LAND else net.usual(lemma)
        place = thing_of(net, key, found) if net.is_noun(lemma) and not net.meanings[key].is_instance else None
        if place is None or place in _COUNTRIES:
            continue
        seen = vocabulary.find(words.split(), 0)
        is_thing = seen is not None and seen.length == len(words.split()) and not seen.is_guess
        if net.meanings[key].file not in LAND or is_thing:
            yield "within", place, words
        elif not any(net.meanings[other].file in _SEEN for other in keys if other != key):
            yield "open", place, words


def main(folder: Path) -> None:
    """Writes the list."""
    net, vocabulary = WordNet(folder), Vocabulary(lambda _glyph: True)
    lines: dict[str, list[str]] = defaultdict(list)
    for how, place, words in places(net, vocabulary):
        lines[f"{how} {place}"].append(words)
    path = ROOT / "sketchpainter/data/places.txt"
    path.write_text("".join(f"{head}: {', '.join(sorted(lines[head]))}\n" for head in sorted(lines)), "utf-8")
    print(f"{sum(map(len, lines.values()))} words for {len(lines)} kinds of places")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wordnet"))
