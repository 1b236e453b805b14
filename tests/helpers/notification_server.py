"""A notification server with as little as a server may have: no buttons, no markup; and KDE's word for quiet.

Run as a program on a bus without another one: `python notification_server.py [inhibited]`. It writes each notification
to standard output as a line of JSON. Real ones are dunst and those of the desktops.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Annotated

from dbus_fast import PropertyAccess
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusSignature
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
Text = Annotated[str, DBusSignature("s")]
Number = Annotated[int, DBusSignature("u")]


class Server(ServiceInterface):
    def __init__(self, inhibited: bool) -> None:
        super().__init__(NAME)
        self._inhibited = inhibited

    @dbus_method(name="GetCapabilities")
    def capabilities(self) -> Annotated[list[str], DBusSignature("as")]:
        return ["body"]

    @dbus_method(name="Notify")
    def notify(  # noqa: PLR0917 - D-Bus' own
        self,
        app: Text,
        replaces: Number,
        icon: Text,
        title: Text,
        body: Text,
        actions: Annotated[list[str], DBusSignature("as")],
        hints: Annotated[dict[str, object], DBusSignature("a{sv}")],
        timeout_ms: Annotated[int, DBusSignature("i")],
    ) -> Number:
        print(json.dumps({"title": title, "body": body, "actions": actions}), flush=True)  # noqa: T201 - its purpose
        return replaces or 7

    @dbus_method(name="CloseNotification")
    def close(self, number: Number):  # type: ignore[no-untyped-def]  # dbus-fast reads None as a signature
        """It has nothing to close."""

    @dbus_property(access=PropertyAccess.READ, name="Inhibited")
    def inhibited(self) -> Annotated[bool, DBusSignature("b")]:
        return self._inhibited


async def main() -> None:
    bus = await MessageBus().connect()
    bus.export(PATH, Server("inhibited" in sys.argv))
    await bus.request_name(NAME)
    await bus.wait_for_disconnect()


if __name__ == "__main__":
    asyncio.run(main())
