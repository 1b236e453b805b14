"""Has the ears process listen for ever, and keeps what it reports of the microphone and of its self-tests."""

from __future__ import annotations

import asyncio
import functools
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.core.errors import AssistantError, MicrophoneGone, TookTooLong, WorkerUnavailable
from assistant.core.events import EventBus
from assistant.core.message import Failure
from assistant.core.messages.ears_messages import (
    FramesScored,
    Heard,
    MicrophoneOrder,
    NearMiss,
    SelfTested,
    SourceLost,
    SourceOpened,
    SourceSilent,
    Woke,
)
from assistant.core.messages.event_messages import NoticeEvent, SelfTestState
from assistant.listening.utterances import SendToEars, UtteranceTracker
from assistant.wake_log.recorder import WakeLogRecorder
from assistant.workers.worker_supervisor import WorkerSupervisor

log = logging.getLogger(__name__)

DEAF_AFTER_S = 2.0
"""Frames that were scored longer ago than this mean that nothing is heard."""
STALLED_AFTER_S = 8.0
"""Ears that report nothing for this long hang in the sound system: they are killed and started again."""
PAUSE_S = 0.5
"""Seconds between the end of a microphone's job and the next one."""
RETRY_S = 60.0
"""The same after the ears crashed too often, or where their model is missing."""
# An always-on daemon tries again by itself in those cases, too.
SELF_TEST_WITHIN_S = 15.0
"""Seconds to wait for the result of a self-test."""
# A test goes on by a block with each block of the room, so it takes 2 to 4 s for each word that can be tested.


@dataclass(frozen=True, slots=True)
class Sound:
    """Describes the sound of the last second."""

    scored: int
    """Number of blocks of 80 ms that were scored."""
    peak: float
    """Level of the loudest sample, 0 … 1."""
    score: float
    """Highest wake score, 0 … 1."""
    at: float
    """When it was reported, in CLOCK_MONOTONIC seconds."""


class MicrophoneHealth:
    """Knows when sound was last scored, how loud it was, and what is wrong with the microphone.

    Args:
        bus: Gets a notice when the microphone is lost or silent, once for each problem.
    """

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus
        self.sound: Sound | None = None
        """The sound of the last second; None where nothing was scored since the microphone was opened."""
        self.device: str | None = None
        """Name of the microphone that is open; None while none is."""
        self.problem: AssistantError | None = None
        """What is wrong with the microphone, if that is known."""
        self.is_silent = False
        """Whether nothing but zeros comes, as from a microphone that is switched off: no call would be heard."""
        self.hearing = asyncio.Event()
        """Set once audio frames have been scored for the first time."""
        self.changed = asyncio.Event()
        """Set whenever anything about listening may have changed; its one waiter clears it."""

    @property
    def frames_age_s(self) -> float | None:
        """Seconds since audio frames were last scored; None when none ever were."""
        return None if self.sound is None else time.monotonic() - self.sound.at

    @property
    def is_fresh(self) -> bool:
        """Whether audio frames were scored in the last DEAF_AFTER_S seconds."""
        age = self.frames_age_s
        return age is not None and age <= DEAF_AFTER_S

    def note_opened(self, device: str | None) -> None:
        """Note that a microphone is open."""
        self.device = device
        log.info("the microphone is open")
        self.changed.set()

    def note_scored(self, frames: FramesScored) -> None:
        """Note the frames that were scored in the last second."""
        self.sound = Sound(frames.scored, frames.peak, frames.score, time.monotonic())
        if not self.is_silent or self.sound.peak:
            self.is_silent, self.problem = False, None
        self.hearing.set()
        self.changed.set()

    def note_silence(self, error: AssistantError) -> None:
        """Note that nothing but zeros comes."""
        self.is_silent = True
        self._note_problem(error)

    def note_lost(self, error: AssistantError) -> None:
        """Note that the microphone, or the process that listened to it, is gone."""
        self.is_silent, self.device = False, None
        self._note_problem(error)

    def reset(self) -> None:
        """Note that the microphone was closed on purpose."""
        self.sound, self.device, self.problem, self.is_silent = None, None, None, False

    def _note_problem(self, error: AssistantError) -> None:
        if self.problem is None or self.problem.title != error.title:
            log.warning("%s", error)
            self._bus.publish(NoticeEvent.of(Failure.of(error)))
        self.problem = error
        self.changed.set()


class MaybeDeaf(AssistantError):
    """Sound arrives, but a stored call was not recognised."""

    code = "maybe_deaf"


class SelfTests:
    """Keeps the latest self-test of each wake word: whether a stored call was recognised.

    Frames that are scored prove that sound arrives; only this proves that a call would be heard.

    Args:
        bus: Gets a notice when a test fails, once until all are passed again.
    """

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus
        self._latest: dict[str, SelfTestState] = {}
        self._waiting: list[asyncio.Future[SelfTested]] = []

    @property
    def problem(self) -> AssistantError | None:
        """The error of a word whose latest test was not heard; None where there is none."""
        missed = next((word for word, test in self._latest.items() if not test.heard), None)
        if missed is None:
            return None
        return MaybeDeaf(
            f"I may be deaf: a stored “{_spoken(missed)}” is not recognised any more",
            "Try again with `jarvis wake test`; if it stays so, start Jarvis again (jarvis quit, then jarvis run), "
            "and check its models with `jarvis doctor`.",
        )

    def snapshot(self) -> SelfTestState | None:
        """Return the latest test, or the latest that failed where any did; None before the first."""
        return min(self._latest.values(), key=lambda test: (test.heard, -test.at), default=None)

    def record(self, tested: SelfTested) -> None:
        """Note the result of a test."""
        before = self.problem
        test = SelfTested(tested.heard, tested.word, round(tested.score, 4))
        self._latest[test.word] = SelfTestState(test.heard, test.word, test.score, round(time.time(), 1))
        problem = self.problem
        if problem is not None and before is None:
            self._bus.publish(NoticeEvent.of(Failure.of(problem)))
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(test)
        self._waiting.clear()

    def reset(self) -> None:
        """Forget all results: they were those of another ears process."""
        self._latest.clear()

    async def next(self) -> SelfTested:
        """Wait for the next test and return it.

        Raises:
            TookTooLong: None came within SELF_TEST_WITHIN_S.
        """
        waiting: asyncio.Future[SelfTested] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(SELF_TEST_WITHIN_S):
                return await waiting
        except TimeoutError as error:
            raise unanswered(SELF_TEST_WITHIN_S) from error


def unanswered(seconds: float) -> TookTooLong:
    """Return the error for a self-test that was asked for and did not come within `seconds`."""
    hint = (
        "A wake word of your own can be tested once a recording of it, NAME.wav, lies beside its model NAME.onnx. "
        "If it is “Jarvis”: start Jarvis again (jarvis quit, then jarvis run), and see `jarvis doctor`."
    )
    return TookTooLong(f"The ears made no self-test within {seconds:g} s", hint)


def _spoken(word: str) -> str:
    """Return a wake word's model name as people say it: "hey_jarvis" → "hey jarvis"."""
    return word.replace("_", " ")


class EarsSupervisor:
    """Keeps the ears process listening to the microphone, and takes in what it reports.

    Args:
        utterances: Turns what was heard into requests.
        health: Takes what is known of the sound.
        self_tests: Takes the results of self-tests.
        wake_log: Takes the scores of calls and near-misses.
        observe: Called with every report, before anything else; it must not raise.
        on_change: Called when the health or the self-tests may have changed.
    """

    def __init__(
        self,
        utterances: UtteranceTracker,
        health: MicrophoneHealth,
        self_tests: SelfTests,
        wake_log: WakeLogRecorder,
        *,
        observe: Callable[[Heard], object],
        on_change: Callable[[], None],
    ) -> None:
        self._utterances = utterances
        self._health = health
        self._self_tests = self_tests
        self._wake_log = wake_log
        self._observe = observe
        self._on_change = on_change

    async def run(self, ears: WorkerSupervisor) -> None:
        """Listen with `ears` until cancelled; whatever becomes of the process or the microphone, try again."""
        while True:
            try:
                await ears.run(MicrophoneOrder(), functools.partial(self._on_heard, ears.send), STALLED_AFTER_S)
                error: AssistantError = MicrophoneGone("The microphone was closed", "Jarvis opens it again.")
            except AssistantError as failure:
                error = failure
            except Exception:
                log.exception("what the ears said could not be taken in")
                error = AssistantError("Something went wrong in hearing", "Jarvis goes on listening.")
            self._lost(error)
            self._self_tests.reset()
            await asyncio.sleep(RETRY_S if isinstance(error, WorkerUnavailable) else PAUSE_S)
            ears.retry()

    def _on_heard(self, send: SendToEars, heard: Heard, samples: bytes) -> None:
        self._observe(heard)
        match heard:
            case FramesScored():
                self._health.note_scored(heard)
            case SourceOpened(device):
                self._health.note_opened(device)
            case SourceSilent(failure):
                self._health.note_silence(failure.error())
            case SourceLost(failure):
                self._lost(failure.error())
            case SelfTested():
                self._self_tests.record(heard)
            case NearMiss(word, score):
                self._wake_log.near_miss(word, score)
            case _:
                self._utterances.on_heard(heard, samples, send)
                if isinstance(heard, Woke) and (request := self._utterances.request) is not None:
                    self._wake_log.woke(request, heard.word, heard.score)
                return
        self._on_change()

    def _lost(self, error: AssistantError) -> None:
        self._utterances.drop("lost")
        self._health.note_lost(error)
        self._on_change()
