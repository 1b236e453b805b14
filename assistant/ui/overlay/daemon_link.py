"""The overlay's end of the control socket: frames in, Qt signals out. Runs in the overlay process; never blocks.

When the daemon goes it tries again, 0.25 s later at first and at most 5 s; a frame that breaks the wire's rules counts
as the daemon going.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalSocket

from assistant.control.protocol import Verb
from assistant.control.untyped_wire import Message, Unframer, encode
from assistant.core.errors import ProtocolError

log = logging.getLogger(__name__)

FIRST_RETRY_MS = 250
LAST_RETRY_MS = 5000


class DaemonLink(QObject):
    """A connection that is kept up.

    Args:
        path: The control socket.
        shows: Whether it is a screen that says when pictures are on it; other windows only look on.
    """

    connected = Signal()
    lost = Signal()
    """The daemon is gone. Also emitted once when it was not there at the start."""
    state = Signal(dict)
    request = Signal(dict)
    level = Signal(dict)
    progress = Signal(dict)
    preview = Signal(dict, bytes)
    picture = Signal(dict)
    dismiss = Signal()
    notice = Signal(dict)
    answered = Signal(str, dict)
    """Verb and result of a request that the daemon carried out."""
    refused = Signal(str, dict)
    """Verb and failure `{code, title, hint}` of one that it did not."""

    def __init__(self, path: Path, parent: QObject | None = None, *, shows: bool = True) -> None:
        super().__init__(parent)
        self._path = path
        self.usher: Callable[[Message], list[Message]] = lambda message: [message]
        """Decides what of the daemon's messages is heard of, and as what."""
        self._shows = shows
        self._numbers = itertools.count(1)
        self._asked: dict[int, str] = {}
        self._unframer = Unframer()
        self._is_up = False
        self._told_lost = False
        self._retry_ms = FIRST_RETRY_MS
        self._retry = QTimer(self, singleShot=True)
        self._retry.timeout.connect(self._connect)
        self._socket = QLocalSocket(self)
        self._socket.connected.connect(self._on_connected)
        self._socket.readyRead.connect(self._on_ready_read)
        self._socket.disconnected.connect(self._on_gone)
        self._socket.errorOccurred.connect(self._on_gone)

    def start(self) -> None:
        """Connect, now and whenever the connection is lost."""
        self._connect()

    def close(self) -> None:
        """End the connection for good."""
        self._retry.stop()
        self._socket.blockSignals(True)
        self._socket.abort()

    @property
    def is_up(self) -> bool:
        """Whether the daemon is there."""
        return self._is_up

    def send(self, verb: Verb, **args: Any) -> bool:
        """Ask the daemon for something; does not wait. False when it is not there."""
        if not self._is_up:
            return False
        number = next(self._numbers)
        self._asked[number] = verb
        self._socket.write(encode(Message("request", {"id": number, "verb": verb, "args": args})))
        return True

    def _connect(self) -> None:
        self._unframer = Unframer()
        self._asked.clear()
        self._socket.connectToServer(str(self._path))

    def _on_connected(self) -> None:
        self._is_up = True
        self._told_lost = False
        self.send("subscribe", shows=self._shows)
        self.connected.emit()

    def _on_gone(self) -> None:
        if self._retry.isActive():
            return
        self._is_up = False
        self._retry.start(self._retry_ms)
        self._retry_ms = min(LAST_RETRY_MS, self._retry_ms * 2)
        if not self._told_lost:
            self._told_lost = True
            self.lost.emit()

    def _on_ready_read(self) -> None:
        try:
            for message in self._unframer.feed(bytes(self._socket.readAll().data())):
                self._retry_ms = FIRST_RETRY_MS
                for passed in self.usher(message):
                    self.deliver(passed)
        except ProtocolError as error:
            log.warning("the daemon sent what cannot be read: %s", error)
            self._socket.abort()
            self._on_gone()

    def deliver(self, message: Message) -> None:
        """Emit the signal of a message, as if the daemon had just sent it."""
        data = message.data
        match message.type:
            case "state":
                self.state.emit(data)
            case "request":
                self.request.emit(data)
            case "level":
                self.level.emit(data)
            case "progress":
                self.progress.emit(data)
            case "preview":
                self.preview.emit(data, message.payload)
            case "picture":
                self.picture.emit(data)
            case "dismiss":
                self.dismiss.emit()
            case "notice":
                self.notice.emit(data)
            case "reply":
                self._deliver_reply(data)
            case "item":
                pass
            case other:
                log.info("the daemon told of %r, which this overlay does not know", other)

    def _deliver_reply(self, data: dict[str, Any]) -> None:
        number = data.get("id")
        verb = self._asked.pop(number, None) if isinstance(number, int) else None
        if verb is None:
            return
        content = data.get("result") if data.get("ok") else data.get("failure")
        content = content if isinstance(content, dict) else {}
        if data.get("ok"):
            self.answered.emit(verb, content)
        else:
            self.refused.emit(verb, content)
