"""Jobs that are clothes: "a cat astronaut", "dressed as a king", "in a chef's hat". Pure.

Runs in the painter's process. Finds them in words and tells the reading; who wears what then is `cast`'s business.
"""

from __future__ import annotations

from sketchpainter.language.en.lexicon import Lexicon
from sketchpainter.language.en.reading_state import Reading
from sketchpainter.language.en.vocabulary import Costume, Vocabulary
from sketchpainter.language.en.word_forms import POSSESSIVE, singular
from sketchpainter.scene.things import Thing

_LENGTHS = (2, 1)
"""Words that a job's name has."""


class Dressing:
    """Reads costumes."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._vocabulary = vocabulary
        self._lexicon = lexicon

    def take(self, reading: Reading, words: list[str], at: int) -> int:
        """Take in a job's name at `at` as clothes; how many words that took, or 0."""
        costume, length = self._costume(words, at)
        longer = self._vocabulary.find(words, at)
        if costume is None or (longer and longer.length > length and not longer.is_guess):
            return 0
        end = at + length
        if end < len(words) and words[end] == POSSESSIVE:
            end += 1
        clothes = self._lexicon.match(words, end)
        if "clothes" in clothes.kinds and reading.dress(costume):
            return end + clothes.length - at
        if reading.can_be_dressed and reading.dress(costume):
            return length
        following = self._vocabulary.find(words, at + length)
        if following and isinstance(following.meant, Thing) and following.meant.is_creature:
            if following.meant.is_person:
                return 0
            reading.waiting.costume = costume
            return length
        return 0

    def _costume(self, words: list[str], at: int) -> tuple[Costume | None, int]:
        for length in _LENGTHS:
            said = words[at : at + length]
            if len(said) == length:
                costume = self._vocabulary.costumes.get((*said[:-1], singular(said[-1])))
                if costume:
                    return costume, length
        return None, 0
