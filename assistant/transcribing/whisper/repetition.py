"""Texts that go round in circles, as decoders write them and people seldom speak. Pure; runs in the transcriber.

A decoder that misses the end of the sound writes the last words again, or all of them. The first copy is what was said.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.transcribing.phonetics.phonetic_index import WORD

LOOP_WORDS, LOOP_TIMES = 4, 5
"""So many words that come twice in a row, or fewer that come so many times, are a loop; "very, very, very" is not."""


@dataclass(frozen=True, slots=True)
class Loop:
    """Words that repeat themselves."""

    start: int
    """Offset of the first copy."""
    end: int
    """Offset of its end."""


def find_loop(text: str, unfinished: bool = False) -> Loop | None:
    """The loop whose first copy ends first; None where the text goes straight on.

    Args:
        text: What was written.
        unfinished: Whether the decoder was stopped in the middle of it, so that the last copy may not be whole.
    """
    matches = list(WORD.finditer(text))
    words = [match.group().lower() for match in matches]
    found: tuple[int, int] | None = None
    for length in range(1, len(words)):
        wanted = length if length >= LOOP_WORDS else length * (LOOP_TIMES - 1)
        same = 0
        for at in range(length, len(words)):
            same = same + 1 if words[at] == words[at - length] else 0
            cut_off = unfinished and at == len(words) - 1 and LOOP_WORDS <= same < length
            if same == wanted or cut_off:
                second = at - same + 1
                if found is None or second < found[1]:
                    found = second - length, second
                break
    if found is None:
        return None
    first, second = found
    return Loop(matches[first].start(), matches[second - 1].end())
