"""Shows one notification of the desktop with a picture and buttons; a new one replaces it.

Speaks org.freedesktop.Notifications, version 1.2. Nothing here blocks. The notifier reports when nobody took the
notification, and leaves out what the server cannot show, such as buttons.
"""

from __future__ import annotations

import html
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from assistant.paths import data_file
from assistant.ui.common.paragraph import one_line
from assistant.ui.platform.session_bus import SessionBus

log = logging.getLogger(__name__)

SERVICE = "org.freedesktop.Notifications"
ADDRESS = (SERVICE, "/org/freedesktop/Notifications", SERVICE)
DESKTOP_ENTRY = "jarvis"
LONGEST = 200
"""Maximum characters of the title and of each line: servers cut the rest off, each in its own way."""
_SERVERS_CHOICE_MS = -1


@dataclass(frozen=True, slots=True)
class Notification:
    """Describes the content of a notification."""

    title: str
    lines: tuple[str, ...] = ()
    picture: Path | None = None
    actions: Mapping[str, str] = field(default_factory=dict)
    """Maps what is emitted by `acted` to the words on its button."""
    default: str = ""
    """The action of a click on the notification itself."""


class DesktopNotifier(QObject):
    """Shows notifications by the desktop's notification server.

    Args:
        bus: The session bus.
    """

    acted = Signal(str)
    """A button was pressed, or the notification was clicked: the key of the action."""
    failed = Signal()
    """Nobody took the notification, or its server has gone with it."""

    def __init__(self, bus: SessionBus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = bus
        self._id = 0
        self._capabilities: frozenset[str] | None = None
        self._wanted: Notification | None = None
        self._is_out = False
        """Whether a call is under way."""
        self._again = False
        bus.lost.connect(self._fail)
        bus.listen(ADDRESS, "ActionInvoked", self._on_action)
        bus.listen(ADDRESS, "NotificationClosed", self._on_closed)
        bus.watch(SERVICE, self._on_other_server)

    def show(self, notice: Notification) -> None:
        """Shows this in place of the notification that is there. `failed` comes later if nobody takes it."""
        self._wanted = notice
        if self._is_out:
            self._again = True
        elif self._capabilities is None:
            self._is_out = True
            # A server that is not running is started by the bus where it can be; without one this fails at once.
            self._bus.call(ADDRESS, "GetCapabilities", self._on_capabilities, start=True)
        else:
            self._send(notice)

    def withdraw(self) -> None:
        """Removes the notification."""
        self._wanted, self._again = None, False
        if self._id:
            self._bus.call(ADDRESS, "CloseNotification", lambda _told: None, signature="u", body=[self._id])
        self._id = 0

    @property
    def is_up(self) -> bool:
        """Returns whether a notification of ours is at the server."""
        return bool(self._id)

    def _on_capabilities(self, told: tuple[Any, ...] | None) -> None:
        self._is_out = False
        if not told:
            self._fail()
            return
        self._capabilities = frozenset(str(each) for each in told[0])
        if self._wanted is not None:
            self._send(self._wanted)

    def _send(self, notice: Notification) -> None:
        capabilities = self._capabilities or frozenset()
        lines = [one_line(line)[:LONGEST] for line in notice.lines]
        if "body-markup" in capabilities:
            lines = [html.escape(line, quote=False) for line in lines]
        actions: list[str] = []
        if "actions" in capabilities:
            # A click on the notification, and buttons for all: not every server takes a click for an answer.
            buttons = (
                {"default": notice.actions[notice.default], **notice.actions} if notice.default else notice.actions
            )
            actions = [text for button in buttons.items() for text in button]
        hints = {
            "desktop-entry": ("s", DESKTOP_ENTRY),
            "category": ("s", "transfer.complete"),
            "suppress-sound": ("b", True),
        }
        if notice.picture is not None:
            hints["image-path"] = ("s", notice.picture.as_uri())
        self._is_out = True
        # By its path: a program from a virtualenv has no icon in any theme.
        icon = data_file("assets/icons/jarvis-128.png").as_uri()
        body = "\n".join(lines) if "body" in capabilities else ""
        title = one_line(notice.title)[:LONGEST]
        content = ["Jarvis", self._id, icon, title, body, actions, hints, _SERVERS_CHOICE_MS]
        self._bus.call(ADDRESS, "Notify", self._on_shown, signature="susssasa{sv}i", body=content, start=True)

    def _on_shown(self, told: tuple[Any, ...] | None) -> None:
        self._is_out = False
        if not told:
            self._fail()
            return
        self._id = int(told[0])
        if self._wanted is None:
            self.withdraw()
        elif self._again:
            self._again = False
            self._send(self._wanted)

    def _fail(self) -> None:
        self._id, self._again, self._capabilities = 0, False, None
        if self._wanted is not None:
            self._wanted = None
            self.failed.emit()

    def _on_other_server(self, is_there: bool) -> None:
        """Handles the end or a change of the server: the new one knows nothing of what the last one showed."""
        was_up, self._id, self._capabilities = self.is_up, 0, None
        if was_up and not self._is_out and self._wanted is not None:
            if is_there:
                self.show(self._wanted)
            else:
                self._fail()

    def _on_action(self, body: tuple[Any, ...]) -> None:
        number, key = body[:2]
        if self._id and number == self._id and self._wanted is not None:
            self.acted.emit(self._wanted.default if key == "default" else str(key))

    def _on_closed(self, body: tuple[Any, ...]) -> None:
        if self._id and body[0] == self._id:
            self._id = 0
