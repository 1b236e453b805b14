"""Puts Jarvis on the session bus: owns the name, exports the object, and signals the daemon's events.

Without a bus, or while another program has the name, everything else works; the status reports it, and the name is
taken as soon as it is free. The bus is the user's own, like the control socket.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Callable

from dbus_fast import Message, MessageType, RequestNameReply
from dbus_fast.aio import MessageBus

from assistant.bus.bus_connection import BusLink, session_address
from assistant.bus.interface import NAME, PATH, AssistantInterface, BusActions, BusProperties
from assistant.core.errors import BusError
from assistant.core.message import Failure
from assistant.core.messages.event_messages import BusStatus, Event, RequestEvent, StateEvent

log = logging.getLogger(__name__)

ASLEEP = "asleep"
_ENDS = frozenset({"done", "cancelled", "failed"})
_BUS = "org.freedesktop.DBus"


class SessionBus:
    """Serves the interface on the session bus.

    Args:
        on_change: Called when `snapshot` has changed.
        address: Returns the bus's address; called before each attempt. Raises BusError.
    """

    def __init__(self, on_change: Callable[[], None], address: Callable[[], str] = session_address) -> None:
        self._interface = AssistantInterface()
        self._on_change = on_change
        self._link = BusLink("session", address, self._serve, on_change)
        self._owned = asyncio.Event()
        self._connected = False
        self._properties = BusProperties()
        self._signalled: dict[str, tuple[str, str]] = {}

    async def run(self, actions: BusActions) -> None:
        """Serve on the bus whenever there is one, until cancelled.

        Args:
            actions: The actions behind the methods.
        """
        self._interface.serve(actions)
        await self._link.run()

    @property
    def problem(self) -> BusError | None:
        """The reason why other programs cannot reach us; None while they can, and before the first attempt."""
        if self._connected and not self._owned.is_set():
            hint = f"busctl --user status {NAME} tells which; end it, and Jarvis takes the name by itself."
            return BusError(f"Another program has the name {NAME}", hint)
        return self._link.problem

    def snapshot(self) -> BusStatus:
        """Returns `name`, `owned`, and `problem` ({code, title, hint} or None)."""
        problem = self.problem
        return BusStatus(NAME, self._owned.is_set(), Failure.of(problem) if problem else None)

    async def owned(self) -> None:
        """Wait until the name is ours."""
        await self._owned.wait()

    def on_event(self, event: Event, _payload: bytes) -> None:
        """Signal an event of the daemon on the bus, unless it belongs to a doubtful request."""
        if isinstance(event, StateEvent):
            self._properties = BusProperties(self._properties.state, event.listening, event.muted)
        elif isinstance(event, RequestEvent) and not event.doubtful:
            self._signal_request(event)
        else:
            return
        self._interface.set_properties(self._properties)

    def _signal_request(self, event: RequestEvent) -> None:
        request, stage, words = event.id, event.stage.value, event.words
        stage_before, words_before = self._signalled.pop(request, ("", ""))
        if stage not in _ENDS:
            self._signalled[request] = (stage, words)
        elif not stage_before:
            return  # The request has ended; only its pictures were kept.
        newest = next(reversed(self._signalled.values()))[0] if self._signalled else ASLEEP
        self._properties = dataclasses.replace(self._properties, state=newest)
        if not stage_before and stage == "listening":
            self._interface.woke(request)
        if words and words != words_before:
            self._interface.words(request, words, event.tentative)
        if stage == stage_before:
            return
        self._interface.stage_changed(request, stage)
        if stage == "showing":
            self._interface.picture_ready(request, list(event.pictures), words)
        elif stage == "failed" and event.failure:
            self._interface.failed(request, event.failure.title, event.failure.hint)

    async def _serve(self, bus: MessageBus) -> None:
        bus.add_message_handler(self._on_message)
        bus.export(PATH, self._interface)
        self._connected = True
        try:
            if await bus.request_name(NAME) is RequestNameReply.IN_QUEUE:
                log.warning("%s", self.problem)
            else:
                self._set_owned(True)
            self._on_change()
            await asyncio.Event().wait()
        finally:
            self._connected = False
            self._set_owned(False)

    def _on_message(self, message: Message) -> None:
        """Handle the bus's signals that the name was acquired or lost."""
        if message.message_type is MessageType.SIGNAL and message.sender == _BUS and message.body[:1] == [NAME]:
            if message.member == "NameAcquired":
                self._set_owned(True)
            elif message.member == "NameLost":
                self._set_owned(False)

    def _set_owned(self, owned: bool) -> None:
        if owned == self._owned.is_set():
            return
        if owned:
            self._owned.set()
        else:
            self._owned.clear()
        log.info("the name %s is %s", NAME, "ours" if owned else "not ours")
        self._on_change()
