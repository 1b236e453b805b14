"""Asks the desktop's portal to set the wallpaper (org.freedesktop.portal.Wallpaper, version 1). Blocks; own thread.

The portal gets the open file, not its name, and shows the person a preview; it answers when the person has decided.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from enum import Enum
from pathlib import Path
from typing import Final

from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.errors import DBusFastError

PORTAL: Final = "org.freedesktop.portal.Desktop"
_PLACE: Final = "/org/freedesktop/portal/desktop"
_DECIDES_WITHIN_S: Final = 600.0
_ANSWERS_WITHIN_S: Final = 25.0


class Portal(Enum):
    """What the portal said."""

    SET = "set"
    DECLINED = "declined"
    """The person did not want it, or never decided."""
    ABSENT = "absent"
    """There is no portal, it does not know wallpapers, or it failed."""


def ask_portal(picture: Path) -> Portal:
    """Ask, and wait for the person."""
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS", "").startswith("disabled:"):
        return Portal.ABSENT
    try:
        return asyncio.run(_ask(picture))
    except (OSError, DBusFastError, EOFError, TimeoutError):
        return Portal.ABSENT


async def _ask(picture: Path) -> Portal:
    bus = await asyncio.wait_for(MessageBus(bus_type=BusType.SESSION, negotiate_unix_fd=True).connect(), 5)
    handle = os.open(picture, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return await _ask_on(bus, handle)
    finally:
        os.close(handle)
        bus.disconnect()


async def _ask_on(bus: MessageBus, handle: int) -> Portal:
    token = f"jarvis{secrets.token_hex(6)}"
    sender = str(bus.unique_name).removeprefix(":").replace(".", "_")
    request = f"{_PLACE}/request/{sender}/{token}"
    decided: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def on_message(message: Message) -> None:
        answers = message.message_type is MessageType.SIGNAL and message.member == "Response"
        if answers and message.path == request and not decided.done():
            decided.set_result(int(message.body[0]))

    bus.add_message_handler(on_message)
    # Before the question, because the answer may be quicker than its own reply.
    rule = f"type='signal',interface='org.freedesktop.portal.Request',member='Response',path='{request}'"
    dbus = "org.freedesktop.DBus"
    match = Message(dbus, "/org/freedesktop/DBus", dbus, "AddMatch", signature="s", body=[rule])
    await bus.call(match)
    options = {"handle_token": Variant("s", token), "show-preview": Variant("b", True), "set-on": Variant("s", "both")}
    question = Message(
        PORTAL,
        _PLACE,
        "org.freedesktop.portal.Wallpaper",
        "SetWallpaperFile",
        signature="sha{sv}",
        body=["", 0, options],
        unix_fds=[handle],
    )
    reply = await asyncio.wait_for(bus.call(question), _ANSWERS_WITHIN_S)
    if reply is None or reply.message_type is MessageType.ERROR:
        return Portal.ABSENT
    try:
        answer = await asyncio.wait_for(decided, _DECIDES_WITHIN_S)
    except TimeoutError:
        return Portal.DECLINED
    return {0: Portal.SET, 1: Portal.DECLINED}.get(answer, Portal.ABSENT)
