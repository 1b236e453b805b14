"""Implements `jarvis run`: runs the daemon in this process and prints its events for the person at the terminal.

With `--or-demo` and without a microphone or a screen, it hears a bundled recording through the same stages and ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Sequence

from rich.markup import escape

from assistant.cli import EXIT_FAILED
from assistant.cli import output as printing
from assistant.core.child_process import child_environment, restart_command
from assistant.core.message import Message
from assistant.core.messages.event_messages import Event, FinishedRequest, NoticeEvent, RequestEvent, StateEvent
from assistant.core.stages import Stage
from assistant.core.wording import sentence
from assistant.daemon.overlay_process import has_display
from assistant.logs import in_journal, start_logging
from assistant.paths import data_file
from assistant.settings.schema import Settings

DEMO = "models/demo/fox.wav"
SCREEN_WITHIN_S = 10.0
"""Time limit for the overlay to connect, so that it shows the recording from its first word."""


def run_daemon(
    settings: Settings, *, overlay: bool, or_demo: bool, verbose: bool, overrides: Sequence[str] = ()
) -> int:
    """Runs the daemon until it ends, and restarts it on request. Returns the exit status. Blocks.

    Args:
        settings: The settings of this start; a restart reads them again.
        overlay, or_demo, verbose: The options of `jarvis run`.
        overrides: Its `--set` options, which `settings` already contain.
    """
    from assistant.daemon.app import Daemon
    from assistant.settings.loading import overridden_settings
    from assistant.ui.windows.welcome.first_start import welcome_once

    for_journal = in_journal()
    start_logging(verbose=verbose, quiet=not (verbose or for_journal))
    overlay = overlay and settings.overlay.enabled
    if or_demo and (missing := _missing()):
        return asyncio.run(_demo(settings, missing, overlay=overlay and has_display()))
    if overlay and not has_display() and not for_journal:
        printing.err.print("There is no screen here, so no overlay: pictures go to the gallery (jarvis last).")
    daemon = Daemon(settings, overlay=overlay and has_display(), set_by=overridden_settings(overrides))
    if not for_journal:
        daemon.services.bus.subscribe(EventPrinter().on_event)
    if overlay and not for_journal:
        welcome_once()
    if asyncio.run(daemon.run()):
        # In the same process, so that a service manager or a terminal sees no end.
        command = restart_command()
        os.execve(command[0], command, child_environment())
    return 0


def _missing() -> str:
    from assistant.system.microphone_list import microphones

    lacks = []
    if not microphones():
        lacks.append("no microphone")
    if not has_display():
        lacks.append("no screen")
    return " and ".join(lacks)


async def _demo(settings: Settings, missing: str, *, overlay: bool) -> int:
    from assistant.daemon.app import Daemon
    from assistant.daemon.handlers import hear

    printing.out.print(f"There is {missing} here, so Jarvis hears a bundled recording instead and then ends.")
    daemon = Daemon(settings, overlay=overlay, microphone=False)
    finished: list[FinishedRequest] = []
    async with daemon.running():
        if overlay:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(daemon.services.conductor.screens.connected.wait(), SCREEN_WITHIN_S)
        with printing.Following(quiet=False) as following:

            def item(got: Message) -> None:
                if isinstance(got, FinishedRequest):
                    finished.append(got)
                else:
                    following.update(got)

            services = daemon.services
            await hear(services.recordings, services.bus, data_file(DEMO), realtime=overlay, item=item)
        for snapshot in finished:
            printing.print_request(snapshot)
        if overlay and finished:
            printing.out.print(f"The picture stays on the screen for {settings.overlay.show_s:g} s.")
            await asyncio.sleep(settings.overlay.show_s)
    printing.out.print("With a microphone and a screen, the same command listens: make run")
    return 0 if finished and not finished[-1].failure else EXIT_FAILED


class EventPrinter:
    """Prints the daemon's events."""

    def __init__(self) -> None:
        self._last_state = ""
        """The last printed state: that it listens, or the title of a problem."""
        self._has_problem = False
        self._greeted = ""

    def on_event(self, event: Event, _payload: bytes) -> None:
        """Print an event, if it matters to a person."""
        match event:
            case StateEvent():
                self._on_state(event)
            case NoticeEvent():
                title = escape(event.title)
                marked = f"[red]{title}[/red]." if event.level == "error" else f"[cyan]{title}:[/cyan]"
                printing.err.print(f"{marked} {escape(event.hint)}")
            case RequestEvent() if not event.doubtful:  # A doubtful one may be no call.
                self._on_request(event)

    def _on_request(self, event: RequestEvent) -> None:
        if event.stage is Stage.LISTENING:
            if event.id != self._greeted:
                self._greeted = event.id
                printing.out.print("[cyan]●[/cyan] yes?")
        elif event.stage in {Stage.DONE, Stage.FAILED} or (event.stage is Stage.CANCELLED and event.words):
            printing.print_request(event)

    def _on_state(self, state: StateEvent) -> None:
        if state.problem:
            self._has_problem, self._last_state = True, state.problem.title
        is_opening_or_ending = self._has_problem or not self._last_state or state.device is None
        if state.tray == "busy" or state.problem or (state.tray == "deaf" and is_opening_or_ending):
            return
        self._has_problem = False
        words = sentence(state)
        if words != self._last_state:
            self._last_state = words
            printing.out.print(f"[bold]{escape(words)}[/bold]" + _try_saying(state))


def _try_saying(state: StateEvent) -> str:
    if state.tray != "listening":
        return ""
    return f" on {escape(state.device or 'the microphone')}. Say “Jarvis, paint me a fox in the snow”."
