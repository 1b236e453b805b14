"""Defines `jarvis service …` and `jarvis overlay`: Jarvis as a systemd service of this user."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import sys
from typing import Annotated

import typer

from assistant.cli import EXIT_FAILED, EXIT_NO_DAEMON
from assistant.cli.shared_options import AsJson, Set, settings_with

app = typer.Typer(
    help="Jarvis as a service: it starts when you log in, and again when it falls.",
    rich_markup_mode="rich",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.command()
def install() -> None:
    """Have systemd run Jarvis and its overlay from now on. Run it again after you changed folders or models."""
    from assistant.system.service_install import install as put
    from assistant.system.units import own_command

    put(settings_with(None), own_command(), typer.echo)


@app.command()
def uninstall() -> None:
    """Undo `install`. Your pictures and settings stay."""
    from assistant.system.service_install import uninstall as take_away

    take_away(typer.echo)


@app.command()
def status(as_json: AsJson = False) -> None:
    """Tell whether it runs and hears, how often it fell, and what to do. Exit status 4 says that it does not run."""
    from assistant.cli import output as printing
    from assistant.system.service_install import is_stale
    from assistant.system.service_status import read_status

    found = read_status()
    stale = found.state != "absent" and is_stale(settings_with(None))
    if as_json:
        typer.echo(json.dumps({**dataclasses.asdict(found), "stale": stale}, ensure_ascii=False))
    else:
        printing.print_service(found, stale=stale)
    raise typer.Exit(0 if found.state == "running" else EXIT_NO_DAEMON)


@app.command()
def logs(
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what comes.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="How many of the latest.")] = 50,
    request: Annotated[str | None, typer.Option(help="Only those about the request with this id.")] = None,
) -> None:
    """Show what it logged. Nothing that you said is in there."""
    if shutil.which("journalctl") is None:
        typer.echo("jarvis: There is no journal here. The log of `jarvis run -v` is on your terminal.", err=True)
        raise typer.Exit(EXIT_FAILED)
    command = ["journalctl", "--quiet", "--no-hostname", "-t", "jarvis", "-t", "jarvis-overlay", f"-n{lines}"]
    command += [f"_UID={os.getuid()}", *(["--follow"] if follow else [])]
    if request is not None:
        command.append(f"JARVIS_REQUEST={request}")
    sys.stdout.flush()
    os.execvp(command[0], command)


def overlay(overrides: Set = None) -> None:
    """Show what Jarvis hears and paints, and the tray. `jarvis run` does it by itself; a unit of the service, too."""
    from assistant.core.child_process import child_environment
    from assistant.daemon.overlay_process import overlay_command
    from assistant.daemon.services import gallery_of

    settings = settings_with(overrides)
    if not settings.overlay.enabled:
        typer.echo("The overlay is switched off: overlay.enabled in the settings.")
        return
    command = overlay_command(settings.overlay, gallery_of(settings).folder)
    sys.stdout.flush()
    os.execve(command[0], command, child_environment())
