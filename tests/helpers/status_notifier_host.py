"""Runs a tray for StatusNotifierItem icons only, and prints which come: `python status_notifier_host.py`.

It stands for the trays of GNOME's extension and of Wayland bars, which know no XEmbed.
"""

from __future__ import annotations

import asyncio

from dbus_fast import BusType, PropertyAccess
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

NAME = "org.kde.StatusNotifierWatcher"


class Watcher(ServiceInterface):
    def __init__(self) -> None:
        super().__init__(NAME)
        self.items: list[str] = []

    @dbus_method()
    def RegisterStatusNotifierItem(self, service: s):  # type: ignore[name-defined, no-untyped-def]  # noqa: F821, N802
        self.items.append(service)
        print("item", service, flush=True)  # noqa: T201 - its purpose

    @dbus_method()
    def RegisterStatusNotifierHost(self, service: s):  # type: ignore[name-defined, no-untyped-def]  # noqa: F821, N802
        pass

    @dbus_property(access=PropertyAccess.READ)
    def IsStatusNotifierHostRegistered(self) -> b:  # type: ignore[name-defined]  # noqa: F821, N802
        return True

    @dbus_property(access=PropertyAccess.READ)
    def RegisteredStatusNotifierItems(self) -> "as":  # type: ignore[name-defined, syntax]  # noqa: F722, N802
        return self.items

    @dbus_property(access=PropertyAccess.READ)
    def ProtocolVersion(self) -> i:  # type: ignore[name-defined]  # noqa: F821, N802
        return 0


async def main() -> None:
    bus = await MessageBus(bus_type=BusType.SESSION).connect()
    bus.export("/StatusNotifierWatcher", Watcher())
    await bus.request_name(NAME)
    await bus.wait_for_disconnect()


if __name__ == "__main__":
    asyncio.run(main())
