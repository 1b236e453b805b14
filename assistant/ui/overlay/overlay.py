"""Shows pill, card and glow as the presenter says, and keeps the times at which they go.

While nothing happens the overlay has nothing on the screen and no timer running.
"""

from __future__ import annotations

import logging
import math
import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QImage

from assistant.core.message import Message
from assistant.core.messages.control_messages import (
    DismissRequest,
    KeepRequest,
    KeptPictures,
    LastRequest,
    PaintRequest,
    ShownRequest,
    StopRequest,
)
from assistant.core.messages.event_messages import LevelEvent, PreviewEvent, RequestEvent
from assistant.core.stages import Stage
from assistant.ui.common import style
from assistant.ui.common.daemon_link import AnyRequest, DaemonLink
from assistant.ui.common.qt_process import open_file
from assistant.ui.overlay.card import PictureCard
from assistant.ui.overlay.card_buttons import AGAIN, CLOSE, KEEP, STOP
from assistant.ui.overlay.pane import Glow
from assistant.ui.overlay.pill import PillPane
from assistant.ui.overlay.presenter import OverlayPresenter
from assistant.ui.overlay.view_state import Card, Mood, Pill
from assistant.ui.platform.accessibility import AccessibilitySettings
from assistant.ui.platform.surface import SurfaceFactory

log = logging.getLogger(__name__)

MIN_S = 5.0
"""Pictures stay at least this long after the person has turned away from them."""


class Overlay(QObject):
    """Listens to the link and shows.

    Args:
        link: The daemon.
        surfaces: Makes the panes' surfaces.
        accessibility: Says whether the panes may move.
        show_s: How long finished pictures stay, in seconds.
    """

    def __init__(
        self, link: DaemonLink, surfaces: SurfaceFactory, accessibility: AccessibilitySettings, *, show_s: float
    ) -> None:
        super().__init__()
        self._link = link
        self._presenter = OverlayPresenter()
        self._timed_message: Pill | None = None
        self._timed_thought: Pill | None = None
        self._not_yet_shown: set[str] = set()
        self.pill = PillPane(surfaces, accessibility)
        self.card = PictureCard(surfaces, accessibility)
        self.glow = Glow(surfaces, accessibility)
        self.screen_reader = ScreenReader(self.pill)
        self.auto_close = AutoClose(show_s, self)
        self._thinking = QTimer(self, singleShot=True, interval=style.THINKING_AFTER_MS)
        self._thinking.timeout.connect(self._refresh)
        self._reading = QTimer(self, singleShot=True)
        self._reading.timeout.connect(self._on_read)
        self._listen()
        QTimer.singleShot(0, self.pill.warm_up)

    @property
    def is_showing(self) -> bool:
        """Returns whether any pane is on the screen."""
        return any(pane.is_shown for pane in (self.pill, self.card, self.glow))

    def _listen(self) -> None:
        link, presenter = self._link, self._presenter
        link.request.connect(self._on_request)
        link.level.connect(self._on_level)
        link.preview.connect(self._on_preview)
        link.answered.connect(self._on_answer)
        link.refused.connect(lambda _request, failure: presenter.on_failure(failure))
        link.progress.connect(presenter.on_progress)
        link.picture.connect(presenter.on_picture)
        link.dismiss.connect(presenter.on_dismiss)
        link.notice.connect(presenter.on_notice)
        link.lost.connect(presenter.on_lost)
        link.connected.connect(presenter.on_connected)
        self.auto_close.over.connect(presenter.on_dismiss)
        # Qt calls slots in the order in which they were connected: the scene first, then the screen.
        for signal in (
            link.progress,
            link.picture,
            link.dismiss,
            link.notice,
            link.lost,
            link.connected,
            self.auto_close.over,
            link.refused,
        ):
            signal.connect(self._refresh)
        self.auto_close.ticked.connect(self.card.set_closes_in)
        self.card.attended.connect(self.auto_close.hold)
        self.card.chosen.connect(self._on_chip)
        self.card.opened.connect(open_file)
        self.card.kept.connect(lambda number: link.send(KeepRequest(number)))
        self.card.painted.connect(self._on_painted, Qt.ConnectionType.QueuedConnection)

    def _on_request(self, event: RequestEvent) -> None:
        if event.stage is Stage.SHOWING:
            self._not_yet_shown.add(event.id)
        elif not event.stage.is_live:
            self._not_yet_shown.discard(event.id)
        self._presenter.on_request(event)
        self._refresh()

    def _on_level(self, event: LevelEvent) -> None:
        speech = self._presenter.pill
        if speech and speech.mood is Mood.LISTENING and speech.request == event.request:
            self.pill.set_level(event.level, event.time_left)

    def _on_preview(self, event: PreviewEvent, rgb: bytes) -> None:
        width, height = event.width_px, event.height_px
        if len(rgb) != width * height * 3 or not rgb:
            log.warning("a preview of %s × %s came with %d bytes", width, height, len(rgb))
            return
        if self._presenter.on_preview(event):
            self._refresh()
            image = QImage(rgb, width, height, width * 3, QImage.Format.Format_RGB888)
            self.card.set_preview(event.index, image)

    def _on_answer(self, request: AnyRequest, result: Message) -> None:
        if isinstance(request, KeepRequest) and isinstance(result, RequestEvent):
            self._presenter.on_kept_as(result)
        elif isinstance(request, LastRequest) and isinstance(result, RequestEvent | KeptPictures):
            self.auto_close.stop()
            self._presenter.show_again(result)
        self._refresh()

    def _on_chip(self, words: str) -> None:
        if words == AGAIN:
            self._link.send(PaintRequest(words))
        elif words == KEEP:
            self._link.send(KeepRequest())
        elif words == STOP:
            self._link.send(StopRequest())
        elif words == CLOSE:
            self._link.send(DismissRequest())
            self._presenter.on_dismiss()
            self._refresh()

    def _on_painted(self, request: str) -> None:
        if request in self._not_yet_shown:
            self._not_yet_shown.discard(request)
            self._link.send(ShownRequest(request))

    def _on_read(self) -> None:
        self._presenter.on_message_read()
        self._refresh()

    def _refresh(self, *_: object) -> None:
        """Makes the screen show what the presenter says."""
        self._refresh_card()
        self._refresh_pill()
        if self._presenter.glow:
            self.glow.appear()
        else:
            self.glow.leave()
        self.card.set_lift(self.pill.rest_body().height() + style.STACK_GAP if self.pill.is_up else 0)
        self.screen_reader.announce(self._presenter.pill, self._presenter.card)

    def _refresh_pill(self) -> None:
        pill = self._presenter.pill
        if self._presenter.message is not self._timed_message:
            self._timed_message = self._presenter.message
            self._reading.stop()
            if self._timed_message:
                self._reading.start(_reading_ms(self._timed_message))
        if pill is None:
            self._thinking.stop()
            self._timed_thought = None
            self.pill.leave()
        elif pill.mood is not Mood.THINKING or not self._is_too_early(pill):
            self.pill.show_pill(pill)
            self.pill.appear()

    def _is_too_early(self, pill: Pill) -> bool:
        """Returns whether this thought is younger than style.THINKING_AFTER_MS, and so not worth showing yet."""
        if self._timed_thought is None or self._timed_thought.request != pill.request:
            self._timed_thought = pill
            self._thinking.start()
        return self._thinking.isActive()

    def _refresh_card(self) -> None:
        card = self._presenter.card
        if card is None:
            self.auto_close.stop()
            self.card.leave()
            return
        if card.is_painting:
            self.auto_close.stop()
            self.card.set_closes_in(None, 1.0)
        else:
            self.auto_close.start(card.request)
        if not self.card.is_shown and self.pill.is_up and self._presenter.pill is None:
            self.card.grow_from(self.pill.rest_body().size())
            self.pill.leave(style.PILL_LEAVE_MS)
        self.card.show_card(card)
        self.card.appear()


def _reading_ms(message: Pill) -> int:
    """Returns how long a message stays: 2.5 s to notice it, then about 17 characters a second, at most 15 s."""
    return min(15_000, 2500 + 60 * (len(message.title) + len(message.second)))


class AutoClose(QObject):
    """Counts the seconds until finished pictures close.

    The timer wakes once in each second while it counts and never otherwise.

    Args:
        show_s: How long finished pictures stay, in seconds.
        parent: The overlay.
    """

    over = Signal()
    """The pictures' time is over."""
    ticked = Signal(object, float)
    """Whole seconds that are left, or None while the time stands still; and the share that is left, 0 … 1."""

    def __init__(self, show_s: float, parent: QObject) -> None:
        super().__init__(parent)
        self._show_s = show_s
        self._request: str | None = None
        self._ends = 0.0
        self._held = False
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self, request: str) -> None:
        """Counts for the pictures of this request, unless it counts for them already."""
        if request != self._request:
            self._request = request
            self._ends = time.monotonic() + self._show_s
            self._tick()

    def stop(self) -> None:
        """Stops counting."""
        self._request = None
        self._timer.stop()

    def hold(self, held: bool) -> None:
        """Lets the time stand still while the person points at the pictures (`held`), and go on afterwards."""
        if held == self._held:
            return
        self._held = held
        if self._request is None:
            return
        if held:
            self._timer.stop()
            self.ticked.emit(None, 1.0)
        else:
            left = max(min(MIN_S, self._show_s), self._ends - time.monotonic())
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


class ScreenReader:
    """Announces what has changed.

    Args:
        source: The object that the announcements come from.
    """

    def __init__(self, source: QObject) -> None:
        self._source = source
        self._said_of_pill = self._said_of_card = ""

    def announce(self, pill: Pill | None, card: Card | None) -> list[str]:
        """Announces what is new in what is seen now, and returns the announcements."""
        of_pill, of_card = pill_words(pill), card_words(card)
        news = [words for words in (of_pill,) if words and words != self._said_of_pill]
        news += [words for words in (of_card,) if words and words != self._said_of_card]
        self._said_of_pill, self._said_of_card = of_pill, of_card
        for words in news:
            if QAccessible.isActive():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._source, words))
        return news


def pill_words(pill: Pill | None) -> str:
    """Returns the announcement of the pill; "" for none."""
    if pill is None or pill.mood is Mood.THINKING:
        return ""
    return "Listening" if pill.mood is Mood.LISTENING else f"{pill.title}. {pill.second}"


def card_words(card: Card | None) -> str:
    """Returns the announcement of the card: for the begin of painting, its end, and when something is kept."""
    if card is None:
        return ""
    if card.is_painting:
        return f"Painting: {card.words}"
    pictures = "Picture" if card.count == 1 else f"{card.count} pictures"
    kept = f", {card.kept_words}" if card.kept else ""
    return f"{pictures}: {card.words}, {card.second_line}{kept}"
