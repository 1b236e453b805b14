"""Defines `jarvis gallery`, `settings`, `welcome`, `hotkey …` and `use …`. Each imports what it needs when it runs.

A window runs in this very process, so that closing it ends the command.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.shared_options import AsJson, Set, settings_with

if TYPE_CHECKING:
    from assistant.cli.choices import Choice
    from assistant.hotkey.hotkey_methods import Status

hotkey = typer.Typer(
    help="Push to talk: which keys make Jarvis listen, and whether they really do.",
    rich_markup_mode="rich",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

use = typer.Typer(no_args_is_help=True, help="Choose the microphone or the painter, from now on.")

Name = Annotated[str | None, typer.Argument(help="Its name; without one, what there is.")]


def add_to(app: typer.Typer, panel: str) -> None:
    """Adds these commands to `jarvis`."""
    app.command(rich_help_panel=panel)(gallery)
    app.command(rich_help_panel=panel)(settings)
    app.command(rich_help_panel=panel)(welcome)
    app.add_typer(hotkey, name="hotkey", rich_help_panel=panel)


def gallery(
    search: Annotated[str, typer.Argument(help="Words or a time to look for: [cyan]fox yesterday[/cyan].")] = "",
    overrides: Set = None,
) -> None:
    """Look at all pictures: find, keep, copy, paint again, delete. A second one brings the first to the front."""
    from assistant.daemon.services import gallery_of
    from assistant.ui.windows.gallery.app import main

    raise typer.Exit(main(gallery_of(settings_with(overrides)).folder, search))


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


@use.command()
def microphone(name: Name = None, as_json: AsJson = False) -> None:
    """Listen to another microphone. A running Jarvis takes it at once."""
    from assistant.cli.choices import microphones

    _use(microphones, name, as_json=as_json)


@use.command()
def painter(name: Name = None, as_json: AsJson = False) -> None:
    """Paint with another painter: the sketch painter, or a model."""
    from assistant.cli.choices import painters

    _use(painters, name, as_json=as_json)


def _use(look: Callable[[Mapping[str, Any]], list[Choice]], name: str | None, *, as_json: bool) -> None:
    from assistant.cli.choices import current_settings, find, take

    choices = look(current_settings())
    if name is not None:
        said = take(find(name, choices))
        typer.echo(json.dumps({"said": said}, ensure_ascii=False) if as_json else said)
        return
    for choice in choices:
        if as_json:
            told = {"name": choice.name, "words": choice.words, "current": choice.current}
            typer.echo(json.dumps(told, ensure_ascii=False))
        else:
            typer.echo(f"{'●' if choice.current else '○'} {choice.words}")
