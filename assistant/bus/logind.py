"""Follows logind: the machine's sleep and the session's lock.

A delay lock holds sleep back until the microphone is closed. Without a system bus or without logind nothing is reported
and nothing is delayed. Every reported beginning is followed by a reported end.
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
"""A screen locker that does not set logind's LockedHint within this time does not report its end, either."""

OnChange = Callable[[bool], Awaitable[None]]
"""Called with True at the beginning of a state and with False at its end, and awaited."""


class Logind:
    """Reports the machine's sleep and the session's lock.

    Args:
        sleep: Called when the machine goes to sleep, which waits for it, and when it is awake again.
        locked: Called when the session is locked and unlocked; None if nobody needs it, and then no session is read.
        address: Returns the address of the system bus.
        hint_within_s: See HINT_WITHIN_S.
    """

    def __init__(
        self,
        sleep: OnChange,
        locked: OnChange | None = None,
        address: Callable[[], str] = system_address,
        hint_within_s: float = HINT_WITHIN_S,
    ) -> None:
        self._on_sleep, self._on_locked = sleep, locked
        self._link = BusLink("system", address, self._use, with_descriptors=True)
        self._hint_within_s = hint_within_s
        self._held: int | None = None
        self._locked = self._asleep = False
        self._signals: asyncio.Queue[Message | None] = asyncio.Queue()
        """Signals in order; None means that the lock has to be checked again."""
        self._check_timer: asyncio.TimerHandle | None = None

    async def run(self) -> None:
        """Follow logind whenever it is there, until cancelled."""
        await self._link.run()

    @property
    def problem(self) -> BusError | None:
        """The reason why sleep is not reported; None while it is."""
        return self._link.problem

    @property
    def holds(self) -> bool:
        """True while a delay lock is held."""
        return self._held is not None

    async def _use(self, bus: MessageBus) -> None:
        self._signals = asyncio.Queue()
        bus.add_message_handler(self._on_message)
        try:
            await self._watch(bus)
            await self._hold(bus)
            [owner] = await call(bus, BUS, "GetNameOwner", "s", NAME)
            await self._check_lock(bus)
            while True:
                await self._on_signal(bus, await self._signals.get(), owner)
        finally:
            if self._check_timer is not None:
                self._check_timer.cancel()
            self._release()
            await self._sleep(False)
            await self._set_locked(False)

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
            self._signals.put_nowait(message)

    async def _on_signal(self, bus: MessageBus, message: Message | None, owner: str) -> None:
        """Handle one signal; only logind's own count. Raises BusError if logind was restarted."""
        if message is None:
            await self._check_lock(bus)
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
                await self._on_lock_request(message.member == "Lock")
        elif message.member == "PropertiesChanged" and "LockedHint" in message.body[1]:
            await self._check_lock(bus)

    async def _sleep(self, begins: bool) -> None:
        if begins != self._asleep:
            self._asleep = begins
            log.info("the machine %s", "goes to sleep" if begins else "is awake")
            await self._on_sleep(begins)

    async def _hold(self, bus: MessageBus) -> None:
        """Take a delay lock: logind delays sleep until its descriptor is closed, at most some seconds."""
        self._release()
        why = ("sleep", "Jarvis", "It closes the microphone", "delay")
        [self._held] = (await reply_to(bus, MANAGER, "Inhibit", "ssss", *why)).unix_fds

    def _release(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            os.close(held)

    async def _on_lock_request(self, locks: bool) -> None:
        """Handle a request to lockers to lock or unlock; only the hint tells whether they did."""
        await self._set_locked(locks)
        if self._check_timer is not None:
            self._check_timer.cancel()
        if locks:
            loop = asyncio.get_running_loop()
            self._check_timer = loop.call_later(self._hint_within_s, self._signals.put_nowait, None)

    async def _check_lock(self, bus: MessageBus) -> None:
        """Read the session's LockedHint from logind."""
        if self._on_locked is None:
            return
        session, hint = await self._session(bus), False
        if session != _NO_SESSION:
            [value] = await call(bus, Target(NAME, session, PROPERTIES), "Get", "ss", SESSION, "LockedHint")
            hint = bool(value.value)
        await self._set_locked(hint)

    async def _session(self, bus: MessageBus) -> str:
        """Returns the path of the user's graphical session; "/" if there is none."""
        [user] = await call(bus, MANAGER, "GetUser", "u", os.getuid())
        [display] = await call(bus, Target(NAME, user, PROPERTIES), "Get", "ss", USER, "Display")
        return str(display.value[1])

    async def _set_locked(self, locked: bool) -> None:
        if locked != self._locked and self._on_locked is not None:
            self._locked = locked
            log.info("the session is %s", "locked" if locked else "unlocked")
            await self._on_locked(locked)
