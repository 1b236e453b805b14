"""Builds pages: a title, cards with rows, and a row for an option.

A row shows where its option stands, writes what is changed, and says in its own place what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from assistant.core.errors import AssistantError
from assistant.ui.windows.settings.fields import Field, make_field
from assistant.ui.windows.settings.option_catalogue import Option, options, value_text
from assistant.ui.windows.settings.settings_store import SettingsStore
from assistant.ui.windows.settings.widgets import Card, Row, label, named, wrapped_label

MOST_WIDE = 860
"""Lines longer than this, in logical pixels, are hard to read."""


class OptionRow(Row):
    """Is a row for one option.

    Args:
        option: The option.
        store: Reads and writes it.
    """

    written = Signal(str, object)
    """The option's key and the new value, once that is in the file."""

    def __init__(self, option: Option, store: SettingsStore) -> None:
        self.field: Field = make_field(option)
        super().__init__(option.title, option.words, self.field)
        self.option = option
        self._store = store
        self.back = named(QToolButton(), "back")
        self.back.setText("↺")
        self.back.setAccessibleName(f"{option.title}: back to the default")
        self.back.setToolTip(f"Back to the default: {value_text(option, option.default)}")
        self.back.clicked.connect(self._on_back)
        self.line.insertWidget(1, self.back, 0, Qt.AlignmentFlag.AlignVCenter)
        self.note = wrapped_label("", "note")
        self.wrong = wrapped_label("", "wrong")
        for line in (self.note, self.wrong):
            line.hide()
            self.text.addWidget(line)
        self.setToolTip(option.key)
        self.field.edited.connect(self._on_edited)
        self.field.refused.connect(self.show_error)
        self.refresh()

    def refresh(self) -> None:
        """Shows what the settings say now."""
        state = self._store.state(self.option.key)
        self.field.show_value(state.value)
        self.field.setEnabled(not state.is_fixed)
        self.back.setVisible(state.is_own and not state.is_fixed)
        note = ""
        if state.is_fixed:
            note = f"Set by {state.source}, which outweighs this file: change it there."
        elif state.source and not state.is_own:
            note = f"Set in {state.source} for everybody on this machine; what you choose here outweighs it."
        elif started := self._store.overridden_by(self.option.key):
            note = f"The running Jarvis was started with {started}, which outweighs this file until it ends."
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.show_error("")

    def show_error(self, why: str) -> None:
        """Shows what is wrong with what was entered; "" for nothing."""
        self.wrong.setText(why)
        self.wrong.setVisible(bool(why))

    def _on_edited(self, value: Any) -> None:
        if value == self._store.state(self.option.key).value:
            self.show_error("")
            return
        self._try(lambda: self._store.write(self.option.key, value))

    def _on_back(self) -> None:
        self._try(lambda: self._store.reset(self.option.key))

    def _try(self, change: Callable[[], None]) -> None:
        try:
            change()
        except AssistantError as error:
            self.refresh()
            self.show_error(str(error))
        else:
            self.written.emit(self.option.key, self._store.state(self.option.key).value)


class Page(QScrollArea):
    """Is one page.

    Args:
        title: The heading.
        lead: A sentence under it.
        store: Reads and writes all options.
    """

    written = Signal(str, object)
    """An option on the page was written: key and value."""

    def __init__(self, title: str, lead: str, store: SettingsStore) -> None:
        super().__init__()
        self.setObjectName("page")
        self.store = store
        self.rows: list[OptionRow] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(title)
        inside = named(QWidget(), "inside")
        around = QHBoxLayout(inside)
        around.setContentsMargins(32, 26, 32, 32)
        middle = QWidget()
        middle.setMaximumWidth(MOST_WIDE)
        self.column = QVBoxLayout(middle)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)
        around.addWidget(middle, 1)
        self.column.addWidget(label(title, "title"))
        self.lead = wrapped_label(lead, "lead")
        self.lead.setVisible(bool(lead))
        self.column.addWidget(self.lead)
        self.column.addSpacing(6)
        self.setWidget(inside)

    def add(self, *widgets: QWidget) -> None:
        """Adds widgets at the end of the page."""
        for widget in widgets:
            self.column.addWidget(widget)

    def add_group(self, heading: str, keys: Iterable[str]) -> Card | None:
        """Adds a card with a row for each of these options; `section.*` stands for all that are not on the page yet.

        Options that do not exist are passed over, and so is a card without rows.
        """
        there = {row.option.key for row in self.rows}
        wanted: list[str] = []
        for key in keys:
            section = key.removesuffix("*")
            more = [name for name in options() if name.startswith(section)] if key.endswith(".*") else [key]
            wanted += [name for name in more if name in options() and name not in there and name not in wanted]
        if not wanted:
            return None
        if heading:
            self.add_heading(heading)
        card = Card(*(self.row(key) for key in wanted))
        self.add(card)
        return card

    def add_heading(self, text: str) -> QLabel:
        """Adds a small heading above a card."""
        self.column.addSpacing(8)
        heading = label(text, "group")
        self.add(heading)
        return heading

    def row(self, key: str) -> OptionRow:
        """Returns a new row for this option, which the page keeps up to date."""
        row = OptionRow(options()[key], self.store)
        row.written.connect(self.written)
        self.rows.append(row)
        return row

    def end(self) -> None:
        """Pushes what the page has to its top."""
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Is called when the settings were read anew."""
        for row in self.rows:
            row.refresh()

    def finish(self) -> None:
        """Writes changes that still rest; called when the window closes."""
        for row in self.rows:
            row.field.finish()

    def on_shown(self) -> None:
        """Is called when the page comes to the front."""

    def on_hidden(self) -> None:
        """Is called when another page comes to the front, or the window closes."""
