"""Sentences that people wrote and that every machine has: the prose in Python's own manual and source. Training only.

Read as text (nothing is imported or run) and kept only where it can be spoken: plain English words, no code, no signs.
What it gives depends on the Python version.
"""

from __future__ import annotations

import re
import sysconfig
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from assistant.training.speech.pronunciations import vocabulary

SHORTEST, LONGEST = 3, 25
"""Words of a sentence."""
_PARTS = (
    *("", "asyncio", "collections", "concurrent/futures", "email", "http", "importlib", "json", "logging"),
    *("multiprocessing", "sqlite3", "tkinter", "unittest", "urllib", "wsgiref", "xml/sax", "zipfile", "zoneinfo"),
)
"""Folders of the standard library whose modules are read."""
_DOCSTRING = re.compile(r'"""(.*?)"""', re.DOTALL)
_COMMENT = re.compile(r"(?:^[ \t]*# .*\n?)+", re.MULTILINE)
_MARKS = re.compile(r"``?([A-Za-z ]+)``?|\*\*?([A-Za-z ]+)\*\*?|:\w+:`~?([A-Za-z ]+)`")
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_SPEAKABLE = re.compile(r"[A-Z][A-Za-z ,;'-]*[.!?]")


@lru_cache(1)
def prose() -> tuple[str, ...]:
    """Every speakable sentence that was found, each once, in the order of the files. Takes a second the first time.

    Raises:
        ModelMissing: hibari-tts, whose lexicon tells words from names of code, is not installed.
    """
    library = Path(sysconfig.get_path("stdlib"))
    files = [library / "pydoc_data" / "topics.py"]
    files += [path for part in _PARTS for path in sorted((library / part).glob("*.py"))]
    known = vocabulary("us").row
    found: dict[str, None] = {}
    for path in files:
        for paragraph in _paragraphs(path):
            for sentence in _END.split(paragraph):
                if speakable(sentence, known.keys()):
                    found.setdefault(sentence)
    return tuple(found)


def _paragraphs(path: Path) -> list[str]:
    """Running text of a module, each paragraph on one line."""
    try:
        source = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    if path.name == "topics.py":
        texts = [source.replace("\\n'", "\n").replace("'", "").replace("\\", "")]
    else:
        texts = _DOCSTRING.findall(source)
        texts += [re.sub(r"^[ \t]*# ?", "", block, flags=re.MULTILINE) for block in _COMMENT.findall(source)]
    return [
        " ".join(_MARKS.sub(lambda found: found[1] or found[2] or found[3], paragraph).split())
        for text in texts
        for paragraph in re.split(r"\n[ \t'\"]*\n", text)
    ]


def speakable(sentence: str, known: Collection[str]) -> bool:
    """Whether a sentence is plain English of 3–25 words: letters and commas, and every word one of `known`."""
    if not _SPEAKABLE.fullmatch(sentence):
        return False
    words = re.findall(r"[A-Za-z']+", sentence)
    if not SHORTEST <= len(sentence.split()) <= LONGEST:
        return False
    bare = (re.sub(r"'(s|t|re|ve|ll|d|m)?$", "", word.lower()) for word in words)
    return all(word in known for word in bare)
