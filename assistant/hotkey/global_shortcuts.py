"""Asks the desktop's portal for the keys (XDG GlobalShortcuts), and hears them pressed and released. Daemon's loop.

A portal may say yes and give nothing, or give a shortcut without keys, or vanish; what is told of it is what it gave.
Interface: https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.GlobalShortcuts.html
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from assistant.bus.bus_connection import BUS, BusLink, Target, call, session_address
from assistant.core.errors import BusError
from assistant.hotkey.hotkey_state import SAYS, SETTLED, Held, State
from assistant.hotkey.key_names import for_portal
from assistant.hotkey.portal_requests import PATH, REQUEST, Requests

log = logging.getLogger(__name__)

NAME = "org.freedesktop.portal.Desktop"
PORTAL = Target(NAME, PATH, "org.freedesktop.portal.GlobalShortcuts")
PROPERTIES = Target(NAME, PATH, "org.freedesktop.DBus.Properties")
REGISTRY = Target(NAME, PATH, "org.freedesktop.host.portal.Registry")
SESSION = "org.freedesktop.portal.Session"
APPLICATION = "jarvis"
"""The desktop file's name: portals that want to know who asks look it up."""
SHORTCUT = "listen"
WORDS = "Jarvis listens"
SESSION_S = 15.0
ASK_S = 300.0
"""The desktop may ask the person: so long is waited for the answer."""


class PortalKeys:
    """Keeps asking for the keys that are wanted, for as long as there is a portal.

    Args:
        pressed, released: Called on the loop; must not block.
        on_change: Called when `held` changed.
        may_start: Whether a portal that does not run may be started. Before there is a screen it may not: a portal
            that starts too early chooses the wrong desktop for all programs.
        address: Where the bus is; asked before each try. Raises BusError.
    """

    def __init__(
        self,
        pressed: Callable[[], None],
        released: Callable[[], None],
        on_change: Callable[[], None] = lambda: None,
        *,
        may_start: bool = False,
        address: Callable[[], str] = session_address,
    ) -> None:
        self._pressed, self._released, self._on_change = pressed, released, on_change
        self._may_start = may_start
        self._link = BusLink("session", address, self._use, self._on_link)
        self._keys: str | None = None
        self._held = Held()
        self._again = asyncio.Event()
        self._settled = asyncio.Event()
        self._introduced = False
        self._requests = Requests()
        self._session = ""

    @property
    def held(self) -> Held:
        """What there is now."""
        return self._held

    async def keep(self) -> None:
        """Go on until cancelled; never raises."""
        await self._link.keep()

    def want(self, keys: str | None) -> None:
        """Ask for these keys from now on, as people write them; None asks for none."""
        self._keys = keys
        self._settled.clear()
        self._again.set()

    async def settled(self, within_s: float) -> Held:
        """What came of it, or how far it is when the time is over."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._settled.wait(), within_s)
        return self._held

    async def _use(self, bus: MessageBus) -> None:
        bus.add_message_handler(self._on_message)
        for rule in (
            f"type='signal',sender='{NAME}',interface='{REQUEST}'",
            f"type='signal',sender='{NAME}',interface='{SESSION}'",
            f"type='signal',sender='{NAME}',interface='{PORTAL.interface}'",
            f"type='signal',sender='{BUS.name}',member='NameOwnerChanged',arg0='{NAME}'",
        ):
            await call(bus, BUS, "AddMatch", "s", rule)
        self._introduced = False
        while True:
            self._again.clear()
            binding = asyncio.create_task(self._bind(bus), name="portal")
            try:
                await self._again.wait()
            finally:
                binding.cancel()
                await asyncio.gather(binding, return_exceptions=True)
                self._requests.forget()
            await self._leave(bus)

    async def _bind(self, bus: MessageBus) -> None:
        """One try, from the question whether there is a portal to what it gives."""
        keys = self._keys
        if keys is None:
            self._tell("off")
            return
        try:
            [there] = await call(bus, BUS, "NameHasOwner", "s", NAME)
            if not (there or self._may_start):
                self._tell("absent", "The desktop's portal does not run yet; Jarvis asks it when it does.")
                return
            if not self._introduced:
                await self._introduce(bus)
            await call(bus, PROPERTIES, "Get", "ss", PORTAL.interface, "version")
        except BusError as error:
            log.debug("no portal for shortcuts: %s", error)
            self._tell("absent")
            return
        try:
            await self._ask(bus, keys)
        except BusError as error:
            self._tell("failed", str(error))

    async def _introduce(self, bus: MessageBus) -> None:
        """Say who asks; a portal before 1.20 has no such thing, and one without our desktop file refuses."""
        self._introduced = True  # once for a connection, and each time for a portal that is a new one
        try:
            await call(bus, REGISTRY, "Register", "sa{sv}", APPLICATION, {})
        except BusError as error:
            log.debug("the portal does not register programs: %s", error)

    async def _ask(self, bus: MessageBus, keys: str) -> None:
        options = {"session_handle_token": Variant("s", self._requests.token())}
        create = ("CreateSession", "a{sv}")
        code, results = await self._requests.ask(bus, PORTAL, create, SESSION_S, options)
        if code:
            self._tell("denied" if code == 1 else "failed")
            return
        self._session = str(results.get("session_handle", ""))
        wish = {"description": Variant("s", WORDS), "preferred_trigger": Variant("s", for_portal(keys))}
        self._tell("asking")
        bind = ("BindShortcuts", "oa(sa{sv})sa{sv}")
        code, results = await self._requests.ask(bus, PORTAL, bind, ASK_S, self._session, [[SHORTCUT, wish]], "", {})
        if code:
            self._tell("denied" if code == 1 else "failed")
        else:
            self._take(results.get("shortcuts", []))

    def _take(self, shortcuts: Any) -> None:
        """What the portal says it gave: only what names our shortcut counts."""
        ours = [one for one in shortcuts if one and one[0] == SHORTCUT]
        if not ours:
            self._tell("empty")
            return
        described = ours[0][1].get("trigger_description")
        keys = str(described.value if isinstance(described, Variant) else described or "").strip()
        if keys:
            self._tell("bound", keys=keys)
        else:
            self._tell("without_keys")

    async def _leave(self, bus: MessageBus) -> None:
        session, self._session = self._session, ""
        if session:
            try:
                await call(bus, Target(NAME, session, SESSION), "Close", "")
            except BusError as error:
                log.debug("the portal's session was over already: %s", error)

    def _on_message(self, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL:
            return
        kind, body = (message.interface, message.member), message.body
        if kind == (REQUEST, "Response"):
            self._requests.on_response(message)
        elif kind == (BUS.interface, "NameOwnerChanged"):
            self._on_owner(str(body[2]))
        elif kind == (SESSION, "Closed") and self._session and message.path == self._session:
            self._session = ""
            self._tell("gone", "The desktop took the keys back. Ask again: jarvis hotkey set …")
        elif message.interface == PORTAL.interface and self._session and body[:1] == [self._session]:
            self._on_shortcut(str(message.member), body)

    def _on_shortcut(self, member: str, body: list[Any]) -> None:
        if member == "ShortcutsChanged":
            self._take(body[1])
        elif body[1] == SHORTCUT and self._held.state == "bound":
            if member == "Activated":
                self._pressed()
            elif member == "Deactivated":
                self._released()

    def _on_owner(self, owner: str) -> None:
        self._introduced = False
        if self._keys is None:
            return
        if owner:
            self._again.set()
            return
        self._session = ""
        self._requests.forget()
        self._tell("gone")

    def _on_link(self) -> None:
        if (problem := self._link.problem) is not None and self._keys is not None:
            self._session = ""
            self._tell("absent", str(problem))

    def _tell(self, state: State, words: str = "", *, keys: str = "") -> None:
        before, self._held = self._held, Held(state, keys, words or SAYS[state])
        if state in SETTLED:
            self._settled.set()
        if self._held != before:
            log.info("push to talk: %s %s", state, keys)
            self._on_change()
