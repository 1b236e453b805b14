"""Defines the overlay's panes, which appear, settle and leave, take no focus, and take clicks only where they say so.

A pane's surface brings it onto a screen; subclasses draw what is on it. `Motion` moves a pane's numbers smoothly. The
simplest pane is the glow: a faint light on the screen's bottom edge while it is not yet certain that Jarvis was called.

Pill and card are panes of dark glass with a soft shadow. The glass grows and shrinks smoothly within its pane, which is
larger, since moving a window costs more than painting in it. The shadow of a box under a Gaussian blur is the product
of two profiles, one across and one down. So it is drawn as two gradients on a small image and stretched; a rounded
box's shadow differs by less than an eye can see at this blur.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QRadialGradient,
    QRegion,
)
from PySide6.QtWidgets import QWidget

from assistant.ui.common import style
from assistant.ui.common.style import SHADOW, SHADOW_BLUR, SHADOW_DROP
from assistant.ui.platform.accessibility import AccessibilitySettings
from assistant.ui.platform.surface import SurfaceFactory, device_size

FAINT = 0.08
"""Opacity of the first frame, so that it already shows something."""
FRAME_MS = 16
"""Time between frames: 60 a second."""
OnFrame = Callable[[frozenset[str]], None]
_SHADE = QColor(4, 20, 32)
"""Colour under the glow's light, so that something is visible on a white window too."""

_SHAPE = frozenset({"width", "height", "radius", "rise"})
MARGIN_SIDE = SHADOW_BLUR
MARGIN_TOP = SHADOW_BLUR - SHADOW_DROP
MARGIN_BOTTOM = SHADOW_BLUR + SHADOW_DROP
_COARSE = 4
"""The shadow's image is smaller by this factor; nothing in it is sharp."""
_SIGMA = SHADOW_BLUR / 2
"""A CSS blur radius is twice the standard deviation of its Gaussian."""
_STOPS = 16
"""Number of colour stops from the shadow's outer end to where it is full; more make no visible difference."""
_ROUND = 0.22
"""Share of the corner radius by which the shadow's box is narrower: round corners throw less shadow."""


class Pane(QWidget):
    """Is one piece of the overlay.

    Args:
        name: Title and accessible name.
        surfaces: Makes the pane's surface.
        accessibility: Says whether the pane may move, or only fade.
    """

    appear_ms = style.APPEAR_MS

    def __init__(self, name: str, surfaces: SurfaceFactory, accessibility: AccessibilitySettings) -> None:
        super().__init__(None)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWindowTitle(name)
        self.setAccessibleName(name)
        self.motion = Motion(self._on_frame, self)
        self.is_shown = False
        """Whether any part of the pane is on the screen, also while it leaves."""
        self.pointer_rested_at: QPoint | None = None
        """Where the pointer was when the pane appeared."""
        self._accessibility = accessibility
        self._surfaces = surfaces
        self._translucent = True
        self._surface = surfaces.create(self)
        self._surface.moved.connect(self._on_moved)

    def place_in(self, room: QRect) -> QRect:
        """Returns where the pane belongs on a screen whose free area is `room`."""
        raise NotImplementedError

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """Draws at least this region of the pane; the painter already has the pane's opacity."""
        raise NotImplementedError

    def on_reshaped(self) -> None:
        """Is called when the pane appears, and whenever its place or size has changed."""

    def dirty(self, moved: frozenset[str]) -> QRegion | None:  # noqa: ARG002 - for those that know better
        """Returns the region to repaint when these numbers moved; None for all of it."""
        return None

    def click_areas(self) -> list[QRect]:
        """Returns where clicks are wanted, in the pane's coordinates; elsewhere they go to what is below."""
        return []

    def begin(self) -> None:
        """Is called before the pane is shown, and forgets what it showed before."""

    @property
    def opacity(self) -> float:
        """Returns the opacity: 0 when away, 1 when fully there."""
        return self.motion.value("opacity")

    @property
    def is_up(self) -> bool:
        """Returns whether the pane is on the screen and not leaving."""
        return self.is_shown and self.motion.target("opacity") > 0

    @property
    def reduces_motion(self) -> bool:
        """Returns whether the pane may only fade."""
        return self._accessibility.reduced_motion or not self._translucent

    def room(self) -> QRect:
        """Returns the free area of the screen where the pane is, or would appear, in logical pixels."""
        return self._surface.room()

    @property
    def ratio(self) -> float:
        """Returns the number of device pixels in a logical one."""
        return self._surface.ratio()

    def appear(self) -> None:
        """Appears on the screen that is in use, without taking the focus."""
        if self.is_up:
            return
        if not self.is_shown:
            self._translucent = self._surfaces.is_translucent()
            self._surface.choose_screen()
            self.pointer_rested_at = self._surface.pointer_at()
            self.motion.jump("opacity", FAINT)
            self.is_shown = True
            self.begin()
            self._place()
            self.on_reshaped()
            self._surface.show()
        self.motion.go("opacity", 1.0, self.appear_ms if self._translucent else 0)
        self.redraw()

    def leave(self, milliseconds: int = style.LEAVE_MS) -> None:
        """Leaves the screen."""
        if self.is_up:
            self._surface.give_keyboard_back()
            self.motion.go("opacity", 0.0, milliseconds if self._translucent else 0)
            if not self.motion.is_moving:
                self._hide()

    def redraw(self, region: QRegion | None = None) -> None:
        """Repaints a region soon; None repaints everything."""
        if self.is_shown:
            self._surface.redraw(region)

    def _hide(self) -> None:
        self.motion.jump("opacity", 0.0)
        self.motion.stop()
        self.is_shown = False
        self._surface.hide()

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
        if self._surface.set_place(self.place_in(self.room())):
            self.on_reshaped()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setOpacity(self.opacity)
        self.paint(painter, event.region())
        painter.end()
        self._surface.on_painted()


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
    """Moves named numbers smoothly towards their targets; its timer runs only while a number moves.

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
        """Returns the number's value now; 0 before it was ever set."""
        return self._values.get(name, 0.0)

    def target(self, name: str) -> float:
        """Returns the number's target; its value when it does not move."""
        move = self._moves.get(name)
        return move.target if move else self.value(name)

    def jump(self, name: str, value: float) -> None:
        """Sets the number at once."""
        self._moves.pop(name, None)
        self._values[name] = value

    def go(self, name: str, target: float, milliseconds: float, after_ms: float = 0.0) -> None:
        """Moves the number from its value to `target` in this time, after a delay of `after_ms`."""
        if milliseconds <= 0:
            self.jump(name, target)
        elif self.target(name) != target:
            began = time.monotonic() + after_ms / 1000
            self._moves[name] = _Move(self.value(name), target, began, milliseconds / 1000)
            if not self._timer.isActive():
                self._timer.start()

    def stop(self) -> None:
        """Stops every number where it is."""
        self._moves.clear()
        self._timer.stop()

    @property
    def is_moving(self) -> bool:
        """Returns whether frames are being made."""
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


class Glow(Pane):
    """Is the pane of the glow: it comes, rests without a timer, and goes."""

    appear_ms = style.GLOW_APPEAR_MS

    def __init__(self, surfaces: SurfaceFactory, accessibility: AccessibilitySettings) -> None:
        super().__init__("Jarvis glow", surfaces, accessibility)
        self._light = QPixmap()

    def appear(self) -> None:
        """Appears where windows can be translucent; elsewhere the glow would be a bar, so it stays away."""
        if self._surfaces.is_translucent():
            super().appear()

    def place_in(self, room: QRect) -> QRect:
        width = min(style.GLOW_WIDTH, room.width())
        left = room.x() + (room.width() - width) // 2
        return QRect(left, room.y() + room.height() - style.GLOW_HEIGHT, width, style.GLOW_HEIGHT)

    def paint(self, painter: QPainter, region: QRegion) -> None:  # noqa: ARG002 - it is one small image
        painter.drawPixmap(0, 0, self._current_light())

    def _current_light(self) -> QPixmap:
        ratio = self.ratio
        size = device_size(self.size(), ratio)
        if self._light.size() == size and self._light.devicePixelRatio() == ratio:
            return self._light
        self._light = QPixmap(size)
        self._light.setDevicePixelRatio(ratio)
        self._light.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._light)
        painter.setPen(Qt.PenStyle.NoPen)
        area = QRectF(self.rect())
        for colour, strength, wide, high in (
            (_SHADE, 0.22, 1.0, 1.0),
            (style.HEARING, 0.36, 0.92, 0.86),
            (style.HEARING, 0.42, 0.62, 0.34),
            (style.DONE, 0.80, 0.44, 0.09),
        ):
            _shine(painter, area, style.faded(colour, strength), wide, high)
        painter.end()
        return self._light


def _shine(painter: QPainter, area: QRectF, colour: QColor, wide: float, high: float) -> None:
    """Draws half an ellipse of light that rises from the middle of the bottom edge and fades to nothing."""
    painter.save()
    painter.translate(area.center().x(), area.bottom())
    painter.scale(area.width() / 2 * wide, area.height() * high)
    light = QRadialGradient(QPointF(0, 0), 1.0)
    # A bell: the eye sees an edge where a straight fall ends.
    for at, left in ((0.0, 1.0), (0.25, 0.80), (0.5, 0.40), (0.75, 0.11), (1.0, 0.0)):
        light.setColorAt(at, style.faded(colour, left))
    painter.setBrush(light)
    painter.drawRect(QRectF(-1, -1, 2, 1))
    painter.restore()


class Glass(Pane):
    """Is a pane of dark glass.

    Args:
        name: Title and accessible name.
        radius: Radius of the corners, in logical pixels.
        surfaces, accessibility: See `Pane`.
    """

    def __init__(
        self, name: str, radius: float, surfaces: SurfaceFactory, accessibility: AccessibilitySettings
    ) -> None:
        super().__init__(name, surfaces, accessibility)
        self._rest = QSize(100, style.PILL_HEIGHT)
        self._extent = QSize(self._rest)
        self._rest_radius = radius
        self._backdrop = QPixmap()
        self._backdrop_of: tuple[object, ...] = ()
        self.motion.jump("radius", radius)

    def body(self) -> QRect:
        """Returns where the glass is at this moment, in the pane's coordinates."""
        width = 2 * round(self.motion.value("width") / 2)
        height = round(self.motion.value("height"))
        top = MARGIN_TOP + self._extent.height() - height + round(self.motion.value("rise"))
        return QRect(MARGIN_SIDE + (self._extent.width() - width) // 2, top, width, height)

    def rest_body(self) -> QRect:
        """Returns where the glass will be once it has settled, in the pane's coordinates."""
        top = MARGIN_TOP + self._extent.height() - self._rest.height()
        return QRect(QPoint(MARGIN_SIDE + (self._extent.width() - self._rest.width()) // 2, top), self._rest)

    def paint_on_glass(self, painter: QPainter, body: QRectF) -> None:
        """Draws what is on the glass; the painter already has the pane's opacity."""

    def largest_body(self) -> QSize:
        """Returns the size that the pane has room for from the start, so that it need not grow later."""
        return QSize(0, 0)

    def set_body(self, size: QSize, milliseconds: int = style.SETTLE_MS) -> None:
        """Changes the size of the glass; its bottom edge and its middle stay where they are.

        Args:
            size: In logical pixels; an odd width is made even.
            milliseconds: Duration of the change while the glass is seen; it changes at once otherwise.
        """
        self._rest = QSize(size.width() + size.width() % 2, size.height())
        time = milliseconds if self.is_up and not self.reduces_motion else 0
        self.motion.go("width", self._rest.width(), time)
        self.motion.go("height", self._rest.height(), time)
        self.motion.go("radius", min(self._rest_radius, self._rest.height() / 2), time)
        wanted = self._rest.expandedTo(self.largest_body() if self._translucent else QSize(0, 0))
        if self.is_shown and self._translucent:
            wanted = wanted.expandedTo(self._extent)
        if wanted != self._extent:
            self._extent = wanted
            if self.is_shown:
                self._place()
        if self.is_shown:
            self._surface.take_clicks(self.click_areas())

    def set_lift(self, pixels: int) -> None:
        """Moves the glass up by so many logical pixels from its usual place, to make room below."""
        self.motion.go("lift", pixels, style.SETTLE_MS if self.is_up and not self.reduces_motion else 0)
        if self.is_shown:
            self._place()

    def begin(self) -> None:
        # Now it is known whether there is a compositor, and with it how large the pane may be.
        self._backdrop_of = ()
        self._extent = QSize(0, 0)
        self.set_body(self._rest)
        self.motion.jump("rise", 0.0 if self.reduces_motion else style.RISE)
        self.motion.go("rise", 0.0, style.SETTLE_MS)

    def place_in(self, room: QRect) -> QRect:
        bottom = room.y() + room.height() - style.EDGE_GAP - round(self.motion.value("lift"))
        size = QSize(self._extent.width() + 2 * MARGIN_SIDE, self._extent.height() + MARGIN_TOP + MARGIN_BOTTOM)
        corner = QPoint(room.x() + (room.width() - size.width()) // 2, bottom - self._extent.height() - MARGIN_TOP)
        return QRect(corner, size)

    def on_reshaped(self) -> None:
        """Gives the window the shape of the glass where there is no compositor, since nothing is translucent there."""
        if self._translucent:
            self.clearMask()
            return
        shape = QPainterPath()
        radius = self.motion.value("radius")
        shape.addRoundedRect(QRectF(self.body()), radius, radius)
        self.setMask(QRegion(shape.toFillPolygon().toPolygon()))

    def dirty(self, moved: frozenset[str]) -> QRegion | None:
        return None if moved & _SHAPE else QRegion()

    def paint(self, painter: QPainter, region: QRegion) -> None:
        body = QRectF(self.body())
        if not self._translucent:
            painter.fillRect(region.boundingRect(), _opaque(style.GLASS))
        painter.drawPixmap(body.topLeft() - QPoint(MARGIN_SIDE, MARGIN_TOP), self._current_backdrop(body))
        if region.intersects(self.body()):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_on_glass(painter, body)

    def _current_backdrop(self, body: QRectF) -> QPixmap:
        """Returns glass and shadow as one image, made anew only when the size, radius or scale has changed."""
        ratio, radius = self.ratio, self.motion.value("radius")
        wanted = (body.size().toTuple(), round(radius, 1), ratio, self._translucent)
        if self._backdrop_of == wanted:
            return self._backdrop
        box = QRectF(MARGIN_SIDE, MARGIN_TOP, body.width(), body.height())
        whole = box.adjusted(-MARGIN_SIDE, -MARGIN_TOP, MARGIN_SIDE, MARGIN_BOTTOM)
        size = device_size(whole.size().toSize(), ratio)
        if self._backdrop.size() != size:
            self._backdrop = QPixmap(size)
        self._backdrop.setDevicePixelRatio(ratio)
        self._backdrop.fill(Qt.GlobalColor.transparent)
        self._backdrop_of = wanted
        painter = QPainter(self._backdrop)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._translucent:
            paint_shadow(painter, box, radius)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
            painter.setBrush(Qt.GlobalColor.black)
            painter.drawRoundedRect(box, radius, radius)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setBrush(style.GLASS if self._translucent else _opaque(style.GLASS))
        painter.drawRoundedRect(box, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(style.GLASS_LINE, 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)
        painter.end()
        return self._backdrop


def _opaque(colour: QColor) -> QColor:
    solid = QColor(colour)
    solid.setAlpha(255)
    return solid


def paint_shadow(painter: QPainter, body: QRectF, radius: float) -> None:
    """Draws the shadow that a rounded box throws, around and below it; the shadow is also drawn where the box is."""
    box = body.adjusted(-MARGIN_SIDE, -MARGIN_TOP, MARGIN_SIDE, MARGIN_BOTTOM)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(box, _shadow(round(body.width()), round(body.height()), round(radius * _ROUND)))


@lru_cache(maxsize=4)
def _shadow(width: int, height: int, inset: int) -> QImage:
    across, down = width + 2 * SHADOW_BLUR, height + 2 * SHADOW_BLUR
    size = (-(-across // _COARSE), -(-down // _COARSE))
    # 16 bits a channel: so faint a gradient in 8 bits would show bands.
    image = QImage(*size, QImage.Format.Format_RGBA64_Premultiplied)
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.fillRect(image.rect(), _profile(across, inset, QPointF(size[0], 0), SHADOW))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.fillRect(image.rect(), _profile(down, 0, QPointF(0, size[1]), QColor(0, 0, 0)))
    painter.end()
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _profile(length: int, inset: int, end: QPointF, colour: QColor) -> QBrush:
    """Returns the shadow's strength along one side: a step at the box's two edges, blurred.

    Args:
        length: Length of the side with its two margins, in logical pixels.
        inset: Distance by which the step lies further in, in logical pixels.
        end: The gradient's end on the small image; it begins at the origin.
        colour: The colour where the shadow is full.
    """
    gradient = QLinearGradient(QPointF(0, 0), end)
    first, last = SHADOW_BLUR + inset, length - SHADOW_BLUR - inset
    half = min(length / 2, 2.0 * SHADOW_BLUR + inset)
    for stop in range(_STOPS + 1):
        at = half * stop / _STOPS
        strength = 0.5 * (_erf(at - first) - _erf(at - last))
        shade = QColor(colour)
        shade.setAlphaF(min(1.0, colour.alphaF() * strength))
        gradient.setColorAt(at / length, shade)
        gradient.setColorAt(1 - at / length, shade)
    return QBrush(gradient)


def _erf(distance: float) -> float:
    return math.erf(distance / (_SIGMA * math.sqrt(2)))
