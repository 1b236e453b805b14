"""Matches words with the sentences of a language, and returns the command. It never guesses.

Words that fit no sentence give `NotUnderstood` with sentences that would have fitted: painting unasked is worse than
asking.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import Any

from hassil.recognize import RecognizeResult, recognize_all

from assistant import paths
from assistant.core.commands import (
    Again,
    Back,
    Change,
    Command,
    Dismiss,
    Help,
    NotUnderstood,
    Paint,
    Save,
    Stop,
    Thanks,
)
from assistant.settings.schema import UnderstandingSettings
from assistant.understanding.changes import apply_change, read_change
from assistant.understanding.description import parse_description
from assistant.understanding.sentence_files import Sentences, read_sentences

MAX_WORDS = 300
"""Number of words that are read; text-to-image models read about fifty."""
MAX_CHARACTERS = 4000
_MAX_SUGGESTIONS = 3
_MAX_REPHRASED_WORDS = 30
"""Maximum number of words of a wish that is suggested with its verb."""
_EDGE = ' \t\n,.;:!?-–—…"“”„«»'
_LONG_RUN = re.compile(r"[,.;:!?…\-–—]{4,}")
"""Matches runs of punctuation, which are cut to three characters: the patterns of this module take quadratic time over
them."""
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": " ", "”": " ", "„": " ", "«": " ", "»": " ", '"': " "})


_FIXED_COMMANDS: dict[str, Command] = {
    "Again": Again(),
    "Back": Back(),
    "Thanks": Thanks(),
    "Stop": Stop(),
    "Dismiss": Dismiss(),
}
"""Commands that follow from their intent alone."""


class Grammar:
    """Understands the sentences of one language and of the user's own files."""

    def __init__(self, sentences: Sentences) -> None:
        self._sentences = sentences
        self._fillers = _words_pattern(
            sentences.fillers, r"(?:\s*[,…–—-]+)?(?<!\w)\s*(?<![\w'’])(?:{})(?![\w'’])[,.…]*"
        )
        self._skip_start = _words_pattern(
            sentences.skip_words, r"\A(?:[\s,.;:!?…\-–—]*(?:{})(?!\w|['’]))+[\s,.;:!?…\-–—]*"
        )
        self._skip_end = _words_pattern(sentences.skip_words, r"[\s,.;:!?…\-–—]*(?<![\w'’])(?:{})[\s,.;:!?…\-–—]*\Z")

    @classmethod
    def load(cls, settings: UnderstandingSettings) -> Grammar:
        """Reads the sentence files. Blocks for about 50 ms.

        Raises:
            ConfigError: There is no such language, or a file is missing or malformed.
        """
        folder = paths.data_file("config/sentences")
        grammar = cls(read_sentences(folder, settings.language, settings.sentences))
        grammar.understand(grammar._sentences.examples[0] if grammar._sentences.examples else "")
        return grammar

    def understand(self, text: str) -> Command:
        """Returns the command that the words ask for. Never raises; at most MAX_WORDS words are read."""
        words = _clean(text)
        spoken = self._fillers.sub(" ", words) if self._fillers else words
        spoken = " ".join(spoken.split()).strip(_EDGE)
        bare = self._without_politeness(spoken)
        lacking = ""
        for candidate in dict.fromkeys((bare, spoken)):
            if not candidate:
                continue
            for result in sorted(recognize_all(candidate, self._sentences.commands), key=_preference):
                command, left = self._command(result, candidate)
                if command is not None:
                    return command
                lacking = lacking or left
                if result.intent.name == "Paint" and not left:
                    break  # "paint me": a worse reading would paint "me"
        return NotUnderstood(words, self._suggestions(bare, lacking))

    def change(self, last: Paint, change: Change) -> Paint:
        """Returns the wish `last` with one thing changed.

        Raises:
            NotUnderstoodError: The change makes no sense for this wish.
        """
        return apply_change(last, change, self._sentences)

    def wording(self, wish: Paint) -> str:
        """Returns words, as a person would type them after "paint", that are understood as this wish without its
        count."""
        style = wish.style or ""
        article = "an" if style[:1].casefold() in {"a", "e", "i", "o", "u"} else "a"
        forms = (f"{wish.subject}, {style}", f"{wish.subject} as {article} {style}", f"{wish.subject} as {style}")
        wanted = Paint(wish.subject, wish.style)
        return next((form for form in forms if style and self.understand_typed(form) == wanted), wish.subject)

    def understand_typed(self, text: str) -> Command:
        """Returns the command of words that are typed after the word "paint": a subject alone is a wish then."""
        command = self.understand(text)
        subject = _clean(text).strip(_EDGE)
        first = subject.casefold().partition(" ")[0]
        if not isinstance(command, NotUnderstood) or not subject or first in self._sentences.no_subject_starts:
            return command
        wish = self.understand(self._sentences.rephrase.replace("{words}", subject))
        return wish if isinstance(wish, Paint) else command

    def _without_politeness(self, text: str) -> str:
        while True:
            shorter = self._skip_start.sub("", text) if self._skip_start else text
            shorter = self._skip_end.sub("", shorter) if self._skip_end else shorter
            shorter = shorter.strip(_EDGE)
            if shorter == text:
                return text
            text = shorter

    def _command(self, result: RecognizeResult, text: str) -> tuple[Command | None, str]:
        """Returns the command of a match; or else None and the description that lacks words for a command."""
        name = result.intent.name
        command: Command | None = _FIXED_COMMANDS.get(name)
        if command is not None:
            return command, ""
        match name:
            case "Help":
                command = Help(self._sentences.help)
            case "Change":
                command = self._change(result, text)
            case "Save":
                which = next((entity.value for entity in result.entities_list if entity.name == "which"), None)
                command = Save(which if isinstance(which, int) else None)
            case _:
                return self._paint(result, text)
        return command, ""

    def _change(self, result: RecognizeResult, text: str) -> Change | Paint | None:
        change = read_change(result, text)
        if change is None or change.aspect != "instead":
            return change
        wish = parse_description(change.words, self._sentences)  # "make it a picture of a cat" is a wish of its own
        return Paint(wish.subject, wish.style, wish.count) if wish.names_picture else change

    def _paint(self, result: RecognizeResult, text: str) -> tuple[Paint | None, str]:
        starts = [entity.text_span[0] for entity in result.entities_list if entity.text_span is not None]
        ends = [entity.text_span[1] for entity in result.entities_list if entity.text_span is not None]
        description = self._without_politeness(text[min(starts) : max(ends)]) if starts else ""
        if not self._can_be_painted(description):
            return None, ""
        wish = parse_description(description, self._sentences)
        if (result.intent_metadata or {}).get("needs") == "picture" and not wish.names_picture:
            return None, description
        style = wish.style or next((e.value for e in result.entities_list if e.name == "style"), None)
        return Paint(wish.subject, style if isinstance(style, str) else None, wish.count), ""

    def _can_be_painted(self, description: str) -> bool:
        visible = any(character.isalnum() or unicodedata.category(character) == "So" for character in description)
        return visible and description.casefold() not in self._sentences.no_subjects

    def _suggestions(self, words: str, lacking: str) -> tuple[str, ...]:
        """Returns sentences that would be understood, the closest first."""
        found: list[str] = []
        wish = (lacking or words).strip(_EDGE)
        if self._sentences.rephrase and self._may_be_subject(wish):
            first, _, rest = wish.partition(" ")
            if first.casefold() in self._sentences.articles:
                wish = f"{first.casefold()} {rest}"
            found.append(self._sentences.rephrase.replace("{words}", wish))
        matcher = SequenceMatcher(b=words.casefold()[:80], autojunk=False)

        def likeness(example: str) -> float:
            matcher.set_seq1(example.casefold())
            return -matcher.ratio()

        found.extend(sorted(self._sentences.examples, key=likeness))
        return tuple(dict.fromkeys(found))[:_MAX_SUGGESTIONS]

    def _may_be_subject(self, text: str) -> bool:
        words = text.casefold().split()
        return (
            2 <= len(words) <= _MAX_REPHRASED_WORDS and words[0].strip(_EDGE) not in self._sentences.no_subject_starts
        )


def _clean(text: str) -> str:
    """Returns one line of composed Unicode without control characters and quotation marks, at most MAX_WORDS words
    long."""
    line = unicodedata.normalize("NFC", text[: 2 * MAX_CHARACTERS]).translate(_QUOTES)
    line = "".join(character if unicodedata.category(character) not in {"Cc", "Cs"} else " " for character in line)
    words = _LONG_RUN.sub(lambda run: run.group()[:3], line).split()[:MAX_WORDS]
    return " ".join(words)[:MAX_CHARACTERS].strip()


def _words_pattern(words: tuple[str, ...], form: str) -> re.Pattern[str] | None:
    if not words:
        return None
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(form.replace("{}", alternatives, 1), re.IGNORECASE)


def _preference(result: RecognizeResult) -> tuple[int, int]:
    """Sorts sentences without free text first, then those with the most words of their own."""
    free: list[Any] = [entity for entity in result.entities_list if entity.is_wildcard]
    return len(free), -result.text_chunks_matched
