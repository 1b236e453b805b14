"""Implements `jarvis wake watch`: shows level and score of every block, on a terminal or as JSON lines for a window.

It watches the ears of the running daemon; without a daemon it starts own ears, unless muted. It stores no sound.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from typing import Any

from rich.live import Live
from rich.text import Text

from assistant import paths
from assistant.cli import output as printing
from assistant.control.client import ControlClient
from assistant.core.errors import DaemonError, MicrophoneGone
from assistant.core.messages.control_messages import WakeReading, WatchRequest
from assistant.core.messages.ears_messages import Heard, MicrophoneOrder, SourceLost, SourceOpened, SourceSilent, Watch
from assistant.daemon.meter_feed import Item, MeterFeed, Reading
from assistant.settings.schema import Settings

BAR = 24
SHOWN_S = 4.0
"""Time for which the terminal shows that the word was heard."""


def watch_command(settings: Callable[[], Settings], *, seconds: float, as_json: bool, alone: bool) -> None:
    """Watches until the time is over or the microphone is gone. Blocks.

    Args:
        settings: Returns the settings for own ears.
        seconds: Duration.
        as_json: Print an object for each block.
        alone: Ignore a running daemon.

    Raises:
        AssistantError: There is no microphone to watch, or it is gone.
    """
    with _printer(as_json) as item, contextlib.suppress(TimeoutError):
        client = None if alone else _daemon()
        if client is None:
            asyncio.run(_watch_alone(settings(), item, seconds))
        else:
            with client:
                _watch_daemon(client, item, seconds)


def _daemon() -> ControlClient | None:
    try:
        return ControlClient()
    except DaemonError:
        return None


def _watch_daemon(client: ControlClient, item: Item, seconds: float) -> None:
    until = time.monotonic() + seconds
    for seen in client.items(WatchRequest()):
        item(seen)
        if time.monotonic() > until:
            return


async def _watch_alone(settings: Settings, item: Item, seconds: float) -> None:
    from assistant.daemon.services import running_services

    if (paths.state_dir() / "muted").exists():
        raise MicrophoneGone("The microphone is muted", "Unmute it first: jarvis unmute.")
    async with asyncio.timeout(seconds), running_services(settings) as services:
        ears = services.new_ears_process()
        meter_feed = MeterFeed(services.live_settings.wake_threshold)

        def take(heard: Heard, _samples: bytes) -> None:
            if isinstance(heard, SourceLost | SourceSilent):
                raise heard.failure.error()
            if isinstance(heard, SourceOpened):
                ears.send(Watch())
            meter_feed.observe(heard)

        try:
            await ears.start()
            renewing = asyncio.create_task(meter_feed.watch(item, ears.send))
            try:
                await ears.run(MicrophoneOrder(), take)
            finally:
                renewing.cancel()
        finally:
            await ears.stop()


@contextlib.contextmanager
def _printer(as_json: bool) -> Any:
    if as_json:
        yield lambda seen: print(json.dumps(seen.fields()), flush=True)  # noqa: T201
        return
    terminal = _Terminal()
    with Live(terminal.text, console=printing.out, refresh_per_second=12, transient=True) as live:

        def show(seen: Reading) -> None:
            terminal.take(seen)
            live.update(terminal.text)

        yield show


class _Terminal:
    """Renders the moving line on the terminal."""

    def __init__(self) -> None:
        self.text = Text("Opening the microphone …", style="dim")
        self._woke: WakeReading | None = None
        self._woke_at = 0.0

    def take(self, seen: Reading) -> None:
        """Take a block, or a wake event."""
        if isinstance(seen, WakeReading):
            self._woke, self._woke_at = seen, time.monotonic()
            return
        level, score, needed = seen.level, seen.score, seen.threshold
        woken = self._woke if time.monotonic() - self._woke_at < SHOWN_S else None
        text = Text("level ")
        text.append("█" * round(level * BAR), "cyan").append("·" * (BAR - round(level * BAR)), "dim")
        text.append(f"   score {score:.2f} of {needed:.2f} ")
        filled, mark = round(score * BAR), round(needed * BAR)
        for place in range(BAR):
            style = "bold cyan" if score >= needed else "yellow"
            text.append("│" if place == mark else "█" if place < filled else "·", style if place < filled else "dim")
        if woken:
            text.append(f"   heard “{woken.word.replace('_', ' ')}”", "bold cyan")
        self.text = text
