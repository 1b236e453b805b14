"""`jarvis settings`, `jarvis welcome` and `jarvis hotkey …`: how Jarvis is set up. Each imports late what it needs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.shared_options import AsJson

if TYPE_CHECKING:
    from assistant.hotkey.hotkey_methods import Status

hotkey = typer.Typer(
    help="Push to talk: which keys make Jarvis listen, and whether they really do.",
    rich_markup_mode="rich",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def add_to(app: typer.Typer, panel: str) -> None:
    """Add these commands to `jarvis`."""
    app.command(rich_help_panel=panel)(settings)
    app.command(rich_help_panel=panel)(welcome)
    app.add_typer(hotkey, name="hotkey", rich_help_panel=panel)


def settings(
    page: Annotated[str, typer.Argument(help="Which page to open, or what to look for: [cyan]patience[/cyan].")] = "",
) -> None:
    """Open the settings: microphone, wake word, painter, privacy and every other option."""
    from assistant.ui.windows.settings.app import main

    raise typer.Exit(main(page))


def welcome() -> None:
    """Show the first steps: your microphone, how it paints, how to call it."""
    from assistant.ui.windows.welcome.app import main

    raise typer.Exit(main())


@hotkey.command()
def status(as_json: AsJson = False) -> None:
    """Tell which keys make it listen, and through what. Exit status 1 says that none do."""
    from assistant.hotkey import hotkey_methods as choosing

    _tell(choosing.status(), as_json=as_json)


@hotkey.command("set")
def set_(
    keys: Annotated[str, typer.Argument(help="Like [cyan]Ctrl+Alt+J[/cyan] or [cyan]Super+J[/cyan].")] = "Ctrl+Alt+J",
    hold: Annotated[
        bool | None, typer.Option("--hold/--tap", help="Listen while they are held, or once for each press.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask the desktop for these keys. Exit status 1 says that it did not give them, and how to do it by hand."""
    from assistant.hotkey import hotkey_methods as choosing

    _tell(choosing.set_keys(keys, hold=hold), as_json=as_json)


@hotkey.command()
def remove(as_json: AsJson = False) -> None:
    """Give the keys back."""
    from assistant.hotkey import hotkey_methods as choosing

    found = choosing.remove()
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        typer.echo("Removed: no keys make Jarvis listen.")


def _tell(found: Status, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        typer.echo(f"✓ {found.keys}: {found.words}" if found.active else f"✗ Not active. {found.words}")
        if found.hint:
            typer.echo(f"  {found.hint}")
    raise typer.Exit(0 if found.active else 1)
