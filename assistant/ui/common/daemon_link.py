"""Is a Qt process's end of the control socket: frames in, Qt signals out. Never blocks.

When the daemon goes, the link tries again, FIRST_RETRY_MS later at first and at most LAST_RETRY_MS; a frame that breaks
the wire's rules counts as the daemon going.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalSocket

from assistant.core.errors import ProtocolError
from assistant.core.message import Message
from assistant.core.messages.control_messages import Request, RequestFailed, SubscribeRequest
from assistant.core.messages.event_messages import (
    EVENTS,
    DismissEvent,
    Event,
    LevelEvent,
    NoticeEvent,
    PictureEvent,
    PreviewEvent,
    ProgressEvent,
    RequestEvent,
    StateEvent,
)
from assistant.core.messages.job_messages import results_of
from assistant.core.wire import Accepted, Frame, Unframer, encode

log = logging.getLogger(__name__)

AnyRequest = Request[Message, Message]
_EVENTS: Accepted[Event] = Accepted(*EVENTS)
FIRST_RETRY_MS = 250
LAST_RETRY_MS = 5000


class DaemonLink(QObject):
    """Keeps a connection up.

    Args:
        path: The control socket.
        shows: Whether this is a screen that says when pictures are on it; other windows only look on.
    """

    connected = Signal()
    lost = Signal()
    """The daemon is gone. Also emitted once when it was not there at the start."""
    # Each event has a signal, which carries the event itself.
    state = Signal(object)
    request = Signal(object)
    level = Signal(object)
    progress = Signal(object)
    preview = Signal(object, bytes)
    """The event and its pixels."""
    picture = Signal(object)
    dismiss = Signal()
    notice = Signal(object)
    answered = Signal(object, object)
    """A `Request` that the daemon carried out, and its result."""
    refused = Signal(object, object)
    """A `Request` that the daemon did not carry out, and the `Failure`."""

    def __init__(self, path: Path, parent: QObject | None = None, *, shows: bool = True) -> None:
        super().__init__(parent)
        self._path = path
        self._filter: Callable[[Event], list[Event]] = lambda event: [event]
        self._shows = shows
        self._numbers = itertools.count(1)
        self._asked: dict[int, AnyRequest] = {}
        self._unframer = Unframer()
        self._is_up = False
        self._lost_emitted = False
        self._retry_ms = FIRST_RETRY_MS
        self._retry = QTimer(self, singleShot=True)
        self._retry.timeout.connect(self._connect)
        self._socket = QLocalSocket(self)
        self._socket.connected.connect(self._on_connected)
        self._socket.readyRead.connect(self._on_ready_read)
        self._socket.disconnected.connect(self._on_gone)
        self._socket.errorOccurred.connect(self._on_gone)

    def set_filter(self, chosen: Callable[[Event], list[Event]]) -> None:
        """Lets `chosen` decide which of the daemon's events pass, and as what."""
        self._filter = chosen

    def start(self) -> None:
        """Connects, now and whenever the connection is lost."""
        self._connect()

    def close(self) -> None:
        """Ends the connection for good."""
        self._retry.stop()
        self._socket.blockSignals(True)
        self._socket.abort()

    @property
    def is_up(self) -> bool:
        """Returns whether the daemon is there."""
        return self._is_up

    def send(self, request: AnyRequest) -> bool:
        """Asks the daemon for something without waiting, and returns whether it is there."""
        if not self._is_up:
            return False
        number = next(self._numbers)
        self._asked[number] = request
        self._socket.write(encode(request, id=number))
        return True

    def _connect(self) -> None:
        self._unframer = Unframer()
        self._asked.clear()
        self._socket.connectToServer(str(self._path))

    def _on_connected(self) -> None:
        self._is_up = True
        self._lost_emitted = False
        self.send(SubscribeRequest(self._shows))
        self.connected.emit()

    def _on_gone(self) -> None:
        if self._retry.isActive():
            return
        self._is_up = False
        self._retry.start(self._retry_ms)
        self._retry_ms = min(LAST_RETRY_MS, self._retry_ms * 2)
        if not self._lost_emitted:
            self._lost_emitted = True
            self.lost.emit()

    def _on_ready_read(self) -> None:
        try:
            for frame in self._unframer.feed(bytes(self._socket.readAll().data())):
                self._retry_ms = FIRST_RETRY_MS
                if frame.id is not None:
                    self._deliver_reply(frame, frame.id)
                    continue
                if frame.type not in _EVENTS.tags:
                    log.info("the daemon told of %r, which this overlay does not know", frame.type)
                    continue
                for event in self._filter(_EVENTS.read(frame)):
                    self.deliver(event, frame.payload)
        except ProtocolError as error:
            log.warning("the daemon sent what cannot be read: %s", error)
            self._socket.abort()
            self._on_gone()

    def deliver(self, event: Event, payload: bytes = b"") -> None:
        """Emits the signal of an event, as if the daemon had just sent it."""
        match event:
            case StateEvent():
                self.state.emit(event)
            case RequestEvent():
                self.request.emit(event)
            case LevelEvent():
                self.level.emit(event)
            case ProgressEvent():
                self.progress.emit(event)
            case PreviewEvent():
                self.preview.emit(event, payload)
            case PictureEvent():
                self.picture.emit(event)
            case DismissEvent():
                self.dismiss.emit()
            case NoticeEvent():
                self.notice.emit(event)

    def _deliver_reply(self, frame: Frame, number: int) -> None:
        request = self._asked.get(number)
        if request is None:
            return
        answers: Accepted[Message] = Accepted(*results_of(type(request)), RequestFailed)
        if frame.type not in answers.tags:
            return  # An item: nobody here waits for one.
        del self._asked[number]
        answer = answers.read(frame)
        if isinstance(answer, RequestFailed):
            self.refused.emit(request, answer.failure)
        else:
            self.answered.emit(request, answer)
