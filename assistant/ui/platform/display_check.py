"""Finds a screen before Qt is started, since Qt itself ends with an abort where there is none.

On Wayland the overlay becomes a layer where the compositor has layers for programs (KDE, sway, Hyprland and others),
and goes through XWayland where it has not (GNOME): as a plain Wayland window it could not choose its own place.
"""

from __future__ import annotations

import ctypes
import importlib.util
import logging
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo

from assistant.ui.platform.surface import QtSurfaceFactory, SurfaceFactory
from assistant.ui.platform.xcb import NoScreen, XServer

if TYPE_CHECKING:
    from assistant.ui.platform.wayland.wayland_connection import Connection

log = logging.getLogger(__name__)


class Screen:
    """Says where Qt's own windows go, and where the overlay goes.

    Args:
        x_server: The X server, where Qt goes there.
        layers: The compositor that has layers.
    """

    def __init__(self, x_server: XServer | None, layers: Connection | None) -> None:
        self._x_server = x_server
        self._layers = layers

    def surface_factory(self) -> SurfaceFactory:
        """Returns the factory of the overlay panes' surfaces. Needs Qt's application."""
        if self._layers is None:
            return QtSurfaceFactory(self._x_server)
        from assistant.ui.platform.wayland.layer_surface import LayerSurfaceFactory

        self._layers.listen()
        return LayerSurfaceFactory(self._layers)

    def close(self) -> None:
        """Ends the connections."""
        if self._layers is not None:
            self._layers.close()
        if self._x_server is not None:
            self._x_server.close()


def find_screen() -> Screen:
    """Chooses Qt's platform, sets it in the environment, and checks that it can work.

    Raises:
        NoScreen: Says what is missing.
    """
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    display, wayland = os.environ.get("DISPLAY", ""), os.environ.get("WAYLAND_DISPLAY", "")
    if not chosen and not display and not wayland:
        raise NoScreen(
            "No screen: neither DISPLAY nor WAYLAND_DISPLAY is set",
            "Jarvis works without it, and the pictures are in the gallery.",
        )
    if wayland and not _answers(wayland):
        log.info("nobody answers at WAYLAND_DISPLAY=%s", wayland)
        wayland = ""
        if not display:
            raise NoScreen(
                "The Wayland compositor cannot be reached", "Check WAYLAND_DISPLAY, and that you are logged in."
            )
        chosen = "" if chosen.startswith("wayland") else chosen
    if wayland and (not chosen or chosen.startswith("wayland")):
        layers = _find_layers()
        if layers is not None:
            os.environ["QT_QPA_PLATFORM"] = "wayland"
            return Screen(None, layers)
    platform = chosen or ("xcb" if display else "wayland")
    os.environ["QT_QPA_PLATFORM"] = platform
    if not platform.startswith("xcb"):
        return Screen(None, None)
    x_server = XServer(display)
    _try_plugin("xcb")
    return Screen(x_server, None)


def check_screen() -> None:
    """Checks that Qt will find a screen for a window of its own choice; unlike the overlay, a window needs no X11.

    Raises:
        NoScreen: Says what is missing.
    """
    if os.environ.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal", "vnc")):
        return
    display, wayland = os.environ.get("DISPLAY", ""), os.environ.get("WAYLAND_DISPLAY", "")
    if wayland and _answers(wayland):
        return
    if not display:
        raise NoScreen(
            "No screen: neither DISPLAY nor WAYLAND_DISPLAY leads to one",
            "Start it from a desktop. The pictures themselves lie in your pictures folder: jarvis last.",
        )
    XServer(display).close()


def _answers(wayland: str) -> bool:
    """Returns whether a compositor listens at this WAYLAND_DISPLAY: a name in the runtime folder, or a path."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as end:
        try:
            end.connect(str(Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / wayland))
        except OSError:
            return False
    return True


def _find_layers() -> Connection | None:
    """Connects to the compositor, where it has layers and everything that is needed for them is installed."""
    if importlib.util.find_spec("pywayland") is None:
        log.info("pywayland is not installed, so the overlay cannot be a layer of this compositor")
        return None
    try:
        from assistant.ui.platform.wayland.wayland_connection import Connection, NoLayers
    except (ImportError, OSError) as error:
        log.warning("pywayland cannot be loaded: %s", error)
        return None
    try:
        _try_plugin("wayland")
        return Connection()
    except (NoLayers, NoScreen) as error:
        log.info("no layers: %s", error)
        return None


def _try_plugin(name: str) -> None:
    """Loads Qt's platform plugin once by hand: Qt itself aborts when a library is missing, and does not say which."""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    try:
        ctypes.CDLL(str(folder / f"libq{name}.so"))
    except OSError as error:
        raise NoScreen("A library that Qt needs is missing", f"Install it with `make setup` ({error}).") from error
