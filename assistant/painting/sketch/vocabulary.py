"""Which things can be drawn and what they are called: emoji names, and the tables of our own in config/sketch.

Runs in the painter's process. Standard library and the `emoji` package's names only; draws nothing and looks at no
font except through the `drawable` test that it is given.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import emoji

from assistant import paths
from assistant.core.errors import ConfigError

Stance = Literal["stands", "head_animal", "head_person", "bust", "flies", "floats", "sky", "building"]
Point = tuple[float, float]

_SKIN_TONE = re.compile("[\U0001f3fb-\U0001f3ff]")
_GENDERED = re.compile(r"^(?:man|woman) (?!dancing)")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff\U000e0020-\U000e007f]")
_FULLY_QUALIFIED = 2


@dataclass(frozen=True, slots=True)
class Thing:
    """One drawable thing."""

    name: str
    """English short name of its emoji, "fox"."""
    glyph: str
    """The emoji itself."""
    stance: Stance = "stands"
    bulk: float = 1.0
    """Height beside other things; 1 is a person or a large dog."""
    slot: str = "hand"
    """Where it goes when somebody wears or holds it: head, eyes, neck, feet, hand; "vessel" can be sat in."""
    anchors: Mapping[str, Point] = field(default_factory=dict)
    """Known points of the glyph's own box as (x, y) parts of it, from the upper left."""
    facing: int = -1
    """Which way the glyph looks: −1 left, 0 at us, 1 right."""
    is_creature: bool = False
    """Whether it lives: it is not held, and unless it is a person it can be dressed up."""

    @property
    def is_person(self) -> bool:
        """Whether it shows a face or skin of a person, which is never tinted."""
        return self.stance in ("head_person", "bust") and self.name not in ("robot", "alien", "moose", "unicorn")

    @property
    def is_handy(self) -> bool:
        """Whether somebody could hold or wear it."""
        small = self.slot != "vessel" or self.bulk <= 0.45
        return small and self.stance in ("stands", "flies") and not self.is_creature


@dataclass(frozen=True, slots=True)
class Implied:
    """What a name of a person or a brand is drawn as."""

    thing: Thing
    colour: str | None = None
    holding: tuple[Thing, ...] = ()
    wearing: tuple[Thing, ...] = ()
    beside: tuple[Thing, ...] = ()


@dataclass(frozen=True, slots=True)
class Costume:
    """What an animal gets to have a person's job."""

    holding: tuple[Thing, ...] = ()
    wearing: tuple[Thing, ...] = ()
    helmet: bool = False
    """A round glass helmet."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a run of words names."""

    meant: Thing | Implied
    length: int
    """How many words it took."""
    plural: bool
    """Whether it was said in the plural."""


def read_table(name: str) -> dict[str, Any]:
    """A table of config/sketch.

    Raises:
        ConfigError: It is missing or not TOML.
    """
    path = paths.data_file(f"config/sketch/{name}.toml")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"The painter's table {path} cannot be read", f"Put it right: {error}") from error


def tokens_of(text: str) -> list[str]:
    """The words of a text in lower case; each emoji is a word of its own; punctuation is dropped except commas."""
    parts: list[str] = []
    end = 0
    for found in emoji.emoji_list(text):
        parts += _words_of(text[end : found["match_start"]])
        parts.append(_SKIN_TONE.sub("", found["emoji"]))
        end = found["match_end"]
    return parts + _words_of(text[end:])


def _words_of(text: str) -> list[str]:
    plain = text.lower().replace("’s", "").replace("'s", "").replace("-", " ").replace("_", " ").replace("'", "")
    return re.findall(r"[^\W_]+|,", plain)


class Vocabulary:
    """The things that can be drawn, found by their words; the longest run of words wins.

    Args:
        drawable: Tells whether the font has a picture for an emoji.

    Raises:
        ConfigError: A table of config/sketch cannot be read.
    """

    def __init__(self, drawable: Callable[[str], bool]) -> None:
        words, glyphs = read_table("words"), read_table("glyphs")
        self._things = _things(glyphs, drawable)
        self._phrases: dict[tuple[str, ...], Thing] = {}
        for thing in self._things.values():
            self._name(thing.name, thing)
            self._phrases.setdefault((thing.glyph.replace("\ufe0f", ""),), thing)
        for name, others in words["words"].items():
            if name in self._things:
                for other in others:
                    self._name(other, self._things[name], override=True)
        self.implied = {_key(word): found for word, row in words["implied"].items() if (found := self._implied(row))}
        self.costumes = {
            _key(word): Costume(self._all(row, "holding"), self._all(row, "wearing"), bool(row.get("helmet", False)))
            for word, row in words["costumes"].items()
        }
        self._longest = max(map(len, [*self._phrases, *self.implied]), default=1)

    def __len__(self) -> int:
        return len(self._things)

    def thing(self, name: str) -> Thing | None:
        """The thing with this emoji name; None where the font has no picture for it."""
        return self._things.get(name)

    def find(self, words: list[str], start: int) -> Found | None:
        """What `words` name at `start`."""
        for length in range(min(self._longest, len(words) - start), 0, -1):
            key = tuple(word.replace("\ufe0f", "") for word in words[start : start + length])
            for candidate in (key, (*key[:-1], singular(key[-1]))):
                meant = self.implied.get(candidate) or self._phrases.get(candidate)
                if meant:
                    return Found(meant, length, plural=candidate != key)
        return None

    def _name(self, phrase: str, thing: Thing, *, override: bool = False) -> None:
        key = _key(phrase)
        if override or key not in self._phrases:
            self._phrases[key] = thing

    def _implied(self, row: Mapping[str, Any]) -> Implied | None:
        thing = self._things.get(row["thing"])
        if thing is None:
            return None
        return Implied(
            thing, row.get("colour"), self._all(row, "holding"), self._all(row, "wearing"), self._all(row, "beside")
        )

    def _all(self, row: Mapping[str, Any], what: str) -> tuple[Thing, ...]:
        return tuple(self._things[name] for name in row.get(what, ()) if name in self._things)


def singular(word: str) -> str:
    """The singular of a regular English plural; any other word as it is."""
    for ending, replacement in (("ies", "y"), ("ves", "f"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("oes", "o")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + replacement
    return word.removesuffix("s") if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(_words_of(phrase))


def _things(glyphs: Mapping[str, Any], drawable: Callable[[str], bool]) -> dict[str, Thing]:
    stances = _inverted(glyphs["stance"])
    bulks = _inverted(glyphs["bulk"])
    slots = _inverted(glyphs["slots"])
    facings = _inverted(glyphs["facing"])
    creatures = frozenset(glyphs["creatures"]["names"])
    skip_words, skip_names = frozenset(glyphs["skip"]["words"]), frozenset(glyphs["skip"]["names"])
    things: dict[str, Thing] = {}
    for glyph, name in _named_emoji():
        if name.lower() in skip_names or (skip_words & set(name.replace(":", ": ").split()) and name not in stances):
            continue
        if not drawable(glyph):
            continue
        anchors = dict(glyphs["anchors"].get(name, {}))
        facing = anchors.pop("facing", {"right": 1, "none": 0}.get(facings.get(name, ""), -1))
        stance = stances.get(name, "stands")
        things[name] = Thing(
            name,
            glyph,
            stance,  # type: ignore[arg-type]
            float(bulks.get(name, 1.0)),
            slots.get(name, "hand"),
            {key: (float(at[0]), float(at[1])) for key, at in anchors.items()},
            0 if stance in ("head_animal", "head_person", "building", "sky") else int(facing),
            name in creatures or stance in ("head_animal", "head_person", "bust"),
        )
    return things


def _named_emoji() -> Iterable[tuple[str, str]]:
    for glyph, data in emoji.EMOJI_DATA.items():
        if data["status"] != _FULLY_QUALIFIED or _SKIN_TONE.search(glyph) or _FLAG.search(glyph):
            continue
        name = data["en"].strip(":").replace("_", " ")
        if not _GENDERED.match(name):
            yield glyph, name


def _inverted(table: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: key for key, names in table.items() for name in names}
