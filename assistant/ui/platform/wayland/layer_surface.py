"""Shows panes as surfaces on the compositor's overlay layer, and draws when the compositor asks for a frame.

The pane itself is a hidden widget that is painted into shared memory. Only its click areas take clicks and keys. The
compositor chooses the output that is in use.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QRect, QTimer
from PySide6.QtGui import QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from assistant.ui.platform.surface import Surface, SurfaceFactory
from assistant.ui.platform.wayland import layer_shell
from assistant.ui.platform.wayland.buffers import Buffers
from assistant.ui.platform.wayland.seat import Seat
from assistant.ui.platform.wayland.wayland_connection import Connection, Output

_ROOM = QRect(0, 0, 1280, 720)


class LayerSurfaceFactory(SurfaceFactory):
    """Makes layer surfaces.

    Args:
        connection: The connection to the compositor.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection
        self._seat = Seat(connection)

    def create(self, pane: QWidget) -> Surface:
        return LayerSurface(pane, self._connection, self._seat)


class LayerSurface(Surface):
    """Is one pane on the overlay layer."""

    def __init__(self, pane: QWidget, connection: Connection, seat: Seat) -> None:
        super().__init__(pane)
        self.pane = pane
        self._connection = connection
        self._seat = seat
        self._buffers = Buffers(connection.shm)
        self._place = QRect()
        self._areas: list[QRect] = []
        self._output: Output | None = None
        self._is_wanted = False
        self._is_configured = False
        self._keyboard_mode = layer_shell.NO_KEYBOARD
        self.wl: Any = None
        self._layer: Any = None
        self._frame: Any = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._draw)

    def room(self) -> QRect:
        if self._output is not None and self._is_wanted:
            return self._output.room
        rooms = [output.room for output in self._connection.outputs.values()]
        # Not placed yet: what fits the smallest fits the one that the compositor will choose.
        return min(rooms, key=lambda room: room.width() * room.height(), default=_ROOM)

    def ratio(self) -> float:
        outputs = self._connection.outputs.values()
        return float(self._output.scale if self._output else max((one.scale for one in outputs), default=1))

    def show(self) -> None:
        self._is_wanted = True
        self._open()

    def hide(self) -> None:
        self._is_wanted = False
        self._close()

    def set_place(self, place: QRect) -> bool:
        if place == self._place:
            return False
        resized = place.size() != self._place.size()
        self._place = place
        if resized:
            self.pane.resize(place.size())
        if self._layer is not None:
            self._send_place()
            self.redraw(None if resized else QRegion())
        return True

    def redraw(self, region: QRegion | None = None) -> None:
        if self._layer is None:
            return
        self._buffers.mark_stale(self._whole() if region is None else region)
        if self._is_configured and self._frame is None:
            self._soon.start()

    def take_clicks(self, areas: list[QRect]) -> None:
        if areas != self._areas:
            self._areas = list(areas)
            if self.wl is not None:
                self._send_areas()
                self.redraw(QRegion())

    def take_keyboard(self) -> None:
        if self._keyboard_mode == layer_shell.NO_KEYBOARD:
            self._set_keyboard(layer_shell.ALL_KEYS)

    def give_keyboard_back(self) -> None:
        if self._keyboard_mode != layer_shell.NO_KEYBOARD:
            self._set_keyboard(layer_shell.NO_KEYBOARD)

    def drag(self, path: str, look: QPixmap, source: QWidget) -> None:  # noqa: ARG002 - the hands know the button
        self._seat.drag(path, look, self)

    def on_keyboard(self, here: bool) -> None:
        """Handles that the compositor gives the keyboard, or takes it."""
        if here and self._connection.shell_version >= layer_shell.ON_DEMAND_SINCE:
            # From here on a click elsewhere takes it away again.
            self._set_keyboard(layer_shell.ON_DEMAND)
        elif not here:
            self.give_keyboard_back()
        self.keyboard.emit(here)

    def _set_keyboard(self, mode: int) -> None:
        self._keyboard_mode = mode
        if self._layer is not None:
            self._layer.set_keyboard_interactivity(mode)
            self.wl.commit()
            self._connection.flush()

    def _open(self) -> None:
        self.wl = self._connection.compositor.create_surface()
        self.wl.dispatcher["enter"] = self._on_enter
        self._layer = self._connection.shell.get_layer_surface(self.wl, None, layer_shell.OVERLAY, "jarvis")
        self._layer.dispatcher["configure"] = self._on_configure
        self._layer.dispatcher["closed"] = self._on_closed
        self._layer.set_anchor(layer_shell.BOTTOM)
        self._layer.set_exclusive_zone(0)
        self._layer.set_keyboard_interactivity(layer_shell.NO_KEYBOARD)
        self._send_place()
        self._send_areas()
        self._seat.add(self)
        self.wl.commit()
        self._connection.flush()

    def _close(self) -> None:
        self._soon.stop()
        self._seat.remove(self)
        self._is_configured = False
        self._keyboard_mode = layer_shell.NO_KEYBOARD
        for proxy in (self._frame, self._layer, self.wl):
            if proxy is not None:
                proxy.destroy()
        self._frame = self._layer = self.wl = self._output = None
        self._buffers.close()
        self._connection.flush()

    def _send_place(self) -> None:
        room = self.room()
        below = room.y() + room.height() - (self._place.y() + self._place.height())
        self._layer.set_size(self._place.width(), self._place.height())
        self._layer.set_margin(0, 0, below, 0)

    def _send_areas(self) -> None:
        region = self._connection.compositor.create_region()
        for area in self._areas:
            region.add(area.x(), area.y(), area.width(), area.height())
        self.wl.set_input_region(region)
        region.destroy()

    def _whole(self) -> QRegion:
        return QRegion(QRect(QPoint(0, 0), self._place.size()))

    def _on_configure(self, layer: Any, serial: int, _width: int, _height: int) -> None:
        layer.ack_configure(serial)
        first, self._is_configured = not self._is_configured, True
        if first:
            self._draw()

    def _on_closed(self, _layer: object) -> None:
        """Handles that the output is gone: appears again on one that is left."""
        self._close()
        if self._is_wanted:
            QTimer.singleShot(0, self._come_back)

    def _come_back(self) -> None:
        if self._is_wanted and self.wl is None:
            self._open()
            self.moved.emit()

    def _on_enter(self, _surface: object, proxy: Any) -> None:
        entered = next((one for one in self._connection.outputs.values() if one.proxy is proxy), None)
        if entered is not None and entered is not self._output:
            self._output = entered
            self.moved.emit()

    def _on_frame(self, callback: Any, _time: int) -> None:
        callback.destroy()
        self._frame = None
        self._soon.start()

    def _draw(self) -> None:
        """Paints what is stale into a free buffer, and shows it with the compositor's next frame."""
        if not self._is_configured or self._frame is not None:
            return
        scale = int(self.ratio())
        self._buffers.fit(self._place.size(), scale)
        buffer = self._buffers.free()
        if buffer is None:
            self._soon.start(4)
            return
        if buffer.stale.isEmpty():
            self.wl.commit()
            self._connection.flush()
            return
        region = buffer.take_stale()
        painter = QPainter(buffer.image)
        painter.setClipRegion(region)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.fillRect(region.boundingRect(), 0)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        bounds = region.boundingRect()
        self.pane.render(painter, bounds.topLeft(), QRegion(bounds), QWidget.RenderFlag.DrawChildren)
        painter.end()
        self.wl.set_buffer_scale(scale)
        self.wl.attach(buffer.proxy, 0, 0)
        buffer.mark_busy()
        left, top, width, height = bounds.x(), bounds.y(), bounds.width(), bounds.height()
        self.wl.damage_buffer(left * scale, top * scale, width * scale, height * scale)
        self._frame = self.wl.frame()
        self._frame.dispatcher["done"] = self._on_frame
        self.wl.commit()
        self._connection.flush()
