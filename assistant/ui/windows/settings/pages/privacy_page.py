"""The page on privacy: what is kept, where, how much it is, and a button that opens its folder. Window processes."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from assistant.ui.windows.settings.background_task import Errand
from assistant.ui.windows.settings.pages.page import Card, Page, Row, words
from assistant.ui.windows.settings.settings_store import Book
from assistant.ui.windows.settings.stored_data import Place, places, to_open
from assistant.ui.windows.settings.widget_names import label

PROMISE = (
    "Nothing you say and nothing it paints leaves this machine. Sound is heard, understood and forgotten: "
    "none of it is ever written to the disk."
)


class PrivacyPage(Page):
    """What is kept."""

    def __init__(self, book: Book) -> None:
        super().__init__("Privacy", PROMISE, book)
        self.add_heading("What is kept, and where")
        self._card = Card(words("Counting …"))
        self.add(self._card)
        self.wrong = words("", "wrong")
        self.wrong.hide()
        self.add(self.wrong)
        self.add_group("How much of it", ["gallery.max_mb", "gallery.folder", "wake.log", "gallery.*"])
        self.add_heading("The network")
        network = (
            "Jarvis opens no port and asks nobody anything. A model that you set by its hub name is downloaded once, "
            "when it first paints; a download is always your own act."
        )
        self.add(Card(Row("Never asked", network)))
        self.end()
        self._count = Errand(lambda: list(places(book.settings)), self)
        self._count.done.connect(self._on_counted)

    def seen(self) -> None:
        self._count.run()

    def refresh(self) -> None:
        super().refresh()
        self._count.run()

    def _on_counted(self, found: object) -> None:
        assert isinstance(found, list)
        card = Card(*(self._row(place) for place in found))
        self.column.replaceWidget(self._card, card)
        self._card.hide()
        self._card.deleteLater()
        self._card = card

    def _row(self, place: Place) -> Row:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        amount = label(place.how_much, "value")
        amount.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        button = QPushButton("Open the folder")
        button.setAccessibleName(f"Open the folder of: {place.title}")
        button.clicked.connect(lambda: self._open(place))
        column.addWidget(amount)
        column.addWidget(button)
        row = Row(place.title, place.words, side)
        where = words(str(place.path))
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.text.addWidget(where)
        return row

    def _open(self, place: Place) -> None:
        folder = to_open(place.path)
        opened = QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        self.wrong.setText("" if opened else f"This desktop has nothing to open it with. It is here: {folder}")
        self.wrong.setVisible(not opened)
