"""Asks the daemon to paint a picture again, the same or its neighbours; says so where no daemon runs."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal

from assistant.core.message import Failure, Message
from assistant.core.messages.control_messages import PaintRequest
from assistant.core.messages.event_messages import FinishedRequest
from assistant.gallery.index import Row
from assistant.ui.common.daemon_link import AnyRequest, DaemonLink
from assistant.ui.windows.gallery.gallery_wording import title

NOT_RUNNING: Final = "Jarvis is not running. Start it with: jarvis run"


class Repaint(QObject):
    """Asks for paintings, and tells their results.

    Args:
        link: The daemon.
    """

    message = Signal(str, str)
    """Words, and the file name of a new picture or ""."""
    changed = Signal()
    """A daemon has come or gone, or a painting has begun or ended."""

    def __init__(self, link: DaemonLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self.pending = 0
        """Number of paintings that were asked for and have not ended."""
        link.connected.connect(self.changed)
        link.lost.connect(self._on_lost)
        link.answered.connect(self._on_answered)
        link.refused.connect(self._on_refused)

    @property
    def can(self) -> bool:
        """Returns whether a daemon is there to paint."""
        return self._link.is_up

    def paint(self, row: Row, seed: int | None, count: int | None = None) -> None:
        """Paints the words of a picture.

        Args:
            row: The picture.
            seed: The first new picture's seed; None takes any.
            count: How many pictures; None as the words and the settings say.
        """
        if not row.words:
            self.message.emit("This picture’s words are not known: it cannot be painted again", "")
        elif not self._link.send(PaintRequest(row.words, seed, count)):
            self.message.emit(NOT_RUNNING, "")
        else:
            self.pending += 1
            self.message.emit(f"Painting “{title(row)}” …", "")
            self.changed.emit()

    def _on_answered(self, request: AnyRequest, result: Message) -> None:
        if not isinstance(request, PaintRequest) or not isinstance(result, FinishedRequest):
            return
        self._end_one()
        failure, pictures = result.failure, result.pictures
        if failure is not None:
            self.message.emit(f"{failure.title}. {failure.hint}".strip(), "")
        elif pictures:
            many = "" if len(pictures) == 1 else f" {len(pictures)} pictures"
            self.message.emit(f"Painted{many}: “{result.words}”", pictures[0].rpartition("/")[2])
        else:
            self.message.emit("The painting was stopped", "")

    def _on_refused(self, request: AnyRequest, failure: Failure) -> None:
        if isinstance(request, PaintRequest):
            self._end_one()
            self.message.emit(f"{failure.title}. {failure.hint}".strip(), "")

    def _on_lost(self) -> None:
        if self.pending:
            self.pending = 0
            self.message.emit("Jarvis ended while it painted. Start it with: jarvis run", "")
        self.changed.emit()

    def _end_one(self) -> None:
        self.pending = max(0, self.pending - 1)
        self.changed.emit()
