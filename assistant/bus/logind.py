"""Hears from logind that the machine goes to sleep, and that the session is locked. Runs on the daemon's loop.

A delay lock holds the sleep back until the microphone is closed. Without a system bus or without logind nothing is
heard, nothing is held, and the rest goes on; whoever was told of a beginning is told of its end in any case.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

from assistant.bus.bus_connection import BUS, BusLink, Target, call, reply_to, system_address
from assistant.core.errors import BusError

log = logging.getLogger(__name__)

NAME, PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
MANAGER = Target(NAME, PATH, f"{NAME}.Manager")
SESSION, USER = f"{NAME}.Session", f"{NAME}.User"
PROPERTIES = "org.freedesktop.DBus.Properties"
_NO_SESSION = "/"
HINT_WITHIN_S = 5.0
"""A screen locker that does not set logind's LockedHint within this time does not tell when it ends, either."""

Turn = Callable[[bool], Awaitable[None]]
"""Called with True at the beginning of something and with False at its end, and waited for."""


class Logind:
    """The machine's sleep and the session's lock.

    Args:
        sleep: Told when the machine goes to sleep, which waits for it, and when it is awake again.
        locked: The same of the session's lock; None where nobody asks, and then no session is looked at.
        address: Where the system bus is.
        hint_within_s: As HINT_WITHIN_S.
    """

    def __init__(
        self,
        sleep: Turn,
        locked: Turn | None = None,
        address: Callable[[], str] = system_address,
        hint_within_s: float = HINT_WITHIN_S,
    ) -> None:
        self._on_sleep, self._on_locked = sleep, locked
        self._link = BusLink("system", address, self._attend, with_descriptors=True)
        self._hint_within_s = hint_within_s
        self._held: int | None = None
        self._locked = self._asleep = False
        self._came: asyncio.Queue[Message | None] = asyncio.Queue()
        """Signals; None says that it is time to look at the lock again."""
        self._doubt: asyncio.TimerHandle | None = None

    async def keep(self) -> None:
        """Attend to logind whenever it is there, until cancelled."""
        await self._link.keep()

    @property
    def problem(self) -> BusError | None:
        """Why sleep is not heard of; None while it is."""
        return self._link.problem

    @property
    def holds(self) -> bool:
        """Whether a delay lock is held."""
        return self._held is not None

    async def _attend(self, bus: MessageBus) -> None:
        self._came = asyncio.Queue()
        bus.add_message_handler(self._on_message)
        try:
            await self._watch(bus)
            await self._hold(bus)
            [owner] = await call(bus, BUS, "GetNameOwner", "s", NAME)
            await self._look_at_lock(bus)
            while True:
                await self._take(bus, await self._came.get(), owner)
        finally:
            if self._doubt is not None:
                self._doubt.cancel()
            self._release()
            await self._sleep(False)
            await self._lock_is(False)

    async def _watch(self, bus: MessageBus) -> None:
        rules = [
            f"type='signal',sender='{NAME}',interface='{MANAGER.interface}',member='PrepareForSleep'",
            f"type='signal',sender='{BUS.name}',interface='{BUS.interface}',member='NameOwnerChanged',arg0='{NAME}'",
        ]
        if self._on_locked is not None:
            sessions = f"type='signal',sender='{NAME}',path_namespace='{PATH}/session'"
            rules += [f"{sessions},interface='{SESSION}'", f"{sessions},interface='{PROPERTIES}'"]
        for rule in rules:
            await call(bus, BUS, "AddMatch", "s", rule)

    def _on_message(self, message: Message) -> None:
        if message.message_type is MessageType.SIGNAL:
            self._came.put_nowait(message)

    async def _take(self, bus: MessageBus, message: Message | None, owner: str) -> None:
        """One signal, in the order in which they came. Only logind's own count. Raises BusError."""
        if message is None:
            await self._look_at_lock(bus)
        elif message.sender == BUS.name and message.member == "NameOwnerChanged" and message.body[0] == NAME:
            raise BusError("logind was started again", "Jarvis finds it by itself.")
        elif message.sender != owner:
            return
        elif message.member == "PrepareForSleep":
            await self._sleep(bool(message.body[0]))
            if self._asleep:
                self._release()
            else:
                await self._hold(bus)
        elif message.member in {"Lock", "Unlock"}:
            if message.path == await self._session(bus):
                await self._asked_to_lock(message.member == "Lock")
        elif message.member == "PropertiesChanged" and "LockedHint" in message.body[1]:
            await self._look_at_lock(bus)

    async def _sleep(self, begins: bool) -> None:
        if begins != self._asleep:
            self._asleep = begins
            log.info("the machine %s", "goes to sleep" if begins else "is awake")
            await self._on_sleep(begins)

    async def _hold(self, bus: MessageBus) -> None:
        """Have the next sleep wait for us: logind waits until the descriptor is closed, at most some seconds."""
        self._release()
        why = ("sleep", "Jarvis", "It closes the microphone", "delay")
        [self._held] = (await reply_to(bus, MANAGER, "Inhibit", "ssss", *why)).unix_fds

    def _release(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            os.close(held)

    async def _asked_to_lock(self, locks: bool) -> None:
        """Somebody asks lockers to lock, or to unlock. That they did it, only the hint tells."""
        await self._lock_is(locks)
        if self._doubt is not None:
            self._doubt.cancel()
        if locks:
            loop = asyncio.get_running_loop()
            self._doubt = loop.call_later(self._hint_within_s, self._came.put_nowait, None)

    async def _look_at_lock(self, bus: MessageBus) -> None:
        """As logind's own word is: the session's LockedHint."""
        if self._on_locked is None:
            return
        session, hint = await self._session(bus), False
        if session != _NO_SESSION:
            [value] = await call(bus, Target(NAME, session, PROPERTIES), "Get", "ss", SESSION, "LockedHint")
            hint = bool(value.value)
        await self._lock_is(hint)

    async def _session(self, bus: MessageBus) -> str:
        """The user's graphical session; "/" where there is none."""
        [user] = await call(bus, MANAGER, "GetUser", "u", os.getuid())
        [display] = await call(bus, Target(NAME, user, PROPERTIES), "Get", "ss", USER, "Display")
        return str(display.value[1])

    async def _lock_is(self, locked: bool) -> None:
        if locked != self._locked and self._on_locked is not None:
            self._locked = locked
            log.info("the session is %s", "locked" if locked else "unlocked")
            await self._on_locked(locked)
