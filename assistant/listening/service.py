"""Keeps the microphone open unless it is muted or paused, and says whether a call would be heard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from assistant.core.errors import AssistantError, MicrophoneGone
from assistant.core.events import EventBus
from assistant.core.messages.ears_messages import DropUtterance, EndOfSpeech, Heard, ListenNow, SelfTested, SelfTestNow
from assistant.core.wording import PAUSED_WHILE
from assistant.listening.mute import MuteSwitch
from assistant.listening.supervisor import EarsSupervisor, MicrophoneHealth, SelfTests
from assistant.listening.utterances import UtteranceTracker
from assistant.wake_log.recorder import WakeLogRecorder
from assistant.workers.worker_supervisor import WorkerSupervisor

Pause = Literal["asleep", "locked"]


class ListeningService:
    """Opens and closes the microphone, and knows the truth about listening.

    Args:
        ears: The ears' worker.
        utterances: Turns what is heard into requests.
        bus: Gets a notice when the microphone is lost or silent, and when a self-test fails.
        muted_file: Exists on disk while the microphone is muted, so that mute outlives a restart.
        wake_log: Takes the scores of calls and near-misses.
        observe: Called with every report of the ears; it must not raise.
    """

    def __init__(
        self,
        ears: WorkerSupervisor,
        utterances: UtteranceTracker,
        bus: EventBus,
        muted_file: Path,
        wake_log: WakeLogRecorder,
        observe: Callable[[Heard], object] = lambda _: None,
    ) -> None:
        self.ears = ears
        """The ears' worker; `replace_ears` puts another one here."""
        self.health = MicrophoneHealth(bus)
        """What is known of the microphone's sound."""
        self.self_tests = SelfTests(bus)
        """The latest self-tests."""
        self.mute_switch = MuteSwitch(muted_file)
        """Whether somebody closed the microphone, and until when."""
        self.settled = asyncio.Event()
        """Set once the ears hear, or it is known why they do not."""
        self._utterances = utterances
        self._pauses: set[Pause] = set()
        self._task: asyncio.Task[None] | None = None
        self._supervisor = EarsSupervisor(
            utterances, self.health, self.self_tests, wake_log, observe=observe, on_change=self._changed
        )

    @property
    def paused(self) -> Pause | None:
        """Why the microphone is closed for a while though nobody muted it; None where it is not."""
        return min(self._pauses, default=None)

    @property
    def problem(self) -> AssistantError | None:
        """What keeps a call from being heard, if that is known."""
        return self.health.problem or self.self_tests.problem

    @property
    def listening(self) -> bool:
        """Whether audio frames were scored in the last seconds. Nothing else counts."""
        return not self.mute_switch.is_on and self.health.is_fresh

    @property
    def deaf(self) -> bool:
        """Whether a call would not be heard, though nobody closed the microphone."""
        closed = self.mute_switch.is_on or self.paused is not None
        return not closed and (not self.listening or self.health.is_silent or self.self_tests.problem is not None)

    def start(self) -> None:
        """Open the microphone unless it is paused; where it is muted for a time, open it when that is over."""
        if self.mute_switch.is_on:
            self.mute_switch.watch(self.unmute)
            self._changed()
        elif self._task is None and not self._pauses:
            self._task = asyncio.create_task(self._supervisor.run(self.ears), name="ears")

    async def close(self) -> None:
        """Close the microphone and forget what is being heard."""
        self.mute_switch.unwatch()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._utterances.drop("stopped")
        self.self_tests.reset()
        self.health.reset()

    async def mute(self, for_s: float | None = None) -> None:
        """Close the microphone, also over restarts; return when it is closed.

        Args:
            for_s: Seconds until it opens by itself; None keeps it closed.

        Raises:
            ConfigError: `for_s` is no length of a pause.
        """
        self.mute_switch.turn_on(for_s)
        await self.close()
        self.start()
        self._changed()

    async def unmute(self) -> None:
        """Open the microphone again."""
        self.mute_switch.turn_off()
        self.mute_switch.unwatch()
        self.start()
        self._changed()

    async def pause(self, why: Pause) -> None:
        """Close the microphone until `resume`; return when it is closed. What is being heard is forgotten."""
        self._pauses.add(why)
        await self.close()
        self.start()
        self._changed()

    def resume(self, why: Pause) -> None:
        """Open the microphone again, unless it is muted or paused for another reason. No earlier sound is heard."""
        if why in self._pauses:
            self._pauses.remove(why)
            self.start()
            self._changed()

    async def replace_ears(self, ears: WorkerSupervisor) -> None:
        """Go on with another worker; the process of the former one ends."""
        was_started = self.mute_switch.unwatch() or self._task is not None
        await self.close()
        before, self.ears = self.ears, ears
        await before.stop()
        if was_started:
            self.start()
        self._changed()

    def listen_now(self, *, held: bool = False) -> None:
        """Open an utterance without a wake word (push to talk).

        Args:
            held: Whether the utterance goes on until `end_speech`.

        Raises:
            MicrophoneGone: The microphone is closed, or nothing is heard.
        """
        self.check_open()
        if not self.listening:
            raise self.health.problem or MicrophoneGone("No sound comes in", "See what is wrong with `jarvis doctor`.")
        self._utterances.open("push to talk")
        self.ears.send(ListenNow(held))

    def end_speech(self) -> None:
        """End the utterance that is open: the key was released."""
        self.ears.send(EndOfSpeech())

    def drop_utterance(self) -> None:
        """Forget the utterance that is open."""
        self.ears.send(DropUtterance())
        self._utterances.drop("stopped")

    async def self_test(self) -> SelfTested:
        """Play a stored call through the detector, not the loudspeaker, and return whether it was recognised.

        Raises:
            MicrophoneGone: The microphone is closed, or the ears are not at work.
            TookTooLong: The ears did not answer.
        """
        self.check_open()
        # Each block of the room drives the test by a block: without a microphone there is none.
        if self.health.device is None or not self.ears.send(SelfTestNow()):
            raise self.health.problem or MicrophoneGone(
                "The ears are not at work", "See what is wrong with `jarvis doctor`."
            )
        return await self.self_tests.next()

    def check_open(self) -> None:
        """Raise MicrophoneGone where the microphone is closed on purpose."""
        if self.mute_switch.is_on:
            raise MicrophoneGone("The microphone is muted", "Unmute it first: jarvis unmute.")
        if self.paused is not None:
            raise MicrophoneGone(f"Listening is paused while {PAUSED_WHILE[self.paused]}", "It goes on by itself.")

    def _changed(self) -> None:
        if self.health.sound or self.health.problem or self._pauses or self.mute_switch.is_on:
            self.settled.set()
        self.health.changed.set()
