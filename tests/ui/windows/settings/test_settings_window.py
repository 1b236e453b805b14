"""Tests that every option is there, that a change is in the file at once, and that nothing is said that is not so."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.fake_daemon import FakeDaemon
from helpers.qt_fixtures import Until
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QAbstractSpinBox, QLineEdit, QScrollBar, QWidget

from assistant.settings.loading import all_keys, load_settings, setting_values
from assistant.settings.schema import Settings
from assistant.ui.windows.settings.fields import ChoiceField, NumberField, SwitchField, TextField
from assistant.ui.windows.settings.pages.everything_page import EverythingPage
from assistant.ui.windows.settings.pages.keys_page import as_keys
from assistant.ui.windows.settings.pages.page import OptionRow
from assistant.ui.windows.settings.pages.page_list import PAGES
from assistant.ui.windows.settings.pages.wake_page import WakePage
from assistant.ui.windows.settings.settings_window import SettingsWindow

Open = Callable[[Path], SettingsWindow]
NOWHERE = Path("/nowhere/control.sock")


def everything(window: SettingsWindow) -> EverythingPage:
    page = window.page_named("everything")
    assert isinstance(page, EverythingPage)
    return page


def row(window: SettingsWindow, key: str, page: str = "everything") -> OptionRow:
    return next(row for row in window.page_named(page).rows if row.option.key == key)


def counts(key: str) -> object:
    """Returns what the settings say of this key, with everything else that is set."""
    return setting_values(load_settings(environ={}))[key]


def test_every_option_is_reachable_and_shows_what_counts(open_window: Open) -> None:
    window = open_window(NOWHERE)
    shown = {row.option.key: row.field.value() for row in everything(window).rows}
    assert list(shown) == all_keys()
    assert shown == setting_values(load_settings(environ={}))
    for name in PAGES:
        window.show_what(name)
        assert window.page() is window.page_named(name)
        assert window.page().rows or name == "microphone", "a page that names options which are gone is empty"


def test_search_finds_by_name_words_and_section(open_window: Open) -> None:
    window = open_window(NOWHERE)
    window.show_what("patience")
    assert window.page() is everything(window)
    found = {row.option.key for row in everything(window).rows if not row.isHidden()}
    assert found == {"hearing.patience_ms", "hearing.connective_patience_ms"}
    window.search.setText("no such thing")
    assert not everything(window).nothing.isHidden()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.search.text() == ""
    assert not any(row.isHidden() for row in everything(window).rows)


def test_each_kind_of_field_writes_the_file_and_keeps_the_comments(
    open_window: Open, config: Path, until: Until
) -> None:
    window = open_window(NOWHERE)
    switch = row(window, "wake.second_look").field
    assert isinstance(switch, SwitchField)
    QTest.mouseClick(switch.switch, Qt.MouseButton.LeftButton)
    assert counts("wake.second_look") is False
    number = row(window, "hearing.patience_ms").field
    assert isinstance(number, NumberField)
    number.number.selectAll()
    QTest.keyClicks(number.number, "1200")
    QTest.keyClick(number.number, Qt.Key.Key_Return)
    until(lambda: counts("hearing.patience_ms") == 1200, "the number was not written")
    assert "1200   # I think slowly" in config.read_text()
    choice = row(window, "painter.when_busy").field
    assert isinstance(choice, ChoiceField)
    QTest.mouseClick(choice.buttons["queue"], Qt.MouseButton.LeftButton)
    assert counts("painter.when_busy") == "queue"
    for key, typed, value in (
        ("transcriber.own_names", "Mia,  Rex ", ["Mia", "Rex"]),
        ("wake.sensitivities", "friday = 0.7", {"friday": 0.7}),
        ("transcriber.language", "", None),
    ):
        text = row(window, key).field
        assert isinstance(text, TextField)
        text.text.clear()
        QTest.keyClicks(text.text, typed)
        QTest.keyClick(text.text, Qt.Key.Key_Return)
        assert counts(key) == value
    automatic = row(window, "painter.count").field
    assert isinstance(automatic, NumberField)
    assert automatic.automatic is not None
    automatic.automatic.click()
    assert counts("painter.count") == 2
    automatic.automatic.click()
    assert counts("painter.count") is None
    assert config.read_text().startswith("# My settings.\n")
    QTest.mouseClick(row(window, "hearing.patience_ms").back, Qt.MouseButton.LeftButton)
    assert counts("hearing.patience_ms") == Settings().hearing.patience_ms
    assert row(window, "hearing.patience_ms").back.isHidden()


def test_a_number_that_rests_still_is_written_when_the_window_closes(open_window: Open) -> None:
    window = open_window(NOWHERE)
    window.show_what("listening")
    number = row(window, "hearing.patience_ms", "listening").field
    assert isinstance(number, NumberField)
    QTest.keyClick(number.number, Qt.Key.Key_Up)
    window.close()
    assert counts("hearing.patience_ms") == 950


@pytest.mark.parametrize(
    ("key", "typed", "says"),
    [
        ("hotkey.keys", "J", "hotkey.keys"),
        ("wake.sensitivities", "friday", "wake.sensitivities"),
        ("wake.models", "", ""),
    ],
)
def test_what_does_not_fit_is_named_in_its_row_and_not_written(
    open_window: Open, config: Path, key: str, typed: str, says: str
) -> None:
    window = open_window(NOWHERE)
    before = config.read_text()
    field = row(window, key).field
    assert isinstance(field, TextField)
    field.text.clear()
    QTest.keyClicks(field.text, typed)
    QTest.keyClick(field.text, Qt.Key.Key_Return)
    if says:
        assert says in row(window, key).wrong.text()
        assert not row(window, key).wrong.isHidden()
        assert config.read_text() == before
    else:
        assert tomllib.loads(config.read_text())["wake"]["models"] == []


def test_an_edit_by_hand_is_shown_and_wins(open_window: Open, config: Path, until: Until) -> None:
    window = open_window(NOWHERE)
    shown = row(window, "hearing.patience_ms").field
    config.write_text(config.read_text().replace("900", "1111"))
    until(lambda: shown.value() == 1111, "the edit was not noticed")
    new = config.with_name("new.toml")  # as editors do: another file in its place
    new.write_text("[hearing]\npatience_ms = 777\n")
    new.replace(config)
    until(lambda: shown.value() == 777, "the second edit was not noticed")
    config.write_text("[hearing]\npatience_ms = 'x'\n")
    until(window.banner.isVisible, "nothing is said about a broken file")
    assert "hearing.patience_ms" in window.banner.words.text()
    assert window.banner.restart.isHidden()


def test_a_change_that_races_an_edit_by_hand_is_refused_and_the_edit_stays(open_window: Open, config: Path) -> None:
    window = open_window(NOWHERE)
    by_hand = config.read_text().replace("900", "1111")
    config.write_text(by_hand)
    log = row(window, "wake.log")
    assert isinstance(log.field, SwitchField)
    QTest.mouseClick(log.field.switch, Qt.MouseButton.LeftButton)
    assert config.read_text() == by_hand
    assert "changed by somebody else" in log.wrong.text()
    assert log.field.value() is True
    assert row(window, "hearing.patience_ms").field.value() == 1111


def test_a_variable_is_named_and_locks_its_row(open_window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JARVIS__HEARING__PATIENCE_MS", "1500")
    fixed = row(open_window(NOWHERE), "hearing.patience_ms")
    assert fixed.field.value() == 1500
    assert not fixed.field.isEnabled()
    assert "JARVIS__HEARING__PATIENCE_MS" in fixed.note.text()


def test_what_waits_for_a_new_start_is_said_and_the_button_asks_for_it(
    open_window: Open, daemon: FakeDaemon, until: Until
) -> None:
    in_force = setting_values(load_settings(environ={}))
    daemon.answers["settings"] = {"values": in_force | {"painter.steps": 1}, "set_by": {}}
    window = open_window(daemon.path)
    until(window.banner.isVisible, "no word on what waits")
    assert window.banner.words.text() == "1 change waits until Jarvis starts again: Steps."
    until(lambda: window.side.state.text().startswith("listening"), "no word on the daemon")
    QTest.mouseClick(window.banner.restart, Qt.MouseButton.LeftButton)
    until(lambda: "restart" in daemon.verbs(), "the daemon was not asked")
    daemon.answers["settings"] = {"values": in_force, "set_by": {}}
    daemon.stop()
    until(lambda: window.side.state.text() == "not running", "the end was not noticed")
    assert not window.banner.isVisible()
    asked = daemon.verbs().count("settings")
    daemon.start()
    until(lambda: window.side.state.text().startswith("listening"), "the new start was not noticed")
    until(lambda: daemon.verbs().count("settings") > asked, "the new one was not asked what it goes by")
    assert not window.banner.isVisible()


def test_what_the_running_jarvis_was_started_with_is_named(open_window: Open, daemon: FakeDaemon, until: Until) -> None:
    in_force = setting_values(load_settings(environ={})) | {"painter.steps": 9}
    daemon.answers["settings"] = {"values": in_force, "set_by": {"painter.steps": "--set painter.steps=9"}}
    window = open_window(daemon.path)
    steps = row(window, "painter.steps")
    until(lambda: "--set painter.steps=9" in steps.note.text(), "no word on --set")
    assert not window.banner.isVisible()
    assert steps.field.isEnabled()
    daemon.stop()
    until(steps.note.isHidden, "it is gone, and its option with it")


def test_the_sensitivity_counts_at_once_and_says_what_it_would_have_done(
    open_window: Open, daemon: FakeDaemon, until: Until
) -> None:
    window = open_window(daemon.path)
    until(lambda: window.link.is_up)
    window.show_what("wake")
    page = window.page()
    assert isinstance(page, WakePage)
    page.slider.setValue(65)
    assert "0.65" in page.value.text()
    assert "at 0.65" in page.forecast.text()
    until(lambda: "tune" in daemon.verbs(), "the daemon was not told")
    assert daemon.wait_asked("tune") == {"sensitivity": 0.65}
    assert counts("wake.sensitivity") == 0.65


def test_the_last_wake_word_cannot_be_taken_away(open_window: Open, config: Path) -> None:
    window = open_window(NOWHERE)
    page = window.page_named("wake")
    assert isinstance(page, WakePage)
    before = config.read_text()
    page._boxes["jarvis"].click()
    assert "wake.models" in page.wrong.text()
    assert page._boxes["jarvis"].isChecked()
    assert config.read_text() == before


def test_everything_that_can_be_used_has_a_name_for_screen_readers(open_window: Open) -> None:
    window = open_window(NOWHERE)
    for name in PAGES:
        window.page_named(name)
    kinds = (QAbstractButton, QLineEdit, QAbstractSlider, QAbstractSpinBox)
    nameless = [
        widget
        for kind in kinds
        for widget in window.findChildren(kind)
        if not widget.accessibleName() and not getattr(widget, "text", str)() and _is_own(widget)
    ]
    assert nameless == []


def _is_own(widget: QWidget) -> bool:
    """Returns whether the widget is no scroll bar's or spin box's own part."""
    parts = (QAbstractSpinBox, QLineEdit)
    return not (isinstance(widget.parent(), parts) or isinstance(widget, QScrollBar))


def test_right_to_left_the_list_is_on_the_right(open_window: Open, until: Until) -> None:
    window = open_window(NOWHERE)
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    until(lambda: window.list.mapTo(window, QPoint()).x() > window.width() / 2, "the list stays on the left")
    option = row(window, "wake.second_look")
    window.show_what("everything")
    until(lambda: option.field.mapTo(option, QPoint()).x() < option.width() / 2, "the switch stays on the right")


@pytest.mark.parametrize(
    ("key", "modifiers", "keys"),
    [
        (Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier, "Ctrl+Alt+J"),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.MetaModifier, "Super+Space"),
        (Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier, ""),
        (Qt.Key.Key_J, Qt.KeyboardModifier.NoModifier, ""),
        (Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier, ""),
        (Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier, ""),
    ],
)
def test_pressed_keys_are_written_as_the_settings_have_them(
    key: Qt.Key, modifiers: Qt.KeyboardModifier, keys: str
) -> None:
    assert as_keys(QKeyEvent(QKeyEvent.Type.KeyPress, key, modifiers)) == keys
