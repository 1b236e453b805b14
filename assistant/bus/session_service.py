"""Jarvis on the session bus: owns the name, exports the object, and tells there what the event bus says.

Runs on the daemon's loop. Without a bus, or while another program has the name, everything else goes on; it says so in
the status and takes the name as soon as it is free. The bus is the user's own, as the control socket is.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Callable

from dbus_fast import Message, MessageType, RequestNameReply
from dbus_fast.aio import MessageBus

from assistant.bus.bus_connection import BusLink, session_address
from assistant.bus.interface import NAME, PATH, AssistantInterface, Doings, Shown
from assistant.core.errors import BusError
from assistant.core.message import Failure
from assistant.core.messages.event_messages import BusStatus, Event, RequestEvent, StateEvent

log = logging.getLogger(__name__)

ASLEEP = "asleep"
_ENDS = frozenset({"done", "cancelled", "failed"})
_BUS = "org.freedesktop.DBus"


class SessionBus:
    """The daemon's place on the session bus.

    Args:
        doings: What methods do.
        on_change: Called when `snapshot` would say something new.
        address: Where the bus is; asked before each try. Raises BusError.
    """

    def __init__(
        self, doings: Doings, on_change: Callable[[], None], address: Callable[[], str] = session_address
    ) -> None:
        self._interface = AssistantInterface(doings)
        self._on_change = on_change
        self._link = BusLink("session", address, self._serve, on_change)
        self._owned = asyncio.Event()
        self._connected = False
        self._shown = Shown()
        self._told: dict[str, tuple[str, str]] = {}

    async def keep(self) -> None:
        """Be on the bus whenever there is one, until cancelled."""
        await self._link.run()

    @property
    def problem(self) -> BusError | None:
        """Why other programs cannot reach us; None while they can, and before the first try."""
        if self._connected and not self._owned.is_set():
            hint = f"busctl --user status {NAME} tells which; end it, and Jarvis takes the name by itself."
            return BusError(f"Another program has the name {NAME}", hint)
        return self._link.problem

    def snapshot(self) -> BusStatus:
        """`name`, whether it is `owned`, and the `problem` {code, title, hint} or None."""
        problem = self.problem
        return BusStatus(NAME, self._owned.is_set(), Failure.of(problem) if problem else None)

    async def owned(self) -> None:
        """Wait until the name is ours."""
        await self._owned.wait()

    def on_event(self, event: Event, _payload: bytes) -> None:
        """Tell the bus an event of the daemon. What may be no call at all is not told."""
        if isinstance(event, StateEvent):
            self._shown = Shown(self._shown.state, event.listening, event.muted)
        elif isinstance(event, RequestEvent) and not event.doubtful:
            self._tell_request(event)
        else:
            return
        self._interface.show(self._shown)

    def _tell_request(self, event: RequestEvent) -> None:
        request, stage, words = event.id, event.stage.value, event.words
        stage_before, words_before = self._told.pop(request, ("", ""))
        if stage not in _ENDS:
            self._told[request] = (stage, words)
        elif not stage_before:
            return  # It changes no more: only its pictures were kept.
        newest = next(reversed(self._told.values()))[0] if self._told else ASLEEP
        self._shown = dataclasses.replace(self._shown, state=newest)
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
                self._own(True)
            self._on_change()
            await asyncio.Event().wait()
        finally:
            self._connected = False
            self._own(False)

    def _on_message(self, message: Message) -> None:
        """The bus says that the name has become ours, or that it is taken from us."""
        if message.message_type is MessageType.SIGNAL and message.sender == _BUS and message.body[:1] == [NAME]:
            if message.member == "NameAcquired":
                self._own(True)
            elif message.member == "NameLost":
                self._own(False)

    def _own(self, owned: bool) -> None:
        if owned == self._owned.is_set():
            return
        if owned:
            self._owned.set()
        else:
            self._owned.clear()
        log.info("the name %s is %s", NAME, "ours" if owned else "not ours")
        self._on_change()
