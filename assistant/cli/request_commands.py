"""Defines `jarvis paint` and `jarvis hear`: requests without speaking. Each imports what it needs when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import EXIT_FAILED, EXIT_NOBODY_SPOKE, EXIT_USAGE, exit_status
from assistant.cli.shared_options import Alone, AsJson, Set, Verbose, settings_with
from assistant.core.errors import AssistantError

if TYPE_CHECKING:
    from assistant.core.message import Message
    from assistant.core.messages.ears_messages import AllHeard


def add_to(app: typer.Typer, panel: str) -> None:
    """Adds these commands to `jarvis`."""
    app.command(rich_help_panel=panel)(paint)
    app.command(rich_help_panel=panel)(hear)


def paint(
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS", help="What to paint: [cyan]a fox in the snow, as a watercolor[/cyan]."),
    ],
    as_json: AsJson = False,
    overrides: Set = None,
    alone: Alone = False,
    verbose: Verbose = False,
) -> None:
    """Paint what is written here, as if it had been said."""
    from assistant.cli import output as printing
    from assistant.cli import request_runner as errands
    from assistant.logs import start_logging

    start_logging(verbose=verbose, quiet=True)
    with printing.Following(quiet=as_json) as following:
        snapshot = errands.paint(
            " ".join(words), following.update, lambda: settings_with(overrides), alone=alone or bool(overrides)
        )
    if as_json:
        printing.print_json(snapshot.fields())
    else:
        printing.print_request(snapshot)
    raise typer.Exit(EXIT_FAILED if snapshot.failure else 0)


def hear(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Recordings: WAV, FLAC, Ogg, MP3 …")],
    as_json: AsJson = False,
    realtime: Annotated[
        bool, typer.Option("--realtime", help="Play at the speed of speech, not as fast as possible.")
    ] = False,
    overrides: Set = None,
    alone: Alone = False,
    verbose: Verbose = False,
) -> None:
    """Hear recordings as if they were the microphone: they need the wake word.

    Exit status 3 says that nobody said it.
    """
    from assistant.cli import output as printing
    from assistant.cli import request_runner as errands
    from assistant.core.messages.event_messages import FinishedRequest
    from assistant.logs import start_logging

    start_logging(verbose=verbose, quiet=True)
    statuses = [0]
    requests: dict[Path, int] = dict.fromkeys(files, 0)

    with printing.Following(quiet=as_json) as following:

        def item(path: Path, got: Message) -> None:
            if not isinstance(got, FinishedRequest):
                following.update(got)
                return
            requests[path] += 1
            statuses.append(EXIT_FAILED if got.failure else 0)
            if as_json:
                printing.print_json(got.fields(), file=str(path))
            else:
                printing.print_request(got)

        def end(path: Path, outcome: AllHeard | AssistantError) -> None:
            if isinstance(outcome, AssistantError):
                statuses.append(exit_status(outcome))
                printing.print_bad_file(path, outcome, as_json=as_json)
            elif not requests[path]:
                statuses.append(EXIT_NOBODY_SPOKE)
                printing.print_heard(path, outcome)

        errands.hear(
            files, item, end, lambda: settings_with(overrides), realtime=realtime, alone=alone or bool(overrides)
        )
    raise typer.Exit(next((status for status in (EXIT_FAILED, EXIT_USAGE, EXIT_NOBODY_SPOKE) if status in statuses), 0))
