"""Maintains a connection to a message bus and renews it when it breaks.

Without a bus, only the features that need it are missing.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import AuthError, DBusError, DBusFastError

from assistant.core.errors import BusError

log = logging.getLogger(__name__)

CONNECT_S = 5.0
"""Time limit of a connection; a slower bus counts as absent."""
FIRST_PAUSE_S = 0.5
LAST_PAUSE_S = 30.0
STEADY_S = 60.0
"""After a connection of this length, the pauses between attempts start from FIRST_PAUSE_S again."""
ANSWER_S = 10.0
"""Time limit of a call; a slower service counts as absent."""
SYSTEM_SOCKET = "unix:path=/run/dbus/system_bus_socket"


class Target(NamedTuple):
    """The addressee of a call."""

    name: str
    path: str
    interface: str


BUS = Target("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
"""The bus itself."""

Use = Callable[[MessageBus], Awaitable[None]]
"""Works with a new connection; cancelled when the connection breaks."""


def session_address() -> str:
    """Returns the address of the user's bus: the session's, else systemd's usual one. Raises BusError."""
    if address := os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return address
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime.startswith("/") and (Path(runtime) / "bus").is_socket():
        return f"unix:path={runtime}/bus"
    raise BusError("There is no session bus", "A desktop starts one; without it only `jarvis` reaches Jarvis.")


def system_address() -> str:
    """Returns the address of the machine's bus."""
    return os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or SYSTEM_SOCKET


class BusLink:
    """Maintains one connection.

    Args:
        what: "session" or "system", for people.
        address: Returns the bus's address; called before each attempt. Raises BusError.
        use: Works with the connection.
        on_change: Called when `problem` has changed.
        with_descriptors: True if messages may carry file descriptors.
    """

    def __init__(
        self,
        what: str,
        address: Callable[[], str],
        use: Use,
        on_change: Callable[[], None] = lambda: None,
        with_descriptors: bool = False,
    ) -> None:
        self._what = what
        self._address = address
        self._use = use
        self._on_change = on_change
        self._with_descriptors = with_descriptors
        self.problem: BusError | None = None
        """The reason why there is no connection; None while there is one."""

    async def run(self) -> None:
        """Connect, and reconnect after each end, until cancelled. Never raises."""
        loop = asyncio.get_running_loop()
        pause_s = FIRST_PAUSE_S
        while True:
            began = loop.time()
            try:
                await self._once()
            except BusError as error:
                self._set_problem(error)
            except Exception:
                log.exception("the %s bus was left", self._what)
                self._set_problem(
                    BusError(f"The {self._what} bus was left after an error", "Jarvis tries again by itself.")
                )
            if loop.time() - began > STEADY_S:
                pause_s = FIRST_PAUSE_S
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LAST_PAUSE_S)

    async def _once(self) -> None:
        """Open one connection and use it until it ends. Raises BusError with the reason of the end."""
        bus = await self._connected()
        using = asyncio.create_task(self._begin_use(bus), name=f"{self._what} bus")
        ending = asyncio.ensure_future(bus.wait_for_disconnect())  # type: ignore[no-untyped-call]
        try:
            await asyncio.wait({using, ending}, return_when=asyncio.FIRST_COMPLETED)
            broke = ending.done()
        finally:
            using.cancel()
            if bus.connected:
                bus.disconnect()
            [outcome, _] = await asyncio.gather(using, ending, return_exceptions=True)
        if not broke and isinstance(outcome, Exception):
            if isinstance(outcome, DBusError):
                raise BusError(f"The {self._what} bus refused: {outcome.text}", "Jarvis tries again by itself.")
            raise outcome
        raise BusError(f"The {self._what} bus went away", "Jarvis comes back to it by itself.")

    async def _connected(self) -> MessageBus:
        address = self._address()
        try:
            bus = MessageBus(bus_address=address, negotiate_unix_fd=self._with_descriptors)
            async with asyncio.timeout(CONNECT_S):
                return await bus.connect()
        except (OSError, TimeoutError, EOFError, AuthError, DBusFastError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else str(error) or "no answer"
            raise BusError(f"The {self._what} bus cannot be reached", f"{why}: {address}.") from error

    async def _begin_use(self, bus: MessageBus) -> None:
        self._set_problem(None)
        await self._use(bus)

    def _set_problem(self, problem: BusError | None) -> None:
        before, self.problem = self.problem, problem
        if str(before) != str(problem):
            if problem is not None:
                log.info("%s", problem)
            self._on_change()


async def reply_to(bus: MessageBus, target: Target, member: str, types: str, *args: Any) -> Message:
    """Call a method and return the reply. Raises BusError."""
    message = Message(*target, member, signature=types, body=list(args))
    try:
        async with asyncio.timeout(ANSWER_S):
            reply = await bus.call(message)
    except TimeoutError as error:
        raise BusError(f"{target.name} does not answer", "Jarvis tries again by itself.") from error
    if reply is None or reply.message_type is MessageType.ERROR:
        why = str(reply.body[0]) if reply is not None and reply.body else "no reason given"
        raise BusError(f"{target.name} refuses {member}", f"{why}.")
    return reply


async def call(bus: MessageBus, target: Target, member: str, types: str, *args: Any) -> list[Any]:
    """Call a method and return the values of the reply. Raises BusError."""
    return list((await reply_to(bus, target, member, types, *args)).body)
