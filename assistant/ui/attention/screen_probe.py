"""Looks whether the screen is busy: at once, and again while somebody waits for it. Runs in the overlay process.

Every question is answered in its own time, and an answer that does not come counts as no. Asleep it asks nothing and
has no timer running.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from assistant.ui.attention.attention_rules import Busy
from assistant.ui.attention.do_not_disturb import QuietQuestion
from assistant.ui.attention.screen_sharing import SharingQuestion
from assistant.ui.attention.sway_fullscreen import SwayQuestion
from assistant.ui.attention.x_fullscreen import XWindows
from assistant.ui.platform.session_bus import SessionBus
from assistant.ui.platform.x11 import NoScreen

log = logging.getLogger(__name__)

Question = Callable[[Callable[[bool], None]], None]
"""Gets a function that it calls once with its answer, at once or later."""

ANSWERS_WITHIN_MS = 400
"""Longer than any of them takes on a busy machine; whoever hangs holds nothing up."""
FRESH_S = 1.0
SOON_MS = 250
"""The pill of who begins to speak comes first: some questions start a program."""
AGAIN_MS = 2000
"""Between two looks while pictures wait."""


class ScreenLook(QObject):
    """What is known of the screen.

    Args:
        questions: Each with what a yes to it means.
    """

    looked = Signal()
    """A look is over: `busy` is how things are now."""

    def __init__(self, questions: list[tuple[Busy, Question]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.busy: frozenset[Busy] = frozenset()
        self._questions = questions
        self._looked_at: float | None = None
        self._number = 0
        self._open: set[int] = set()
        self._said: set[Busy] = set()
        self._limit = QTimer(self, singleShot=True, interval=ANSWERS_WITHIN_MS)
        self._limit.timeout.connect(self._end)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.look)
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self.look)

    @property
    def is_fresh(self) -> bool:
        """Whether `busy` was true a moment ago."""
        return self._looked_at is not None and time.monotonic() - self._looked_at <= max(FRESH_S, 2 * AGAIN_MS / 1000)

    def look(self) -> None:
        """Ask everybody, unless that is going on; `looked` tells when it is over."""
        if self._open:
            return
        self._number += 1
        self._said.clear()
        self._open = set(range(len(self._questions)))
        self._limit.start()
        for index, (busy, question) in enumerate(self._questions):
            question(partial(self._take, self._number, index, busy))
        if not self._questions:
            self._end()

    def look_soon(self) -> None:
        """Look in a moment, so that it is known before it is needed."""
        if not self._soon.isActive():
            self._soon.start()

    def keep_looking(self, wanted: bool) -> None:
        """Look again and again, or no more."""
        if wanted and not self._again.isActive():
            self._again.start()
        elif not wanted:
            self._again.stop()

    def _take(self, number: int, index: int, busy: Busy, said: bool) -> None:
        if number != self._number or index not in self._open:
            return  # It comes too late.
        self._open.discard(index)
        if said:
            self._said.add(busy)
        if not self._open:
            self._end()

    def _end(self) -> None:
        self._limit.stop()
        if self._open:
            late = sorted(self._questions[index][0].value for index in self._open)
            log.info("no answer in time about: %s", ", ".join(late))
            self._open.clear()
        self.busy = frozenset(self._said)
        self._looked_at = time.monotonic()
        self.looked.emit()


def questions_of(display: str, bus: SessionBus, parent: QObject) -> list[tuple[Busy, Question]]:
    """Whatever can be asked on this desktop.

    Args:
        display: The X server's, as in DISPLAY; "" for none.
        bus: The session bus.
        parent: Owner of what asks.
    """
    questions: list[tuple[Busy, Question]] = [
        (Busy.DO_NOT_DISTURB, QuietQuestion(bus, parent).ask),
        (Busy.SHARING, SharingQuestion(parent).ask),
    ]
    sway = SwayQuestion.here(parent)
    if sway is not None:
        questions.append((Busy.FULLSCREEN, sway.ask))
    elif display:
        try:
            windows = XWindows(display)
        except NoScreen as error:
            log.info("fullscreen windows cannot be seen: %s", error)
        else:
            questions.append((Busy.FULLSCREEN, lambda answer: answer(windows.is_filled())))
    return questions
