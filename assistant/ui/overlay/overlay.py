"""The overlay: keeps pill, card and glow as the scene says, and the times at which they go. Overlay process.

Asleep it has nothing on the screen and no timer running.
"""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QImage

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
from assistant.ui.overlay import chip_row
from assistant.ui.overlay.auto_close import Closing
from assistant.ui.overlay.card import PictureCard
from assistant.ui.overlay.daemon_link import AnyRequest, DaemonLink
from assistant.ui.overlay.glow import Glow
from assistant.ui.overlay.pill import PillGlass
from assistant.ui.overlay.presenter import Scene
from assistant.ui.overlay.screen_reader import Speaker
from assistant.ui.overlay.view_state import Mood, Pill
from assistant.ui.platform.accessibility import Wishes
from assistant.ui.platform.surface import Ground

log = logging.getLogger(__name__)


class Overlay(QObject):
    """Listens to the link and shows.

    Args:
        link: The daemon.
        ground: Where its panes come from.
        wishes: Whether they may move.
        show_s: How long finished pictures stay, in seconds.
    """

    def __init__(self, link: DaemonLink, ground: Ground, wishes: Wishes, *, show_s: float) -> None:
        super().__init__()
        self._link = link
        self._scene = Scene()
        self._timed_message: Pill | None = None
        self._timed_thought: Pill | None = None
        self._owed: set[str] = set()
        self.pill = PillGlass(ground, wishes)
        self.card = PictureCard(ground, wishes)
        self.glow = Glow(ground, wishes)
        self.speaker = Speaker(self.pill)
        self.closing = Closing(show_s, self)
        self._thinking = QTimer(self, singleShot=True, interval=style.THINKING_AFTER_MS)
        self._thinking.timeout.connect(self._refresh)
        self._reading = QTimer(self, singleShot=True)
        self._reading.timeout.connect(self._on_read)
        self._listen()
        QTimer.singleShot(0, self.pill.warm_up)

    @property
    def is_showing(self) -> bool:
        """Whether anything of it is on the screen."""
        return any(pane.is_shown for pane in (self.pill, self.card, self.glow))

    def _listen(self) -> None:
        link, scene = self._link, self._scene
        link.request.connect(self._on_request)
        link.level.connect(self._on_level)
        link.preview.connect(self._on_preview)
        link.answered.connect(self._on_answer)
        link.refused.connect(lambda _request, failure: scene.on_failure(failure))
        link.progress.connect(scene.on_progress)
        link.picture.connect(scene.on_picture)
        link.dismiss.connect(scene.on_dismiss)
        link.notice.connect(scene.on_notice)
        link.lost.connect(scene.on_lost)
        link.connected.connect(scene.on_connected)
        self.closing.over.connect(scene.on_dismiss)
        # Qt calls slots in the order in which they were connected: the scene first, then the screen.
        for signal in (
            link.progress,
            link.picture,
            link.dismiss,
            link.notice,
            link.lost,
            link.connected,
            self.closing.over,
            link.refused,
        ):
            signal.connect(self._refresh)
        self.closing.ticked.connect(self.card.set_closes_in)
        self.card.attended.connect(self.closing.hold)
        self.card.chosen.connect(self._on_chip)
        self.card.opened.connect(open_file)
        self.card.kept.connect(lambda number: link.send(KeepRequest(number)))
        self.card.painted.connect(self._on_painted, Qt.ConnectionType.QueuedConnection)

    def _on_request(self, event: RequestEvent) -> None:
        if event.stage is Stage.SHOWING:
            self._owed.add(event.id)
        elif not event.stage.is_live:
            self._owed.discard(event.id)
        self._scene.on_request(event)
        self._refresh()

    def _on_level(self, event: LevelEvent) -> None:
        speech = self._scene.pill
        if speech and speech.mood is Mood.LISTENING and speech.request == event.request:
            self.pill.set_level(event.level, event.time_left)

    def _on_preview(self, event: PreviewEvent, rgb: bytes) -> None:
        width, height = event.width_px, event.height_px
        if len(rgb) != width * height * 3 or not rgb:
            log.warning("a preview of %s × %s came with %d bytes", width, height, len(rgb))
            return
        if self._scene.on_preview(event):
            self._refresh()
            image = QImage(rgb, width, height, width * 3, QImage.Format.Format_RGB888)
            self.card.set_preview(event.index, image)

    def _on_answer(self, request: AnyRequest, result: Message) -> None:
        if isinstance(request, KeepRequest) and isinstance(result, RequestEvent):
            self._scene.on_kept_as(result)
        elif isinstance(request, LastRequest) and isinstance(result, RequestEvent | KeptPictures):
            self.closing.stop()
            self._scene.show_again(result)
        self._refresh()

    def _on_chip(self, words: str) -> None:
        if words == chip_row.AGAIN:
            self._link.send(PaintRequest(words))
        elif words == chip_row.KEEP:
            self._link.send(KeepRequest())
        elif words == chip_row.STOP:
            self._link.send(StopRequest())
        elif words == chip_row.CLOSE:
            self._link.send(DismissRequest())
            self._scene.on_dismiss()
            self._refresh()

    def _on_painted(self, request: str) -> None:
        if request in self._owed:
            self._owed.discard(request)
            self._link.send(ShownRequest(request))

    def _on_read(self) -> None:
        self._scene.on_message_read()
        self._refresh()

    def _refresh(self, *_: object) -> None:
        """Make the screen what the scene says."""
        self._refresh_card()
        self._refresh_pill()
        if self._scene.glow:
            self.glow.appear()
        else:
            self.glow.leave()
        self.card.set_lift(self.pill.rest_body().height() + style.STACK_GAP if self.pill.is_up else 0)
        self.speaker.tell(self._scene.pill, self._scene.card)

    def _refresh_pill(self) -> None:
        pill = self._scene.pill
        if self._scene.message is not self._timed_message:
            self._timed_message = self._scene.message
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
        """Whether this thought is younger than what is worth showing."""
        if self._timed_thought is None or self._timed_thought.request != pill.request:
            self._timed_thought = pill
            self._thinking.start()
        return self._thinking.isActive()

    def _refresh_card(self) -> None:
        card = self._scene.card
        if card is None:
            self.closing.stop()
            self.card.leave()
            return
        if card.is_painting:
            self.closing.stop()
            self.card.set_closes_in(None, 1.0)
        else:
            self.closing.start(card.request)
        if not self.card.is_shown and self.pill.is_up and self._scene.pill is None:
            self.card.grow_from(self.pill.rest_body().size())
            self.pill.leave(style.GIVE_WAY_MS)
        self.card.show_card(card)
        self.card.appear()


def open_file(path: str) -> None:
    """Open a file or folder with what the desktop has for it."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(path)):
        log.warning("the desktop has nothing to open it with")


def _reading_ms(message: Pill) -> int:
    """Long enough to read it: about 17 characters a second after 2.5 s to notice it."""
    return min(15_000, 2500 + 60 * (len(message.title) + len(message.second)))
