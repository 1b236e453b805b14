"""Connects the keys of push to talk with the ears, and answers clients that set them.

`global_shortcuts` requests the keys from the desktop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from msgspec import UNSET
from pydantic import ValidationError

from assistant.bus.bus_connection import session_address
from assistant.core.errors import AssistantError, ConfigError
from assistant.core.messages.control_messages import HotkeyRequest
from assistant.core.messages.event_messages import HotkeyState
from assistant.hotkey.global_shortcuts import PortalKeys
from assistant.settings.messages import explain_invalid
from assistant.settings.schema import HotkeySettings

SETTLE_S = 8.0
"""Time for which a client that sets keys waits for the desktop, which may ask the person."""


class PushToTalkEars(Protocol):
    """The part of the listening service that the keys need."""

    def listen_now(self, *, held: bool = False) -> None:
        """Open an utterance; a `held` one goes on until `end_speech`. Raises AssistantError."""

    def end_speech(self) -> None:
        """The utterance that is open is over."""


class PushToTalk:
    """Makes the ears listen while the keys are held, or after a press.

    Args:
        settings: The keys, and whether they are held.
        ears: The listening service.
        notify: Called with the reason if a press opened no utterance.
        on_change: Called when `snapshot` has changed.
        may_start: See `PortalKeys`.
        address: See `PortalKeys`.
    """

    def __init__(
        self,
        settings: HotkeySettings,
        ears: PushToTalkEars,
        notify: Callable[[AssistantError], None],
        on_change: Callable[[], None] = lambda: None,
        *,
        may_start: bool = False,
        address: Callable[[], str] = session_address,
    ) -> None:
        self._settings = settings
        self._ears = ears
        self._notify = notify
        self._portal = PortalKeys(self._pressed, self._released, on_change, may_start=may_start, address=address)
        self._portal.request_keys(settings.keys)

    async def run(self) -> None:
        """Run until cancelled; never raises."""
        await self._portal.run()

    def snapshot(self) -> HotkeyState:
        """Returns the state of the keys."""
        shortcut = self._portal.shortcut
        return HotkeyState(shortcut.state, shortcut.keys, shortcut.words, self._settings.keys, self._settings.hold)

    async def answer(self, request: HotkeyRequest) -> HotkeyState:
        """Answer a client; its `keys` and `hold` count from now on.

        Returns:
            The snapshot, once the desktop has answered or after SETTLE_S.

        Raises:
            ConfigError: The keys are not valid.
        """
        asked = {"keys": request.keys, "hold": request.hold}
        changes = {name: value for name, value in asked.items() if value is not UNSET}
        if changes:
            try:
                settings = HotkeySettings.model_validate({**self._settings.model_dump(), **changes})
            except ValidationError as error:
                name, value, remedy = explain_invalid(error)
                raise ConfigError(f"hotkey.{name} cannot be {value}", remedy) from error
            before, self._settings = self._settings, settings
            if settings.keys != before.keys or self._portal.shortcut.state != "bound":
                self._portal.request_keys(settings.keys)
            await self._portal.settled(SETTLE_S)
        return self.snapshot()

    def _pressed(self) -> None:
        try:
            self._ears.listen_now(held=self._settings.hold)
        except AssistantError as error:
            self._notify(error)

    def _released(self) -> None:
        if self._settings.hold:
            self._ears.end_speech()
