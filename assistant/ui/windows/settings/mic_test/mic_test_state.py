"""Follows a microphone test: the last blocks, and in plain words whether they would have woken Jarvis."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any, Literal

BLOCK_S = 0.08
SHOWN = 100
"""Number of blocks in the plot: 8 s."""
SPOKEN = 0.35
"""Least level of speech, above that of a room: −32 dB on a meter whose 0 is −50 dB."""
SAID_BLOCKS = 3
"""Least number of blocks of speech that are words, and no cough."""
SETTLED_BLOCKS = 9
"""0.7 s of quiet after speech: the speech is over, and its score has peaked (up to 0.5 s after the word)."""
NEAR = 0.1
"""Least score of sound that was a little like the word; the same as the detector's least near miss."""
DEAD_BLOCKS = 25
"""2 s of nothing but zeros: no sound arrives."""
HOLD_BLOCKS = 50
"""A verdict stays for at least 4 s before quiet takes it back."""

Mood = Literal["waiting", "heard", "almost", "other", "dead"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Holds what to tell the person."""

    mood: Mood
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Point:
    """Is one block of the plot."""

    level: float
    score: float
    woke: bool = False


class MicTest:
    """Takes the output of `jarvis wake watch`, a block or a wake at a time.

    Args:
        word: The wake word as a person says it.
    """

    def __init__(self, word: str = "Jarvis") -> None:
        self.word = word
        self.points: deque[Point] = deque(maxlen=SHOWN)
        self.threshold = 0.5
        self.wakes = 0
        """Number of calls that would have woken Jarvis since the test began."""
        self.verdict = self._wait()
        self._spoken = self._quiet = self._dead = self._age = 0
        self._best = 0.0

    def take(self, seen: dict[str, Any]) -> None:
        """Takes one item of `jarvis wake watch --json`."""
        self.threshold = float(seen["threshold"])
        if seen.get("woke"):
            self._woke(seen)
        else:
            self._block(float(seen["level"]), float(seen["score"]), silent=bool(seen.get("silent")))

    def _woke(self, seen: dict[str, Any]) -> None:
        self.wakes += 1
        self._age, self._spoken, self._best = 0, 0, 0.0
        if self.points:
            last = self.points.pop()
            self.points.append(Point(last.level, max(last.score, float(seen["score"])), woke=True))
        sure = "" if seen["sure"] else " It was in some doubt, so the words that follow decide."
        words = f"It scored {seen['score']:.2f}, and {self.threshold:.2f} is enough.{sure}"
        self.verdict = Verdict("heard", f"Heard: that wakes it, {_times(self.wakes)}", words)

    def _block(self, level: float, score: float, *, silent: bool) -> None:
        self.points.append(Point(level, score))
        self._age += 1
        self._dead = self._dead + 1 if silent else 0
        if self._dead >= DEAD_BLOCKS:
            self.verdict = Verdict(
                "dead",
                "No sound arrives",
                "It may be switched off or muted. Look at its switch, or choose another one.",
            )
            return
        if level >= SPOKEN:
            self._spoken, self._quiet = self._spoken + 1, 0
        else:
            self._quiet += 1
        self._best = max(self._best, score)
        if self._quiet == SETTLED_BLOCKS:
            self._settle()
        elif self._age > HOLD_BLOCKS and self._quiet > HOLD_BLOCKS and self.verdict.mood in {"dead", "other"}:
            self.verdict = self._wait()

    def _settle(self) -> None:
        """Decides the verdict when speech is over and nothing woke."""
        spoken, best = self._spoken, self._best
        self._spoken, self._best = 0, 0.0
        if spoken < SAID_BLOCKS or (self.verdict.mood == "heard" and self._age < 2 * SETTLED_BLOCKS + spoken):
            return
        self._age = 0
        if best >= NEAR:
            words = f"It scored {best:.2f}, and needs {self.threshold:.2f}. Say it again, or make it more sensitive."
            self.verdict = Verdict("almost", "Almost: that would not have woken it", words)
        else:
            words = f"It scored {best:.2f}, and needs {self.threshold:.2f}. Say “{self.word}” clearly, on its own."
            self.verdict = Verdict("other", f"I hear you, but no “{self.word}”", words)

    def _wait(self) -> Verdict:
        return Verdict("waiting", f"Say “{self.word}”", "The line shows how much each moment sounds like it.")


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times") + " so far"
