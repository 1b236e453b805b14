"""A piece of dark glass near the screen's bottom: never takes focus, and takes clicks only where it says so.

Runs in the overlay process. It appears, settles and leaves; what is drawn on it is up to its subclasses.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QGuiApplication,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QRegion,
    QScreen,
)
from PySide6.QtWidgets import QWidget

from assistant.showing import style
from assistant.showing.motion import Motion
from assistant.showing.shadow import MARGIN_BOTTOM, MARGIN_SIDE, MARGIN_TOP, paint_shadow
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


class Glass(QWidget):
    """The window.

    Args:
        name: Its title and accessible name.
        radius: Of its corners, in logical pixels.
        x_server: Where on X11 its input region is set; None on other platforms.
        reduced_motion: Fade only.
    """

    gone = Signal()
    """It has left the screen."""

    def __init__(self, name: str, radius: float, x_server: XServer | None, *, reduced_motion: bool) -> None:
        super().__init__(None, _FLAGS)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWindowTitle(name)
        self.setAccessibleName(name)
        self.motion = Motion(self._on_frame, self)
        self._radius = radius
        self._x_server = x_server
        self._reduced_motion = reduced_motion
        self._composited = True
        self._is_exposed = False
        self._body = QSize(100, 84)
        self._backdrop = QPixmap()
        self._on_screen: QScreen | None = None
        self._click_areas: tuple[object, ...] | None = None
        self._raise = QTimer(self, interval=style.RAISE_EVERY_MS)
        self._raise.timeout.connect(self.raise_)

    def body(self) -> QRect:
        """Where the glass is, in the window's coordinates."""
        return QRect(QPoint(MARGIN_SIDE, MARGIN_TOP), self._body)

    def paint_on_glass(self, painter: QPainter, body: QRectF) -> None:
        """Draw what is on the glass; the painter already has the window's opacity."""

    def click_areas(self) -> list[QRect]:
        """Where clicks are wanted, in the window's coordinates; elsewhere they go to what is below."""
        return []

    def set_body(self, size: QSize) -> None:
        """Make the glass this large; its bottom edge and its middle stay where they are."""
        if size != self._body:
            self._body = size
            self._place()
        self._send_click_areas()

    def set_lift(self, pixels: int) -> None:
        """Make room below: this much further up than the usual place."""
        self.motion.go("lift", pixels, style.SETTLE_MS if self._is_up and not self._reduced_motion else 0)
        self._place()

    @property
    def opacity(self) -> float:
        """0 when away, 1 when fully there."""
        return self.motion.value("opacity")

    @property
    def _is_up(self) -> bool:
        return self.isVisible() and self.motion.target("opacity") > 0

    def screen_room(self) -> QSize:
        """The free area of the screen where the glass is, or would appear."""
        screen = self._on_screen or _active_screen()
        return screen.availableGeometry().size() if screen else QSize(1280, 720)

    def appear(self) -> None:
        """Come onto the screen with the pointer, without taking the focus."""
        if self._is_up:
            return
        if not self.isVisible():
            self._on_screen = _active_screen()
            self._composited = self._x_server is None or self._x_server.is_composited()
            self._backdrop = QPixmap()
            self._place()
            self._cut_out()
            self.motion.jump("opacity", 0.08)
            self._is_exposed = False
            self._click_areas = None
            self.show()
            if self._x_server is not None:
                self._raise.start()
        self.motion.go("opacity", 1.0, style.APPEAR_MS if self._composited else 0)
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
        room = screen.availableGeometry()
        rise = 0 if self._reduced_motion else style.RISE * (1 - self.opacity)
        lift = self.motion.value("lift")
        bottom = room.y() + room.height() - style.EDGE_GAP - round(lift - rise)
        window = QSize(self._body.width() + 2 * MARGIN_SIDE, self._body.height() + MARGIN_TOP + MARGIN_BOTTOM)
        corner = QPoint(room.x() + (room.width() - window.width()) // 2, bottom - self._body.height() - MARGIN_TOP)
        if self.geometry() != QRect(corner, window):
            self.setGeometry(QRect(corner, window))
            self._cut_out()

    def _cut_out(self) -> None:
        """Without a compositor nothing is translucent: the window takes the shape of the glass."""
        if self._composited:
            self.clearMask()
            return
        shape = QPainterPath()
        radius = min(self._radius, self._body.height() / 2)
        shape.addRoundedRect(QRectF(self.body()), radius, radius)
        self.setMask(QRegion(shape.toFillPolygon().toPolygon()))

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
        if not self._composited:
            painter.fillRect(event.rect(), _opaque(style.GLASS))
        painter.setOpacity(self.opacity)
        painter.drawPixmap(0, 0, self._current_backdrop())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_on_glass(painter, QRectF(self.body()))
        painter.end()

    def _current_backdrop(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        wanted = self.size() * ratio
        if self._backdrop.size() == wanted and self._backdrop.devicePixelRatio() == ratio:
            return self._backdrop
        self._backdrop = QPixmap(wanted)
        self._backdrop.setDevicePixelRatio(ratio)
        self._backdrop.fill(Qt.GlobalColor.transparent)
        body = QRectF(self.body())
        radius = min(self._radius, body.height() / 2)
        painter = QPainter(self._backdrop)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._composited:
            paint_shadow(painter, body, radius)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
            painter.setBrush(Qt.GlobalColor.black)
            painter.drawRoundedRect(body, radius, radius)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setBrush(style.GLASS if self._composited else _opaque(style.GLASS))
        painter.drawRoundedRect(body, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(style.GLASS_LINE, 1))
        painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)
        painter.end()
        return self._backdrop


def _active_screen() -> QScreen | None:
    return QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()


def _opaque(colour: QColor) -> QColor:
    solid = QColor(colour)
    solid.setAlpha(255)
    return solid
