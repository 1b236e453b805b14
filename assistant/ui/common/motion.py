"""Numbers that move smoothly, for one window. Runs in the overlay process; no timer runs unless something moves."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer

FRAME_MS = 16
"""Between frames: 60 a second."""

OnFrame = Callable[[frozenset[str]], None]


@dataclass(slots=True)
class _Move:
    start: float
    target: float
    began: float
    seconds: float

    def at(self, now: float) -> float:
        share = max(0.0, min(1.0, (now - self.began) / self.seconds))
        return self.start + (self.target - self.start) * (1 - (1 - share) ** 3)


class Motion(QObject):
    """Named numbers that ease out towards their targets.

    Args:
        on_frame: Called for each frame while anything moves, with the names of the numbers that have just changed.
        parent: The window.
    """

    def __init__(self, on_frame: OnFrame, parent: QObject) -> None:
        super().__init__(parent)
        self._on_frame = on_frame
        self._values: dict[str, float] = {}
        self._moves: dict[str, _Move] = {}
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=FRAME_MS)
        self._timer.timeout.connect(self._frame)

    def value(self, name: str) -> float:
        """Where the number is now; 0 before it was ever set."""
        return self._values.get(name, 0.0)

    def target(self, name: str) -> float:
        """Where the number is going."""
        move = self._moves.get(name)
        return move.target if move else self.value(name)

    def jump(self, name: str, value: float) -> None:
        """Set the number at once."""
        self._moves.pop(name, None)
        self._values[name] = value

    def go(self, name: str, target: float, milliseconds: float, after_ms: float = 0.0) -> None:
        """Move the number to `target` in this time, from where it is; `after_ms` lets it wait before."""
        if milliseconds <= 0:
            self.jump(name, target)
        elif self.target(name) != target:
            began = time.monotonic() + after_ms / 1000
            self._moves[name] = _Move(self.value(name), target, began, milliseconds / 1000)
            if not self._timer.isActive():
                self._timer.start()

    def stop(self) -> None:
        """Let every number stay where it is."""
        self._moves.clear()
        self._timer.stop()

    @property
    def is_moving(self) -> bool:
        """Whether frames are being made."""
        return self._timer.isActive()

    def _frame(self) -> None:
        now = time.monotonic()
        moved = frozenset(self._moves)
        for name, move in tuple(self._moves.items()):
            self._values[name] = move.at(now)
            if now - move.began >= move.seconds:
                self._values[name] = move.target
                del self._moves[name]
        if not self._moves:
            self._timer.stop()
        self._on_frame(moved)
