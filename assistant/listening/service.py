"""The daemon's view of the ears process: keeps it listening, and knows whether it really hears.

Runs on the daemon's loop. The truth about hearing comes only from audio frames that were scored, and from stored calls
that were recognised: no timer and no ping counts as listening.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from assistant.core.errors import AssistantError, MicrophoneGone
from assistant.core.events import EventBus
from assistant.core.messages.ears_messages import DropUtterance, EndOfSpeech, Heard, ListenNow, SelfTested, SelfTestNow
from assistant.core.wording import PAUSED_WHILE
from assistant.listening.microphone_health import Earshot, Sound
from assistant.listening.mute import MuteSwitch
from assistant.listening.self_tests import SelfTests
from assistant.listening.supervisor import Listening
from assistant.listening.utterances import Hearings
from assistant.wake_log.recorder import WakeLogRecorder
from assistant.workers.worker_supervisor import WorkerSupervisor

Pause = Literal["asleep", "locked"]


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
        self, keeper: WorkerSupervisor, hearings: Hearings, bus: EventBus, muted_file: Path, wakes: WakeLogRecorder
    ) -> None:
        self.keeper = keeper
        self._hearings = hearings
        self._bus = bus
        self._switch = MuteSwitch(muted_file)
        self._task: asyncio.Task[None] | None = None
        self._pauses: set[Pause] = set()
        self._earshot = Earshot(bus)
        self.tests = SelfTests(bus)
        self._listening = Listening(
            hearings,
            self._earshot,
            self.tests,
            wakes,
            seen=self._see,
            on_change=self._changed,
        )
        self.settled = asyncio.Event()
        """Set once it hears, or it is known why it does not."""
        self.seen: Callable[[Heard], None] = lambda _: None
        """Called with everything that the ears report, for those who watch."""

    @property
    def sound(self) -> Sound | None:
        """What the last second sounded like; None where nothing was scored since the microphone was opened."""
        return self._earshot.sound

    @property
    def device(self) -> str | None:
        """Name of the microphone that is open."""
        return self._earshot.device

    @property
    def hearing(self) -> asyncio.Event:
        """Set once frames were scored for the first time."""
        return self._earshot.hearing

    @property
    def changed(self) -> asyncio.Event:
        """Set whenever the ears' state may have changed; its waiter clears it."""
        return self._earshot.changed

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
        return self._earshot.trouble or self.tests.problem

    @property
    def frames_age_s(self) -> float | None:
        """Seconds since audio frames were last scored; None when none ever were."""
        return self._earshot.frames_age_s

    @property
    def listening(self) -> bool:
        """Whether frames were scored in the last seconds. Nothing else counts."""
        return not self.muted and self._earshot.is_fresh

    @property
    def deaf(self) -> bool:
        """Whether a call would not be heard, though nobody muted the microphone."""
        closed = self.muted or self.paused is not None
        return not closed and (not self.listening or self._earshot.is_silent or self.tests.problem is not None)

    def start(self) -> None:
        """Open the microphone unless it is paused; where it is muted for a time, open it when that is over."""
        if self.muted:
            self._switch.watch(self.unmute)
            self._changed()
        elif self._task is None and not self._pauses:
            self._task = asyncio.create_task(self._listening.for_ever(self.keeper), name="ears")

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

    async def change(self, keeper: WorkerSupervisor) -> None:
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
            raise self._earshot.trouble or MicrophoneGone(
                "No sound comes in", "See what is wrong with `jarvis doctor`."
            )
        self._hearings.woke(None, "push to talk")
        self.keeper.send(ListenNow(held))

    def all_was_said(self) -> None:
        """The key was released: the utterance that is open is over."""
        self.keeper.send(EndOfSpeech())

    async def self_test(self) -> SelfTested:
        """Play a stored call through the detector now, never the speaker.

        Raises:
            MicrophoneGone: Muted, or the ears are not at work.
            TookTooLong: They did not answer.
        """
        self.check_open()
        # Each block of the room drives the test by a block: without a microphone there is none.
        if self.device is None or not self.keeper.send(SelfTestNow()):
            raise self._earshot.trouble or MicrophoneGone(
                "The ears are not at work", "See what is wrong with `jarvis doctor`."
            )
        return await self.tests.next()

    def drop(self) -> None:
        """Forget the utterance that is open."""
        self.keeper.send(DropUtterance())
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
        self._earshot.forget()

    def check_open(self) -> None:
        """Raises MicrophoneGone where the microphone is closed because somebody said so."""
        if self.muted:
            raise MicrophoneGone("The microphone is muted", "Unmute it first: jarvis unmute.")
        if self.paused is not None:
            raise MicrophoneGone(f"Listening is paused while {PAUSED_WHILE[self.paused]}", "It goes on by itself.")

    def _see(self, heard: Heard) -> None:
        self.seen(heard)  # whoever watches now

    def _changed(self) -> None:
        if self.sound or self._earshot.trouble or self._pauses or self.muted:
            self.settled.set()
        self.changed.set()
