"""`jarvis last`, `models` and `doctor`: looks at this machine and prints what is there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from rich.markup import escape

from assistant.cli import EXIT_FAILED
from assistant.cli import output as printing
from assistant.core.errors import DaemonError
from assistant.core.messages.control_messages import KeptPictures, LastRequest
from assistant.core.messages.event_messages import FinishedRequest
from assistant.settings.schema import Settings

_MARKS = {"good": "[cyan]✓[/cyan]", "note": "[yellow]·[/yellow]", "bad": "[red]✗[/red]"}
_MODEL_MARKS = {"ok": _MARKS["good"], "missing": _MARKS["note"], "damaged": _MARKS["bad"]}


def last_pictures(settings: Callable[[], Settings]) -> FinishedRequest | KeptPictures:
    """The newest pictures: the daemon's word, or the gallery's where none runs."""
    from assistant.control.client import ControlClient

    try:
        with ControlClient() as client:
            return client.ask(LastRequest())
    except DaemonError:
        from assistant.daemon.handlers import last_kept
        from assistant.daemon.services import gallery_of

        return asyncio.run(last_kept(gallery_of(settings())))


def print_models(*, as_json: bool, verify: bool) -> int:
    """List the models. The exit status says whether one that is needed is missing or damaged."""
    from assistant.models.installed_models import installed_models

    found = installed_models(verify=verify)
    if as_json:
        print(json.dumps([model.as_json() for model in found], ensure_ascii=False))  # noqa: T201
    else:
        for model in found:
            where = escape(str(model.path)) if model.path else ""
            printing.out.print(f"{_MODEL_MARKS[model.state]} [bold]{escape(model.name)}[/bold] · {escape(model.role)}")
            printing.out.print(f"  {model.size / 2**20:.1f} MB · {escape(model.licence)} · {model.state}")
            printing.out.print(f"  [dim]{where}[/dim]")
    return EXIT_FAILED if any(model.state != "ok" and not model.optional for model in found) else 0


def print_examination(settings: Callable[[], Settings], *, as_json: bool) -> int:
    """Examine the machine. The exit status says whether something is amiss."""
    from assistant.cli.doctor import examine

    bad = False
    for finding in examine(settings):
        bad = bad or finding.state == "bad"
        if as_json:
            print(json.dumps(finding.as_json(), ensure_ascii=False), flush=True)  # noqa: T201
            continue
        printing.out.print(f"{_MARKS[finding.state]} [bold]{escape(finding.what)}[/bold]  {escape(finding.found)}")
        if finding.hint and finding.state != "good":
            printing.out.print(f"    {escape(finding.hint)}")
    return EXIT_FAILED if bad else 0
