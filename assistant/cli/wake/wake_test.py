"""Implements `jarvis wake test`: plays a stored call to the detector, never aloud, and checks the microphone.

The ears of the running daemon are tested; without a daemon, own ears are started for a few seconds, unless muted.
"""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable

from rich.markup import escape

from assistant import paths
from assistant.cli import EXIT_FAILED
from assistant.cli import output as printing
from assistant.control.client import ControlClient
from assistant.core.errors import AssistantError, DaemonError, MicrophoneGone
from assistant.core.message import Failure
from assistant.core.messages.control_messages import SelfTestRequest, SelfTestResult
from assistant.core.messages.ears_messages import (
    EarsInput,
    FramesScored,
    Heard,
    MicrophoneOrder,
    RecordingOrder,
    SelfTested,
    SelfTestNow,
    SourceLost,
    SourceOpened,
    SourceSilent,
)
from assistant.listening.supervisor import unanswered
from assistant.settings.schema import Settings
from assistant.workers.handle import WorkerHandle

DEMO = "models/demo/fox.wav"

WITHIN_S = 20.0
"""Time limit of a test: a microphone may take seconds to open, and a busy machine as long again."""
QUIET_DB = -60.0
"""Peaks below this mean that the microphone is too quiet; a quiet room is at about −50."""


def examine(settings: Callable[[], Settings], *, as_json: bool, alone: bool) -> int:
    """Runs the test and prints its result. Returns the exit status. Blocks.

    Args:
        settings: Returns the settings for own ears.
        as_json: Print one object.
        alone: Ignore a running daemon.

    Raises:
        AssistantError: The test could not run.
    """
    result = None if alone else _ask_daemon()
    if result is None:
        result = asyncio.run(_test_alone(settings()))
    if as_json:
        print(json.dumps(result.fields(), ensure_ascii=False))  # noqa: T201
    else:
        _print(result)
    return 0 if result.heard and not result.problem else EXIT_FAILED


def _ask_daemon() -> SelfTestResult | None:
    try:
        client = ControlClient()
    except DaemonError:
        return None
    with client:
        return client.ask(SelfTestRequest())


async def _test_alone(settings: Settings) -> SelfTestResult:
    from assistant.daemon.services import running_services
    from assistant.wake_log.analysis import threshold

    if (paths.state_dir() / "muted").exists():
        raise MicrophoneGone("The microphone is muted", "Unmute it first: jarvis unmute.")
    async with running_services(settings) as services:
        ears = services.new_ears_process()
        try:
            await ears.start()
            found = await _hear(ears, MicrophoneOrder())
            if found.test is None and found.problem is not None:
                # Without a microphone nothing drives the test, so a recording does.
                substitute = RecordingOrder(str(paths.data_file(DEMO)), realtime=True)
                found.test = (await _hear(ears, substitute)).test
        finally:
            await ears.stop()
    if found.test is None:
        raise found.problem or unanswered(WITHIN_S)
    return SelfTestResult(
        heard=found.test.heard,
        word=found.test.word,
        score=found.test.score,
        threshold=threshold(settings.wake, found.test.word),
        device=found.device,
        scored=found.sound.scored if found.sound else 0,
        peak=found.sound.peak if found.sound else 0.0,
        problem=Failure.of(found.problem) if found.problem else None,
    )


async def _hear(ears: WorkerHandle, order: MicrophoneOrder | RecordingOrder) -> _Found:
    """Let the ears hear this source until a self-test is done or has failed."""
    found = _Found(ears.send)
    hearing = asyncio.create_task(ears.run(order, found.take))
    whole = asyncio.create_task(found.whole.wait())
    try:
        await asyncio.wait({hearing, whole}, timeout=WITHIN_S, return_when=asyncio.FIRST_COMPLETED)
        if hearing.done():
            hearing.result()
    finally:
        for task in (hearing, whole):
            task.cancel()
        await asyncio.gather(hearing, whole, return_exceptions=True)
    return found


class _Found:
    """Collects the reports of the ears."""

    def __init__(self, send: Callable[[EarsInput], object]) -> None:
        self._send = send
        self.whole = asyncio.Event()
        self.test: SelfTested | None = None
        self.sound: FramesScored | None = None
        self.device: str | None = None
        self.problem: AssistantError | None = None

    def take(self, heard: Heard, _samples: bytes) -> None:
        """Handle one report of the ears."""
        match heard:
            case SourceOpened(device):
                self.device = device
                self._send(SelfTestNow())
            case FramesScored():
                self.sound = heard
            case SourceSilent(failure):
                self.problem = failure.error()
            case SourceLost(failure):
                self.problem = failure.error()
                self.whole.set()
            case SelfTested():
                self.test = heard
                self.whole.set()


def _print(result: SelfTestResult) -> None:
    word = escape(result.word.replace("_", " "))
    scored = f"scored {result.score:.2f}, from {result.threshold:.2f} on it wakes"
    if result.heard:
        printing.out.print(f"[cyan]✓[/cyan] A stored “{word}” was heard: it {scored}.")
    else:
        printing.out.print(f"[red]✗[/red] A stored “{word}” was [bold]not[/bold] heard: it {scored}.")
        printing.out.print("    Check the models with `jarvis doctor`, or wake it more easily: jarvis wake tune --up")
    problem = result.problem
    if problem and result.heard:
        printing.out.print(f"[red]✗[/red] {escape(problem.title)}")
        printing.out.print(f"    {escape(problem.hint)}")
    elif result.device:
        mark, words = _sound(result.scored, result.peak)
        printing.out.print(f"{mark} {escape(result.device)}: {words}")


def _sound(scored: int, peak: float) -> tuple[str, str]:
    """Returns a mark and words for the microphone's state in the last second."""
    if not scored:
        return "[red]✗[/red]", "no sound arrives from it"
    if peak <= 0:
        return "[red]✗[/red]", "it delivers no sound at all; it may be switched off or muted"
    level_db = 20 * math.log10(peak)
    words = f"peaks at {level_db:.0f} dB; {scored} blocks of 80 ms were scored in the last second"
    if level_db < QUIET_DB:
        return "[yellow]·[/yellow]", f"{words}. That is very quiet: turn it up in the sound settings"
    return "[cyan]✓[/cyan]", words
