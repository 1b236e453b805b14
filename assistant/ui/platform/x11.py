"""What Qt does not offer on X11, asked of the X server over a connection of its own. Runs in the overlay process.

libxcb and its Shape extension through ctypes: both are there wherever Qt's xcb plugin can load. A mistake on this
connection (a window that has just gone) is dropped by the server and cannot end the process.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from ctypes import POINTER, c_char_p, c_int, c_int16, c_uint8, c_uint16, c_uint32, c_void_p

from assistant.core.errors import AssistantError

_SHAPE_SET, _SHAPE_INPUT, _UNSORTED = 0, 2, 0
_POINTER_ROOT, _NOW = 1, 0
"""Where the focus falls when a focused window goes, and "at the server's own time"."""


class NoScreen(AssistantError):
    """No screen to show anything on."""

    code = "no_screen"


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", c_uint32),)


class _Reply(ctypes.Structure):
    """Replies that carry one number after the usual eight bytes: an atom, or a window."""

    _fields_ = (("kind", c_uint8), ("pad", c_uint8), ("sequence", c_uint16), ("length", c_uint32), ("value", c_uint32))


class _Rectangle(ctypes.Structure):
    _fields_ = (("x", c_int16), ("y", c_int16), ("width", c_uint16), ("height", c_uint16))


class XServer:
    """A connection to an X server.

    Args:
        display: As in DISPLAY, ":0".

    Raises:
        NoScreen: No such server, or it refuses us.
    """

    def __init__(self, display: str) -> None:
        try:
            self._xcb = ctypes.CDLL("libxcb.so.1")
            self._shape = ctypes.CDLL("libxcb-shape.so.0")
        except OSError as error:
            raise NoScreen("The X11 libraries are missing", f"Install libxcb1 and libxcb-shape0 ({error}).") from error
        self._declare()
        screen = c_int(0)
        self._connection = c_void_p(self._xcb.xcb_connect(display.encode(), ctypes.byref(screen)))
        if self._xcb.xcb_connection_has_error(self._connection):
            self._xcb.xcb_disconnect(self._connection)
            raise NoScreen(
                f"The screen {display} cannot be reached", "Check DISPLAY and XAUTHORITY, and that you are logged in."
            )
        self._manager = self._atom(f"_NET_WM_CM_S{screen.value}")

    def close(self) -> None:
        """End the connection."""
        self._xcb.xcb_disconnect(self._connection)

    def is_composited(self) -> bool:
        """Whether translucent windows are blended with what is below them. Waits for the server's answer."""
        cookie = self._xcb.xcb_get_selection_owner(self._connection, self._manager)
        return self._reply(self._xcb.xcb_get_selection_owner_reply, cookie) != 0

    def take_clicks_only_in(self, window: int, rectangles: Sequence[tuple[int, int, int, int]]) -> None:
        """Let clicks elsewhere in the window go to what is below it.

        Args:
            window: Its X11 id.
            rectangles: x, y, width and height in device pixels from the window's corner; none lets every click through.
        """
        array = (_Rectangle * len(rectangles))(*(_Rectangle(*rectangle) for rectangle in rectangles))
        self._shape.xcb_shape_rectangles(
            self._connection, _SHAPE_SET, _SHAPE_INPUT, _UNSORTED, window, 0, 0, len(rectangles), array
        )
        self._xcb.xcb_flush(self._connection)

    def focused(self) -> int:
        """The window that is typed into: its X11 id, 0 for none, 1 for the one below the pointer. Waits for it."""
        cookie = self._xcb.xcb_get_input_focus(self._connection)
        return self._reply(self._xcb.xcb_get_input_focus_reply, cookie)

    def focus(self, window: int) -> None:
        """Let the person type into this window."""
        self._xcb.xcb_set_input_focus(self._connection, _POINTER_ROOT, window, _NOW)
        self._xcb.xcb_flush(self._connection)

    def _atom(self, name: str) -> int:
        cookie = self._xcb.xcb_intern_atom(self._connection, 0, len(name), name.encode())
        return self._reply(self._xcb.xcb_intern_atom_reply, cookie)

    def _reply(self, function: ctypes._NamedFuncPointer, cookie: _Cookie) -> int:
        reply = function(self._connection, cookie, None)
        if not reply:
            return 0
        value = int(reply.contents.value)
        _free(reply)
        return value

    def _declare(self) -> None:
        xcb, connection = self._xcb, c_void_p
        xcb.xcb_connect.argtypes, xcb.xcb_connect.restype = [c_char_p, POINTER(c_int)], c_void_p
        xcb.xcb_connection_has_error.argtypes = [connection]
        xcb.xcb_disconnect.argtypes, xcb.xcb_disconnect.restype = [connection], None
        xcb.xcb_flush.argtypes = [connection]
        xcb.xcb_intern_atom.argtypes = [connection, c_uint8, c_uint16, c_char_p]
        xcb.xcb_get_selection_owner.argtypes = [connection, c_uint32]
        xcb.xcb_get_input_focus.argtypes = [connection]
        xcb.xcb_set_input_focus.argtypes = [connection, c_uint8, c_uint32, c_uint32]
        xcb.xcb_set_input_focus.restype = _Cookie
        for question in (xcb.xcb_intern_atom, xcb.xcb_get_selection_owner, xcb.xcb_get_input_focus):
            question.restype = _Cookie
        answers = (xcb.xcb_intern_atom_reply, xcb.xcb_get_selection_owner_reply, xcb.xcb_get_input_focus_reply)
        for answer in answers:
            answer.argtypes, answer.restype = [connection, _Cookie, c_void_p], POINTER(_Reply)
        rectangles = self._shape.xcb_shape_rectangles
        rectangles.argtypes = [connection, c_uint8, c_uint8, c_uint8, c_uint32, c_int16, c_int16, c_uint32, c_void_p]
        rectangles.restype = _Cookie


def _free(pointer: object) -> None:
    libc = ctypes.CDLL(None)
    libc.free.argtypes = [c_void_p]
    libc.free(pointer)
