"""Unfinished sentences are recognised, in the writing of recognisers."""

import time

import pytest
import yaml

from assistant import paths
from assistant.understanding.incomplete_sentences import is_incomplete

OPEN = [
    "Paint me a fox with a",
    "Paint me a fox with a.",
    "Paint me a fox and",
    "Paint me a fox, and...",
    "Paint me Captain America wearing",
    "paint me a castle made of",
    "Paint me a girl holding",
    "paint me a cat on top of.",
    "Paint me a horse in the",
    "Paint me a portrait as a",
    "Paint me a lighthouse by",
    "PAINT ME A FOX WITH",
    "Paint me a dog, um,",
    "Uh",
    "Paint me a fox in the snow,",
    "Paint me a knight riding a dragon…",
    "Paint me a man who",
    "Paint me a robot that looks like",
    "Paint me two",
    "Paint me.",
    "Jarvis, paint me",
    "Hey Jarvis, could you please draw me",
    "Can you paint me a fox in",
    "I want you to paint a very",
    "I want",
    "I would like",
    "Paint me Thor's hammer and my",
    "Keep the",
    "Paint the wolf’s eyes and its",
]
WHOLE = [
    "",
    "...",
    "Jarvis.",
    "Paint me a fox in the snow.",
    "Paint me a fox",
    "Stop.",
    "Stop that.",
    "Turn it on.",
    "turn it over",
    "Go on.",
    "Another one.",
    "Do it again.",
    "One more.",
    "Keep the second one.",
    "Save number two.",
    "Save two",
    "Save the picture to",
    "Never mind that.",
    "Do the same one over.",
    "Paint what you dream of.",
    "Paint me the house I live in",
    "Paint me something to play with.",
    "Paint it like that.",
    "Draw it as you like.",
    "What is that?",
    "What is this made of?",
    "Never mind...",
    "Paint me a picture of her.",
    "Close it.",
    "Thanks.",
    "狐を描いて",
]
GERMAN_OPEN = [
    "Male mir einen Fuchs mit",
    "Male mir einen Fuchs mit einem.",
    "Mal mir",
    "Zeichne mir eine Katze und",
    "Male mir das",
    "Kannst du mir ein Bild von einer",
    "Male mir ein Schloss, ähm,",
    "Male mir drei",
]
GERMAN_WHOLE = [
    "Male mir einen Fuchs im Schnee.",
    "Hör auf.",
    "Mach es zu.",
    "Blende es aus",
    "Behalte das.",
    "Was ist das?",
    "Noch eins",
    "Mach noch eines.",
    "Lass gut sein.",
    "Stopp",
    "Kannst du mir einen Fuchs malen?",
]


@pytest.mark.parametrize("words", OPEN)
def test_an_open_sentence_wants_more(words: str) -> None:
    assert is_incomplete(words)


@pytest.mark.parametrize("words", WHOLE)
def test_a_whole_sentence_does_not(words: str) -> None:
    assert not is_incomplete(words)


@pytest.mark.parametrize("words", GERMAN_OPEN)
def test_german_that_wants_more(words: str) -> None:
    assert is_incomplete(words, "de")


@pytest.mark.parametrize("words", GERMAN_WHOLE)
def test_german_that_does_not(words: str) -> None:
    assert not is_incomplete(words, "de-DE")


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_the_assistant_itself_suggests_is_whole(language: str) -> None:
    sentences = yaml.safe_load(paths.data_file(f"config/sentences/{language}.yaml").read_text(encoding="utf-8"))
    assert sentences["examples"]
    assert [words for words in sentences["examples"] if is_incomplete(words, language)] == []


def test_in_a_language_without_a_table_nothing_wants_more() -> None:
    assert not is_incomplete("paint me a", "fi")


@pytest.mark.parametrize(
    "text", ["the " * 20_000, "a,.-…" * 20_000, "what you " * 20_000, "x" * 100_000, "-" * 100_000]
)
def test_takes_no_time_over_nonsense(text: str) -> None:
    started = time.process_time()
    is_incomplete(text)
    assert time.process_time() - started < 0.5


def test_takes_less_than_a_tenth_of_a_millisecond() -> None:
    sentence = "Hey Jarvis, paint me Captain America drinking a boba tea, wearing Gucci and roller skating around the."
    started = time.process_time()
    for _ in range(500):
        is_incomplete(sentence)
    assert (time.process_time() - started) / 500 < 100e-6
