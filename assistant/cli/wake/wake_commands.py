"""Defines `jarvis wake …`: log, sensitivity, tests and training. Each command imports what it needs when it runs."""

from __future__ import annotations

import importlib.util
import logging
import time
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.shared_options import AsJson, Set, settings_with
from assistant.core.errors import ModelMissing

TRAINING_PACKAGES = ("torch", "onnx", "scipy", "safetensors", "hibari")

app = typer.Typer(
    help="The wake word: what woke it and what almost did, how easily it wakes, and whether it still hears.",
    rich_markup_mode="rich",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.command()
def log(
    as_json: AsJson = False,
    limit: Annotated[int, typer.Option(min=1, help="How many of the latest.")] = 20,
) -> None:
    """Show what woke it and what almost did: scores only, no sound and no words."""
    from assistant.cli.wake.wake_sensitivity import print_log

    print_log(as_json=as_json, limit=limit)


@app.command()
def tune(  # noqa: PLR0913, PLR0917 - each is an option of its own
    value: Annotated[
        float | None, typer.Argument(min=0.02, max=0.98, help="The new sensitivity; 0.5 is the usual one.")
    ] = None,
    up: Annotated[bool, typer.Option("--up", help="Wake a little more easily.")] = False,
    down: Annotated[bool, typer.Option("--down", help="Wake a little less easily.")] = False,
    was_me: Annotated[
        int | None, typer.Option("--that-was-me", metavar="N", help="Number N of the log should have woken it.")
    ] = None,
    was_not_me: Annotated[
        int | None, typer.Option("--that-was-not-me", metavar="N", help="Number N of the log should not have.")
    ] = None,
    word: Annotated[str | None, typer.Option(help="Only this wake word, by its model's name.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would change.")] = False,
) -> None:
    """Show what another sensitivity would have done with the log, and set it.

    Without anything, it only shows. It is written to your config.toml, which keeps its comments.
    """
    from assistant.cli.wake.wake_sensitivity import Change, tune

    raise typer.Exit(tune(Change(value, up, down, was_me, was_not_me), word, dry_run=dry_run))


@app.command("test")
def self_test(as_json: AsJson = False, overrides: Set = None) -> None:
    """Play a stored call through the detector, never the speaker, and tell how the microphone is."""
    from assistant.cli.wake.wake_test import examine

    raise typer.Exit(examine(lambda: settings_with(overrides), as_json=as_json, alone=bool(overrides)))


@app.command()
def watch(
    as_json: AsJson = False,
    seconds: Annotated[float, typer.Option(min=1, help="For how long; Ctrl-C ends it before.")] = 600,
    overrides: Set = None,
) -> None:
    """Show the microphone's level and the wake word's score as they move, and say what would wake it.

    With --json, an object for each 80 ms.
    """
    from assistant.cli.wake.wake_watch import watch_command

    watch_command(lambda: settings_with(overrides), seconds=seconds, as_json=as_json, alone=bool(overrides))


@app.command()
def score(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Recordings: WAV, FLAC, Ogg, MP3 …")],
    as_json: AsJson = False,
    overrides: Set = None,
) -> None:
    """Tell for each recording where the wake word was heard, and with what scores."""
    from assistant.cli.wake.wake_score import score_command

    raise typer.Exit(score_command(files, as_json, overrides))


@app.command()
def train(  # noqa: PLR0913, PLR0917 - each is an option of its own
    word: Annotated[str, typer.Argument(help='What to wake on: "friday", "hey computer".')],
    out: Annotated[Path | None, typer.Option(help="The model file; usually among your own wake words.")] = None,
    folder: Annotated[Path | None, typer.Option(help="For what is made on the way: some GB.")] = None,
    people: Annotated[
        list[Path] | None, typer.Option(help="A folder with recordings of people who do not say the word; repeatable.")
    ] = None,
    judge: Annotated[
        list[Path] | None, typer.Option(help="A folder of development recordings with a manifest.jsonl; repeatable.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A tenth of everything: minutes, and a weaker model.")] = False,
    processes: Annotated[int | None, typer.Option(min=1, help="How many at once; usually one a processor.")] = None,
) -> None:
    """Make a wake word of your own from synthetic voices. Takes an hour or so.

    Needs: pip install "jarvis-paints\\[wake-training]". It can be interrupted, and goes on where it was.
    """
    from rich.markup import escape

    from assistant.cli.output import out as console
    from assistant.paths import cache_dir, data_home

    _check_training_packages()
    from assistant.training.build import make_model
    from assistant.training.recipe import quick_recipe, recipe_for

    logging.basicConfig(level=logging.INFO, format="  %(message)s")
    recipe = recipe_for(word.lower().strip())
    if quick:
        recipe = quick_recipe(recipe)
    work = folder or cache_dir() / "wake-training" / recipe.name
    path = out or data_home() / "wake" / f"{recipe.name}.onnx"
    console.print(f"Training the wake word [bold]“{escape(recipe.spelling)}”[/bold] in {escape(str(work))}")
    console.print("[dim]Interrupt it whenever you like: the same command goes on where it was.[/dim]")
    begun = time.monotonic()
    made = make_model(recipe, work, path, tuple(people or ()), tuple(judge or ()), processes)
    minutes = (time.monotonic() - begun) / 60
    console.print(f"[green]Done[/green] in {minutes:.0f} minutes: [cyan]{escape(str(made.path))}[/cyan]")
    console.print(f"  what it is worth: [cyan]{escape(str(made.card))}[/cyan]")
    if out is None:
        console.print(f'  To wake on it, put this into your config.toml:  wake.models = ["jarvis", "{recipe.name}"]')
    console.print(f"  [dim]{escape(str(work))} was only needed on the way; delete it when you like.[/dim]")


def _check_training_packages() -> None:
    """Raises ModelMissing if the extra `wake-training`, which nothing else of Jarvis needs, is not installed."""
    missing = [package for package in TRAINING_PACKAGES if importlib.util.find_spec(package) is None]
    if missing:
        raise ModelMissing(
            f"Training a wake word needs {', '.join(missing)}",
            'Install it: pip install "jarvis-paints[wake-training]", and for more voices: '
            "sudo apt install espeak-ng flite festival.",
        )
