"""Finds a screen before Qt is woken: Qt itself ends with an abort where there is none. Runs in the overlay process.

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

from assistant.ui.platform.qt_surface import WindowGround
from assistant.ui.platform.surface import Ground
from assistant.ui.platform.x11 import NoScreen, XServer

if TYPE_CHECKING:
    from assistant.ui.platform.wayland.wayland_connection import Connection

log = logging.getLogger(__name__)


class Screen:
    """What was found: where Qt's own windows go, and where the overlay does.

    Args:
        x_server: The X server, where Qt goes there.
        layers: The compositor that has layers.
    """

    def __init__(self, x_server: XServer | None, layers: Connection | None) -> None:
        self._x_server = x_server
        self._layers = layers

    def ground(self) -> Ground:
        """Where the overlay's panes go. Needs Qt's application."""
        if self._layers is None:
            return WindowGround(self._x_server)
        from assistant.ui.platform.wayland.layer_surface import LayerGround

        self._layers.listen()
        return LayerGround(self._layers)

    def close(self) -> None:
        """End the connections."""
        if self._layers is not None:
            self._layers.close()
        if self._x_server is not None:
            self._x_server.close()


def find_screen() -> Screen:
    """Choose Qt's platform, set it in the environment, and see that it can work.

    Raises:
        NoScreen: With what is missing.
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


def _answers(wayland: str) -> bool:
    """Whether a compositor listens at this WAYLAND_DISPLAY: a name in the runtime folder, or a path."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as end:
        try:
            end.connect(str(Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / wayland))
        except OSError:
            return False
    return True


def _find_layers() -> Connection | None:
    """The compositor, where it has layers and everything that is needed for them is installed."""
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
    """Load Qt's platform plugin once by hand: Qt itself aborts when a library is missing, and does not say which."""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    try:
        ctypes.CDLL(str(folder / f"libq{name}.so"))
    except OSError as error:
        raise NoScreen("A library that Qt needs is missing", f"Install it with `make setup` ({error}).") from error
