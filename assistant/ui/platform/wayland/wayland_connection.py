"""Holds the overlay's own connection to the Wayland compositor, beside Qt's.

pywayland and libwayland do the talking. Connecting blocks for two round trips; nothing blocks afterwards. When the
compositor goes, the process ends as it does on X11: it is started again when there is another one.
"""

from __future__ import annotations

import logging
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QRect, QSocketNotifier, Signal
from pywayland.client.display import Display
from pywayland.protocol.wayland import WlCompositor, WlDataDeviceManager, WlOutput, WlSeat, WlShm

from assistant.core.errors import AssistantError
from assistant.ui.platform.wayland.layer_shell import ZwlrLayerShellV1

log = logging.getLogger(__name__)

EXIT_COMPOSITOR_GONE = 74
"""sysexits' EX_IOERR."""


_WANTED: dict[str, tuple[Any, int, str]] = {
    "wl_compositor": (WlCompositor, 4, "compositor"),
    "wl_shm": (WlShm, 1, "shm"),
    "zwlr_layer_shell_v1": (ZwlrLayerShellV1, 4, "shell"),
    "wl_seat": (WlSeat, 5, "seat"),
    "wl_data_device_manager": (WlDataDeviceManager, 3, "data_devices"),
}
"""Maps an interface to its class, the highest version that is asked for, and its name here."""


class NoLayers(AssistantError):
    """This compositor has no layers for programs, or there is none."""

    code = "no_layers"


class Output:
    """Describes a monitor: its size in logical pixels and its whole-number scale."""

    def __init__(self, proxy: Any) -> None:
        self.proxy = proxy
        self.scale = 1
        self._pixels = (1280, 720)
        self._turned = False
        proxy.dispatcher["geometry"] = self._on_geometry
        proxy.dispatcher["mode"] = self._on_mode
        proxy.dispatcher["scale"] = self._on_scale

    @property
    def room(self) -> QRect:
        """Returns the monitor's area; only the compositor knows what panels take of it."""
        width, height = reversed(self._pixels) if self._turned else self._pixels
        return QRect(0, 0, width // self.scale, height // self.scale)

    def _on_geometry(self, _proxy: object, *rest: Any) -> None:
        self._turned = int(rest[-1]) % 2 == 1

    def _on_mode(self, _proxy: object, flags: int, width: int, height: int, _refresh: int) -> None:
        if flags & WlOutput.mode.current:
            self._pixels = (width, height)

    def _on_scale(self, _proxy: object, factor: int) -> None:
        self.scale = factor


class Connection(QObject):
    """Holds the connection, and what the compositor offers.

    Raises:
        NoLayers: It cannot be reached, or it has no zwlr_layer_shell_v1 (GNOME's has not).
    """

    outputs_changed = Signal()
    devices_changed = Signal()
    """The seat has another set of devices."""

    def __init__(self) -> None:
        super().__init__()
        self._display: Any = Display()
        try:
            self._display.connect()
        except ValueError as error:
            raise NoLayers("The Wayland compositor cannot be reached", "Check WAYLAND_DISPLAY.") from error
        self._notifier: QSocketNotifier | None = None
        self.outputs: dict[int, Output] = {}
        self.shell_version = 0
        self.devices = 0
        """The seat's devices as wl_seat's capability bits."""
        self._offered: dict[str, Any] = {}
        self._registry = self._display.get_registry()
        self._registry.dispatcher["global"] = self._on_global
        self._registry.dispatcher["global_remove"] = self._on_global_remove
        for _ in range(2):  # once for the globals, once for what they tell of themselves
            self._display.roundtrip()
        if not {"compositor", "shm", "shell"} <= self._offered.keys():
            self._display.disconnect()
            raise NoLayers("This compositor has no layers for programs", "The overlay goes through XWayland instead.")

    def listen(self) -> None:
        """Handles the compositor's events from now on. Needs Qt's application."""
        self._notifier = QSocketNotifier(self._display.get_fd(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_readable)

    def flush(self) -> None:
        """Sends the requests that were made so far."""
        self._display.flush()

    def close(self) -> None:
        """Ends the connection."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
        self._display.disconnect()

    @property
    def compositor(self) -> Any:
        """Returns the wl_compositor, which makes surfaces and regions."""
        return self._offered["compositor"]

    @property
    def shm(self) -> Any:
        """Returns the wl_shm, which takes shared memory."""
        return self._offered["shm"]

    @property
    def shell(self) -> Any:
        """Returns the layer shell, which puts surfaces on layers."""
        return self._offered["shell"]

    @property
    def seat(self) -> Any:
        """Returns a person's pointer and keyboard; None where there is no person."""
        return self._offered.get("seat")

    @property
    def data_devices(self) -> Any:
        """Returns the manager of drag and drop; None where there is none."""
        return self._offered.get("data_devices")

    def _on_global(self, registry: Any, name: int, interface: str, version: int) -> None:
        if interface == "wl_output":
            self.outputs[name] = Output(registry.bind(name, WlOutput, min(version, 2)))
            self.outputs_changed.emit()
        elif interface in _WANTED:
            kind, most, called = _WANTED[interface]
            if called in self._offered:
                return
            self._offered[called] = registry.bind(name, kind, min(version, most))
            if called == "shell":
                self.shell_version = min(version, most)
            elif called == "seat":
                self._offered[called].dispatcher["capabilities"] = self._on_capabilities

    def _on_capabilities(self, _seat: object, devices: int) -> None:
        self.devices = devices
        self.devices_changed.emit()

    def _on_global_remove(self, _registry: object, name: int) -> None:
        if self.outputs.pop(name, None) is not None:
            self.outputs_changed.emit()

    def _on_readable(self) -> None:
        try:
            self._display.read()
            self._display.dispatch(block=False)
            self._display.flush()
        except RuntimeError as error:
            log.warning("the Wayland compositor is gone (%s)", error)
            if self._notifier is not None:
                self._notifier.setEnabled(False)
            QCoreApplication.exit(EXIT_COMPOSITOR_GONE)
