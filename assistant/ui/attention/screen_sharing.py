"""Whether the screen is being shared, as far as that can be seen: in PipeWire's graph. Runs in the overlay process.

On Wayland every program gets the screen through the desktop's portal as a PipeWire stream, which is seen here. On X11
any program may read the screen and nobody can tell; only KDE's do-not-disturb (see `quiet`) may know of it there.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess

_FROM_SCREENS = frozenset({"Video/Source", "Stream/Output/Video"})
"""Media classes of what gives pictures. Mutter's and KWin's streams are of one, wlroots' portal's of the other."""


class SharingQuestion(QObject):
    """Asks `pw-dump`, where PipeWire runs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._processes: set[QProcess] = set()

    def ask(self, answer: Callable[[bool], None]) -> None:
        """Ask, and give the answer once, later or at once."""
        program = shutil.which("pw-dump")
        if program is None or not _pipewire().exists():
            answer(False)
            return
        process = QProcess(self)
        self._processes.add(process)

        def finished() -> None:
            if process in self._processes:
                self._processes.discard(process)
                answer(is_shared(bytes(process.readAllStandardOutput().data())))
                process.deleteLater()

        process.finished.connect(finished)
        process.errorOccurred.connect(finished)
        process.start(program, [])


def is_shared(dump: bytes) -> bool:
    """Whether a screen is among the running sources of video in what pw-dump printed; cameras do not count."""
    try:
        objects = json.loads(dump or b"[]")
    except ValueError:
        return False
    nodes = [entry.get("info") for entry in objects if isinstance(entry, dict)] if isinstance(objects, list) else []
    return any(_is_screen(info) for info in nodes if isinstance(info, dict))


def _is_screen(info: dict[str, Any]) -> bool:
    properties = info.get("props")
    if not isinstance(properties, dict) or info.get("state") != "running":
        return False
    is_device = "device.api" in properties or "api.v4l2.path" in properties or "api.libcamera.path" in properties
    return properties.get("media.class") in _FROM_SCREENS and not is_device


def _pipewire() -> Path:
    folder = os.environ.get("PIPEWIRE_RUNTIME_DIR") or os.environ.get("XDG_RUNTIME_DIR") or "/nowhere"
    return Path(folder) / os.environ.get("PIPEWIRE_REMOTE", "pipewire-0")
