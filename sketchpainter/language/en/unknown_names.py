"""Names that no table has, of somebody who does something: "Obelix carrying a stone". Pure.

Runs in the painter's process. Only tells them from other unknown words, which are not drawn.
"""

from __future__ import annotations

from sketchpainter.language.en.lexicon import OF_VERBS, Lexicon
from sketchpainter.language.en.reading_state import Reading
from sketchpainter.language.en.vocabulary import Vocabulary
from sketchpainter.language.en.word_forms import POSSESSIVE

_BEFORE = frozenset({"and", ","})
_BEFORE_SOMETHING = frozenset({"by", "in", "at", "from", "to", "of", "near", "through", "over", "on"})
"""After these an unknown name is a place's or a painter's."""
_AFTER = (["wearing"], ["and"], [POSSESSIVE])
_ACTING = OF_VERBS | {"dressed"}
_LONGEST = 3
"""Words of a name."""


class Strangers:
    """Finds such names."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._vocabulary = vocabulary
        self._lexicon = lexicon

    def name(self, reading: Reading, words: list[str], at: int) -> int:
        """How many words from `at` are the name of somebody; 0 where they are none."""
        is_free = at == 0 or words[at - 1] in _BEFORE
        is_proper = words[at] in reading.proper_names and reading.preposition not in _BEFORE_SOMETHING
        if reading.waiting.open or not (is_free or is_proper) or not words[at].isalpha():
            return 0
        end = at + 1
        while end < min(len(words), at + _LONGEST) and self.is_unknown(words, end):
            end += 1
        kinds = self._lexicon.match(words, end).kinds.keys() if end < len(words) else frozenset[str]()
        acts = bool(kinds & _ACTING) or words[end : end + 1] in _AFTER
        return end - at if acts or (is_proper and "relation" in kinds) else 0

    def is_unknown(self, words: list[str], at: int) -> bool:
        """Whether no table knows the word at a place; False past the end."""
        if at >= len(words):
            return False
        known = self._lexicon.match(words, at).kinds or self._vocabulary.find(words, at)
        return not known and words[at].isalpha() and not self._vocabulary.is_quiet(words[at])
