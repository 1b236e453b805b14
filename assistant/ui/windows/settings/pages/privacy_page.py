"""Shows what is stored, where, how much it is, and a button that opens its folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from assistant import paths
from assistant.settings.schema import Settings
from assistant.ui.windows.settings.background_task import BackgroundTask
from assistant.ui.windows.settings.pages.page import Page
from assistant.ui.windows.settings.settings_store import SettingsStore
from assistant.ui.windows.settings.widgets import Card, Row, label, wrapped_label

PROMISE = (
    "Nothing you say and nothing it paints leaves this machine. Sound is heard, understood and forgotten: "
    "none of it is ever written to the disk."
)


@dataclass(frozen=True, slots=True)
class StoredData:
    """Describes one thing that is stored."""

    title: str
    words: str
    path: Path
    how_much: str


def places(settings: Settings) -> Iterator[StoredData]:
    """Yields everything that is stored on this machine. Blocks: it reads the folders."""
    gallery = Path(settings.gallery.folder).expanduser() if settings.gallery.folder else paths.pictures_dir()
    count, size = _tally(gallery, (".png",))
    yield StoredData(
        "Pictures",
        "With what you said and how they were made inside each file. The oldest go when there are more than "
        f"{settings.gallery.max_mb} MB; what you kept on purpose stays.",
        gallery,
        _amount(count, "picture", size),
    )
    log = paths.state_dir() / "wake.db"
    rows, size = _entries(), _size(log)
    yield StoredData(
        "Wake log",
        "When it woke or almost woke and how high the score was, for 30 days. No sound and no words."
        + ("" if settings.wake.log else " Switched off now."),
        log,
        _amount(rows, "entry", size) if size else "nothing",
    )
    yield StoredData(
        "Settings",
        "One file in plain text, which you may edit by hand.",
        paths.config_files()[-1],
        _bytes(_size(paths.config_files()[-1])) if paths.config_files()[-1].exists() else "none yet: all defaults",
    )
    own = paths.data_home()
    count, size = _tally(own)
    yield StoredData("Wake words of your own", "What you trained, from made voices.", own, _amount(count, "file", size))
    cache = paths.cache_dir()
    count, size = _tally(cache)
    yield StoredData("Cache", "Can be made again; delete it whenever you like.", cache, _amount(count, "file", size))


def to_open(path: Path) -> Path:
    """Returns the folder that a button can open for this path: itself, or the nearest one above that is there."""
    return next(folder for folder in (path, *path.parents) if folder.is_dir())


def _entries() -> int:
    from assistant.core.errors import AssistantError
    from assistant.wake_log.store import WakeLogStore

    try:
        return len(WakeLogStore().read())
    except AssistantError:
        return 0


def _tally(folder: Path, endings: tuple[str, ...] = ()) -> tuple[int, int]:
    """Returns the number of files (with these endings) and of bytes; links are not followed."""
    count = size = 0
    for where, _, names in os.walk(folder):
        for name in names:
            if not endings or name.endswith(endings):
                count += 1
                size += _size(Path(where) / name)
    return count, size


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _amount(count: int, what: str, size: int) -> str:
    if not count:
        return "nothing"
    plural = what if count == 1 else what[:-1] + "ies" if what.endswith("y") else what + "s"
    return f"{count:,} {plural}, {_bytes(size)}"


def _bytes(size: int) -> str:
    for unit, worth in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= worth:
            return f"{size / worth:.1f} {unit}" if size < 100 * worth else f"{size / worth:.0f} {unit}"
    return f"{size} bytes"


class PrivacyPage(Page):
    """Is the page of what is stored."""

    def __init__(self, store: SettingsStore) -> None:
        super().__init__("Privacy", PROMISE, store)
        self.add_heading("What is kept, and where")
        self._card = Card(wrapped_label("Counting …"))
        self.add(self._card)
        self.wrong = wrapped_label("", "wrong")
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
        self._count = BackgroundTask(lambda: list(places(store.settings)), self)
        self._count.done.connect(self._on_counted)

    def on_shown(self) -> None:
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

    def _row(self, place: StoredData) -> Row:
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
        where = wrapped_label(str(place.path))
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.text.addWidget(where)
        return row

    def _open(self, place: StoredData) -> None:
        folder = to_open(place.path)
        opened = QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        self.wrong.setText("" if opened else f"This desktop has nothing to open it with. It is here: {folder}")
        self.wrong.setVisible(not opened)
