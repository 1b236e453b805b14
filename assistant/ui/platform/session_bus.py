"""Talks to the session bus on Qt's loop: calls whose answers come later, and signals.

jeepney makes the bytes of D-Bus, since PySide6's QtDBus can neither send an unsigned number nor connect a signal. After
the first handshake, which takes about a millisecond, nothing blocks; without a bus every answer is None.
"""

from __future__ import annotations

import itertools
import logging
import math
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageFlag, MessageType, message_bus
from jeepney.bus import get_bus
from jeepney.io.blocking import prep_socket
from jeepney.low_level import Parser
from jeepney.wrappers import new_method_call
from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

log = logging.getLogger(__name__)

HANDSHAKE_S = 1.0
ANSWER_MS = 2000
"""No answer within this time counts as none: nobody on a session bus needs longer for what is asked here."""

Body = tuple[Any, ...]
Then = Callable[[Body | None], None]
"""Takes the values of an answer; None for an error, for no answer in time and without a bus."""
OnSignal = Callable[[Body], None]
"""Takes the values of a signal."""


class SessionBus(QObject):
    """Holds a connection of its own to the session bus.

    Args:
        address: The bus' address; "" for the session's own.
    """

    lost = Signal()
    """The bus has gone; it does not come back within a session."""

    def __init__(self, address: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._serials = itertools.count(1)
        self._waiting: dict[int, tuple[Then, float]] = {}
        """Maps the serial of a call to who gets its answer, and to when that is due in monotonic seconds."""
        self._overdue = QTimer(self, singleShot=True)
        self._overdue.timeout.connect(self._on_overdue)
        self._signals: list[tuple[MatchRule, OnSignal]] = []
        self._parser = Parser()
        self._socket: socket.socket | None = None
        try:
            self._socket = prep_socket(get_bus(address or "SESSION"), timeout=HANDSHAKE_S)
        except (OSError, ValueError, KeyError, RuntimeError, StopIteration) as error:
            log.info("there is no session bus: %r", error)
            return
        self._socket.setblocking(False)
        self._unsent = bytearray()
        self._readable = QSocketNotifier(self._socket.fileno(), QSocketNotifier.Type.Read, self)
        self._readable.activated.connect(self._on_readable)
        self._writable = QSocketNotifier(self._socket.fileno(), QSocketNotifier.Type.Write, self)
        self._writable.setEnabled(False)
        self._writable.activated.connect(self._write)
        self._send(message_bus.Hello(), lambda _name: None, ANSWER_MS)

    @property
    def is_up(self) -> bool:
        """Returns whether there is a bus."""
        return self._socket is not None

    def close(self) -> None:
        """Leaves the bus. Answers that are still out come as None."""
        line, self._socket = self._socket, None
        if line is not None:
            self._readable.setEnabled(False)
            self._writable.setEnabled(False)
            line.close()
        for serial in list(self._waiting):
            self._answer(serial, None)

    def call(
        self,
        address: tuple[str, str, str],
        method: str,
        then: Then,
        *,
        signature: str = "",
        body: Sequence[Any] = (),
        start: bool = False,
    ) -> None:
        """Calls a method.

        Args:
            address: Bus name, object path and interface.
            method: The method's name.
            then: Gets the answer exactly once, never before this returns.
            signature: D-Bus types of `body`.
            body: The arguments.
            start: Whether the bus may start a program to answer it.
        """
        name, path, interface = address
        message = new_method_call(DBusAddress(path, name, interface), method, signature or None, tuple(body))
        if not start:
            message.header.flags = MessageFlag.no_auto_start
        self._send(message, then, ANSWER_MS)

    def names(self, then: Callable[[frozenset[str]], None]) -> None:
        """Calls `then` with every name that is owned now."""
        self._send(message_bus.ListNames(), lambda told: then(frozenset(told[0]) if told else frozenset()), ANSWER_MS)

    def startable(self, then: Callable[[frozenset[str]], None]) -> None:
        """Calls `then` with every name for which the bus would start a program."""
        question = message_bus.ListActivatableNames()
        self._send(question, lambda told: then(frozenset(told[0]) if told else frozenset()), ANSWER_MS)

    def listen(self, address: tuple[str, str, str], signal: str, on_signal: OnSignal) -> None:
        """Calls `on_signal` with the values of each such signal from now on, for as long as the connection lasts."""
        name, path, interface = address
        rule = MatchRule(type="signal", sender=name, path=path, interface=interface, member=signal)
        # A sender is matched by the bus, which knows who owns the name; here only its unique name is seen.
        ours = MatchRule(type="signal", path=path, interface=interface, member=signal)
        self._signals.append((ours, on_signal))
        self._send(message_bus.AddMatch(rule), lambda _told: None, ANSWER_MS)

    def watch(self, name: str, changed: Callable[[bool], None]) -> None:
        """Calls `changed` whenever a name gets another owner, with whether it has one."""
        rule = MatchRule(
            type="signal", sender=message_bus.bus_name, interface=message_bus.interface, member="NameOwnerChanged"
        )
        rule.add_arg_condition(0, name)
        self._signals.append((rule, lambda body: changed(bool(body[2]))))
        self._send(message_bus.AddMatch(rule), lambda _told: None, ANSWER_MS)

    def _send(self, message: Message, then: Then, answer_ms: int) -> None:
        serial = next(self._serials)
        self._waiting[serial] = (then, time.monotonic() + (answer_ms / 1000 if self.is_up else 0))
        if not self._overdue.isActive():
            self._overdue.start(answer_ms if self.is_up else 0)
        if self.is_up:
            self._unsent += message.serialise(serial)
            self._write()

    def _write(self) -> None:
        if self._socket is None:
            return
        try:
            sent = self._socket.send(self._unsent)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._end()
            return
        del self._unsent[:sent]
        self._writable.setEnabled(bool(self._unsent))

    def _on_readable(self) -> None:
        if self._socket is None:
            return
        try:
            data = self._socket.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._end()
            return
        self._parser.add_data(data)
        while (message := self._parser.get_next_message()) is not None:
            self._take(message)

    def _take(self, message: Message) -> None:
        kind, fields = message.header.message_type, message.header.fields
        if kind in {MessageType.method_return, MessageType.error}:
            failed = kind is MessageType.error
            if failed:
                log.debug("D-Bus: %s", fields.get(HeaderFields.error_name))
            self._answer(fields.get(HeaderFields.reply_serial, 0), None if failed else message.body)
        elif kind is MessageType.signal:
            for rule, on_signal in tuple(self._signals):
                if rule.matches(message):
                    on_signal(message.body)

    def _answer(self, serial: int, body: Body | None) -> None:
        then, _due = self._waiting.pop(serial, (None, 0.0))
        if not self._waiting:
            self._overdue.stop()
        if then is not None:
            then(body)

    def _on_overdue(self) -> None:
        now = time.monotonic()
        for serial in [serial for serial, (_then, due) in self._waiting.items() if due <= now]:
            self._answer(serial, None)
        if self._waiting:
            soonest = min(due for _then, due in self._waiting.values())
            self._overdue.start(max(0, math.ceil((soonest - time.monotonic()) * 1000)))

    def _end(self) -> None:
        log.warning("the session bus has gone")
        self.close()
        self.lost.emit()
