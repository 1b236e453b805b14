"""Sentences at random from templates: "[please] paint {thing} (in the snow|at night)". Training only.

The form is that of hassil's sentence templates, which `config/sentences` has too: `[may be left out]`, `(one|or other)`
and `{a list}`. hassil itself reads such templates to recognise sentences; this draws from them.
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
"""Makes one entry of a list that is too long to be written down."""

_INNERMOST = re.compile(r"\[([^\[\]()]*)\]|\(([^\[\]()]*)\)")
_LIST = re.compile(r"\{(\w+)\}")
_DEPTH = 12
"""Lists within lists, at most; a list that names itself would have no end."""


class Templates:
    """Templates and the lists that they draw from.

    Args:
        sentences: The templates; each is drawn as often as another.
        lists: What `{name}` may be: templates themselves.
        fills: Lists that are made by a function.

    Raises:
        ValueError: A template names a list that is not there, or has a bracket too many.
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
        """A sentence, without a capital or a full stop."""
        return self.expand(source.choice(self._sentences), source)

    def expand(self, template: str, source: random.Random) -> str:
        """One reading of a template."""
        text = template
        for _ in range(_DEPTH):
            # Choices first, so that nothing is drawn for what is then left out.
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
    """One space between words, none before a comma, and "an" before a vowel."""
    text = re.sub(r"\s+", " ", text).strip(" ,")
    text = re.sub(r" ([,.:;])", r"\1", text)
    return re.sub(r"\b([aA]) (?=[aeiouAEIOU])", r"\1n ", text)


@lru_cache(8)
def template_file(name: str) -> dict[str, Any]:
    """The content of `config/training/NAME.yaml`: `sentences`, `lists`, and whatever else it has."""
    with data_file(f"config/training/{name}.yaml").open(encoding="utf-8") as file:
        loaded: dict[str, Any] = yaml.safe_load(file)
    return loaded
