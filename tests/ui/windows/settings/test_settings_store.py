"""Reading and writing the person's file: what outweighs it is said, and what somebody else writes is not lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.core.errors import ConfigError
from assistant.core.messages.control_messages import SettingsInForce
from assistant.settings.editing import ChangedMeanwhile
from assistant.ui.windows.settings.settings_store import Book, waiting

PATIENCE, STEPS = "hearing.patience_ms", "painter.steps"


def test_a_change_is_in_the_file_and_the_comments_stay(config: Path) -> None:
    book = Book({})
    read = []
    book.on_change = lambda: read.append(book.stand(PATIENCE).value)
    assert book.stand(PATIENCE) == book.stand(PATIENCE).__class__(900, str(config), True, False)
    before = config.read_text()
    book.write(PATIENCE, 1200)
    assert config.read_text() == before.replace("900 ", "1200 ")
    assert read == [1200]
    book.reset(PATIENCE)
    assert book.stand(PATIENCE).value == 650
    assert not book.stand(PATIENCE).is_own
    assert "# My settings." in config.read_text()


def test_what_was_written_by_hand_meanwhile_is_read_and_not_overwritten(config: Path) -> None:
    book = Book({})
    by_hand = config.read_text().replace("900", "1111")
    config.write_text(by_hand)
    with pytest.raises(ChangedMeanwhile):
        book.write(STEPS, 8)
    assert config.read_text() == by_hand
    assert book.stand(PATIENCE).value == 1111
    book.write(STEPS, 8)
    assert book.stand(STEPS).value == 8
    assert not book.read_if_changed()


def test_a_variable_is_shown_and_never_overridden(config: Path) -> None:
    book = Book({"JARVIS__PAINTER__STEPS": "9", "JARVIS__WAKE__SENSITIVITIES__FRIDAY": "0.7"})
    stand = book.stand(STEPS)
    assert (stand.value, stand.is_fixed, stand.is_own) == (9, True, False)
    assert stand.source == "the variable JARVIS__PAINTER__STEPS"
    assert book.stand("wake.sensitivities").is_fixed
    before = config.read_text()
    with pytest.raises(ConfigError, match=r"painter\.steps is set by the variable"):
        book.write(STEPS, 8)
    assert config.read_text() == before


def test_a_file_that_cannot_be_read_leaves_the_last_good_settings(config: Path) -> None:
    book = Book({})
    config.write_text("[hearing]\npatience_ms = 'long'\n")
    assert book.read_if_changed()
    assert book.problem is not None
    assert PATIENCE in book.problem.title
    assert book.stand(PATIENCE).value == 900
    config.write_text("[hearing]\npatience_ms = 700\n")
    assert book.read_if_changed()
    assert (book.problem, book.stand(PATIENCE).value) == (None, 700)


def test_a_value_that_does_not_fit_names_its_key(config: Path) -> None:
    book = Book({})
    before = config.read_text()
    with pytest.raises(ConfigError, match=r"hotkey\.keys"):
        book.write("hotkey.keys", "J")
    assert config.read_text() == before


def test_what_waits_for_a_new_start_is_what_differs(config: Path) -> None:
    book = Book({})
    in_force = {**book.values(), PATIENCE: 650, STEPS: 2, "wake.log": False}
    assert waiting(book, SettingsInForce(in_force, {STEPS: "--set painter.steps=2"})) == [PATIENCE, "wake.log"]
    assert waiting(book, None) == []
    assert waiting(book, SettingsInForce({**book.values(), "an.older_one": 1}, {})) == []
