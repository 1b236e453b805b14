"""Binds libxcb and its Shape extension through ctypes for what Qt does not offer on X11.

Both libraries are there wherever Qt's xcb plugin can load. Each connection is our own, apart from Qt's: an error on
it, for example about a window that has just gone, is dropped by the server and cannot end the process. Methods that
return a value wait for the server's answer, which takes some tens of microseconds.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from ctypes import POINTER, c_char_p, c_int, c_int16, c_uint8, c_uint16, c_uint32, c_void_p
from dataclasses import dataclass
from typing import TypeVar

from assistant.core.errors import AssistantError

_R = TypeVar("_R", bound=ctypes.Structure)

_SHAPE_SET, _SHAPE_INPUT, _UNSORTED = 0, 2, 0
_POINTER_ROOT, _NOW = 1, 0
# _POINTER_ROOT: the focus goes to the window below the pointer when the focused one goes. _NOW: the server's own time.
_ANY_TYPE, _MAX_VALUES = 0, 4096
# _MAX_VALUES is the most values of a property that are read: no desktop has more windows.


class NoScreen(AssistantError):
    """There is no screen to show anything on."""

    code = "no_screen"


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", c_uint32),)


class _Reply(ctypes.Structure):
    """Holds a reply that carries one number after the usual eight bytes: an atom or a window."""

    _fields_ = (("kind", c_uint8), ("pad", c_uint8), ("sequence", c_uint16), ("length", c_uint32), ("value", c_uint32))


class _Rectangle(ctypes.Structure):
    _fields_ = (("x", c_int16), ("y", c_int16), ("width", c_uint16), ("height", c_uint16))


class _ScreenIterator(ctypes.Structure):
    _fields_ = (("data", POINTER(c_uint32)), ("remaining", c_int), ("index", c_int))


class _GeometryReply(ctypes.Structure):
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


class _CoordinatesReply(ctypes.Structure):
    _fields_ = (
        ("kind", c_uint8),
        ("same_screen", c_uint8),
        ("sequence", c_uint16),
        ("length", c_uint32),
        ("child", c_uint32),
        ("x", c_int16),
        ("y", c_int16),
    )


class _PointerReply(ctypes.Structure):
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
class Box:
    """Describes a rectangle on the screen in device pixels."""

    x: int
    y: int
    width: int
    height: int

    def contains(self, x: int, y: int) -> bool:
        """Returns whether the point lies in the rectangle."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height

    def overlap(self, other: Box) -> int:
        """Returns the number of pixels that both rectangles cover."""
        width = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        height = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return max(0, width) * max(0, height)


class XServer:
    """Holds a connection to an X server.

    Args:
        display: The server's name as in DISPLAY, for example ":0".

    Raises:
        NoScreen: There is no such server, or it refuses the connection.
    """

    def __init__(self, display: str) -> None:
        try:
            self._xcb = ctypes.CDLL("libxcb.so.1")
            self._shape = ctypes.CDLL("libxcb-shape.so.0")
        except OSError as error:
            raise NoScreen("The X11 libraries are missing", f"Install libxcb1 and libxcb-shape0 ({error}).") from error
        _declare(self._xcb, self._shape)
        screen = c_int(0)
        self._connection = c_void_p(self._xcb.xcb_connect(display.encode(), ctypes.byref(screen)))
        if self._xcb.xcb_connection_has_error(self._connection):
            self._xcb.xcb_disconnect(self._connection)
            raise NoScreen(
                f"The screen {display} cannot be reached", "Check DISPLAY and XAUTHORITY, and that you are logged in."
            )
        self._atoms: dict[str, int] = {}
        self._compositor = self.atom(f"_NET_WM_CM_S{screen.value}")
        setup = self._xcb.xcb_get_setup(self._connection)
        self.root = int(self._xcb.xcb_setup_roots_iterator(setup).data[0])
        """The X11 id of the first screen's root window."""

    def close(self) -> None:
        """Ends the connection."""
        self._xcb.xcb_disconnect(self._connection)

    def is_composited(self) -> bool:
        """Returns whether translucent windows are blended with what is below them."""
        return self._ask_number("get_selection_owner", self._compositor) != 0

    def take_clicks_only_in(self, window: int, rectangles: Sequence[tuple[int, int, int, int]]) -> None:
        """Lets clicks elsewhere in the window go to what is below it.

        Args:
            window: The window's X11 id.
            rectangles: x, y, width and height in device pixels from the window's corner; an empty sequence lets every
                click through.
        """
        array = (_Rectangle * len(rectangles))(*(_Rectangle(*rectangle) for rectangle in rectangles))
        self._shape.xcb_shape_rectangles(
            self._connection, _SHAPE_SET, _SHAPE_INPUT, _UNSORTED, window, 0, 0, len(rectangles), array
        )
        self._xcb.xcb_flush(self._connection)

    def focused(self) -> int:
        """Returns the X11 id of the window with the keyboard focus: 0 for none, 1 for the one below the pointer."""
        return self._ask_number("get_input_focus")

    def focus(self, window: int) -> None:
        """Gives the keyboard focus to this window."""
        self._xcb.xcb_set_input_focus(self._connection, _POINTER_ROOT, window, _NOW)
        self._xcb.xcb_flush(self._connection)

    def atom(self, name: str) -> int:
        """Returns the server's number for a name; asked for once and remembered."""
        if name not in self._atoms:
            self._atoms[name] = self._ask_number("intern_atom", 0, len(name), name.encode())
        return self._atoms[name]

    def values(self, window: int, name: str) -> list[int]:
        """Returns a property's 32-bit values; [] where there is no such property, or no such window any more."""
        cookie = self._xcb.xcb_get_property(self._connection, 0, window, self.atom(name), _ANY_TYPE, 0, _MAX_VALUES)
        reply = self._xcb.xcb_get_property_reply(self._connection, cookie, None)
        if not reply:
            return []
        count = self._xcb.xcb_get_property_value_length(reply) // 4
        values = ctypes.cast(self._xcb.xcb_get_property_value(reply), POINTER(c_uint32))[:count]
        _free(reply)
        return list(values)

    def box(self, window: int) -> Box:
        """Returns where the window is on the screen; an empty box where it has gone."""
        size = self._ask("get_geometry", _GeometryReply, window)
        place = self._ask("translate_coordinates", _CoordinatesReply, window, self.root, 0, 0)
        if size is None or place is None:
            return Box(0, 0, 0, 0)
        return Box(place.x, place.y, size.width, size.height)

    def pointer(self) -> tuple[int, int]:
        """Returns the pointer's x and y on the screen in device pixels."""
        pointer = self._ask("query_pointer", _PointerReply, self.root)
        return (pointer.x, pointer.y) if pointer else (0, 0)

    def _ask(self, question: str, _reply: type[_R], *arguments: object) -> _R | None:
        """Returns the reply to a request, of the type that _REPLIES has for it; None where there is no reply."""
        cookie = getattr(self._xcb, f"xcb_{question}")(self._connection, *arguments)
        pointer: ctypes._Pointer[_R] = getattr(self._xcb, f"xcb_{question}_reply")(self._connection, cookie, None)
        return _copied(pointer)

    def _ask_number(self, question: str, *arguments: object) -> int:
        reply = self._ask(question, _Reply, *arguments)
        return int(reply.value) if reply else 0


_REPLIES: dict[str, type] = {
    "intern_atom": POINTER(_Reply),
    "get_selection_owner": POINTER(_Reply),
    "get_input_focus": POINTER(_Reply),
    "get_property": c_void_p,
    "get_geometry": POINTER(_GeometryReply),
    "translate_coordinates": POINTER(_CoordinatesReply),
    "query_pointer": POINTER(_PointerReply),
}
"""Maps each request that has a reply to the reply's type."""


def _declare(xcb: ctypes.CDLL, shape: ctypes.CDLL) -> None:
    connection = c_void_p
    xcb.xcb_connect.argtypes, xcb.xcb_connect.restype = [c_char_p, POINTER(c_int)], c_void_p
    xcb.xcb_connection_has_error.argtypes = [connection]
    xcb.xcb_disconnect.argtypes, xcb.xcb_disconnect.restype = [connection], None
    xcb.xcb_flush.argtypes = [connection]
    xcb.xcb_intern_atom.argtypes = [connection, c_uint8, c_uint16, c_char_p]
    xcb.xcb_get_selection_owner.argtypes = [connection, c_uint32]
    xcb.xcb_get_input_focus.argtypes = [connection]
    xcb.xcb_set_input_focus.argtypes = [connection, c_uint8, c_uint32, c_uint32]
    xcb.xcb_set_input_focus.restype = _Cookie
    xcb.xcb_get_setup.argtypes, xcb.xcb_get_setup.restype = [connection], c_void_p
    xcb.xcb_setup_roots_iterator.argtypes, xcb.xcb_setup_roots_iterator.restype = [c_void_p], _ScreenIterator
    xcb.xcb_get_property.argtypes = [connection, c_uint8, *([c_uint32] * 5)]
    xcb.xcb_get_property_value.argtypes, xcb.xcb_get_property_value.restype = [c_void_p], c_void_p
    xcb.xcb_get_property_value_length.argtypes, xcb.xcb_get_property_value_length.restype = [c_void_p], c_int
    xcb.xcb_get_geometry.argtypes = [connection, c_uint32]
    xcb.xcb_translate_coordinates.argtypes = [connection, c_uint32, c_uint32, c_int16, c_int16]
    xcb.xcb_query_pointer.argtypes = [connection, c_uint32]
    for question, answer in _REPLIES.items():
        getattr(xcb, f"xcb_{question}").restype = _Cookie
        reply = getattr(xcb, f"xcb_{question}_reply")
        reply.argtypes, reply.restype = [connection, _Cookie, c_void_p], answer
    rectangles = shape.xcb_shape_rectangles
    rectangles.argtypes = [connection, c_uint8, c_uint8, c_uint8, c_uint32, c_int16, c_int16, c_uint32, c_void_p]
    rectangles.restype = _Cookie


def _copied(pointer: ctypes._Pointer[_R]) -> _R | None:
    """Returns a copy of what a reply points to and frees the reply; None for no reply."""
    if not pointer:
        return None
    copy = type(pointer.contents).from_buffer_copy(pointer.contents)
    _free(pointer)
    return copy


def _free(pointer: object) -> None:
    libc = ctypes.CDLL(None)
    libc.free.argtypes = [c_void_p]
    libc.free(pointer)
