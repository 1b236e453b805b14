"""`jarvis use`: another microphone or another painter, from now on. The tray's menu runs it, too."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.shared_options import AsJson

if TYPE_CHECKING:
    from assistant.cli.choices import Choice

app = typer.Typer(no_args_is_help=True, help="Choose the microphone or the painter, from now on.")

Name = Annotated[str | None, typer.Argument(help="Its name; without one, what there is.")]


@app.command()
def microphone(name: Name = None, as_json: AsJson = False) -> None:
    """Listen to another microphone. A running Jarvis takes it at once."""
    from assistant.cli.choices import microphones

    _use(microphones, name, as_json=as_json)


@app.command()
def painter(name: Name = None, as_json: AsJson = False) -> None:
    """Paint with another painter: the sketch painter, or a model."""
    from assistant.cli.choices import painters

    _use(painters, name, as_json=as_json)


def _use(look: Callable[[Mapping[str, Any]], list[Choice]], name: str | None, *, as_json: bool) -> None:
    from assistant.cli.choices import find, in_force, take

    choices = look(in_force())
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
