"""Whether a window fills the screen that is in use, asked of the X server. Runs in the overlay process.

On Wayland it sees the windows of XWayland only, which is most games and few films. It waits for the server's answers,
which take some tens of microseconds each.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_int, c_int16, c_uint8, c_uint16, c_uint32, c_void_p
from dataclasses import dataclass
from typing import TypeVar

from assistant.ui.platform.x11 import XServer

_Reply = TypeVar("_Reply", bound=ctypes.Structure)

_ANY, _LONGEST = 0, 4096
"""Any type of property; so many values at most: no desktop has more windows."""
_ALL_DESKTOPS = 0xFFFFFFFF
_NO_WINDOWS_OF_PEOPLE = ("DOCK", "DESKTOP", "NOTIFICATION", "TOOLTIP", "SPLASH")
_COVERED = 0.5
"""A window of which others cover this share is not what the person looks at."""


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", c_uint32),)


class _Screens(ctypes.Structure):
    _fields_ = (("data", POINTER(c_uint32)), ("remaining", c_int), ("index", c_int))


class _Geometry(ctypes.Structure):
    _fields_ = (
        ("kind", c_uint8),
        ("depth", c_uint8),
        ("sequence", c_uint16),
        ("length", c_uint32),
        ("root", c_uint32),
        ("x", c_int16),
        ("y", c_int16),
        ("width", c_uint16),
        ("height", c_uint16),
    )


class _Place(ctypes.Structure):
    _fields_ = (
        ("kind", c_uint8),
        ("same_screen", c_uint8),
        ("sequence", c_uint16),
        ("length", c_uint32),
        ("child", c_uint32),
        ("x", c_int16),
        ("y", c_int16),
    )


class _Pointer(ctypes.Structure):
    _fields_ = (
        ("kind", c_uint8),
        ("same_screen", c_uint8),
        ("sequence", c_uint16),
        ("length", c_uint32),
        ("root", c_uint32),
        ("child", c_uint32),
        ("x", c_int16),
        ("y", c_int16),
    )


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle on the screen in the device's pixels."""

    x: int
    y: int
    width: int
    height: int

    def holds(self, x: int, y: int) -> bool:
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height

    def shared_with(self, other: _Box) -> int:
        """Pixels that both cover."""
        width = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        height = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return max(0, width) * max(0, height)


class XWindows(XServer):
    """A connection of its own, for looking at other programs' windows. Raises NoScreen as `XServer` does."""

    def __init__(self, display: str) -> None:
        super().__init__(display)
        self._declare_questions()
        self._root = int(self._xcb.xcb_setup_roots_iterator(self._xcb.xcb_get_setup(self._connection)).data[0])
        self._atoms: dict[str, int] = {}

    def is_filled(self) -> bool:
        """Whether a window in front fills the screen with the pointer."""
        listed = self._values(self._root, "_NET_CLIENT_LIST_STACKING")
        if not any(self._has_state(window, "FULLSCREEN") for window in listed):
            return False
        x, y = self._pointer()
        seen = [window for window in listed if self._is_seen(window)]
        boxes = {window: self._box(window) for window in seen}
        for number in range(len(seen) - 1, -1, -1):
            window, above = seen[number], seen[number + 1 :]
            if boxes[window].holds(x, y) and self._has_state(window, "FULLSCREEN"):
                return not self._is_behind(window, above, boxes)
        return False

    def _is_behind(self, window: int, above: list[int], boxes: dict[int, _Box]) -> bool:
        """Whether the person works in something above it."""
        (active, *_) = (*self._values(self._root, "_NET_ACTIVE_WINDOW"), 0)
        box = boxes[window]
        if active in above and boxes[active].shared_with(box):
            return True
        return any(boxes[other].shared_with(box) > _COVERED * box.width * box.height for other in above)

    def _is_seen(self, window: int) -> bool:
        (here, *_) = (*self._values(self._root, "_NET_CURRENT_DESKTOP"), 0)
        (desktop, *_) = (*self._values(window, "_NET_WM_DESKTOP"), here)
        kinds = {self._name(f"_NET_WM_WINDOW_TYPE_{kind}") for kind in _NO_WINDOWS_OF_PEOPLE}
        return (
            desktop in {here, _ALL_DESKTOPS}
            and not self._has_state(window, "HIDDEN")
            and not kinds & set(self._values(window, "_NET_WM_WINDOW_TYPE"))
        )

    def _has_state(self, window: int, state: str) -> bool:
        return self._name(f"_NET_WM_STATE_{state}") in self._values(window, "_NET_WM_STATE")

    def _name(self, name: str) -> int:
        if name not in self._atoms:
            self._atoms[name] = self._atom(name)
        return self._atoms[name]

    def _values(self, window: int, name: str) -> list[int]:
        """A property of 32-bit values; none where there is no such property, or no such window any more."""
        cookie = self._xcb.xcb_get_property(self._connection, 0, window, self._name(name), _ANY, 0, _LONGEST)
        reply = self._xcb.xcb_get_property_reply(self._connection, cookie, None)
        if not reply:
            return []
        count = self._xcb.xcb_get_property_value_length(reply) // 4
        values = ctypes.cast(self._xcb.xcb_get_property_value(reply), POINTER(c_uint32))[:count]
        _free(reply)
        return list(values)

    def _box(self, window: int) -> _Box:
        xcb, connection = self._xcb, self._connection
        size = _take(xcb.xcb_get_geometry_reply(connection, xcb.xcb_get_geometry(connection, window), None))
        corner = xcb.xcb_translate_coordinates(connection, window, self._root, 0, 0)
        place = _take(xcb.xcb_translate_coordinates_reply(connection, corner, None))
        if size is None or place is None:
            return _Box(0, 0, 0, 0)
        return _Box(place.x, place.y, size.width, size.height)

    def _pointer(self) -> tuple[int, int]:
        cookie = self._xcb.xcb_query_pointer(self._connection, self._root)
        pointer = _take(self._xcb.xcb_query_pointer_reply(self._connection, cookie, None))
        return (pointer.x, pointer.y) if pointer else (0, 0)

    def _declare_questions(self) -> None:
        xcb, connection = self._xcb, c_void_p
        xcb.xcb_get_setup.argtypes, xcb.xcb_get_setup.restype = [connection], c_void_p
        xcb.xcb_setup_roots_iterator.argtypes, xcb.xcb_setup_roots_iterator.restype = [c_void_p], _Screens
        xcb.xcb_get_property.argtypes = [connection, c_uint8, *([c_uint32] * 5)]
        xcb.xcb_get_property_value.argtypes, xcb.xcb_get_property_value.restype = [c_void_p], c_void_p
        xcb.xcb_get_property_value_length.argtypes, xcb.xcb_get_property_value_length.restype = [c_void_p], c_int
        xcb.xcb_get_geometry.argtypes = [connection, c_uint32]
        xcb.xcb_translate_coordinates.argtypes = [connection, c_uint32, c_uint32, c_int16, c_int16]
        xcb.xcb_query_pointer.argtypes = [connection, c_uint32]
        answers = {
            "get_property": c_void_p,
            "get_geometry": POINTER(_Geometry),
            "translate_coordinates": POINTER(_Place),
            "query_pointer": POINTER(_Pointer),
        }
        for question, answer in answers.items():
            getattr(xcb, f"xcb_{question}").restype = _Cookie
            reply = getattr(xcb, f"xcb_{question}_reply")
            reply.argtypes, reply.restype = [connection, _Cookie, c_void_p], answer


def _take(pointer: ctypes._Pointer[_Reply]) -> _Reply | None:
    """A copy of what a reply points to, which is then freed; None for no reply."""
    if not pointer:
        return None
    copy = type(pointer.contents).from_buffer_copy(pointer.contents)
    _free(pointer)
    return copy


def _free(pointer: object) -> None:
    libc = ctypes.CDLL(None)
    libc.free.argtypes = [c_void_p]
    libc.free(pointer)
