"""The wake settings in force in this daemon, and its microphone: both may be changed while it runs.

Runs on the daemon's loop. It writes no file: the CLI has written the user's settings before it tells of them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pydantic import ValidationError

from assistant.core.errors import ConfigError
from assistant.core.messages.control_messages import TuneRequest
from assistant.settings.messages import explain_invalid
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

    async def tune(self, request: TuneRequest) -> None:
        """Listen with another sensitivity, or with another microphone.

        Raises:
            ConfigError: A value does not fit.
        """
        asked = {"sensitivity": request.sensitivity, "sensitivities": request.sensitivities}
        changes = {name: value for name, value in asked.items() if value is not None}
        try:
            wake = WakeSettings.model_validate({**self.wake.model_dump(), **changes})
        except ValidationError as error:
            key, value, remedy = explain_invalid(error)
            raise ConfigError(f"wake.{key} cannot be {value}", remedy) from error
        self.wake = wake
        await self._take_over(wake, request.device)
