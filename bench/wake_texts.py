"""Holds what the voices of the evaluation sets say: calls, near-misses and long reading. Used by `bench/wake_sets.py`.

The texts were written apart from what training says and from the prompts on which the word error rate is measured.
"""

from __future__ import annotations

import pydoc_data.topics
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from numpy.random import Generator

REQUESTS = (
    "paint me a tram in the rain",
    "paint a heron on one leg",
    "draw me two foxes asleep",
    "paint us the old harbour at dawn",
    "paint my bicycle as a comic",
    "show me a lighthouse in fog",
    "paint a violin made of glass",
    "draw a castle on a cloud",
    "paint me a bowl of cherries in oil",
    "paint the moon over the alps",
    "make me a tiger out of paper",
    "paint a chess game in the desert",
)
"""Requests that follow the wake word."""

RUN_ON_REQUESTS = tuple(text for text in REQUESTS if text.startswith("paint"))
"""Requests that begin with a closure, so that the end of the word can be found in a voice that does not report it."""

KNOWN = ("service", "harvest", "Travis", "jarring", "jarred", "the jar is", "Jarvik", "Gervais", "carve this")
NEAR = (
    *KNOWN,
    "Davis",
    *("a jar of ice", "Charles is", "nervous", "Marvin", "Elvis", "garbage", "jar vest", "Jarrett", "Java", "jars"),
    *("starving", "marvellous", "our Venice", "target is", "charmless", "jaw this", "Harvey's", "Jan is", "calves"),
    *("part of this", "Jasper's", "dark is", "harness", "scarves", "Charlie's", "purpose", "surface", "chalices"),
    *("jobless", "darkest", "Barbados", "artist", "arvest", "John's vice", "jealous", "jargon", "Jarman is", "parvis"),
    *("avarice", "Mavis", "Clarice", "Tarvin's", "jaundice", "varnish", "a charge is", "ajar if", "larvae"),
)
"""Words and phrases that sound like "Jarvis" without being it."""

PLAIN_NEAR = (*KNOWN, "Jervis Bay")
"""Near-misses that anybody would think of: the first head was measured on these."""

FRAMES = (
    "{0}, paint me a house.",
    "Hey {0}, what time is it?",
    "{0}. {1}. {2}.",
    "I said {0}, not {1}.",
    "We talked about {0} and {1} the whole evening.",
    "{0}, {1}, {2}, and then {3}.",
    "Is {0} the same as {1}? Paint me a {2}.",
    "Hey {0}, draw {1} for me, and {2}.",
)
"""Sentences into which near-misses are put; half of them sound as if the near-miss were the call."""

NAME = re.compile(r"jarvis|jervis", re.IGNORECASE)


def near_miss(chance: Generator, near: Sequence[str] = NEAR) -> str:
    """Returns a sentence full of words that sound like the wake word."""
    words = [near[index] for index in chance.permutation(len(near))[:4]]
    said = FRAMES[int(chance.integers(len(FRAMES)))].format(*words)
    return said[0].upper() + said[1:]


def reading(fortunes: Path, chance: Generator) -> Iterator[str]:
    """Yields sentences without end: Python's documentation and the fortune cookies in a folder, in a random order."""
    sources = [str(text) for text in pydoc_data.topics.topics.values()]
    sources += [path.read_text("utf-8", "replace") for path in sorted(fortunes.glob("*")) if not path.suffix]
    sentences = [sentence for source in sources for sentence in _sentences(source)]
    while True:
        for index in chance.permutation(len(sentences)):
            yield sentences[index]


def _sentences(text: str) -> Iterator[str]:
    """Yields the sentences that read like prose."""
    for paragraph in re.split(r"\n\s*\n|\n%\n", text):
        for sentence in re.split(r"(?<=[.!?])\s+", " ".join(paragraph.split())):
            plain = re.sub(r"[*\"“”`()\[\]]", "", sentence)
            if 30 < len(plain) < 180 and re.fullmatch(r"[A-Za-z0-9 ,.;:!?'\-–]+", plain) and not NAME.search(plain):
                yield plain
