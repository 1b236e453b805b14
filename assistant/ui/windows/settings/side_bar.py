"""Shows the settings window's side: how Jarvis is, the search, and the list of pages."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from assistant.core.messages.event_messages import StateEvent
from assistant.ui.common import style
from assistant.ui.common.ring import Ring
from assistant.ui.windows.settings.mic_test.mic_test_view import LiveRing
from assistant.ui.windows.settings.widgets import label, named

_RINGS = {
    "listening": Ring(style.HEARING, level=0.5),
    "busy": Ring(style.WORKING, level=0.5),
    "deaf": Ring(style.WRONG, arc=0.0),
    "muted": Ring(style.MUTED, struck=True),
}
_SAYS = {"listening": "listening", "busy": "painting", "deaf": "hears nothing", "muted": "muted"}


class SideBar(QWidget):
    """Is the window's side.

    Args:
        titles: Titles of the pages in their order.
    """

    def __init__(self, titles: Iterable[str]) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(round(226 * style.text_scale()))
        self.search = named(QLineEdit(), "search")
        self.search.setPlaceholderText("Search all settings")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search all settings")
        self.list = named(QListWidget(), "pages")
        self.list.setAccessibleName("Pages")
        for title in titles:
            item = QListWidgetItem(title)
            item.setSizeHint(QSize(0, round(36 * style.text_scale())))
            self.list.addItem(item)
        self.ring = LiveRing(46)
        self.state = label("", "words")
        name = label("Jarvis", "name")
        name.setFont(style.font(16))
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addStretch(1)
        beside.addWidget(name)
        beside.addWidget(self.state)
        beside.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.ring)
        top.addLayout(beside, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 18, 14, 14)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)

    def show_state(self, state: StateEvent | None) -> None:
        """Shows the daemon's state, or that there is no daemon."""
        if state is not None:
            self.ring.show_ring(_RINGS[state.tray])
            device = f" · {state.device}" if state.device and state.tray in {"listening", "busy"} else ""
            whole = f"{_SAYS[state.tray]}{device}"
        else:
            self.ring.show_ring(Ring(style.NOT_RUNNING, arc=0.0, dot=0.3))
            whole = "not running"
        self.state.setToolTip(whole)
        self.state.setAccessibleName(f"Jarvis: {whole}")
        room = round(132 * style.text_scale())
        self.state.setText(self.state.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room))
