"""Defines the commands of `jarvis` and their help.

Each imports what it needs when it runs, so that `--help` is fast.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Never, TypeVar

import typer

from assistant import __version__
from assistant.cli import EXIT_FAILED
from assistant.cli import request_commands as asking
from assistant.cli import setup_commands as setup
from assistant.cli.service_commands import app as service_app
from assistant.cli.service_commands import overlay
from assistant.cli.shared_options import AsJson, Set, Verbose, settings_with
from assistant.cli.wake import wake_commands as wake

if TYPE_CHECKING:
    from assistant.core.message import Message
    from assistant.core.messages.control_messages import Request

ResultT = TypeVar("ResultT", bound="Message")

HELP = """
Say [bold cyan]“Jarvis, paint me a fox in the snow, as a watercolor”[/bold cyan] and see it painted.

Everything happens on this machine: nothing you say and nothing it paints leaves it.
Start with [bold]jarvis run[/bold]; try it without a microphone with [bold]jarvis paint "a fox in the snow"[/bold].
"""

app = typer.Typer(
    help=HELP, rich_markup_mode="rich", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=True
)

DAEMON, ERRANDS, LOOKING = "The listening assistant", "One picture at a time", "Looking around"


def _ask(request: Request[Never, ResultT]) -> ResultT:
    from assistant.control.client import ControlClient

    with ControlClient() as client:
        return client.ask(request)


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False
) -> None:
    if version:
        typer.echo(f"jarvis {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(rich_help_panel=DAEMON)
def run(
    overrides: Set = None,
    overlay: Annotated[bool, typer.Option(help="Start the overlay and the tray too, where there is a screen.")] = True,
    or_demo: Annotated[
        bool, typer.Option("--or-demo", help="Without a microphone or a screen, hear a bundled recording and end.")
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Listen for “Jarvis”, and paint. Ends with Ctrl-C."""
    from assistant.cli.run import run_daemon

    raise typer.Exit(
        run_daemon(
            settings_with(overrides), overlay=overlay, or_demo=or_demo, verbose=verbose, overrides=overrides or ()
        )
    )


@app.command(rich_help_panel=DAEMON)
def listen() -> None:
    """Push to talk: listen now, without the wake word."""
    from assistant.core.messages.control_messages import ListenRequest

    _ask(ListenRequest())
    typer.echo("Listening.")


@app.command(rich_help_panel=DAEMON)
def stop() -> None:
    """Cancel what is being heard or painted."""
    from assistant.core.messages.control_messages import StopRequest

    stopped = _ask(StopRequest()).stopped
    typer.echo("Stopped." if stopped else "There was nothing to stop.")


@app.command(rich_help_panel=DAEMON)
def mute(
    minutes: Annotated[float | None, typer.Option(help="Open it again after so many minutes.", min=0.1)] = None,
) -> None:
    """Close the microphone. It stays closed, also after a restart, until you open it or the time is over."""
    from assistant.core.messages.control_messages import MuteRequest
    from assistant.core.wording import until_clock

    until = _ask(MuteRequest(None if minutes is None else minutes * 60)).until
    typer.echo(f"Muted: the microphone is closed{until_clock(until)}.")


@app.command(rich_help_panel=DAEMON)
def unmute() -> None:
    """Open the microphone again."""
    from assistant.core.messages.control_messages import UnmuteRequest

    _ask(UnmuteRequest())
    typer.echo("Listening again.")


@app.command(rich_help_panel=DAEMON)
def keep(
    which: Annotated[int | None, typer.Argument(help="Its number; without one, all that were painted last.")] = None,
) -> None:
    """Keep the last pictures on purpose: they are never cleared away."""
    from assistant.core.messages.control_messages import KeepRequest

    _ask(KeepRequest(which))
    typer.echo("Kept.")


@app.command(rich_help_panel=DAEMON)
def restart() -> None:
    """Let the running Jarvis begin again, with the settings as they are now."""
    from assistant.core.messages.control_messages import RestartRequest
    from assistant.settings.loading import load_settings

    load_settings()  # With settings that cannot be read it would end and not come back.
    _ask(RestartRequest())
    typer.echo("Starting again.")


@app.command(rich_help_panel=DAEMON)
def quit() -> None:
    """End the running Jarvis."""
    from assistant.core.messages.control_messages import QuitRequest

    _ask(QuitRequest())
    typer.echo("Ended.")


app.command(rich_help_panel=DAEMON)(overlay)
app.add_typer(setup.use, name="use", rich_help_panel=DAEMON)
app.add_typer(service_app, name="service", rich_help_panel=DAEMON)
asking.add_to(app, ERRANDS)
setup.add_to(app, LOOKING)


@app.command(rich_help_panel=LOOKING)
def status(as_json: AsJson = False) -> None:
    """Tell whether it really hears, how each worker is, and how long each stage last took."""
    from assistant.cli import output as printing
    from assistant.core.messages.control_messages import StatusRequest

    state = _ask(StatusRequest())
    if as_json:
        typer.echo(json.dumps(state.fields(), ensure_ascii=False))
    else:
        printing.print_state(state)


@app.command(rich_help_panel=LOOKING)
def last(as_json: AsJson = False, overrides: Set = None) -> None:
    """Show where the last pictures are."""
    from assistant.cli import output as printing
    from assistant.cli.request_runner import last_pictures

    snapshot = last_pictures(lambda: settings_with(overrides))
    if as_json:
        typer.echo(json.dumps(snapshot.fields(), ensure_ascii=False))
    else:
        printing.print_last(snapshot)


@app.command(rich_help_panel=LOOKING)
def devices(as_json: AsJson = False) -> None:
    """List the microphones by the names that the settings take."""
    from assistant.cli import output as printing
    from assistant.system.microphone_list import microphones

    found = microphones()
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        printing.print_devices(found)


@app.command(rich_help_panel=LOOKING)
def models(
    as_json: AsJson = False, verify: Annotated[bool, typer.Option("--verify", help="Check every byte.")] = False
) -> None:
    """List the models, with their licences and whether they are whole."""
    from assistant.cli.output import print_models

    raise typer.Exit(0 if print_models(as_json=as_json, verify=verify) else EXIT_FAILED)


@app.command(rich_help_panel=LOOKING)
def doctor(as_json: AsJson = False, overrides: Set = None) -> None:
    """Examine everything that Jarvis needs, and say how to mend what is amiss."""
    from assistant.cli.doctor import print_examination

    raise typer.Exit(0 if print_examination(lambda: settings_with(overrides), as_json=as_json) else EXIT_FAILED)


app.add_typer(wake.app, name="wake", rich_help_panel=LOOKING)
