"""Shows the settings: pages, a search over every option, and which changes the running Jarvis has not taken over.

Each change is written at once. The banner names what counts only after a new start, with a button for it; the window
asks the daemon for the settings in force instead of keeping a list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import convert
from PySide6.QtCore import QFileSystemWatcher, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

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
from assistant.ui.common.daemon_link import AnyRequest, DaemonLink
from assistant.ui.windows.settings.option_catalogue import options
from assistant.ui.windows.settings.pages.everything_page import EverythingPage
from assistant.ui.windows.settings.pages.microphone_page import MicrophonePage
from assistant.ui.windows.settings.pages.page import Page
from assistant.ui.windows.settings.pages.page_list import PAGES
from assistant.ui.windows.settings.settings_store import SettingsStore, pending_changes
from assistant.ui.windows.settings.side_bar import SideBar
from assistant.ui.windows.settings.style_sheet import sheet
from assistant.ui.windows.settings.widgets import named, wrapped_label
from assistant.ui.windows.window_style import room

_RESTART = "Restart Jarvis"
_NAMED = 3
"""Further names are only counted."""

LIVE = {"wake.sensitivity": "sensitivity", "wake.sensitivities": "sensitivities", "hearing.device": "device"}
"""Maps options that a running Jarvis takes over at once to their names in the verb `tune`."""
NEWS_MS = 150
"""Delay before a changed file is read: an editor writes it in several steps."""


class Banner(QFrame):
    """Shows a message at the top; hidden while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.words = wrapped_label("", "banner_words")
        self.restart = named(QPushButton(_RESTART), "go")
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 10, 12, 10)
        line.addWidget(self.words, 1)
        line.addWidget(self.restart)
        self.hide()

    def show_error(self, text: str) -> None:
        """Shows what is wrong."""
        self._say(text, wrong=True)

    def show_pending(self, keys: Sequence[str]) -> None:
        """Names the options that count only after a new start; hides the banner for none."""
        if not keys:
            self.hide()
            return
        known = [options()[key].title for key in keys if key in options()]
        more = len(known) - _NAMED
        named_ones = ", ".join(known[:_NAMED]) + (f" and {more} more" if more > 0 else "")
        count = "1 change waits" if len(keys) == 1 else f"{len(keys)} changes wait"
        self._say(f"{count} until Jarvis starts again: {named_ones}.", wrong=False)

    def show_restarting(self, is_restarting: bool) -> None:
        """Shows whether the new start was asked for and is not over."""
        self.restart.setEnabled(not is_restarting)
        self.restart.setText("Starting again …" if is_restarting else _RESTART)

    def _say(self, text: str, *, wrong: bool) -> None:
        self.words.setText(text)
        self.setProperty("wrong", wrong)
        self.style().unpolish(self)
        self.style().polish(self)
        self.restart.setVisible(not wrong)
        self.show()


class SettingsWindow(QWidget):
    """Is the settings window.

    Args:
        store: The settings.
        link: The daemon; started by the window.
    """

    def __init__(self, store: SettingsStore, link: DaemonLink) -> None:
        super().__init__()
        self.setObjectName("ground")
        self.setWindowTitle("Settings")
        self.setStyleSheet(sheet())
        self.store, self.link = store, link
        self._in_force: SettingsInForce | None = None
        self._hears: bool | None = None
        self.side = SideBar(title for title, _ in PAGES.values())
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
        """Opens a page by its name or title; searches for anything else."""
        wanted = what.strip().casefold()
        for index, (name, (title, _)) in enumerate(PAGES.items()):
            if wanted in {name, title.casefold()}:
                self.list.setCurrentRow(index)
                return
        if wanted:
            self.search.setText(what)

    def page(self) -> Page:
        """Returns the page at the front."""
        page = self.stack.currentWidget()
        assert isinstance(page, Page)
        return page

    def show_state(self, state: StateEvent | None) -> None:
        """Shows the daemon's state, or that there is no daemon."""
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
        """Returns the page, made when it is first wanted."""
        if name not in self._pages:
            title, make = PAGES[name]
            page = self._pages[name] = make(self.store)
            page.setAccessibleName(title)
            page.written.connect(self._on_written)
            self.stack.addWidget(page)
            self._show_daemon(self._hears)
        return self._pages[name]

    def _listen(self) -> None:
        self.list.currentRowChanged.connect(self._on_row)
        self.search.textChanged.connect(self._on_search)
        self.banner.restart.clicked.connect(self._on_restart)
        self.store.subscribe(self._on_store)
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
        file = self.store.file
        wanted = [str(place) for place in (file, file.parent) if place.exists()]
        new = [place for place in wanted if place not in {*self._watcher.files(), *self._watcher.directories()}]
        if new:
            self._watcher.addPaths(new)

    def _on_row(self, row: int) -> None:
        before = self.stack.currentWidget()
        after = self.page_named(list(PAGES)[row])
        if isinstance(before, Page) and before is not after:
            before.finish()
            before.on_hidden()
        self.stack.setCurrentWidget(after)
        if self.isVisible():
            after.on_shown()

    def showEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.page().on_shown()

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

    def _on_store(self) -> None:
        for page in self._pages.values():
            page.refresh()
        self._watch()
        self._show_banner()
        self._show_daemon(None if not self.link.is_up else self._hears)

    def _on_news(self) -> None:
        self._watch()
        if self.store.read_if_changed():
            self.link.send(SettingsRequest())

    def _on_lost(self) -> None:
        self._in_force = None
        self._show_overrides({})
        self.banner.show_restarting(False)
        self.show_state(None)
        self._show_banner()

    def _on_answered(self, request: AnyRequest, result: Message) -> None:
        if isinstance(result, SettingsInForce):
            self._in_force = result
            self._show_overrides(result.set_by)
            self._show_banner()
            self._show_daemon(self._hears)
        elif isinstance(request, TuneRequest):
            self.link.send(SettingsRequest())

    def _show_overrides(self, set_by: dict[str, str]) -> None:
        if self.store.set_overrides(set_by):
            for page in self._pages.values():
                page.refresh()

    def _on_refused(self, request: AnyRequest, failure: Failure) -> None:
        if isinstance(request, TuneRequest | RestartRequest | HotkeyRequest):
            self.banner.show_error(f"{failure.title}. {failure.hint}")

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
        if self.store.problem is not None:
            self.banner.show_error(f"{self.store.problem} Until then the last good settings are shown.")
        else:
            self.banner.show_pending(pending_changes(self.store, self._in_force))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        self.page().finish()
        self.page().on_hidden()
        self.link.close()
        super().closeEvent(event)


def make_window() -> SettingsWindow:
    """Makes the window of this user, connected to the daemon."""
    link = DaemonLink(paths.socket_path(), shows=False)
    window = SettingsWindow(SettingsStore(), link)
    link.setParent(window)
    link.start()
    return window
