"""Passes the ears' meter on to whoever watches it: level and score of every block, and each wake.

Used by `jarvis wake watch` and by the windows in which a person tries the microphone. It opens no microphone, costs
nothing while nobody watches, and keeps nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from assistant.core.messages.control_messages import MeterReading, WakeReading
from assistant.core.messages.ears_messages import FramesScored, Heard, Meter, Watch, Woke

RENEW_S = 2.0
"""Seconds between two requests for the meter: the ears report it for 5 s after each."""

Reading = MeterReading | WakeReading
Item = Callable[[Reading], object]


class MeterFeed:
    """Turns the reports of one pair of ears into readings for those who watch.

    Args:
        threshold: Returns the score, 0 … 1, from which a word wakes.
    """

    def __init__(self, threshold: Callable[[str], float]) -> None:
        self._threshold = threshold
        self._watchers: list[Item] = []
        self._silent = False
        """Whether the last second was nothing but zeros."""
        # A room has some noise; a microphone that is switched off has none.

    async def watch(self, item: Item, send: Callable[[Watch], object]) -> None:
        """Give readings to `item` until cancelled.

        Args:
            item: Gets a `MeterReading` for each block of 80 ms, and a `WakeReading` whenever a wake word is recognised.
            send: Sends a message to the ears; never waits.
        """
        self._watchers.append(item)
        try:
            while True:
                send(Watch())
                await asyncio.sleep(RENEW_S)
        finally:
            self._watchers.remove(item)

    def observe(self, heard: Heard) -> None:
        """Take one report of the ears; those that hold no reading are ignored."""
        if isinstance(heard, FramesScored):
            self._silent = not heard.peak
        if not self._watchers or not isinstance(heard, Meter | Woke):
            return
        word, score, threshold = heard.word, round(heard.score, 4), self._threshold(heard.word)
        reading: Reading
        if isinstance(heard, Meter):
            reading = MeterReading(word, score, threshold, round(heard.level, 4), self._silent)
        else:
            reading = WakeReading(word, score, threshold, True, heard.sure)
        for item in tuple(self._watchers):
            item(reading)
