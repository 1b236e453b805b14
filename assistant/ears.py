"""The daemon's view of the ears process: keeps it listening, and knows whether it really hears.

Runs on the daemon's loop. The truth about hearing comes only from audio frames that were scored, and from stored calls
that were recognised: no timer and no ping counts as listening.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.core.errors import AssistantError, MicrophoneGone, WorkerUnavailable, from_wire
from assistant.core.events import Event, EventBus
from assistant.core.wire import Message
from assistant.hearings import Hearings
from assistant.muting import MuteSwitch
from assistant.self_tests import SelfTests
from assistant.telling import PAUSED_WHILE
from assistant.wake_log import WakeLog
from assistant.workers.keeper import WorkerKeeper

log = logging.getLogger(__name__)

DEAF_AFTER_S = 2.0
"""Frames scored longer ago than this mean that nothing is heard."""
STALLED_AFTER_S = 8.0
"""Ears that say nothing for so long hang in the sound system: they are ended and started again."""
PAUSE_S = 0.5
RETRY_S = 60.0
"""An always-on daemon tries again by itself, also after the ears crashed too often, or lack their model."""

Pause = Literal["asleep", "locked"]


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


class Ears:
    """Keeps the microphone open while not muted.

    Args:
        keeper: Keeper of the ears' process.
        hearings: Where what was heard goes.
        bus: Told of a lost or silent microphone, and of a self-test that failed.
        muted_file: Stands on disk while muted, so that mute outlives a restart.
        wakes: Where scores of calls and near-misses are kept.
    """

    def __init__(
        self, keeper: WorkerKeeper, hearings: Hearings, bus: EventBus, muted_file: Path, wakes: WakeLog
    ) -> None:
        self.keeper = keeper
        self._hearings = hearings
        self._bus = bus
        self._switch = MuteSwitch(muted_file)
        self._wakes = wakes
        self._task: asyncio.Task[None] | None = None
        self._pauses: set[Pause] = set()
        self._silent = False
        self._trouble: AssistantError | None = None
        self.tests = SelfTests(bus)
        self.sound: Sound | None = None
        self.device: str | None = None
        self.hearing = asyncio.Event()
        """Set once frames were scored for the first time."""
        self.settled = asyncio.Event()
        """Set once it hears, or it is known why it does not."""
        self.seen: Callable[[dict[str, Any]], None] = lambda _: None
        """Called with everything that the ears tell, for those who watch."""
        self.changed = asyncio.Event()
        """Set whenever the ears' state may have changed; its waiter clears it."""

    @property
    def muted(self) -> bool:
        """Whether the microphone is closed because somebody said so."""
        return self._switch.is_on

    @property
    def muted_until(self) -> float | None:
        """When the microphone opens by itself, in seconds since 1970; None where it does not."""
        return self._switch.until

    @property
    def paused(self) -> Pause | None:
        """Why the microphone is closed for a while though nobody muted it; None where it is not."""
        return min(self._pauses, default=None)

    @property
    def problem(self) -> AssistantError | None:
        """What keeps a call from being heard, if it is known."""
        return self._trouble or self.tests.problem

    @property
    def frames_age_s(self) -> float | None:
        """Seconds since audio frames were last scored; None when none ever were."""
        return None if self.sound is None else time.monotonic() - self.sound.at

    @property
    def listening(self) -> bool:
        """Whether frames were scored in the last seconds. Nothing else counts."""
        age = self.frames_age_s
        return not self.muted and age is not None and age <= DEAF_AFTER_S

    @property
    def deaf(self) -> bool:
        """Whether a call would not be heard, though nobody muted the microphone."""
        closed = self.muted or self.paused is not None
        return not closed and (not self.listening or self.tests.problem is not None)

    def start(self) -> None:
        """Open the microphone unless it is paused; where it is muted for a time, open it when that is over."""
        if self.muted:
            self._switch.watch(self.unmute)
            self._changed()
        elif self._task is None and not self._pauses:
            self._task = asyncio.create_task(self._listen_for_ever(), name="ears")

    async def mute(self, for_s: float | None = None) -> None:
        """Close the device. It stays closed over restarts, and for so many seconds where that is given.

        Raises:
            ConfigError: That is no length of a pause.
        """
        self._switch.turn_on(for_s)
        await self.close()
        self.start()
        self._changed()

    async def unmute(self) -> None:
        """Open the device again."""
        self._switch.turn_off()
        self._switch.unwatch()
        self.start()
        self._changed()

    async def pause(self, why: Pause) -> None:
        """Close the device until `resume`; returns when it is closed. What is being heard is forgotten."""
        self._pauses.add(why)
        await self.close()
        self.start()
        self._changed()

    def resume(self, why: Pause) -> None:
        """Open the device again, unless it is muted or paused for another reason. No sound of before is heard."""
        if why in self._pauses:
            self._pauses.remove(why)
            self.start()
            self._changed()

    async def change(self, keeper: WorkerKeeper) -> None:
        """Go on with other ears: with those of `keeper`."""
        was_started = self._switch.unwatch() or self._task is not None
        await self.close()
        before, self.keeper = self.keeper, keeper
        await before.stop()
        if was_started:
            self.start()
        self._changed()

    def listen_now(self, *, held: bool = False) -> None:
        """Push to talk: an utterance without a wake word; a `held` one goes on until `all_was_said`.

        Raises:
            MicrophoneGone: Muted, or nothing is heard.
        """
        self.check_open()
        if not self.listening:
            raise self._trouble or MicrophoneGone("No sound comes in", "See what is wrong with `jarvis doctor`.")
        self._hearings.woke(None, "push to talk")
        self.keeper.tell({"do": "listen", "held": held})

    def all_was_said(self) -> None:
        """The key was released: the utterance that is open is over."""
        self.keeper.tell({"do": "end"})

    async def self_test(self) -> dict[str, Any]:
        """Play a stored call through the detector now, never the speaker.

        Returns:
            `{heard, word, score}` of the test.

        Raises:
            MicrophoneGone: Muted, or the ears are not at work.
            TookTooLong: They did not answer.
        """
        self.check_open()
        # Each block of the room drives the test by a block: without a microphone there is none.
        if self.device is None or not self.keeper.tell({"do": "self_test"}):
            raise self._trouble or MicrophoneGone("The ears are not at work", "See what is wrong with `jarvis doctor`.")
        return await self.tests.next()

    def drop(self) -> None:
        """Forget the utterance that is open."""
        self.keeper.tell({"do": "drop"})
        self._hearings.drop("stopped")

    async def close(self) -> None:
        """Close the microphone and end what was being heard."""
        self._switch.unwatch()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._hearings.drop("stopped")
        self.tests.forget()
        self.sound, self.device, self._trouble, self._silent = None, None, None, False

    def check_open(self) -> None:
        """Raises MicrophoneGone where the microphone is closed because somebody said so."""
        if self.muted:
            raise MicrophoneGone("The microphone is muted", "Unmute it first: jarvis unmute.")
        if self.paused is not None:
            raise MicrophoneGone(f"Listening is paused while {PAUSED_WHILE[self.paused]}", "It goes on by itself.")

    async def _listen_for_ever(self) -> None:
        while True:
            try:
                await self.keeper.run(Message("job", {"source": "microphone"}), self._on_message, STALLED_AFTER_S)
                error: AssistantError = MicrophoneGone("The microphone was closed", "Jarvis opens it again.")
            except AssistantError as failure:
                error = failure
            except Exception:
                log.exception("what the ears said could not be taken in")
                error = AssistantError("Something went wrong in hearing", "Jarvis goes on listening.")
            self.device = None
            self._hearings.drop("lost")
            self.tests.forget()
            self._tell_trouble(error)
            await asyncio.sleep(RETRY_S if isinstance(error, WorkerUnavailable) else PAUSE_S)
            self.keeper.retry()

    def _on_message(self, message: Message) -> None:
        data = message.data
        self.seen(data)
        match data.get("what"):
            case "frames":
                self._on_frames(data)
            case "open":
                self.device = data.get("device")
                log.info("the microphone is open")
                self._changed()
            case "gone" | "silent":
                self._silent = data["what"] == "silent"
                if not self._silent:
                    self.device = None
                    self._hearings.drop("lost")
                self._tell_trouble(from_wire(data))
            case "self_test":
                self.tests.take(data)
                self._changed()
            case "near_miss":
                self._wakes.near_miss(str(data["word"]), float(data["score"]))
                self._changed()
            case _:
                self._hearings.on_message(message)
                if data.get("what") == "woke" and (request := self._hearings.request) is not None:
                    self._wakes.woke(request, str(data["word"]), float(data["score"]))

    def _on_frames(self, data: dict[str, Any]) -> None:
        self.sound = Sound(int(data["scored"]), float(data["peak"]), float(data["score"]), time.monotonic())
        if not self._silent or self.sound.peak:
            self._silent, self._trouble = False, None
        self.hearing.set()
        self._changed()

    def _tell_trouble(self, error: AssistantError) -> None:
        if self._trouble is None or self._trouble.title != error.title:
            log.warning("%s", error)
            self._bus.publish(Event("notice", {**error.to_wire(), "level": "error"}))
        self._trouble = error
        self._changed()

    def _changed(self) -> None:
        if self.sound or self._trouble or self._pauses or self.muted:
            self.settled.set()
        self.changed.set()
