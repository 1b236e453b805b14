"""Moves a pointer of the tests' own on a wlroots compositor, by the virtual pointer protocol."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from pywayland.client.display import Display
from pywayland.protocol.wayland import WlSeat
from pywayland.protocol_core.argument import Argument
from pywayland.protocol_core.interface import Interface
from pywayland.protocol_core.proxy import Proxy
from pywayland.scanner.argument import ArgumentType

LEFT = 0x110


class ZwlrVirtualPointerV1(Interface):
    name = "zwlr_virtual_pointer_v1"
    version = 1


class ZwlrVirtualPointerManagerV1(Interface):
    name = "zwlr_virtual_pointer_manager_v1"
    version = 1


class _PointerProxy(Proxy[ZwlrVirtualPointerV1]):
    interface = ZwlrVirtualPointerV1

    @ZwlrVirtualPointerV1.request(*(Argument(kind) for kind in (ArgumentType.Uint, *[ArgumentType.Fixed] * 2)))
    def motion(self, at: int, x: float, y: float) -> None:
        self._marshal(0, at, x, y)

    @ZwlrVirtualPointerV1.request(*(Argument(ArgumentType.Uint) for _ in range(5)))
    def motion_absolute(self, at: int, x: int, y: int, width: int, height: int) -> None:
        self._marshal(1, at, x, y, width, height)

    @ZwlrVirtualPointerV1.request(*(Argument(ArgumentType.Uint) for _ in range(3)))
    def button(self, at: int, button: int, state: int) -> None:
        self._marshal(2, at, button, state)

    @ZwlrVirtualPointerV1.request(*(Argument(kind) for kind in (*[ArgumentType.Uint] * 2, ArgumentType.Fixed)))
    def axis(self, at: int, axis: int, value: float) -> None:
        self._marshal(3, at, axis, value)

    @ZwlrVirtualPointerV1.request()
    def frame(self) -> None:
        self._marshal(4)


class _ManagerProxy(Proxy[ZwlrVirtualPointerManagerV1]):
    interface = ZwlrVirtualPointerManagerV1

    @ZwlrVirtualPointerManagerV1.request(
        Argument(ArgumentType.Object, interface=WlSeat, nullable=True),
        Argument(ArgumentType.NewId, interface=ZwlrVirtualPointerV1),
    )
    def create_virtual_pointer(self, seat: Any) -> Any:
        return self._marshal_constructor(0, ZwlrVirtualPointerV1, seat)


for _interface, _proxy in ((ZwlrVirtualPointerV1, _PointerProxy), (ZwlrVirtualPointerManagerV1, _ManagerProxy)):
    _interface._gen_c()
    _interface.proxy_class = _proxy


class VirtualPointer:
    """Is a mouse on the compositor's whole layout of outputs.

    Args:
        socket: The compositor's socket.
        extent: Width and height of that layout, in logical pixels.
    """

    def __init__(self, socket: Path, extent: tuple[int, int]) -> None:
        self._extent = extent
        self._display: Any = Display(str(socket))
        self._display.connect()
        self._manager: Any = None
        self._seat: Any = None
        registry = self._registry = self._display.get_registry()
        registry.dispatcher["global"] = self._on_global
        self._display.roundtrip()
        assert self._manager is not None, "this compositor has no virtual pointers"
        self._pointer = self._manager.create_virtual_pointer(self._seat)
        self._display.roundtrip()

    def _on_global(self, registry: Any, name: int, interface: str, _version: int) -> None:
        if interface == "zwlr_virtual_pointer_manager_v1":
            self._manager = registry.bind(name, ZwlrVirtualPointerManagerV1, 1)
        elif interface == "wl_seat":
            self._seat = registry.bind(name, WlSeat, 1)

    def point(self, x: int, y: int) -> None:
        self._pointer.motion_absolute(_now_ms(), x, y, *self._extent)
        self._frame()

    def press(self) -> None:
        self._pointer.button(_now_ms(), LEFT, 1)
        self._frame()

    def release(self) -> None:
        self._pointer.button(_now_ms(), LEFT, 0)
        self._frame()

    def click(self, x: int, y: int) -> None:
        # From beside it: a pointer that has not moved is nobody's.
        self.point(x - 3, y)
        self.point(x, y)
        self.press()
        self.release()

    def close(self) -> None:
        self._display.disconnect()

    def _frame(self) -> None:
        self._pointer.frame()
        self._display.roundtrip()


def _now_ms() -> int:
    return int(time.monotonic() * 1000) & 0xFFFFFFFF
