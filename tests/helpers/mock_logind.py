"""logind as far as Jarvis knows it, on a bus of a test's own: it can sleep, lock, and tell who holds it back."""

# Not `from __future__ import annotations`: dbus-fast reads each D-Bus type from the annotation.

import asyncio
import os
from typing import Annotated, Any

from dbus_fast import Message, MessageType, PropertyAccess
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusBool, DBusObjectPath, DBusSignature, DBusStr, DBusUInt32, DBusUnixFd
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

NAME, PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
OURS, OTHERS = f"{PATH}/session/c1", f"{PATH}/session/c2"
Place = Annotated[list[str], DBusSignature("(so)")]


class Manager(ServiceInterface):
    """org.freedesktop.login1.Manager."""

    def __init__(self) -> None:
        super().__init__(f"{NAME}.Manager")
        self.locks: list[tuple[str, str]] = []
        self._ends: dict[int, asyncio.Event] = {}

    @dbus_method("Inhibit")
    async def inhibit(self, what: DBusStr, who: DBusStr, why: DBusStr, mode: DBusStr) -> DBusUnixFd:
        ours, theirs = os.pipe()
        freed = asyncio.Event()
        loop = asyncio.get_running_loop()

        def gone() -> None:  # The pipe's other end was closed: there is nothing to read but its end.
            loop.remove_reader(ours)
            os.close(ours)
            self._ends.pop(ours).set()

        self._ends[ours] = freed
        self.locks.append((what, mode))
        loop.add_reader(ours, gone)
        loop.call_later(0.05, os.close, theirs)  # It is in the reply by then.
        return theirs

    @property
    def held(self) -> int:
        """How many delay locks are held now."""
        return len(self._ends)

    async def sleep(self) -> None:
        """Go to sleep as logind does: say so, and wait for the locks."""
        ends = list(self._ends.values())
        self.prepare_for_sleep(True)
        async with asyncio.timeout(5):
            for end in ends:
                await end.wait()

    @dbus_method("GetUser")
    async def get_user(self, uid: DBusUInt32) -> DBusObjectPath:
        return f"{PATH}/user/me"

    @dbus_signal("PrepareForSleep")
    def prepare_for_sleep(self, begins: bool) -> DBusBool:
        return begins


class User(ServiceInterface):
    """org.freedesktop.login1.User."""

    def __init__(self) -> None:
        super().__init__(f"{NAME}.User")

    @dbus_property(PropertyAccess.READ, "Display")
    def display(self) -> Place:
        return ["c1", OURS]


class Session(ServiceInterface):
    """org.freedesktop.login1.Session."""

    def __init__(self) -> None:
        super().__init__(f"{NAME}.Session")
        self._hint = False

    @dbus_property(PropertyAccess.READ, "LockedHint")
    def locked_hint(self) -> DBusBool:
        return self._hint

    @dbus_signal("Lock")
    def lock(self) -> None:
        pass

    @dbus_signal("Unlock")
    def unlock(self) -> None:
        pass

    def set_hint(self, locked: bool) -> None:
        """What a screen locker tells logind."""
        self._hint = locked
        self.emit_properties_changed({"LockedHint": locked})


class MockLogind:
    """All of it on one bus."""

    def __init__(self) -> None:
        self.manager, self.user, self.session, self.other = Manager(), User(), Session(), Session()

    async def start(self, address: str) -> MessageBus:
        """Take logind's name on the bus."""
        bus = await MessageBus(bus_address=address, negotiate_unix_fd=True).connect()
        bus.export(PATH, self.manager)
        bus.export(f"{PATH}/user/me", self.user)
        bus.export(OURS, self.session)
        bus.export(OTHERS, self.other)
        await bus.request_name(NAME)
        return bus


async def signal_of_somebody_else(address: str, member: str, *body: Any) -> None:
    """A signal that looks like logind's and is not."""
    bus = await MessageBus(bus_address=address).connect()
    message = Message(
        path=PATH,
        interface=f"{NAME}.Manager",
        member=member,
        message_type=MessageType.SIGNAL,
        signature="b",
        body=list(body),
    )
    await bus.send(message)
    await bus.call(Message("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetId"))
    bus.disconnect()
