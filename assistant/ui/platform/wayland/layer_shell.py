"""Declares the part of the wlr-layer-shell protocol that the overlay speaks, in pywayland's terms.

Written for this project from the protocol's description (unstable v1, versions 1–4), which fixes names, order of
requests and their arguments. What the overlay never asks for is declared only where a later number depends on it.
"""

from __future__ import annotations

from typing import Any

from pywayland.protocol.wayland import WlOutput, WlSurface
from pywayland.protocol.xdg_shell import XdgPopup
from pywayland.protocol_core.argument import Argument
from pywayland.protocol_core.interface import Interface
from pywayland.protocol_core.proxy import Proxy
from pywayland.protocol_core.resource import Resource
from pywayland.scanner.argument import ArgumentType

OVERLAY = 3
"""The layer above everything, full-screen windows too."""
BOTTOM = 2
"""The anchor at the lower edge."""
NO_KEYBOARD, ALL_KEYS, ON_DEMAND = 0, 1, 2
ON_DEMAND_SINCE = 4


class ZwlrLayerSurfaceV1(Interface):
    """Is a surface on a layer."""

    name = "zwlr_layer_surface_v1"
    version = 4


class ZwlrLayerShellV1(Interface):
    """Makes surfaces on layers."""

    name = "zwlr_layer_shell_v1"
    version = 4


class ZwlrLayerSurfaceV1Proxy(Proxy[ZwlrLayerSurfaceV1]):
    """Is the client's end of a surface."""

    interface = ZwlrLayerSurfaceV1

    @ZwlrLayerSurfaceV1.request(Argument(ArgumentType.Uint), Argument(ArgumentType.Uint))
    def set_size(self, width: int, height: int) -> None:
        """Sets the size in logical pixels."""
        self._marshal(0, width, height)

    @ZwlrLayerSurfaceV1.request(Argument(ArgumentType.Uint))
    def set_anchor(self, anchor: int) -> None:
        """Sets the edges of the output to anchor at; the surface is centred along the others."""
        self._marshal(1, anchor)

    @ZwlrLayerSurfaceV1.request(Argument(ArgumentType.Int))
    def set_exclusive_zone(self, zone: int) -> None:
        """Sets the zone: 0 keeps clear of panels and claims no room."""
        self._marshal(2, zone)

    @ZwlrLayerSurfaceV1.request(*(Argument(ArgumentType.Int) for _ in range(4)))
    def set_margin(self, top: int, right: int, bottom: int, left: int) -> None:
        """Sets the distances from the anchored edges; they may be negative."""
        self._marshal(3, top, right, bottom, left)

    @ZwlrLayerSurfaceV1.request(Argument(ArgumentType.Uint))
    def set_keyboard_interactivity(self, keyboard: int) -> None:
        """Sets NO_KEYBOARD, ALL_KEYS or ON_DEMAND."""
        self._marshal(4, keyboard)

    @ZwlrLayerSurfaceV1.request(Argument(ArgumentType.Object, interface=XdgPopup))
    def get_popup(self, popup: Any) -> None:
        """Is not used."""
        self._marshal(5, popup)

    @ZwlrLayerSurfaceV1.request(Argument(ArgumentType.Uint))
    def ack_configure(self, serial: int) -> None:
        """Promises to obey what the compositor asked for from the next commit on."""
        self._marshal(6, serial)

    @ZwlrLayerSurfaceV1.request()
    def destroy(self) -> None:
        """Takes the surface from the screen."""
        self._marshal(7)
        self._destroy()


class ZwlrLayerSurfaceV1Resource(Resource[ZwlrLayerSurfaceV1]):
    """Is the compositor's end of a surface: declares its events."""

    interface = ZwlrLayerSurfaceV1

    @ZwlrLayerSurfaceV1.event(Argument(ArgumentType.Uint), Argument(ArgumentType.Uint), Argument(ArgumentType.Uint))
    def configure(self, serial: int, width: int, height: int) -> None:
        """Says that the surface may be drawn now, in this size."""
        self._post_event(0, serial, width, height)

    @ZwlrLayerSurfaceV1.event()
    def closed(self) -> None:
        """Says that the surface's output is gone; it will not be shown any more."""
        self._post_event(1)


class ZwlrLayerShellV1Proxy(Proxy[ZwlrLayerShellV1]):
    """Is the client's end of the shell."""

    interface = ZwlrLayerShellV1

    @ZwlrLayerShellV1.request(
        Argument(ArgumentType.NewId, interface=ZwlrLayerSurfaceV1),
        Argument(ArgumentType.Object, interface=WlSurface),
        Argument(ArgumentType.Object, interface=WlOutput, nullable=True),
        Argument(ArgumentType.Uint),
        Argument(ArgumentType.String),
    )
    def get_layer_surface(self, surface: Any, output: Any, layer: int, namespace: str) -> Any:
        """Puts a surface on a layer; no output lets the compositor choose the one that is in use."""
        return self._marshal_constructor(0, ZwlrLayerSurfaceV1, surface, output, layer, namespace)


class ZwlrLayerShellV1Resource(Resource[ZwlrLayerShellV1]):
    """Is the compositor's end of the shell, which has no events."""

    interface = ZwlrLayerShellV1


for _interface, _proxy, _resource in (
    (ZwlrLayerSurfaceV1, ZwlrLayerSurfaceV1Proxy, ZwlrLayerSurfaceV1Resource),
    (ZwlrLayerShellV1, ZwlrLayerShellV1Proxy, ZwlrLayerShellV1Resource),
):
    _interface._gen_c()
    _interface.proxy_class = _proxy
    _interface.resource_class = _resource
