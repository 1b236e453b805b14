"""A desktop's portal for global shortcuts on a session bus of the test's own, as a process: `python fake_portal.py`.

It is played, since the real ones need a person to answer. What it does is said line by line on its standard input, and
what it was asked it prints as JSON lines, "obeyed" when the next answer is another one:

    give KEYS | empty | nokeys | deny     how the next BindShortcuts is answered
    press | release | close | stray       signals: of our shortcut, of the session's end, of another program's shortcut
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"


class FakePortal:
    """Answers calls by hand: dbus-fast's services cannot be told to be of an older version."""

    def __init__(self, bus: MessageBus, has_shortcuts: bool) -> None:
        self._bus = bus
        self._has_shortcuts = has_shortcuts
        self._answer = "give Ctrl+Alt+J"
        self._session = self._client = ""
        bus.add_message_handler(self._on_call)

    def _on_call(self, call: Message) -> Message | bool:
        if call.message_type is not MessageType.METHOD_CALL or call.path is None:
            return False
        print(json.dumps({"member": call.member, "body": plain(call.body)}), flush=True)  # noqa: T201 - for the test
        if call.member == "Get" and call.body[0] == SHORTCUTS and self._has_shortcuts:
            return Message.new_method_return(call, "v", [Variant("u", 1)])
        if call.interface == SHORTCUTS and self._has_shortcuts and call.member in {"CreateSession", "BindShortcuts"}:
            return self._request(call)
        if call.member == "Close":
            return Message.new_method_return(call)
        return Message.new_error(call, "org.freedesktop.DBus.Error.UnknownMethod", "there is no such thing here")

    def _request(self, call: Message) -> Message:
        sender = str(call.sender).removeprefix(":").replace(".", "_")
        options = call.body[-1]
        handle = f"{PATH}/request/{sender}/{options['handle_token'].value}"
        if call.member == "CreateSession":
            self._client = str(call.sender)
            self._session = f"{PATH}/session/{sender}/{options['session_handle_token'].value}"
            response: tuple[int, dict[str, Variant]] = (0, {"session_handle": Variant("s", self._session)})
        else:
            response = self._bind()
        asyncio.get_running_loop().call_soon(self._respond, handle, response)
        return Message.new_method_return(call, "o", [handle])

    def _bind(self) -> tuple[int, dict[str, Variant]]:
        how, _, keys = self._answer.partition(" ")
        if how == "deny":
            return 1, {}
        shortcuts = [["listen", {"trigger_description": Variant("s", keys)}]] if how != "empty" else []
        return 0, {"shortcuts": Variant("a(sa{sv})", shortcuts)}

    def _respond(self, handle: str, response: tuple[int, dict[str, Variant]]) -> None:
        self._signal(handle, "org.freedesktop.portal.Request", "Response", "ua{sv}", *response)

    def _signal(self, path: str, interface: str, member: str, types: str, *body: Any) -> None:
        message = Message(
            path=path, interface=interface, member=member, signature=types, body=list(body),
            message_type=MessageType.SIGNAL, destination=self._client or None,
        )  # fmt: skip
        self._bus.send(message)

    def obey(self, line: str) -> None:
        """One line of the test's."""
        word = line.partition(" ")[0]
        if word in {"give", "empty", "nokeys", "deny"}:
            self._answer = line
            print(json.dumps({"member": "obeyed", "body": []}), flush=True)  # noqa: T201 - for the test
        elif word in {"press", "release", "stray"}:
            member = "Deactivated" if word == "release" else "Activated"
            which = "another" if word == "stray" else "listen"
            self._signal(PATH, SHORTCUTS, member, "osta{sv}", self._session, which, 7, {})
        elif word == "close":
            self._signal(self._session, "org.freedesktop.portal.Session", "Closed", "a{sv}", {})


def plain(value: Any) -> Any:
    """Variants as what they hold."""
    if isinstance(value, Variant):
        return plain(value.value)
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


async def main() -> None:
    bus = await MessageBus().connect()
    portal = FakePortal(bus, "--without" not in sys.argv)
    await bus.request_name(NAME)
    print(json.dumps({"member": "ready", "body": []}), flush=True)  # noqa: T201 - for the test
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        portal.obey(line.strip())
    # The end of the test's pipe is the portal's death: no good-bye to the bus.


if __name__ == "__main__":
    asyncio.run(main())
