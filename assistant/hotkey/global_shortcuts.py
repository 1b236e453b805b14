"""Requests a global shortcut from the desktop's portal (XDG GlobalShortcuts) and reports presses and releases.

A portal may agree and give nothing, or give a shortcut without keys, or vanish; the reported state is what it really
gave.
Interfaces: https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.GlobalShortcuts.html and
https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Request.html
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from assistant.bus.bus_connection import BUS, BusLink, Target, call, session_address
from assistant.core.errors import BusError
from assistant.hotkey.key_names import for_portal

State = Literal["off", "absent", "asking", "bound", "without_keys", "empty", "denied", "gone", "failed"]
SETTLED = frozenset({"off", "absent", "bound", "without_keys", "empty", "denied", "gone", "failed"})
STATE_WORDS: dict[State, str] = {
    "off": "No keys are asked for.",
    "absent": "This desktop offers no global shortcuts to programs.",
    "asking": "The desktop asks you now whether Jarvis may have the keys.",
    "bound": "The desktop gives the keys to Jarvis.",
    "without_keys": "The desktop knows the shortcut but gave it no keys: set them in its keyboard settings.",
    "empty": "The desktop said yes, and gave no shortcut.",
    "denied": "You, or the desktop, refused the keys.",
    "gone": "The desktop's portal went away; Jarvis asks again when it is back.",
    "failed": "The desktop's portal failed.",
}


@dataclass(frozen=True, slots=True)
class ShortcutState:
    """State of the shortcut, and the keys that the portal gave."""

    state: State = "off"
    keys: str = ""
    """The keys as the desktop writes them for people; "" unless `state` is "bound"."""
    words: str = STATE_WORDS["off"]


PATH = "/org/freedesktop/portal/desktop"
REQUEST = "org.freedesktop.portal.Request"


class PortalRequests:
    """Sends calls to the portal and waits for their answers, which are signals of request objects."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._answers: dict[str, asyncio.Future[tuple[int, dict[str, Any]]]] = {}

    def token(self) -> str:
        """Returns a token that was not used before."""
        return f"jarvis{next(self._numbers)}"

    async def ask(
        self, bus: MessageBus, target: Target, call_of: tuple[str, str], within_s: float, *args: Any
    ) -> tuple[int, dict[str, Any]]:
        """Call a method and wait for the answer.

        Args:
            bus: The connection.
            target: The object and interface of the method.
            call_of: The method's name and its D-Bus signature.
            within_s: Time limit of the answer, which may come from a person.
            args: The method's arguments; the last one is its options.

        Returns:
            The code of the answer (0 yes, 1 no, 2 anything else) and its results, without variants.

        Raises:
            BusError: The call was refused, or no answer came in time.
        """
        token = self.token()
        *rest, options = args
        unique = str(bus.unique_name).removeprefix(":").replace(".", "_")
        answer: asyncio.Future[tuple[int, dict[str, Any]]] = asyncio.get_running_loop().create_future()
        self._answers[f"{PATH}/request/{unique}/{token}"] = answer
        options = {**options, "handle_token": Variant("s", token)}
        try:
            [real] = await call(bus, target, *call_of, *rest, options)
            self._answers[str(real)] = answer  # portals before 0.9 choose the path themselves
            async with asyncio.timeout(within_s):
                return await answer
        except TimeoutError as error:
            raise BusError("The desktop's portal did not answer", "Try again: jarvis hotkey set …") from error

    def on_response(self, message: Message) -> None:
        """Handle the signal `Response` of a request."""
        answer = self._answers.get(message.path or "")
        if answer is not None and not answer.done():
            code, results = message.body
            answer.set_result((code, {name: one.value for name, one in results.items()}))

    def cancel_all(self) -> None:
        """Cancel all waiting calls, since nobody answers any more."""
        for answer in self._answers.values():
            answer.cancel()
        self._answers.clear()


log = logging.getLogger(__name__)

NAME = "org.freedesktop.portal.Desktop"
PORTAL = Target(NAME, PATH, "org.freedesktop.portal.GlobalShortcuts")
PROPERTIES = Target(NAME, PATH, "org.freedesktop.DBus.Properties")
REGISTRY = Target(NAME, PATH, "org.freedesktop.host.portal.Registry")
SESSION = "org.freedesktop.portal.Session"
APPLICATION = "jarvis"
"""The name of our desktop file, by which portals identify the program."""
SHORTCUT = "listen"
WORDS = "Jarvis listens"
SESSION_S = 15.0
ASK_S = 300.0
"""Time limit for the answer of the person, whom the desktop may ask."""


class PortalKeys:
    """Requests the configured keys whenever there is a portal.

    Args:
        pressed, released: Called on the loop; must not block.
        on_change: Called when `shortcut` has changed.
        may_start: True if a portal that does not run may be started. That has to wait for the screen: a portal that
            starts too early chooses the wrong desktop for all programs.
        address: Returns the bus's address; called before each attempt. Raises BusError.
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
        self._shortcut = ShortcutState()
        self._restart = asyncio.Event()
        self._settled = asyncio.Event()
        self._registered = False
        self._requests = PortalRequests()
        self._session = ""

    @property
    def shortcut(self) -> ShortcutState:
        """The current state of the shortcut."""
        return self._shortcut

    async def run(self) -> None:
        """Run until cancelled; never raises."""
        await self._link.run()

    def request_keys(self, keys: str | None) -> None:
        """Request these keys from now on, written as in the settings; None requests none."""
        self._keys = keys
        self._settled.clear()
        self._restart.set()

    async def settled(self, within_s: float) -> ShortcutState:
        """Wait until the request is settled, at most `within_s`; returns the state then."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._settled.wait(), within_s)
        return self._shortcut

    async def _use(self, bus: MessageBus) -> None:
        bus.add_message_handler(self._on_message)
        for rule in (
            f"type='signal',sender='{NAME}',interface='{REQUEST}'",
            f"type='signal',sender='{NAME}',interface='{SESSION}'",
            f"type='signal',sender='{NAME}',interface='{PORTAL.interface}'",
            f"type='signal',sender='{BUS.name}',member='NameOwnerChanged',arg0='{NAME}'",
        ):
            await call(bus, BUS, "AddMatch", "s", rule)
        self._registered = False
        while True:
            self._restart.clear()
            binding = asyncio.create_task(self._bind(bus), name="portal")
            try:
                await self._restart.wait()
            finally:
                binding.cancel()
                await asyncio.gather(binding, return_exceptions=True)
                self._requests.cancel_all()
            await self._close_session(bus)

    async def _bind(self, bus: MessageBus) -> None:
        """Make one attempt, from the check for a portal to its answer."""
        keys = self._keys
        if keys is None:
            self._set_state("off")
            return
        try:
            [there] = await call(bus, BUS, "NameHasOwner", "s", NAME)
            if not (there or self._may_start):
                self._set_state("absent", "The desktop's portal does not run yet; Jarvis asks it when it does.")
                return
            if not self._registered:
                await self._register(bus)
            await call(bus, PROPERTIES, "Get", "ss", PORTAL.interface, "version")
        except BusError as error:
            log.debug("no portal for shortcuts: %s", error)
            self._set_state("absent")
            return
        try:
            await self._ask(bus, keys)
        except BusError as error:
            self._set_state("failed", str(error))

    async def _register(self, bus: MessageBus) -> None:
        """Register our name; portals before 1.20 cannot, and refuse without our desktop file."""
        self._registered = True  # once for each connection, and again for each new portal
        try:
            await call(bus, REGISTRY, "Register", "sa{sv}", APPLICATION, {})
        except BusError as error:
            log.debug("the portal does not register programs: %s", error)

    async def _ask(self, bus: MessageBus, keys: str) -> None:
        options = {"session_handle_token": Variant("s", self._requests.token())}
        create = ("CreateSession", "a{sv}")
        code, results = await self._requests.ask(bus, PORTAL, create, SESSION_S, options)
        if code:
            self._set_state("denied" if code == 1 else "failed")
            return
        self._session = str(results.get("session_handle", ""))
        shortcut = {"description": Variant("s", WORDS), "preferred_trigger": Variant("s", for_portal(keys))}
        self._set_state("asking")
        bind = ("BindShortcuts", "oa(sa{sv})sa{sv}")
        code, results = await self._requests.ask(
            bus, PORTAL, bind, ASK_S, self._session, [[SHORTCUT, shortcut]], "", {}
        )
        if code:
            self._set_state("denied" if code == 1 else "failed")
        else:
            self._on_granted(results.get("shortcuts", []))

    def _on_granted(self, shortcuts: Any) -> None:
        """Handle the shortcuts that the portal gave; only ours counts."""
        ours = [one for one in shortcuts if one and one[0] == SHORTCUT]
        if not ours:
            self._set_state("empty")
            return
        described = ours[0][1].get("trigger_description")
        keys = str(described.value if isinstance(described, Variant) else described or "").strip()
        if keys:
            self._set_state("bound", keys=keys)
        else:
            self._set_state("without_keys")

    async def _close_session(self, bus: MessageBus) -> None:
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
            self._set_state("gone", "The desktop took the keys back. Ask again: jarvis hotkey set …")
        elif message.interface == PORTAL.interface and self._session and body[:1] == [self._session]:
            self._on_shortcut(str(message.member), body)

    def _on_shortcut(self, member: str, body: list[Any]) -> None:
        if member == "ShortcutsChanged":
            self._on_granted(body[1])
        elif body[1] == SHORTCUT and self._shortcut.state == "bound":
            if member == "Activated":
                self._pressed()
            elif member == "Deactivated":
                self._released()

    def _on_owner(self, owner: str) -> None:
        self._registered = False
        if self._keys is None:
            return
        if owner:
            self._restart.set()
            return
        self._session = ""
        self._requests.cancel_all()
        self._set_state("gone")

    def _on_link(self) -> None:
        if (problem := self._link.problem) is not None and self._keys is not None:
            self._session = ""
            self._set_state("absent", str(problem))

    def _set_state(self, state: State, words: str = "", *, keys: str = "") -> None:
        before, self._shortcut = self._shortcut, ShortcutState(state, keys, words or STATE_WORDS[state])
        if state in SETTLED:
            self._settled.set()
        if self._shortcut != before:
            log.info("push to talk: %s %s", state, keys)
            self._on_change()
