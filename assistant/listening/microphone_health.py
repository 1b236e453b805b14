"""What is known of the sound that comes in: when it was last scored, how loud it was, and what is wrong with it.

Runs on the daemon's loop, for the ears. The truth about hearing comes only from frames that were scored: no timer and
no ping counts.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass

from assistant.core.errors import AssistantError
from assistant.core.events import EventBus
from assistant.core.message import Failure
from assistant.core.messages.ears_messages import FramesScored
from assistant.core.messages.event_messages import NoticeEvent

log = logging.getLogger(__name__)

DEAF_AFTER_S = 2.0
"""Frames scored longer ago than this mean that nothing is heard."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What the last second sounded like."""

    scored: int
    """Blocks of 80 ms that were scored in it."""
    peak: float
    """Loudest sample, 0 … 1."""
    score: float
    """Highest wake score, 0 … 1."""
    at: float
    """CLOCK_MONOTONIC seconds."""


class Earshot:
    """The microphone as its sound tells of it.

    Args:
        bus: Told of a lost or silent microphone, once for each trouble.
    """

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus
        self.sound: Sound | None = None
        self.device: str | None = None
        """Name of the microphone that is open."""
        self.trouble: AssistantError | None = None
        """What is wrong with it, if it is known."""
        self.is_silent = False
        """Whether all that it delivers is zeros, as from one that is switched off: no call would be heard."""
        self.hearing = asyncio.Event()
        """Set once frames were scored for the first time."""
        self.changed = asyncio.Event()
        """Set whenever any of it may have changed; its waiter clears it."""

    @property
    def frames_age_s(self) -> float | None:
        """Seconds since audio frames were last scored; None when none ever were."""
        return None if self.sound is None else time.monotonic() - self.sound.at

    @property
    def is_fresh(self) -> bool:
        """Whether frames were scored in the last seconds."""
        age = self.frames_age_s
        return age is not None and age <= DEAF_AFTER_S

    def opened(self, device: str | None) -> None:
        """A microphone is open."""
        self.device = device
        log.info("the microphone is open")
        self.changed.set()

    def scored(self, frames: FramesScored) -> None:
        """Frames were scored in the last second."""
        self.sound = Sound(frames.scored, frames.peak, frames.score, time.monotonic())
        if not self.is_silent or self.sound.peak:
            self.is_silent, self.trouble = False, None
        self.hearing.set()
        self.changed.set()

    def silent(self, error: AssistantError) -> None:
        """Nothing but zeros comes."""
        self.is_silent = True
        self._tell(error)

    def lost(self, error: AssistantError) -> None:
        """The microphone, or who listened to it, is gone."""
        self.is_silent, self.device = False, None
        self._tell(error)

    def forget(self) -> None:
        """The microphone was closed on purpose."""
        self.sound, self.device, self.trouble, self.is_silent = None, None, None, False

    def _tell(self, error: AssistantError) -> None:
        if self.trouble is None or self.trouble.title != error.title:
            log.warning("%s", error)
            self._bus.publish(NoticeEvent.of(Failure.of(error)))
        self.trouble = error
        self.changed.set()
