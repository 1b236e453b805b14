"""One piece of the overlay: it appears, settles and leaves, takes no focus, and clicks only where it says so.

Runs in the overlay process. How it gets onto a screen is its surface's business; what is on it is its subclasses'.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from assistant.ui.common import style
from assistant.ui.common.motion import Motion
from assistant.ui.platform.accessibility import Wishes
from assistant.ui.platform.surface import Ground

FAINT = 0.08
"""Where opacity begins: the first frame already shows something."""


class Pane(QWidget):
    """The piece.

    Args:
        name: Its title and accessible name.
        ground: Where its surface comes from.
        wishes: Whether it may move, or only fade.
    """

    gone = Signal()
    """It has left the screen."""
    appear_ms = style.APPEAR_MS

    def __init__(self, name: str, ground: Ground, wishes: Wishes) -> None:
        super().__init__(None)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWindowTitle(name)
        self.setAccessibleName(name)
        self.motion = Motion(self._on_frame, self)
        self.is_shown = False
        """Whether anything of it is on the screen; also while it leaves."""
        self.pointer_rested_at: QPoint | None = None
        """Where the pointer was when the pane came."""
        self._wishes = wishes
        self._ground = ground
        self._translucent = True
        self._surface = ground.surface(self)
        self._surface.moved.connect(self._on_moved)

    def place_in(self, room: QRect) -> QRect:
        """Where the pane belongs on a screen whose free area is `room`."""
        raise NotImplementedError

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """Draw the pane, at least this region of it; the painter already has its opacity."""
        raise NotImplementedError

    def reshape(self) -> None:
        """Called when the pane appears, and whenever it has another place or size."""

    def dirty(self, moved: frozenset[str]) -> QRegion | None:  # noqa: ARG002 - for those that know better
        """What has to be painted anew when these numbers moved; None is everything."""
        return None

    def click_areas(self) -> list[QRect]:
        """Where clicks are wanted, in the pane's coordinates; elsewhere they go to what is below."""
        return []

    def begin(self) -> None:
        """Called before it is shown: whatever it showed before is forgotten."""

    @property
    def opacity(self) -> float:
        """0 when away, 1 when fully there."""
        return self.motion.value("opacity")

    @property
    def is_up(self) -> bool:
        """Whether it is on the screen and not leaving."""
        return self.is_shown and self.motion.target("opacity") > 0

    @property
    def is_calm(self) -> bool:
        """Whether it may only fade."""
        return self._wishes.calm or not self._translucent

    def room(self) -> QRect:
        """The free area of the screen where it is, or would appear."""
        return self._surface.room()

    @property
    def ratio(self) -> float:
        """Device pixels in a logical one."""
        return self._surface.ratio()

    def appear(self) -> None:
        """Come onto the screen that is in use, without taking the focus."""
        if self.is_up:
            return
        if not self.is_shown:
            self._translucent = self._ground.is_translucent()
            self._surface.choose_screen()
            self.pointer_rested_at = self._surface.pointer_at()
            self.motion.jump("opacity", FAINT)
            self.is_shown = True
            self.begin()
            self._place()
            self.reshape()
            self._surface.show()
        self.motion.go("opacity", 1.0, self.appear_ms if self._translucent else 0)
        self.redraw()

    def leave(self, milliseconds: int = style.LEAVE_MS) -> None:
        """Go from the screen."""
        if self.is_up:
            self._surface.give_keyboard_back()
            self.motion.go("opacity", 0.0, milliseconds if self._translucent else 0)
            if not self.motion.is_moving:
                self._hide()

    def redraw(self, region: QRegion | None = None) -> None:
        """Have it painted soon."""
        if self.is_shown:
            self._surface.redraw(region)

    def _hide(self) -> None:
        self.motion.jump("opacity", 0.0)
        self.motion.stop()
        self.is_shown = False
        self._surface.hide()
        self.gone.emit()

    def _on_frame(self, moved: frozenset[str]) -> None:
        if self.motion.value("opacity") <= 0 and self.motion.target("opacity") <= 0:
            self._hide()
            return
        self._place()
        self.redraw(None if "opacity" in moved else self.dirty(moved))

    def _on_moved(self) -> None:
        if self.is_shown:
            self._place()
            self.redraw()

    def _place(self) -> None:
        if self._surface.put(self.place_in(self.room())):
            self.reshape()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setOpacity(self.opacity)
        self.paint(painter, event.region())
        painter.end()
        self._surface.on_painted()
