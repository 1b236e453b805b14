"""Gives the pictures to Qt's list: what a tile says, what a screen reader reads, what is dragged out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, QUrl

from assistant.gallery.index import Row
from assistant.ui.windows.gallery.gallery_wording import second_line, tip, title

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
ROW = Role.UserRole
"""Role of the `Row` itself."""


class PictureModel(QAbstractListModel):
    """Holds the rows that are to be seen.

    Args:
        folder: The folder of their files.
    """

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._rows: list[Row] = []
        self._places: dict[str, int] = {}

    def set_rows(self, rows: list[Row]) -> bool:
        """Shows these rows, and returns whether anything changed."""
        if rows == self._rows:
            return False
        if [row.name for row in rows] == list(self._places):
            changed = [place for place, row in enumerate(rows) if row != self._rows[place]]
            self._rows = rows
            for place in changed:
                self.dataChanged.emit(self.index(place), self.index(place))
            return True
        self.beginResetModel()
        self._rows = rows
        self._places = {row.name: place for place, row in enumerate(rows)}
        self.endResetModel()
        return True

    def row(self, place: int) -> Row | None:
        """Returns the picture at a place; None where there is none."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def place(self, name: str) -> int:
        """Returns the place of the picture with this file name; -1 where it is not shown."""
        return self._places.get(name, -1)

    def path(self, row: Row) -> Path:
        """Returns the picture's file."""
        return self._folder / row.name

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row = self.row(index.row())
        if row is None:
            return None
        match role:
            case Role.UserRole:
                return row
            case Role.DisplayRole:
                return title(row)
            case Role.ToolTipRole:
                return tip(row.words or row.name)
            case Role.AccessibleTextRole:
                return f"{title(row)}. {second_line(row)}{'. Kept' if row.kept else ''}"
        return None

    def flags(self, _index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled | flag.ItemNeverHasChildren

    def supportedDragActions(self) -> Qt.DropAction:  # noqa: N802 - Qt's name
        return Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        return ["text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        rows = [row for index in indexes if (row := self.row(index.row())) is not None]
        return files(self.path(row) for row in rows)


def files(paths: Any) -> QMimeData:
    """Returns files for dragging and for the clipboard, as file managers and other programs take them."""
    mime = QMimeData()
    urls = [QUrl.fromLocalFile(str(path)) for path in paths]
    mime.setUrls(urls)
    # What GNOME's file manager takes from a clipboard; the others take the list of addresses.
    lines = "\n".join(["copy", *(url.toString(QUrl.ComponentFormattingOption.FullyEncoded) for url in urls)])
    mime.setData("x-special/gnome-copied-files", lines.encode())
    return mime
