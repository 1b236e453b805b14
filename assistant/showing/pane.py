"""A window that lies over everything: never takes focus, and takes clicks only where it says so.

Runs in the overlay process. It appears, settles and leaves; where it is and what is on it is up to its subclasses.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QGuiApplication, QPainter, QPaintEvent, QRegion, QScreen
from PySide6.QtWidgets import QWidget

from assistant.showing import style
from assistant.showing.motion import Motion
from assistant.showing.x11 import XServer

_FLAGS = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
    # A window manager's frame would take the clicks that the window itself lets through.
    | Qt.WindowType.X11BypassWindowManagerHint
    | Qt.WindowType.NoDropShadowWindowHint
)


class Pane(QWidget):
    """The window.

    Args:
        name: Its title and accessible name.
        x_server: Where on X11 its input region is set; None on other platforms.
        reduced_motion: Fade only.
    """

    gone = Signal()
    """It has left the screen."""
    appear_ms = style.APPEAR_MS

    def __init__(self, name: str, x_server: XServer | None, *, reduced_motion: bool) -> None:
        super().__init__(None, _FLAGS)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWindowTitle(name)
        self.setAccessibleName(name)
        self.motion = Motion(self._on_frame, self)
        self._x_server = x_server
        self._reduced_motion = reduced_motion
        self._composited = True
        self._is_exposed = False
        self._on_screen: QScreen | None = None
        self._click_areas: tuple[object, ...] | None = None
        self._raise = QTimer(self, interval=style.RAISE_EVERY_MS)
        self._raise.timeout.connect(self.raise_)

    def place_in(self, room: QRect) -> QRect:
        """Where the window belongs on a screen whose free area is `room`."""
        raise NotImplementedError

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """Draw the window, at least this region of it; the painter already has its opacity."""
        raise NotImplementedError

    def reshape(self) -> None:
        """Called when the window appears, and whenever it has another place or size."""

    def click_areas(self) -> list[QRect]:
        """Where clicks are wanted, in the window's coordinates; elsewhere they go to what is below."""
        return []

    @property
    def opacity(self) -> float:
        """0 when away, 1 when fully there."""
        return self.motion.value("opacity")

    @property
    def _is_up(self) -> bool:
        return self.isVisible() and self.motion.target("opacity") > 0

    def screen_room(self) -> QSize:
        """The free area of the screen where the window is, or would appear."""
        screen = self._on_screen or _active_screen()
        return screen.availableGeometry().size() if screen else QSize(1280, 720)

    def appear(self) -> None:
        """Come onto the screen with the pointer, without taking the focus."""
        if self._is_up:
            return
        if not self.isVisible():
            self._on_screen = _active_screen()
            self._composited = self._x_server is None or self._x_server.is_composited()
            self._place()
            self.reshape()
            self.motion.jump("opacity", 0.08)
            self._is_exposed = False
            self._click_areas = None
            self.show()
            if self._x_server is not None:
                self._raise.start()
        self.motion.go("opacity", 1.0, self.appear_ms if self._composited else 0)
        self.update()

    def leave(self) -> None:
        """Go from the screen."""
        if self._is_up:
            self.motion.go("opacity", 0.0, style.LEAVE_MS if self._composited else 0)
            if not self.motion.is_moving:
                self._hide()

    def _hide(self) -> None:
        self.motion.jump("opacity", 0.0)
        self.motion.stop()
        self._raise.stop()
        self.hide()
        self.gone.emit()

    def _on_frame(self) -> None:
        if self.motion.value("opacity") <= 0 and self.motion.target("opacity") <= 0:
            self._hide()
            return
        self._place()
        self.update()

    def _place(self) -> None:
        screen = self._on_screen or _active_screen()
        if screen is None:
            return
        window = self.place_in(screen.availableGeometry())
        if self.geometry() != window:
            self.setGeometry(window)
            self.reshape()

    def _send_click_areas(self) -> None:
        """Tell the X server, once for each change: what Qt offers would also cut the shadow off.

        The window was made on Qt's connection. Once it was exposed it exists for ours too.
        """
        if self._x_server is None or not self._is_exposed:
            return
        ratio = self.devicePixelRatioF()
        areas = tuple(
            (
                round(area.x() * ratio),
                round(area.y() * ratio),
                round(area.width() * ratio),
                round(area.height() * ratio),
            )
            for area in self.click_areas()
        )
        if areas != self._click_areas:
            self._click_areas = areas
            self._x_server.take_clicks_only_in(int(self.winId()), areas)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if not self._is_exposed:
            self._is_exposed = True
            self._send_click_areas()
        painter = QPainter(self)
        painter.setOpacity(self.opacity)
        self.paint(painter, event.region())
        painter.end()


def _active_screen() -> QScreen | None:
    return QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
