"""Translates the seat's pointer and keyboard on layer surfaces into Qt's own events.

Only a pane's click areas ever get the pointer, and only a pane that was clicked gets keys. Keys are known by their
place on the keyboard, not by their letters: the few that mean something here are the same on every layout.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QUrl, SignalInstance
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pywayland.protocol.wayland import WlDataDeviceManager, WlSeat

from assistant.ui.platform.wayland.wayland_connection import Connection

_LEFT = 0x110
"""The left button in linux/input-event-codes.h; the keys below are from there, too."""
_KEYS = {
    1: Qt.Key.Key_Escape,
    2: Qt.Key.Key_1,
    3: Qt.Key.Key_2,
    4: Qt.Key.Key_3,
    5: Qt.Key.Key_4,
    15: Qt.Key.Key_Tab,
    28: Qt.Key.Key_Return,
    29: Qt.Key.Key_Control,
    42: Qt.Key.Key_Shift,
    54: Qt.Key.Key_Shift,
    56: Qt.Key.Key_Alt,
    57: Qt.Key.Key_Space,
    96: Qt.Key.Key_Enter,
    97: Qt.Key.Key_Control,
    100: Qt.Key.Key_AltGr,
    103: Qt.Key.Key_Up,
    105: Qt.Key.Key_Left,
    106: Qt.Key.Key_Right,
    108: Qt.Key.Key_Down,
    125: Qt.Key.Key_Meta,
}
_URI_LIST = "text/uri-list"


class SeatSurface(Protocol):
    """Is what the seat needs of a layer surface."""

    @property
    def pane(self) -> QWidget:
        """The widget that gets the events."""

    @property
    def wl(self) -> Any:
        """The wl_surface; None while the surface is not shown."""

    @property
    def keyboard(self) -> SignalInstance:
        """Emits whether the keyboard now types into the surface."""

    def on_keyboard(self, here: bool) -> None:
        """Handles that the compositor gives the keyboard, or takes it."""

    def redraw(self) -> None:
        """Repaints the pane soon."""


class Seat(QObject):
    """Handles pointer and keyboard.

    Args:
        connection: The connection to the compositor.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._connection = connection
        self._surfaces: list[SeatSurface] = []
        self._pointed: SeatSurface | None = None
        self._typed_into: SeatSurface | None = None
        self._at = QPointF()
        self._over: list[QAbstractButton] = []
        self._held: QWidget | None = None
        self._serial = 0
        self._pointer: Any = None
        self._keyboard: Any = None
        self._device: Any = None
        self._dragged: Any = None
        if connection.seat is not None and connection.data_devices is not None:
            self._device = connection.data_devices.get_data_device(connection.seat)
        connection.devices_changed.connect(self._on_devices)
        self._on_devices()

    def add(self, surface: SeatSurface) -> None:
        """Sends events on this surface from now on."""
        self._surfaces.append(surface)

    def remove(self, surface: SeatSurface) -> None:
        """Sends events on this surface no more."""
        if surface in self._surfaces:
            self._surfaces.remove(surface)
        if surface is self._pointed:
            self._on_leave()
        if surface is self._typed_into:
            self._typed_into = None
            surface.keyboard.emit(False)

    def drag(self, path: str, look: QPixmap, surface: SeatSurface) -> None:  # noqa: ARG002 - the pointer carries no look
        """Begins to drag a file out with the button that is held."""
        if self._connection.data_devices is None or self._device is None:
            return
        source = self._connection.data_devices.create_data_source()
        source.offer(_URI_LIST)
        source.set_actions(WlDataDeviceManager.dnd_action.copy)
        content = (QUrl.fromLocalFile(path).toString(QUrl.ComponentFormattingOption.FullyEncoded) + "\r\n").encode()
        source.dispatcher["send"] = lambda _source, _mime, file: _give(file, content)
        source.dispatcher["cancelled"] = source.dispatcher["dnd_finished"] = lambda done: done.destroy()
        self._device.start_drag(source, surface.wl, None, self._serial)
        self._dragged = source
        self._held = None
        self._connection.flush()

    def _on_devices(self) -> None:
        """Handles devices that come and go: a mouse that is unplugged takes the seat's pointer with it."""
        seat, has = self._connection.seat, self._connection.devices
        if not has & WlSeat.capability.pointer and self._pointer is not None:
            self._on_leave()
            self._pointer.release()
            self._pointer = None
        if not has & WlSeat.capability.keyboard and self._keyboard is not None:
            self._on_keys_go_to(None)
            self._keyboard.release()
            self._keyboard = None
        if has & WlSeat.capability.pointer and self._pointer is None:
            self._pointer = seat.get_pointer()
            for name, taker in (
                ("enter", self._on_enter),
                ("leave", self._on_leave),
                ("motion", self._on_motion),
                ("button", self._on_button),
            ):
                self._pointer.dispatcher[name] = taker
        if has & WlSeat.capability.keyboard and self._keyboard is None:
            self._keyboard = seat.get_keyboard()
            self._keyboard.dispatcher["keymap"] = lambda _keyboard, _format, file, _size: os.close(file)
            self._keyboard.dispatcher["enter"] = lambda _keyboard, _serial, proxy, _keys: self._on_keys_go_to(proxy)
            self._keyboard.dispatcher["leave"] = lambda _keyboard, _serial, _proxy: self._on_keys_go_to(None)
            self._keyboard.dispatcher["key"] = self._on_key

    def _of(self, proxy: Any) -> SeatSurface | None:
        return next((surface for surface in self._surfaces if surface.wl is proxy), None)

    def _on_enter(self, _pointer: object, serial: int, proxy: Any, x: float, y: float) -> None:
        self._serial = serial
        self._pointed, self._at = self._of(proxy), QPointF(x, y)

    def _on_leave(self, *_: object) -> None:
        for button in self._over:
            QApplication.sendEvent(button, QEvent(QEvent.Type.Leave))
        self._over, self._pointed, self._held = [], None, None

    def _on_motion(self, _pointer: object, _time: int, x: float, y: float) -> None:
        self._at = QPointF(x, y)
        if self._pointed is None:
            return
        target = self._held or self._widget_below()
        chain = _buttons_above(target)
        for button in self._over:
            if button not in chain:
                QApplication.sendEvent(button, QEvent(QEvent.Type.Leave))
        self._over = chain
        pressed = Qt.MouseButton.LeftButton if self._held else Qt.MouseButton.NoButton
        for widget in [target] if self._held else chain:
            self._send(widget, QEvent.Type.MouseMove, Qt.MouseButton.NoButton, pressed)

    def _on_button(self, _pointer: object, serial: int, _time: int, button: int, state: int) -> None:
        self._serial = serial
        if button != _LEFT or self._pointed is None:
            return
        left, surface = Qt.MouseButton.LeftButton, self._pointed
        if state:
            self._held = self._widget_below()
            self._send(self._held, QEvent.Type.MouseButtonPress, left, left)
        elif self._held is not None:
            held, self._held = self._held, None
            self._send(held, QEvent.Type.MouseButtonRelease, left, Qt.MouseButton.NoButton)
        surface.redraw()

    def _on_keys_go_to(self, proxy: Any) -> None:
        before, self._typed_into = self._typed_into, self._of(proxy) if proxy is not None else None
        for surface, here in ((before, False), (self._typed_into, True)):
            if surface is not None and before is not self._typed_into:
                surface.on_keyboard(here)

    def _on_key(self, _keyboard: object, _serial: int, _time: int, code: int, state: int) -> None:
        surface = self._typed_into
        if state and surface is not None:
            key = _KEYS.get(code, Qt.Key.Key_unknown)
            QApplication.sendEvent(surface.pane, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))
            surface.redraw()

    def _widget_below(self) -> QWidget | None:
        pane = self._pointed.pane if self._pointed else None
        return pane.childAt(self._at.toPoint()) if pane else None

    def _send(self, widget: QWidget | None, kind: QEvent.Type, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        if widget is None or self._pointed is None:
            return
        local = self._at - QPointF(widget.mapTo(self._pointed.pane, QPoint(0, 0)))
        QApplication.sendEvent(widget, QMouseEvent(kind, local, self._at, button, held, Qt.KeyboardModifier.NoModifier))


def _buttons_above(widget: QWidget | None) -> list[QAbstractButton]:
    """Returns the button and those that it lies on."""
    chain: list[QAbstractButton] = []
    while widget is not None:
        if isinstance(widget, QAbstractButton):
            chain.append(widget)
        widget = widget.parentWidget()
    return chain


def _give(file: int, content: bytes) -> None:
    # Whoever asked may have gone; a file's name always fits into a pipe.
    with suppress(OSError), os.fdopen(file, "wb") as pipe:
        pipe.write(content)
