"""Tests that what takes precedence over the file is named, and that what somebody else writes is not lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.core.errors import ConfigError
from assistant.core.messages.control_messages import SettingsInForce
from assistant.settings.editing import ChangedMeanwhile
from assistant.ui.windows.settings.settings_store import SettingsStore, pending_changes

PATIENCE, STEPS = "hearing.patience_ms", "painter.steps"


def test_a_change_is_in_the_file_and_the_comments_stay(config: Path) -> None:
    store = SettingsStore({})
    read = []
    store.subscribe(lambda: read.append(store.state(PATIENCE).value))
    assert store.state(PATIENCE) == store.state(PATIENCE).__class__(900, str(config), True, False)
    before = config.read_text()
    store.write(PATIENCE, 1200)
    assert config.read_text() == before.replace("900 ", "1200 ")
    assert read == [1200]
    store.reset(PATIENCE)
    assert store.state(PATIENCE).value == 650
    assert not store.state(PATIENCE).is_own
    assert "# My settings." in config.read_text()


def test_what_was_written_by_hand_meanwhile_is_read_and_not_overwritten(config: Path) -> None:
    store = SettingsStore({})
    by_hand = config.read_text().replace("900", "1111")
    config.write_text(by_hand)
    with pytest.raises(ChangedMeanwhile):
        store.write(STEPS, 8)
    assert config.read_text() == by_hand
    assert store.state(PATIENCE).value == 1111
    store.write(STEPS, 8)
    assert store.state(STEPS).value == 8
    assert not store.read_if_changed()


def test_a_variable_is_shown_and_never_overridden(config: Path) -> None:
    store = SettingsStore({"JARVIS__PAINTER__STEPS": "9", "JARVIS__WAKE__SENSITIVITIES__FRIDAY": "0.7"})
    state = store.state(STEPS)
    assert (state.value, state.is_fixed, state.is_own) == (9, True, False)
    assert state.source == "the variable JARVIS__PAINTER__STEPS"
    assert store.state("wake.sensitivities").is_fixed
    before = config.read_text()
    with pytest.raises(ConfigError, match=r"painter\.steps is set by the variable"):
        store.write(STEPS, 8)
    assert config.read_text() == before


def test_a_file_that_cannot_be_read_leaves_the_last_good_settings(config: Path) -> None:
    store = SettingsStore({})
    config.write_text("[hearing]\npatience_ms = 'long'\n")
    assert store.read_if_changed()
    assert store.problem is not None
    assert PATIENCE in store.problem.title
    assert store.state(PATIENCE).value == 900
    config.write_text("[hearing]\npatience_ms = 700\n")
    assert store.read_if_changed()
    assert (store.problem, store.state(PATIENCE).value) == (None, 700)


def test_a_value_that_does_not_fit_names_its_key(config: Path) -> None:
    store = SettingsStore({})
    before = config.read_text()
    with pytest.raises(ConfigError, match=r"hotkey\.keys"):
        store.write("hotkey.keys", "J")
    assert config.read_text() == before


def test_what_waits_for_a_new_start_is_what_differs(config: Path) -> None:
    store = SettingsStore({})
    in_force = {**store.values(), PATIENCE: 650, STEPS: 2, "wake.log": False}
    assert pending_changes(store, SettingsInForce(in_force, {STEPS: "--set painter.steps=2"})) == [PATIENCE, "wake.log"]
    assert pending_changes(store, None) == []
    assert pending_changes(store, SettingsInForce({**store.values(), "an.older_one": 1}, {})) == []
