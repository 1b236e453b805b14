"""Paints a picture again, by the daemon: the same, or its neighbours. Window process; says so where no daemon runs."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from assistant.gallery.index import Row
from assistant.ui.overlay.daemon_link import DaemonLink
from assistant.ui.windows.gallery.gallery_wording import title

NOT_RUNNING: Final = "Jarvis is not running. Start it with: jarvis run"


class Repaint(QObject):
    """Asks, and tells what came of it.

    Args:
        link: The daemon.
    """

    said = Signal(str, str)
    """Words, and the file name of a new picture or ""."""
    changed = Signal()
    """Whether a daemon is there, or whether something is being painted."""

    def __init__(self, link: DaemonLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self.pending = 0
        """Paintings that were asked for and have not ended."""
        link.connected.connect(self.changed)
        link.lost.connect(self._on_lost)
        link.answered.connect(self._on_answered)
        link.refused.connect(self._on_refused)

    @property
    def can(self) -> bool:
        """Whether a daemon is there to paint."""
        return self._link.is_up

    def paint(self, row: Row, seed: int | None, count: int | None = None) -> None:
        """Paint the words of a picture.

        Args:
            row: The picture.
            seed: That of the first new picture; None takes any.
            count: How many; None as the words and the settings say.
        """
        if not row.words:
            self.said.emit("This picture’s words are not known: it cannot be painted again", "")
        elif not self._link.send("paint", text=row.words, seed=seed, count=count):
            self.said.emit(NOT_RUNNING, "")
        else:
            self.pending += 1
            self.said.emit(f"Painting “{title(row)}” …", "")
            self.changed.emit()

    def _on_answered(self, verb: str, snapshot: dict[str, Any]) -> None:
        if verb != "paint":
            return
        self._end_one()
        failure = snapshot.get("failure")
        pictures = [path for path in snapshot.get("pictures", []) if isinstance(path, str)]
        if isinstance(failure, dict):
            self.said.emit(f"{failure.get('title', 'It could not be painted')}. {failure.get('hint', '')}".strip(), "")
        elif pictures:
            many = "" if len(pictures) == 1 else f" {len(pictures)} pictures"
            self.said.emit(f"Painted{many}: “{snapshot.get('words', '')}”", pictures[0].rpartition("/")[2])
        else:
            self.said.emit("The painting was stopped", "")

    def _on_refused(self, verb: str, failure: dict[str, Any]) -> None:
        if verb == "paint":
            self._end_one()
            self.said.emit(f"{failure.get('title', 'Jarvis cannot paint that')}. {failure.get('hint', '')}".strip(), "")

    def _on_lost(self) -> None:
        if self.pending:
            self.pending = 0
            self.said.emit("Jarvis ended while it painted. Start it with: jarvis run", "")
        self.changed.emit()

    def _end_one(self) -> None:
        self.pending = max(0, self.pending - 1)
        self.changed.emit()
