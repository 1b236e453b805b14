"""What the overlay's panes stand on: a window of the desktop, or a layer of a Wayland compositor. Overlay process.

Only the contract; `windows` and `wayland.layer` fulfil it. A surface never takes the keyboard by itself.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Signal
from PySide6.QtGui import QPixmap, QRegion
from PySide6.QtWidgets import QWidget


class Surface(QObject):
    """One pane's place on the screen. Sizes and places are logical pixels."""

    moved = Signal()
    """The screen is another one, or has another size: `room` has changed."""
    keyboard = Signal(bool)
    """Whether the keyboard now types into it."""

    def choose_screen(self) -> None:
        """Settle on the screen that is in use; called each time before it is shown."""

    def room(self) -> QRect:
        """The free area of the screen where it is, or would appear."""
        raise NotImplementedError

    def ratio(self) -> float:
        """Device pixels in a logical one."""
        return 1.0

    def pointer_at(self) -> QPoint | None:
        """Where the pointer is, in the coordinates of mouse events' global positions; None where nobody tells."""
        return None

    def show(self) -> None:
        """Come onto the screen at the place that was `put`."""
        raise NotImplementedError

    def hide(self) -> None:
        """Go from the screen."""
        raise NotImplementedError

    def put(self, place: QRect) -> bool:
        """Be at this place on the screen; whether that is another one than before."""
        raise NotImplementedError

    def redraw(self, region: QRegion | None = None) -> None:
        """Have the pane painted soon: this region of it, or all."""
        raise NotImplementedError

    def on_painted(self) -> None:
        """The pane was painted; called at each frame."""

    def take_clicks(self, areas: list[QRect]) -> None:
        """Take clicks in these areas of the pane and let all others through to what is below."""

    def take_keyboard(self) -> None:
        """Ask for the keyboard, after a click of the person's."""

    def give_keyboard_back(self) -> None:
        """Let whatever had the keyboard before have it again."""

    def drag(self, path: str, look: QPixmap, source: QWidget) -> None:
        """Let the person drag this file out, from the button that is being held down."""


class Ground(QObject):
    """Where surfaces come from."""

    def is_translucent(self) -> bool:
        """Whether what is below shines through; without that, panes have hard edges and do not fade."""
        return True

    def surface(self, pane: QWidget) -> Surface:
        """A surface for this pane, not shown yet."""
        raise NotImplementedError


def device_size(size: QSize, ratio: float) -> QSize:
    """A logical size in the device's pixels, rounded up to whole ones."""
    return QSize(-int(-size.width() * ratio // 1), -int(-size.height() * ratio // 1))
