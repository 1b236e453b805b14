"""Passes the ears' meter on to whoever watches it: level and score of every block, and each wake. Daemon's loop.

Used by `jarvis wake watch` and by the windows in which a person tries the microphone. Opens no microphone, and costs
nothing while nobody watches. Keeps nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from assistant.core.messages.control_messages import MeterReading, WakeReading
from assistant.core.messages.ears_messages import FramesScored, Heard, Meter, Watch, Woke

RENEW_S = 2.0
"""The ears tell their meter for 5 s after each time they are asked."""

Reading = MeterReading | WakeReading
Item = Callable[[Reading], object]


class Watching:
    """Those who watch one pair of ears.

    Args:
        send: Sends something to the ears; never waits.
        threshold: The score from which a word wakes.
    """

    def __init__(self, send: Callable[[Watch], object], threshold: Callable[[str], float]) -> None:
        self._send = send
        self._threshold = threshold
        self._watchers: list[Item] = []
        self._silent = False
        """Whether nothing but zeros came lately: a room has some noise, a microphone that is switched off has none."""

    async def watch(self, item: Item) -> None:
        """Give `item` what there is to see, until cancelled.

        It gets a `MeterReading` for each block of 80 ms and a `WakeReading` whenever a wake word was recognised.
        """
        self._watchers.append(item)
        try:
            while True:
                self._send(Watch())
                await asyncio.sleep(RENEW_S)
        finally:
            self._watchers.remove(item)

    def take(self, heard: Heard) -> None:
        """Take one report of the ears; others than those to be seen are passed over."""
        if isinstance(heard, FramesScored):
            self._silent = not heard.peak
        if not self._watchers or not isinstance(heard, Meter | Woke):
            return
        word, score, threshold = heard.word, round(heard.score, 4), self._threshold(heard.word)
        seen: Reading
        if isinstance(heard, Meter):
            seen = MeterReading(word, score, threshold, round(heard.level, 4), self._silent)
        else:
            seen = WakeReading(word, score, threshold, True, heard.sure)
        for item in tuple(self._watchers):
            item(seen)
