"""Tells of pictures that waited, by a notification or on the overlay, and does what its buttons say. Overlay."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from assistant.core.errors import GalleryError
from assistant.core.messages.control_messages import LastRequest
from assistant.core.messages.event_messages import NoticeEvent, RequestEvent
from assistant.gallery.picture_store import Gallery
from assistant.ui.attention.desktop_notification import Notice, Notifications
from assistant.ui.attention.gatekeeper import Usher
from assistant.ui.attention.screen_probe import ScreenLook, questions_of
from assistant.ui.overlay.daemon_link import DaemonLink
from assistant.ui.overlay.overlay import open_file
from assistant.ui.overlay.snapshots import caption
from assistant.ui.platform.session_bus import SessionBus

log = logging.getLogger(__name__)

SHOW, KEEP, FOLDER = "show", "keep", "folder"
LINES = 3
"""Requests that are named; more are only counted."""


class Attendant(QObject):
    """Stands by for as long as the overlay runs.

    Args:
        link: The daemon.
        look: How the screen is.
        notifications: The desktop's.
    """

    _kept = Signal(str, str)
    """Title and hint of what became of keeping, from its thread."""

    def __init__(
        self, link: DaemonLink, look: ScreenLook, notifications: Notifications, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._link = link
        self._notifications = notifications
        self.usher = Usher(link, look, self)
        self.usher.free.connect(self._tell)
        notifications.acted.connect(self._act)
        notifications.failed.connect(self._show_without)
        self._told: list[RequestEvent] = []
        self._kept.connect(self._on_kept, Qt.ConnectionType.QueuedConnection)

    @classmethod
    def of(cls, link: DaemonLink, bus: SessionBus, parent: QObject) -> Attendant:
        """With whatever this desktop offers."""
        look = ScreenLook(questions_of(os.environ.get("DISPLAY", ""), bus, parent), parent)
        return cls(link, look, Notifications(bus, parent), parent)

    def _tell(self, _waiting: list[RequestEvent]) -> None:
        """The screen is free: tell of everything that was not seen, together with what was told of before."""
        if not self._notifications.is_up:
            self._told.clear()
        self._told += self.usher.take_waiting()
        if self.usher.rules.notify:
            self._notifications.show(notice_of(self._told))
        else:
            self._show_without()

    def _show_without(self) -> None:
        """No notification can tell of them: the overlay shows the newest, and says how many more there are."""
        if not self._told:
            return
        more = sum(len(snapshot.pictures) for snapshot in self._told[:-1])
        self._show(self._told[-1])
        self._told.clear()
        if more:
            hint = "They are in the gallery: jarvis gallery"
            title = f"{more} more {'painting' if more == 1 else 'paintings'} waited"
            self._link.deliver(NoticeEvent("", title, hint, "info"))

    def _act(self, action: str) -> None:
        told = self._told
        if not told:
            return
        if action == SHOW:
            self._show(told.pop())
            if told:
                self._notifications.show(notice_of(told))
            else:
                self._notifications.withdraw()
        elif action == KEEP:
            threading.Thread(target=self._keep, args=(list(told),), name="keep", daemon=True).start()
            told.clear()
        elif action == FOLDER:
            open_file(str(Path(told[-1].pictures[0]).parent))
            told.clear()
            self._notifications.withdraw()

    def _show(self, snapshot: RequestEvent) -> None:
        self._link.answered.emit(LastRequest(), snapshot)

    def _keep(self, told: list[RequestEvent]) -> None:
        """On a thread: the gallery blocks on the disk."""
        count = 0
        problem = ("", "")
        for snapshot in told:
            gallery = Gallery(Path(snapshot.pictures[0]).parent)
            try:
                count += len(gallery.keep([picture.id for picture in gallery.last(snapshot.id)]))
            except GalleryError as error:
                log.warning("waiting pictures cannot be kept: %s", error)
                problem = (error.title, error.hint)
            finally:
                gallery.close()
        if not count and not problem[0]:
            problem = ("There is nothing left to keep", "The pictures are not in the gallery any more.")
        title, hint = problem if problem[0] else (f"{_paintings(count)} kept", "")
        self._kept.emit(title, hint)

    def _on_kept(self, title: str, hint: str) -> None:
        self._notifications.show(Notice(title, (hint,) if hint else ()))


def notice_of(told: list[RequestEvent]) -> Notice:
    """What to say of the pictures of these requests, oldest first; the newest one's picture is shown."""
    count = sum(len(snapshot.pictures) for snapshot in told)
    title = "A painting is waiting" if count == 1 else f"{count} paintings waiting"
    lines = [caption(snapshot) or snapshot.words for snapshot in reversed(told[-LINES:])]
    if len(told) > LINES:
        lines.append(f"and {len(told) - LINES} more")
    newest = next((Path(path) for path in told[-1].pictures if Path(path).is_file()), None)
    actions = {SHOW: "Show", KEEP: "Keep", FOLDER: "Open folder"}
    return Notice(title, tuple(line for line in lines if line), newest, actions, SHOW)


def _paintings(count: int) -> str:
    return "A painting is" if count == 1 else f"{count} paintings are"
