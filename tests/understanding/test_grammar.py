"""The grammar handles odd input, other languages, the user's files and the mistakes in them, within its time."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

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
from assistant.core.errors import ConfigError
from assistant.settings.schema import UnderstandingSettings
from assistant.understanding.grammar import MAX_WORDS, Grammar


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    return Grammar.load(UnderstandingSettings())


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("paint me a {subject} [of] (this|that) <it>", "a {subject} [of] (this|that) <it>"),
        ("paint me a fox\nin the\tsnow\r\n", "a fox in the snow"),
        ("paint me 🦊", "🦊"),
        ("paint me ثعلب في الثلج", "ثعلب في الثلج"),
        ("paint me שועל בשלג", "שועל בשלג"),
        ("paint me 一只狐狸", "一只狐狸"),
        ("paint me a fox \\ / | { } [ ] @ < >", "a fox \\ / | { } [ ] @ < >"),
        ("paint me a \x00fox\x1b", "a fox"),
        ("paint me a cafe\u0301", "a café"),
        ("paint me a \ud800 fox", "a fox"),
        ("paint me <img src=file:///etc/passwd>", "<img src=file:///etc/passwd>"),
    ],
)
def test_odd_text_is_a_subject_like_any_other(grammar: Grammar, text: str, subject: str) -> None:
    assert grammar.understand(text) == Paint(subject)


@pytest.mark.parametrize(
    "text", ["{", "}", "[a", "(a|", "<x>", "{subject}", "|", "\\", "🦊", "\x00", "'", "’", "-", "ثعلب", "\ud800", "@"]
)
def test_odd_text_without_a_command_is_not_understood(grammar: Grammar, text: str) -> None:
    assert isinstance(grammar.understand(text), NotUnderstood)


def test_reads_the_first_words_of_a_very_long_text(grammar: Grammar) -> None:
    command = grammar.understand("paint me a fox " + "and a dog " * 10_000)
    assert isinstance(command, Paint)
    assert command.subject.startswith("a fox and a dog and a dog")
    assert len(command.subject.split()) <= MAX_WORDS
    assert isinstance(grammar.understand("word " * 10_000), NotUnderstood)
    assert isinstance(grammar.understand("x" * 1_000_000), NotUnderstood)


def test_finds_the_style_at_both_ends_of_a_long_description(grammar: Grammar) -> None:
    middle = " and ".join(f"animal number {i}" for i in range(40))
    assert grammar.understand(f"paint me three oil paintings of {middle}, by Monet.") == Paint(
        middle, "oil painting by Monet", 3
    )


@pytest.mark.parametrize(
    "words", ["in the snow ", "as a ", "in the style of ", "by Monet ", "a blue painting of ", "please ", "um ", "a-b "]
)
def test_three_hundred_words_take_little_time(grammar: Grammar, words: str) -> None:
    text = "paint me a fox " + words * (290 // len(words.split()))
    used = []
    for _ in range(3):
        before = time.process_time()
        grammar.understand(text)
        used.append(time.process_time() - before)
    assert min(used) < 0.15


@pytest.mark.parametrize(
    "text", ["-" * 4000, "paint me a fox " + ",." * 2000 + " x", "please-" * 500, "'" * 4000, "♪" * 4000]
)
def test_runs_of_punctuation_take_little_time(grammar: Grammar, text: str) -> None:
    before = time.process_time()
    grammar.understand(text)
    assert time.process_time() - before < 0.15


def test_ordinary_sentences_take_a_few_milliseconds(grammar: Grammar) -> None:
    texts = ["paint me a fox", "paint me an oil painting of a fox by Monet", "stop", "turn off the lights"] * 10
    before = time.process_time()
    for text in texts:
        grammar.understand(text)
    assert (time.process_time() - before) / len(texts) < 0.015


def test_the_import_stays_light() -> None:
    code = (
        "import sys, assistant.understanding.grammar; print([m for m in ('numpy', 'torch', 'PIL') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("Male mir einen Fuchs im Schnee.", Paint("einen Fuchs im Schnee")),
        ("Mal mir bitte ein Schloss als Aquarell", Paint("ein Schloss", "Aquarell")),
        ("Kannst du mir bitte einen Drachen malen?", Paint("einen Drachen")),
        ("Zeichne mir eine Katze", Paint("eine Katze", "Zeichnung")),
        ("Male mir zwei Bilder von einer Katze im Stil von Van Gogh",
         Paint("einer Katze", "im Stil von Van Gogh", 2)),
        ("Male mir eine Katze im Stil von Otto Dix", Paint("eine Katze", "im Stil von Otto Dix")),
        ("Zeig mir drei Aquarelle von einem Haus", Paint("einem Haus", "Aquarell", 3)),
        ("Ich möchte ein Bild von einem Hund", Paint("einem Hund")),
        ("Ich möchte einen Kaffee", None),
        ("Noch eins.", Again()),
        ("Nochmal, bitte!", Again()),
        ("Stopp!", Stop()),
        ("Vergiss es.", Stop()),
        ("Behalte es.", Save()),
        ("Speichere das zweite Bild", Save(2)),
        ("Schließen", Dismiss()),
        ("Danke, das war's.", Dismiss()),
        ("Mach es bei Nacht", Change("when", "bei Nacht")),
        ("aber mit einem Hut", Change("with", "einem Hut")),
        ("Als Ölgemälde", Change("style", "Ölgemälde")),
        ("Zurück!", Back()),
        ("Hilfe!", Help()),
        ("Danke, das ist wunderschön.", Thanks()),
        ("einen Fuchs im Schnee", None),
        ("Wie spät ist es?", None),
    ],
)  # fmt: skip
def test_german(text: str, command: Command | None) -> None:
    understood = Grammar.load(UnderstandingSettings(language="de")).understand(text)
    if command is None:
        assert isinstance(understood, NotUnderstood)
        assert understood.suggestions
    else:
        assert understood == command


def load_with(tmp_path: Path, text: str) -> Grammar:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return Grammar.load(UnderstandingSettings(sentences=(str(path),)))


def test_a_users_file_adds_sentences_and_words(tmp_path: Path) -> None:
    grammar = load_with(
        tmp_path,
        """
intents:
  Paint: {data: [{sentences: ["[<ask>] conjure up {description}"]}]}
  Stop: {data: [{sentences: ["enough of (this|that) madness"]}]}
lists:
  medium: {values: [{in: "(sgraffito|graffito)", out: "sgraffito"}]}
""",
    )
    assert grammar.understand("Conjure up a fox in sgraffito.") == Paint("a fox", "sgraffito")
    assert grammar.understand("Enough of this madness!") == Stop()
    assert grammar.understand("paint me a fox") == Paint("a fox")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("intents:\n  Paint: ]", "line 2"),
        ("just words", "line 1"),
        ("", "line 1"),
        ("intents: 3", "intents"),
        ("intents: {Paint: {}}", "intents.Paint"),
        ("intents: {Pant: {data: []}}", "Paint"),
        ("intents: {Paint: {data: [{sentences: paint}]}}", "intents.Paint.data[0].sentences"),
        ("intents: {Paint: {data: [{sentences: ['a', 'paint (me']}]}}", "intents.Paint.data[0].sentences[1]"),
        ("intents: {Paint: {data: [{sentence: [paint]}]}}", "sentences"),
        ("intents: {Paint: {data: [{sentences: ['paint {gizmo}']}]}}", "intents.Paint.data[0].sentences"),
        ("intents: {Stop: {data: [{sentences: ['<aks> stop']}]}}", "<ask>"),
        ("expansion_rules: {mine: '(a|b'}", "expansion_rules.mine"),
        ("lists: {medium: {values: [3]}}", "lists.medium"),
        ("lists: {medium: {value: [a]}}", "lists.medium"),
        ("lists: {medium: 3}", "lists.medium"),
        ("skip_words: [yes]", "skip_words"),
        ("sentences: []", "sentences"),
        ("rephrase: 3", "rephrase"),
    ],
)
def test_a_mistake_in_a_users_file_is_named_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_with(tmp_path, text)
    assert str(tmp_path / "mine.yaml") in str(caught.value)
    assert place in str(caught.value)
    assert caught.value.hint


def test_a_missing_or_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml"):
        Grammar.load(UnderstandingSettings(sentences=(str(tmp_path / "nowhere.yaml"),)))
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"binary\.yaml"):
        Grammar.load(UnderstandingSettings(sentences=(str(binary),)))


@pytest.mark.parametrize("language", ["xx", "../sentences/en", "", "EN"])
def test_an_unknown_language_names_those_that_there_are(language: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Grammar.load(UnderstandingSettings(language=language))
    assert "de, en" in caught.value.hint
