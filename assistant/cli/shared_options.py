"""Defines the options that many commands share, and loads the settings with them. Imports nothing heavy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.settings.schema import Settings

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line, for scripts.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="A setting for this run: [cyan]--set painter.count=1[/cyan]."),
]
Alone = Annotated[bool, typer.Option("--alone", help="Leave a running Jarvis out of it.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Log details, what was said among them.")]


def settings_with(overrides: list[str] | None) -> Settings:
    """Returns the effective settings with `--set` options. Raises ConfigError."""
    from assistant.settings.loading import load_settings

    return load_settings(overrides or ())
