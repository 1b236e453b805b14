"""`jarvis wake train WORD`: makes a wake word model from synthetic voices, on this machine.

An extra: it needs PyTorch and voices, which the rest of Jarvis does not. It can be interrupted, and goes on.
"""

from __future__ import annotations

import importlib.util
import logging
import time
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape

from assistant.cli.output import out
from assistant.core.errors import ModelMissing
from assistant.paths import cache_dir, data_home

NEEDED = ("torch", "onnx", "scipy", "safetensors", "hibari")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line says."""

    out: Path | None = None
    folder: Path | None = None
    people: tuple[Path, ...] = ()
    judge: tuple[Path, ...] = ()
    quick: bool = False
    processes: int | None = None


def train_command(word: str, wishes: Wishes) -> None:
    """Train, and say how to use the result. Blocks for an hour or so; with `quick` for minutes.

    Raises:
        ModelMissing: The extra is not installed.
        ConfigError: It is no word, or its recipe is wrong.
    """
    missing = [package for package in NEEDED if importlib.util.find_spec(package) is None]
    if missing:
        raise ModelMissing(
            f"Training a wake word needs {', '.join(missing)}",
            'Install it: pip install "jarvis-paints[wake-training]", and for more voices: '
            "sudo apt install espeak-ng flite festival.",
        )
    from assistant.training.build import make_model
    from assistant.training.recipe import quick_recipe, recipe_for

    logging.basicConfig(level=logging.INFO, format="  %(message)s")
    recipe = recipe_for(word.lower().strip())
    if wishes.quick:
        recipe = quick_recipe(recipe)
    folder = wishes.folder or cache_dir() / "wake-training" / recipe.name
    path = wishes.out or data_home() / "wake" / f"{recipe.name}.onnx"
    out.print(f"Training the wake word [bold]“{escape(recipe.spelling)}”[/bold] in {escape(str(folder))}")
    out.print("[dim]Interrupt it whenever you like: the same command goes on where it was.[/dim]")
    begun = time.monotonic()
    made = make_model(recipe, folder, path, wishes.people, wishes.judge, wishes.processes)
    out.print(
        f"[green]Done[/green] in {(time.monotonic() - begun) / 60:.0f} minutes: [cyan]{escape(str(made.path))}[/cyan]"
    )
    out.print(f"  what it is worth: [cyan]{escape(str(made.card))}[/cyan]")
    if wishes.out is None:
        out.print(f'  To wake on it, put this into your config.toml:  wake.models = ["jarvis", "{recipe.name}"]')
    out.print(f"  [dim]{escape(str(folder))} was only needed on the way; delete it when you like.[/dim]")
