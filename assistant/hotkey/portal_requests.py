"""Calls of the desktop's portal: each is answered later, by a signal of a request object. Daemon's loop.

https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Request.html
"""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

from dbus_fast import Message, Variant
from dbus_fast.aio import MessageBus

from assistant.bus.bus_connection import Target, call
from assistant.core.errors import BusError

PATH = "/org/freedesktop/portal/desktop"
REQUEST = "org.freedesktop.portal.Request"


class Requests:
    """Those that are not answered yet."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._answers: dict[str, asyncio.Future[tuple[int, dict[str, Any]]]] = {}

    def token(self) -> str:
        """A name that was not used before."""
        return f"jarvis{next(self._numbers)}"

    async def ask(
        self, bus: MessageBus, target: Target, call_of: tuple[str, str], within_s: float, *args: Any
    ) -> tuple[int, dict[str, Any]]:
        """Call, and wait for the answer.

        Args:
            bus: The connection.
            target: Whom.
            call_of: The method's name and its D-Bus signature.
            within_s: So long at most for the answer, which may be a person's.
            args: The method's; the last one is its options.

        Returns:
            0 for yes, 1 for no, 2 for anything else; and what came with it, without variants.

        Raises:
            BusError: The call was refused, or nothing came in time.
        """
        token = self.token()
        *rest, options = args
        unique = str(bus.unique_name).removeprefix(":").replace(".", "_")
        answer: asyncio.Future[tuple[int, dict[str, Any]]] = asyncio.get_running_loop().create_future()
        self._answers[f"{PATH}/request/{unique}/{token}"] = answer
        options = {**options, "handle_token": Variant("s", token)}
        try:
            [real] = await call(bus, target, *call_of, *rest, options)
            self._answers[str(real)] = answer  # a portal before 0.9 chooses its own path
            async with asyncio.timeout(within_s):
                return await answer
        except TimeoutError as error:
            raise BusError("The desktop's portal did not answer", "Try again: jarvis hotkey set …") from error

    def on_response(self, message: Message) -> None:
        """A request's signal `Response`."""
        answer = self._answers.get(message.path or "")
        if answer is not None and not answer.done():
            code, results = message.body
            answer.set_result((code, {name: one.value for name, one in results.items()}))

    def forget(self) -> None:
        """Nobody answers any more: who waits is cancelled."""
        for answer in self._answers.values():
            answer.cancel()
        self._answers.clear()
