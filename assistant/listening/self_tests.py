"""What the ears' self-tests say: whether a stored call that goes through the detector is still heard.

Runs on the daemon's loop. Frames that are scored prove that sound arrives; only this proves that a call would be heard.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from assistant.core.errors import AssistantError, TookTooLong
from assistant.core.events import Event, EventBus
from assistant.core.messages.ears_messages import SelfTested

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
        self._latest: dict[str, dict[str, Any]] = {}
        self._waiting: list[asyncio.Future[dict[str, Any]]] = []

    @property
    def problem(self) -> AssistantError | None:
        """What is wrong; None while every word's latest test was heard, and before the first."""
        missed = next((word for word, test in self._latest.items() if not test["heard"]), None)
        if missed is None:
            return None
        return MaybeDeaf(
            f"I may be deaf: a stored “{_spoken(missed)}” is not recognised any more",
            "Try again with `jarvis wake test`; if it stays so, start Jarvis again (jarvis quit, then jarvis run), "
            "and check its models with `jarvis doctor`.",
        )

    def snapshot(self) -> dict[str, Any] | None:
        """The latest test as `{heard, word, score, at (Unix time)}`; one that failed comes first. None before any."""
        tests = sorted(self._latest.values(), key=lambda test: (test["heard"], -test["at"]))
        return dict(tests[0]) if tests else None

    def take(self, tested: SelfTested) -> None:
        """Take the result of a test."""
        before = self.problem
        test = {"heard": tested.heard, "word": tested.word, "score": round(tested.score, 4)}
        self._latest[tested.word] = {**test, "at": round(time.time(), 1)}
        problem = self.problem
        if problem is not None and before is None:
            self._bus.publish(Event("notice", {**problem.to_wire(), "level": "error"}))
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(test)
        self._waiting.clear()

    def forget(self) -> None:
        """Other ears are at work: what was said of the last ones is not true of these."""
        self._latest.clear()

    async def next(self) -> dict[str, Any]:
        """The next test, `{heard, word, score}`.

        Raises:
            TookTooLong: None came.
        """
        waiting: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
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
