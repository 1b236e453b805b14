"""Draws random sentences from templates: "[please] paint {thing} (in the snow|at night)".

The form is that of hassil's sentence templates, which `config/sentences` has too: `[may be left out]`, `(one|or other)`
and `{a list}`. hassil itself only recognises sentences by such templates.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import yaml

from assistant.paths import data_file

Fill = Callable[[random.Random], str]
"""Returns one entry of a list that is too long to be written down."""

_INNERMOST = re.compile(r"\[([^\[\]()]*)\]|\(([^\[\]()]*)\)")
_LIST = re.compile(r"\{(\w+)\}")
_DEPTH = 12
"""Maximum depth of lists within lists: a list that names itself would have no end."""


class Templates:
    """Holds templates and the lists that they draw from.

    Args:
        sentences: The templates, all equally likely.
        lists: The entries of each `{name}`, which are templates themselves.
        fills: Functions that make entries of further lists.

    Raises:
        ValueError: A template names an unknown list or has unbalanced brackets.
    """

    def __init__(
        self, sentences: Sequence[str], lists: Mapping[str, Sequence[str]], fills: Mapping[str, Fill] | None = None
    ) -> None:
        self._sentences = list(sentences)
        self._lists = {name: list(entries) for name, entries in lists.items()}
        self._fills = dict(fills or {})
        for template in (*self._sentences, *(entry for entries in self._lists.values() for entry in entries)):
            self._check(template)

    def _check(self, template: str) -> None:
        unknown = set(_LIST.findall(template)) - self._lists.keys() - self._fills.keys()
        if unknown:
            raise ValueError(f"no list {', '.join(sorted(unknown))} for {template!r}")
        bare = template
        while _INNERMOST.search(bare):
            bare = _INNERMOST.sub("", bare)
        if set(bare) & set("[]()"):
            raise ValueError(f"unbalanced brackets in {template!r}")

    def draw(self, source: random.Random) -> str:
        """Returns a sentence without a capital or a full stop."""
        return self.expand(source.choice(self._sentences), source)

    def expand(self, template: str, source: random.Random) -> str:
        """Returns one random reading of a template."""
        text = template
        for _ in range(_DEPTH):
            # Choices first, so that nothing is drawn for parts that are left out.
            while _INNERMOST.search(text):
                text = _INNERMOST.sub(lambda found: self._chosen(found, source), text, count=1)
            if not _LIST.search(text):
                return _tidy(text)
            text = _LIST.sub(lambda found: self._filled(found[1], source), text)
        raise ValueError(f"lists within lists without end in {template!r}")

    @staticmethod
    def _chosen(found: re.Match[str], source: random.Random) -> str:
        if found[1] is not None:
            return str(source.choice(found[1].split("|"))) if source.random() < 0.5 else ""
        return str(source.choice(found[2].split("|")))

    def _filled(self, name: str, source: random.Random) -> str:
        return self._fills[name](source) if name in self._fills else source.choice(self._lists[name])


def _tidy(text: str) -> str:
    """Leaves one space between words and none before punctuation, and writes "an" before a vowel."""
    text = re.sub(r"\s+", " ", text).strip(" ,")
    text = re.sub(r" ([,.:;])", r"\1", text)
    return re.sub(r"\b([aA]) (?=[aeiouAEIOU])", r"\1n ", text)


@lru_cache(8)
def template_file(name: str) -> dict[str, Any]:
    """Returns the content of `config/training/NAME.yaml`: `sentences`, `lists`, and further keys of that file."""
    with data_file(f"config/training/{name}.yaml").open(encoding="utf-8") as file:
        loaded: dict[str, Any] = yaml.safe_load(file)
    return loaded
