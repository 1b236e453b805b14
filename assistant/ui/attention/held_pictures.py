"""Tells of pictures that waited, by a notification or on the overlay, and does what its buttons say."""

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
from assistant.ui.attention.desktop_notification import DesktopNotifier, Notification
from assistant.ui.attention.gatekeeper import Gatekeeper
from assistant.ui.attention.screen_probe import ScreenProbe, available_queries
from assistant.ui.common.daemon_link import DaemonLink
from assistant.ui.common.qt_process import open_file
from assistant.ui.common.request_caption import caption
from assistant.ui.platform.session_bus import SessionBus

log = logging.getLogger(__name__)

SHOW, KEEP, FOLDER = "show", "keep", "folder"
LINES = 3
"""Number of requests that are named; further ones are only counted."""


class HeldPictures(QObject):
    """Waits for as long as the overlay runs.

    Args:
        link: The daemon.
        probe: Says whether the screen is busy.
        notifications: The desktop's notifications.
    """

    _kept = Signal(str, str)
    """Title and hint of the result of keeping; emitted from its thread."""

    def __init__(
        self, link: DaemonLink, probe: ScreenProbe, notifications: DesktopNotifier, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._link = link
        self._notifier = notifications
        self.gatekeeper = Gatekeeper(link, probe, self)
        self.gatekeeper.free.connect(self._notify)
        notifications.acted.connect(self._act)
        notifications.failed.connect(self._show_without)
        self._notified: list[RequestEvent] = []
        self._kept.connect(self._on_kept, Qt.ConnectionType.QueuedConnection)

    @classmethod
    def of(cls, link: DaemonLink, bus: SessionBus, parent: QObject) -> HeldPictures:
        """Makes it with whatever this desktop offers."""
        probe = ScreenProbe(available_queries(os.environ.get("DISPLAY", ""), bus, parent), parent)
        return cls(link, probe, DesktopNotifier(bus, parent), parent)

    def _notify(self, _waiting: list[RequestEvent]) -> None:
        """Tells of every picture that was not seen, together with those of the notification that is up."""
        if not self._notifier.is_up:
            self._notified.clear()
        self._notified += self.gatekeeper.take_waiting()
        if self.gatekeeper.rules.notify:
            self._notifier.show(notification_of(self._notified))
        else:
            self._show_without()

    def _show_without(self) -> None:
        """Shows the newest pictures on the overlay, and says how many more there are, where no notification can."""
        if not self._notified:
            return
        more = sum(len(snapshot.pictures) for snapshot in self._notified[:-1])
        self._show(self._notified[-1])
        self._notified.clear()
        if more:
            hint = "They are in the gallery: jarvis gallery"
            title = f"{more} more {'painting' if more == 1 else 'paintings'} waited"
            self._link.deliver(NoticeEvent("", title, hint, "info"))

    def _act(self, action: str) -> None:
        snapshots = self._notified
        if not snapshots:
            return
        if action == SHOW:
            self._show(snapshots.pop())
            if snapshots:
                self._notifier.show(notification_of(snapshots))
            else:
                self._notifier.withdraw()
        elif action == KEEP:
            threading.Thread(target=self._keep, args=(list(snapshots),), name="keep", daemon=True).start()
            snapshots.clear()
        elif action == FOLDER:
            open_file(str(Path(snapshots[-1].pictures[0]).parent))
            snapshots.clear()
            self._notifier.withdraw()

    def _show(self, snapshot: RequestEvent) -> None:
        self._link.answered.emit(LastRequest(), snapshot)

    def _keep(self, snapshots: list[RequestEvent]) -> None:
        """Keeps the pictures; runs on a thread, since the gallery blocks on the disk."""
        count = 0
        problem = ("", "")
        for snapshot in snapshots:
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
        self._notifier.show(Notification(title, (hint,) if hint else ()))


def notification_of(snapshots: list[RequestEvent]) -> Notification:
    """Returns the notification about the pictures of these requests, oldest first; it shows the newest picture."""
    count = sum(len(snapshot.pictures) for snapshot in snapshots)
    title = "A painting is waiting" if count == 1 else f"{count} paintings waiting"
    lines = [caption(snapshot) or snapshot.words for snapshot in reversed(snapshots[-LINES:])]
    if len(snapshots) > LINES:
        lines.append(f"and {len(snapshots) - LINES} more")
    newest = next((Path(path) for path in snapshots[-1].pictures if Path(path).is_file()), None)
    actions = {SHOW: "Show", KEEP: "Keep", FOLDER: "Open folder"}
    return Notification(title, tuple(line for line in lines if line), newest, actions, SHOW)


def _paintings(count: int) -> str:
    return "A painting is" if count == 1 else f"{count} paintings are"
