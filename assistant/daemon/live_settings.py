"""The wake settings in force in this daemon, and its microphone: both may be changed while it runs.

Runs on the daemon's loop. It writes no file: the CLI has written the user's settings before it tells of them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pydantic import ValidationError

from assistant.core.errors import ConfigError
from assistant.settings.messages import misfit
from assistant.settings.schema import WakeSettings


class Tuning:
    """Holds them, and has the ears take over others.

    Args:
        wake: Those that the daemon started with.
        take_over: Called with the new ones, and with the microphone where that is another one; the ears listen with
            them when it returns.
    """

    def __init__(self, wake: WakeSettings, take_over: Callable[[WakeSettings, str | None], Awaitable[None]]) -> None:
        self.wake = wake
        self._take_over = take_over

    async def tune(self, changes: Mapping[str, Any]) -> None:
        """Listen with another sensitivity, or with another microphone.

        Args:
            changes: `sensitivity`, `sensitivities`, `device` (as `hearing.device`), or several of them.

        Raises:
            ConfigError: A value does not fit, or it is another setting.
        """
        if not set(changes) <= {"sensitivity", "sensitivities", "device"}:
            raise ConfigError(
                "Only the sensitivity and the microphone can be changed while Jarvis runs",
                "Change the others in the file, then: jarvis restart.",
            )
        changes = dict(changes)
        device = changes.pop("device", None)
        if not (device is None or isinstance(device, str)):
            raise ConfigError(f"hearing.device cannot be {device!r}", "See the names with: jarvis devices.")
        try:
            wake = WakeSettings.model_validate({**self.wake.model_dump(), **changes})
        except ValidationError as error:
            key, value, remedy = misfit(error)
            raise ConfigError(f"wake.{key} cannot be {value}", remedy) from error
        self.wake = wake
        await self._take_over(wake, device)
