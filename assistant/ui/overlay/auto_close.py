"""When finished pictures go: after their time, unless the person points at them. Runs in the overlay process."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

LEAST_S = 5.0
"""So long they stay at least after the person has turned away from them."""


class Closing(QObject):
    """Counts the seconds; wakes once in each while it counts and never otherwise.

    Args:
        show_s: How long finished pictures stay.
        parent: The overlay.
    """

    over = Signal()
    """Their time is over."""
    ticked = Signal(object, float)
    """Whole seconds that are left, or None while nobody counts; and that as a share of all of them, 0 … 1."""

    def __init__(self, show_s: float, parent: QObject) -> None:
        super().__init__(parent)
        self._show_s = show_s
        self._request: str | None = None
        self._ends = 0.0
        self._held = False
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self, request: str) -> None:
        """Count for the pictures of this request, unless it counts for them already."""
        if request != self._request:
            self._request = request
            self._ends = time.monotonic() + self._show_s
            self._tick()

    def stop(self) -> None:
        """Count no more."""
        self._request = None
        self._timer.stop()

    def hold(self, held: bool) -> None:
        """Whether the person points at them: time stands still then."""
        if held == self._held:
            return
        self._held = held
        if self._request is None:
            return
        if held:
            self._timer.stop()
            self.ticked.emit(None, 1.0)
        else:
            left = max(min(LEAST_S, self._show_s), self._ends - time.monotonic())
            self._ends = time.monotonic() + left
            self._tick()

    def _tick(self) -> None:
        if self._held:
            return
        left = self._ends - time.monotonic()
        if left <= 0:
            self.stop()
            self.over.emit()
            return
        self.ticked.emit(math.ceil(left), min(1.0, left / self._show_s))
        self._timer.start(max(1, round(1000 * (left - math.ceil(left) + 1))))
