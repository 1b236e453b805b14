"""What a page is made of: a title, cards with rows, and a row for an option. Window processes.

A row shows how its option stands, writes what is changed, and says in its own place what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from assistant.core.errors import AssistantError
from assistant.ui.windows.settings.field import Field
from assistant.ui.windows.settings.fields import make_field
from assistant.ui.windows.settings.option_catalogue import Option, in_words, options
from assistant.ui.windows.settings.settings_store import Book
from assistant.ui.windows.settings.widget_names import label, named

MOST_WIDE = 860
"""Lines longer than this are hard to read."""


def words(text: str, name: str = "words") -> QLabel:
    """A label that wraps and shows plain text only."""
    made = label(text, name)
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return made


class Card(QFrame):
    """A raised piece with rows under each other."""

    def __init__(self, *rows: QWidget) -> None:
        super().__init__()
        self.setObjectName("card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(18, 8, 18, 8)
        self.column.setSpacing(0)
        for row in rows:
            self.add(row)

    def add(self, row: QWidget) -> None:
        """One more row, with a fine line above it."""
        if self.column.count():
            self.column.addWidget(named(QFrame(), "rule"))
        self.column.addWidget(row)


class Row(QWidget):
    """A name and what it means on one side, something to use on the other.

    Args:
        name: Short.
        about: A sentence or two, or "".
        field: What is used.
    """

    def __init__(self, name: str, about: str = "", field: QWidget | None = None) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 10, 0, 10)
        line.setSpacing(18)
        self.text = QVBoxLayout()
        self.text.setSpacing(3)
        self.name = label(name, "name")
        self.text.addWidget(self.name)
        self.about = words(about)
        self.about.setVisible(bool(about))
        self.text.addWidget(self.about)
        line.addLayout(self.text, 1)
        self.line = line
        if field is not None:
            line.addWidget(field, 0, Qt.AlignmentFlag.AlignVCenter)
            self.name.setBuddy(field)


class OptionRow(Row):
    """A row for one option.

    Args:
        option: Which.
        book: Where it is read and written.
    """

    written = Signal(str, object)
    """Its key and the new value, once that is in the file."""

    def __init__(self, option: Option, book: Book) -> None:
        self.field: Field = make_field(option)
        super().__init__(option.title, option.words, self.field)
        self.option = option
        self._book = book
        self.back = named(QToolButton(), "back")
        self.back.setText("↺")
        self.back.setAccessibleName(f"{option.title}: back to the default")
        self.back.setToolTip(f"Back to the default: {in_words(option, option.default)}")
        self.back.clicked.connect(self._on_back)
        self.line.insertWidget(1, self.back, 0, Qt.AlignmentFlag.AlignVCenter)
        self.note = words("", "note")
        self.wrong = words("", "wrong")
        for line in (self.note, self.wrong):
            line.hide()
            self.text.addWidget(line)
        self.setToolTip(option.key)
        self.field.edited.connect(self._on_edited)
        self.field.refused.connect(self.say_wrong)
        self.refresh()

    def refresh(self) -> None:
        """Show what the settings say now."""
        stand = self._book.stand(self.option.key)
        self.field.show_value(stand.value)
        self.field.setEnabled(not stand.is_fixed)
        self.back.setVisible(stand.is_own and not stand.is_fixed)
        note = ""
        if stand.is_fixed:
            note = f"Set by {stand.source}, which outweighs this file: change it there."
        elif stand.source and not stand.is_own:
            note = f"Set in {stand.source} for everybody on this machine; what you choose here outweighs it."
        elif started := self._book.started_by(self.option.key):
            note = f"The running Jarvis was started with {started}, which outweighs this file until it ends."
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.say_wrong("")

    def say_wrong(self, why: str) -> None:
        """Show what is wrong with what was entered, or nothing."""
        self.wrong.setText(why)
        self.wrong.setVisible(bool(why))

    def _on_edited(self, value: Any) -> None:
        if value == self._book.stand(self.option.key).value:
            self.say_wrong("")
            return
        self._try(lambda: self._book.write(self.option.key, value))

    def _on_back(self) -> None:
        self._try(lambda: self._book.reset(self.option.key))

    def _try(self, change: Callable[[], None]) -> None:
        try:
            change()
        except AssistantError as error:
            self.refresh()
            self.say_wrong(str(error))
        else:
            self.written.emit(self.option.key, self._book.stand(self.option.key).value)


class Page(QScrollArea):
    """One page.

    Args:
        title: Its heading.
        lead: A sentence under it.
        book: Of all options.
    """

    written = Signal(str, object)
    """An option on it was written: key and value."""

    def __init__(self, title: str, lead: str, book: Book) -> None:
        super().__init__()
        self.setObjectName("page")
        self.book = book
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
        self.lead = words(lead, "lead")
        self.lead.setVisible(bool(lead))
        self.column.addWidget(self.lead)
        self.column.addSpacing(6)
        self.setWidget(inside)

    def add(self, *widgets: QWidget) -> None:
        """More at the end of the page."""
        for widget in widgets:
            self.column.addWidget(widget)

    def add_group(self, heading: str, keys: Iterable[str]) -> Card | None:
        """A card with a row for each of these options; `section.*` stands for all that are not on the page yet.

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
        """A small heading above a card."""
        self.column.addSpacing(8)
        heading = label(text, "group")
        self.add(heading)
        return heading

    def row(self, key: str) -> OptionRow:
        """A new row for this option, which the page keeps up to date."""
        row = OptionRow(options()[key], self.book)
        row.written.connect(self.written)
        self.rows.append(row)
        return row

    def end(self) -> None:
        """What comes is put at the top: room below."""
        self.column.addStretch(1)

    def refresh(self) -> None:
        """The settings were read anew."""
        for row in self.rows:
            row.refresh()

    def finish(self) -> None:
        """The window closes: write what rests still."""
        for row in self.rows:
            row.field.finish()

    def seen(self) -> None:
        """The page came to the front."""

    def left(self) -> None:
        """Another page came to the front, or the window closes."""
