"""A stand-in for the desktop's portal: `python portal_stand_in.py ANSWER`. Says on standard output what it was given.

The real one needs a desktop that shows a preview and a person who looks at it.
"""

import asyncio
import os
import sys

from dbus_fast import BusType, Message, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_method


class Wallpaper(ServiceInterface):
    def __init__(self, bus: MessageBus, answer: int) -> None:
        super().__init__("org.freedesktop.portal.Wallpaper")
        self._bus, self._answer = bus, answer

    @dbus_method()
    def SetWallpaperFile(self, parent: "s", file: "h", options: "a{sv}") -> "o":  # type: ignore  # noqa: F722, F821, N802
        with os.fdopen(file, "rb") as picture:
            print("given", picture.read(8), options["show-preview"].value, flush=True)  # noqa: T201
        # The caller's unique name is in the handle that it expects.
        handle = f"/org/freedesktop/portal/desktop/request/{CALLERS[-1]}/{options['handle_token'].value}"
        signature, body = "ua{sv}", [self._answer, {"x": Variant("s", "")}]
        interface = "org.freedesktop.portal.Request"
        self._bus.send(Message.new_signal(handle, interface, "Response", signature, body))
        return handle


CALLERS: list[str] = []


async def main() -> None:
    bus = await MessageBus(bus_type=BusType.SESSION, negotiate_unix_fd=True).connect()

    def on_message(message: Message) -> None:
        if message.member == "SetWallpaperFile":
            CALLERS.append(str(message.sender).removeprefix(":").replace(".", "_"))

    bus.add_message_handler(on_message)
    bus.export("/org/freedesktop/portal/desktop", Wallpaper(bus, int(sys.argv[1])))
    await bus.request_name("org.freedesktop.portal.Desktop")
    print("ready", flush=True)  # noqa: T201
    await bus.wait_for_disconnect()


if __name__ == "__main__":
    asyncio.run(main())
