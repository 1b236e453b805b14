"""Plays a settings portal with one setting: whether GNOME's desktop animates. "on" or "off" on its input changes it."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated, Any

from dbus_fast import DBusError, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusSignature
from dbus_fast.service import ServiceInterface, dbus_method, dbus_signal

ANIMATIONS = ("org.gnome.desktop.interface", "enable-animations")
Text = Annotated[str, DBusSignature("s")]


class Settings(ServiceInterface):
    def __init__(self) -> None:
        super().__init__("org.freedesktop.portal.Settings")
        self._animates = False

    @dbus_method(name="Read")
    def read(self, namespace: Text, key: Text) -> Annotated[Variant, DBusSignature("v")]:
        if (namespace, key) != ANIMATIONS:
            raise DBusError("org.freedesktop.portal.Error.NotFound", "Requested setting not found")
        # As the real one does: a variant in a variant.
        return Variant("v", Variant("b", self._animates))

    @dbus_signal(name="SettingChanged")
    def changed(self) -> Annotated[list[Any], DBusSignature("ssv")]:
        return [*ANIMATIONS, Variant("b", self._animates)]

    def take(self, line: str) -> None:
        self._animates = line.strip() == "on"
        self.changed()


async def main() -> None:
    bus = await MessageBus().connect()
    settings = Settings()
    bus.export("/org/freedesktop/portal/desktop", settings)
    await bus.request_name("org.freedesktop.portal.Desktop")
    asyncio.get_running_loop().add_reader(sys.stdin, lambda: settings.take(sys.stdin.readline()))
    print("ready", flush=True)  # noqa: T201 - its purpose
    await bus.wait_for_disconnect()


if __name__ == "__main__":
    asyncio.run(main())
