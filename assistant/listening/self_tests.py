"""What the ears' self-tests say: whether a stored call that goes through the detector is still heard.

Runs on the daemon's loop. Frames that are scored prove that sound arrives; only this proves that a call would be heard.
"""

from __future__ import annotations

import asyncio
import time

from assistant.core.errors import AssistantError, TookTooLong
from assistant.core.events import EventBus
from assistant.core.message import Failure
from assistant.core.messages.ears_messages import SelfTested
from assistant.core.messages.event_messages import NoticeEvent, SelfTestState

WITHIN_S = 15.0
"""A test goes on by a block with each block of the room, so it takes 2 to 4 s for each word that can be tested."""


class MaybeDeaf(AssistantError):
    """Sound arrives, but the stored call was not recognised."""

    code = "maybe_deaf"


class SelfTests:
    """The latest self-test of each wake word.

    Args:
        bus: Told once when a test fails.
    """

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus
        self._latest: dict[str, SelfTestState] = {}
        self._waiting: list[asyncio.Future[SelfTested]] = []

    @property
    def problem(self) -> AssistantError | None:
        """What is wrong; None while every word's latest test was heard, and before the first."""
        missed = next((word for word, test in self._latest.items() if not test.heard), None)
        if missed is None:
            return None
        return MaybeDeaf(
            f"I may be deaf: a stored “{_spoken(missed)}” is not recognised any more",
            "Try again with `jarvis wake test`; if it stays so, start Jarvis again (jarvis quit, then jarvis run), "
            "and check its models with `jarvis doctor`.",
        )

    def snapshot(self) -> SelfTestState | None:
        """Return the latest test; one that failed comes first. None before any."""
        return min(self._latest.values(), key=lambda test: (test.heard, -test.at), default=None)

    def take(self, tested: SelfTested) -> None:
        """Take the result of a test."""
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

    def forget(self) -> None:
        """Other ears are at work: what was said of the last ones is not true of these."""
        self._latest.clear()

    async def next(self) -> SelfTested:
        """Return the next test.

        Raises:
            TookTooLong: None came.
        """
        waiting: asyncio.Future[SelfTested] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(WITHIN_S):
                return await waiting
        except TimeoutError as error:
            raise unanswered(WITHIN_S) from error


def unanswered(seconds: float) -> TookTooLong:
    """No self-test came, though one was asked for."""
    hint = (
        "A wake word of your own can be tested once a recording of it, NAME.wav, lies beside its model NAME.onnx. "
        "If it is “Jarvis”: start Jarvis again (jarvis quit, then jarvis run), and see `jarvis doctor`."
    )
    return TookTooLong(f"The ears made no self-test within {seconds:g} s", hint)


def _spoken(word: str) -> str:
    """A wake word's model name as people say it: "hey_jarvis" → "hey jarvis"."""
    return word.replace("_", " ")
