"""Whether a window fills the screen in use on sway, which tells it over its own socket. Runs in the overlay process.

The protocol is i3's: https://i3wm.org/docs/ipc.html. i3 itself is an X11 desktop, where `x_fullscreen` sees as much.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalSocket

_MAGIC, _GET_TREE = b"i3-ipc", 4
_HEAD = struct.Struct("=6sII")
"""Magic word, length of what follows, kind of message; in the byte order of the machine."""
_LARGEST = 16 * 2**20


class SwayQuestion(QObject):
    """Asks sway for its tree of windows, over a connection for each question.

    Args:
        path: Its socket.
    """

    def __init__(self, path: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path

    @classmethod
    def here(cls, parent: QObject | None = None) -> SwayQuestion | None:
        """For the sway that this session runs in, or None where it is none."""
        path = os.environ.get("SWAYSOCK", "")
        return cls(path, parent) if path else None

    def ask(self, answer: Callable[[bool], None]) -> None:
        """Ask, and give the answer once. A sway that does not answer counts as no."""
        line, heard, over = QLocalSocket(self), bytearray(), False

        def end(filled: bool) -> None:
            nonlocal over
            if not over:
                over = True
                line.abort()
                line.deleteLater()
                answer(filled)

        def read() -> None:
            heard.extend(line.readAll().data())
            if len(heard) < _HEAD.size:
                return
            magic, length, _kind = _HEAD.unpack_from(heard)
            if magic != _MAGIC or length > _LARGEST:
                end(False)
            elif len(heard) >= _HEAD.size + length:
                end(is_filled(bytes(heard[_HEAD.size : _HEAD.size + length])))

        line.readyRead.connect(read)
        line.connected.connect(lambda: line.write(_HEAD.pack(_MAGIC, 0, _GET_TREE)))
        line.errorOccurred.connect(lambda _error: end(False))
        line.connectToServer(self._path)


def is_filled(tree: bytes) -> bool:
    """Whether the focused window of this tree fills its screen."""
    try:
        node = json.loads(tree)
    except ValueError:
        return False
    while isinstance(node, dict):
        if node.get("fullscreen_mode") and node.get("type") != "workspace":
            return True
        node = _focused_child(node)
    return False


def _focused_child(node: dict[str, Any]) -> dict[str, Any] | None:
    first = next(iter(node.get("focus") or ()), None)
    children = [*(node.get("nodes") or ()), *(node.get("floating_nodes") or ())]
    return next((child for child in children if isinstance(child, dict) and child.get("id") == first), None)
