"""The settings window: pages, a search over every option, and what the running Jarvis makes of it. Window processes.

Each change is written at once. What counts only after a new start is said at the top, with a button that does it; it
is known by asking the daemon for the settings in force, never from a list.
"""

from __future__ import annotations

from typing import Any

from msgspec import convert
from PySide6.QtCore import QFileSystemWatcher, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from assistant import paths
from assistant.core.message import Failure, Message
from assistant.core.messages.control_messages import (
    HotkeyRequest,
    RestartRequest,
    SettingsInForce,
    SettingsRequest,
    TuneRequest,
)
from assistant.core.messages.event_messages import StateEvent
from assistant.ui.common import style
from assistant.ui.overlay.daemon_link import AnyRequest, DaemonLink
from assistant.ui.windows.settings.banner import Banner
from assistant.ui.windows.settings.pages.everything_page import EverythingPage
from assistant.ui.windows.settings.pages.microphone_page import MicrophonePage
from assistant.ui.windows.settings.pages.page import Page
from assistant.ui.windows.settings.pages.page_list import PAGES
from assistant.ui.windows.settings.settings_store import Book, waiting
from assistant.ui.windows.settings.side_bar import Side
from assistant.ui.windows.settings.style_sheet import sheet
from assistant.ui.windows.window_style import room

LIVE = {"wake.sensitivity": "sensitivity", "wake.sensitivities": "sensitivities", "hearing.device": "device"}
"""What a running Jarvis takes over at once, and what the verb `tune` calls it."""
NEWS_MS = 150
"""An editor writes a file in several steps."""


class SettingsWindow(QWidget):
    """The window.

    Args:
        book: The settings.
        link: The daemon; started by the window.
    """

    def __init__(self, book: Book, link: DaemonLink) -> None:
        super().__init__()
        self.setObjectName("ground")
        self.setWindowTitle("Settings")
        self.setStyleSheet(sheet())
        self.book, self.link = book, link
        self._in_force: SettingsInForce | None = None
        self._hears: bool | None = None
        self.side = Side(title for title, _ in PAGES.values())
        self.search, self.list = self.side.search, self.side.list
        self.stack = QStackedWidget()
        self.banner = Banner()
        self._pages: dict[str, Page] = {}
        self._lay_out()
        self._listen()
        self.show_state(None)
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

    def show_state(self, state: StateEvent | None) -> None:
        """What the daemon tells of itself; None where there is none."""
        self.side.show_state(state)
        self._show_daemon(state.tray in {"listening", "busy"} if state is not None else None)

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setContentsMargins(32, 14, 32, 0)
        above.addWidget(self.banner)
        main = QVBoxLayout()
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(0)
        main.addLayout(above)
        main.addWidget(self.stack, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.side)
        whole.addLayout(main, 1)

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
        self.banner.restart.clicked.connect(self._on_restart)
        self.book.on_change = self._on_book
        self._news = QTimer(self, singleShot=True, interval=NEWS_MS)
        self._news.timeout.connect(self._on_news)
        self._watcher = QFileSystemWatcher(self)
        self._watch()
        for changed in (self._watcher.fileChanged, self._watcher.directoryChanged):
            changed.connect(lambda _: self._news.start())
        self.link.connected.connect(lambda: self.link.send(SettingsRequest()))
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
            self.link.send(convert({name: value}, TuneRequest))
        elif key == "hotkey.hold":
            self.link.send(HotkeyRequest(hold=bool(value)))
        self.link.send(SettingsRequest())

    def _on_book(self) -> None:
        for page in self._pages.values():
            page.refresh()
        self._watch()
        self._show_banner()
        self._show_daemon(None if not self.link.is_up else self._hears)

    def _on_news(self) -> None:
        self._watch()
        if self.book.read_if_changed():
            self.link.send(SettingsRequest())

    def _on_lost(self) -> None:
        self._in_force = None
        self._show_started_with({})
        self.banner.show_restarting(False)
        self.show_state(None)
        self._show_banner()

    def _on_answered(self, request: AnyRequest, result: Message) -> None:
        if isinstance(result, SettingsInForce):
            self._in_force = result
            self._show_started_with(result.set_by)
            self._show_banner()
            self._show_daemon(self._hears)
        elif isinstance(request, TuneRequest):
            self.link.send(SettingsRequest())

    def _show_started_with(self, set_by: dict[str, str]) -> None:
        if set_by != self.book.started_with:
            self.book.started_with = set_by
            for page in self._pages.values():
                page.refresh()

    def _on_refused(self, request: AnyRequest, failure: Failure) -> None:
        if isinstance(request, TuneRequest | RestartRequest | HotkeyRequest):
            self.banner.say_wrong(f"{failure.title}. {failure.hint}")

    def _on_restart(self) -> None:
        self.page().finish()
        self.banner.show_restarting(True)
        self.link.send(RestartRequest())

    def _show_daemon(self, hears: bool | None) -> None:
        self._hears = hears
        page = self._pages.get("microphone")
        if isinstance(page, MicrophonePage):
            device = self._in_force.values.get("hearing.device") if self._in_force else None
            page.show_daemon(hears, str(device) if device is not None else None)

    def _show_banner(self) -> None:
        if self.book.problem is not None:
            self.banner.say_wrong(f"{self.book.problem} Until then the last good settings are shown.")
        else:
            self.banner.say_waiting(waiting(self.book, self._in_force))

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
