"""The settings window: pages, a search over every option, and what the running Jarvis makes of it. Window processes.

Each change is written at once. What counts only after a new start is said at the top, with a button that does it; it
is known by asking the daemon for the settings in force, never from a list.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QFileSystemWatcher, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from assistant import paths
from assistant.showing import style
from assistant.showing.link import DaemonLink
from assistant.showing.ring import Ring
from assistant.windows.settings.book import Book, waiting
from assistant.windows.settings.everything_page import EverythingPage
from assistant.windows.settings.microphone_page import MicrophonePage
from assistant.windows.settings.naming import named
from assistant.windows.settings.options import options
from assistant.windows.settings.page import Page, words
from assistant.windows.settings.pages import PAGES
from assistant.windows.settings.sheet import room, sheet
from assistant.windows.settings.trying import LiveRing

LIVE = {"wake.sensitivity": "sensitivity", "wake.sensitivities": "sensitivities", "hearing.device": "device"}
"""What a running Jarvis takes over at once, and what the verb `tune` calls it."""
NEWS_MS = 150
"""An editor writes a file in several steps."""
_RINGS = {
    "listening": Ring(style.HEARING, level=0.5),
    "busy": Ring(style.WORKING, level=0.5),
    "deaf": Ring(style.WRONG, arc=0.0),
    "muted": Ring(style.MUTED, struck=True),
}
_SAYS = {"listening": "listening", "busy": "painting", "deaf": "hears nothing", "muted": "muted"}


class SettingsWindow(QWidget):
    """The window.

    Args:
        book: The settings.
        link: The daemon; started by the window.
    """

    def __init__(self, book: Book, link: DaemonLink) -> None:
        super().__init__()
        self.setObjectName("ground")
        self.setWindowTitle("Jarvis – Settings")
        self.setStyleSheet(sheet())
        self.book, self.link = book, link
        self._in_force: dict[str, Any] = {}
        self.search = named(QLineEdit(placeholderText="Search all settings", clearButtonEnabled=True), "search")
        self.search.setAccessibleName("Search all settings")
        self.list = named(QListWidget(), "pages")
        self.list.setAccessibleName("Pages")
        self.stack = QStackedWidget()
        self.ring = LiveRing(46)
        self.state = named(QLabel(""), "words")
        self.banner = named(QFrame(), "banner")
        self.banner_words = words("", "banner_words")
        self.restart = named(QPushButton("Restart Jarvis"), "go")
        self._pages: dict[str, Page] = {}
        self._lay_out()
        self._make_pages()
        self._listen()
        self.show_state({}, is_up=False)
        self._show_banner()
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        unit = style.text_scale()
        return QSize(round(1010 * unit), round(740 * unit)).boundedTo(room())

    def show_what(self, what: str) -> None:
        """Open a page by its name or title; anything else is searched for."""
        wanted = what.strip().casefold()
        for index, (name, (title, _)) in enumerate(PAGES.items()):
            if wanted in {name, title.casefold()}:
                self.list.setCurrentRow(index)
                return
        if wanted:
            self.search.setText(what)

    def page(self) -> Page:
        """The page at the front."""
        page = self.stack.currentWidget()
        assert isinstance(page, Page)
        return page

    def show_state(self, state: dict[str, Any], *, is_up: bool = True) -> None:
        """What the daemon tells of itself, or that there is none."""
        tray = str(state.get("tray", ""))
        if is_up:
            self.ring.show_ring(_RINGS.get(tray, Ring(style.MUTED)))
            device = f" · {state['device']}" if state.get("device") and tray in {"listening", "busy"} else ""
            self.state.setText(f"{_SAYS.get(tray, '')}{device}")
        else:
            self.ring.show_ring(Ring(style.NOT_RUNNING, arc=0.0, dot=0.3))
            self.state.setText("not running")
        whole = self.state.text()
        self.state.setToolTip(whole)
        self.state.setAccessibleName(f"Jarvis: {whole}")
        room = round(132 * style.text_scale())
        self.state.setText(self.state.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room))
        hears = tray in {"listening", "busy"} if is_up else None
        self._show_daemon(hears)

    def _lay_out(self) -> None:
        side = named(QWidget(), "side")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(round(226 * style.text_scale()))
        column = QVBoxLayout(side)
        column.setContentsMargins(14, 18, 14, 14)
        column.setSpacing(10)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.ring)
        name = QVBoxLayout()
        name.setSpacing(0)
        title = named(QLabel("Jarvis"), "name")
        title.setFont(style.font(16))
        name.addStretch(1)
        name.addWidget(title)
        name.addWidget(self.state)
        name.addStretch(1)
        top.addLayout(name, 1)
        column.addLayout(top)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        banner = QHBoxLayout(self.banner)
        banner.setContentsMargins(16, 10, 12, 10)
        banner.addWidget(self.banner_words, 1)
        banner.addWidget(self.restart)
        main = QVBoxLayout()
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(0)
        holder = QHBoxLayout()
        holder.setContentsMargins(32, 14, 32, 0)
        holder.addWidget(self.banner)
        main.addLayout(holder)
        main.addWidget(self.stack, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(side)
        whole.addLayout(main, 1)

    def _make_pages(self) -> None:
        for title, _ in PAGES.values():
            self.list.addItem(QListWidgetItem(title))

    def page_named(self, name: str) -> Page:
        """The page, made when it is first wanted."""
        if name not in self._pages:
            title, make = PAGES[name]
            page = self._pages[name] = make(self.book)
            page.setAccessibleName(title)
            page.written.connect(self._on_written)
            self.stack.addWidget(page)
            self._show_daemon(self._hears)
        return self._pages[name]

    def _listen(self) -> None:
        self.list.currentRowChanged.connect(self._on_row)
        self.search.textChanged.connect(self._on_search)
        self.restart.clicked.connect(self._on_restart)
        self.book.on_change = self._on_book
        self._news = QTimer(self, singleShot=True, interval=NEWS_MS)
        self._news.timeout.connect(self._on_news)
        self._watcher = QFileSystemWatcher(self)
        self._watch()
        for changed in (self._watcher.fileChanged, self._watcher.directoryChanged):
            changed.connect(lambda _: self._news.start())
        self.link.connected.connect(lambda: self.link.send("settings"))
        self.link.state.connect(self.show_state)
        self.link.lost.connect(self._on_lost)
        self.link.answered.connect(self._on_answered)
        self.link.refused.connect(self._on_refused)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _watch(self) -> None:
        file = self.book.file
        wanted = [str(place) for place in (file, file.parent) if place.exists()]
        new = [place for place in wanted if place not in {*self._watcher.files(), *self._watcher.directories()}]
        if new:
            self._watcher.addPaths(new)

    def _on_row(self, row: int) -> None:
        before = self.stack.currentWidget()
        after = self.page_named(list(PAGES)[row])
        if isinstance(before, Page) and before is not after:
            before.finish()
            before.left()
        self.stack.setCurrentWidget(after)
        if self.isVisible():
            after.seen()

    def showEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.page().seen()

    def _on_search(self, text: str) -> None:
        page = self.page_named("everything")
        assert isinstance(page, EverythingPage)
        page.search(text)
        if text.strip():
            self.list.setCurrentRow(list(PAGES).index("everything"))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.search.text():
            self.search.clear()
        else:
            self.close()

    def _on_written(self, key: str, value: object) -> None:
        if (name := LIVE.get(key)) is not None:
            self.link.send("tune", **{name: value})
        elif key == "hotkey.hold":
            self.link.send("hotkey", hold=value)
        self.link.send("settings")

    def _on_book(self) -> None:
        for page in self._pages.values():
            page.refresh()
        self._watch()
        self._show_banner()
        self._show_daemon(None if not self.link.is_up else self._hears)

    def _on_news(self) -> None:
        self._watch()
        if self.book.read_if_changed():
            self.link.send("settings")

    def _on_lost(self) -> None:
        self._in_force = {}
        self.restart.setEnabled(True)
        self.restart.setText("Restart Jarvis")
        self.show_state({}, is_up=False)
        self._show_banner()

    def _on_answered(self, verb: str, result: dict[str, Any]) -> None:
        if verb == "settings":
            self._in_force = result
            self._show_banner()
            self._show_daemon(self._hears)
        elif verb == "tune":
            self.link.send("settings")

    def _on_refused(self, verb: str, failure: dict[str, Any]) -> None:
        if verb in {"tune", "restart", "hotkey"}:
            self._say(f"{failure.get('title', '')}. {failure.get('hint', '')}", wrong=True)

    def _on_restart(self) -> None:
        self.page().finish()
        self.restart.setEnabled(False)
        self.restart.setText("Starting again …")
        self.link.send("restart")

    _hears: bool | None = None

    def _show_daemon(self, hears: bool | None) -> None:
        self._hears = hears
        page = self._pages.get("microphone")
        if isinstance(page, MicrophonePage):
            device = self._in_force.get("values", {}).get("hearing.device")
            page.show_daemon(hears, str(device) if device is not None else None)

    def _show_banner(self) -> None:
        if self.book.problem is not None:
            self._say(f"{self.book.problem} Until then the last good settings are shown.", wrong=True)
            return
        late = waiting(self.book, self._in_force)
        if not late:
            self.banner.hide()
            return
        known = [options()[key].title for key in late if key in options()]
        named = ", ".join(known[:3]) + (f" and {len(known) - 3} more" if len(known) > 3 else "")
        count = "1 change waits" if len(late) == 1 else f"{len(late)} changes wait"
        self._say(f"{count} until Jarvis starts again: {named}.", wrong=False)

    def _say(self, text: str, *, wrong: bool) -> None:
        self.banner_words.setText(text)
        self.banner.setProperty("wrong", wrong)
        self.banner.style().unpolish(self.banner)
        self.banner.style().polish(self.banner)
        self.restart.setVisible(not wrong)
        self.banner.show()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        self.page().finish()
        self.page().left()
        self.link.close()
        super().closeEvent(event)


def make_window() -> SettingsWindow:
    """The window of this user, connected."""
    link = DaemonLink(paths.socket_path(), shows=False)
    window = SettingsWindow(Book(), link)
    link.setParent(window)
    link.start()
    return window
