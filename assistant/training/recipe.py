"""What a wake word is made of: the word, who may say it, and how much of everything. Training only.

A recipe is a TOML file: models/wake/jarvis.toml is the one that made the model that Jarvis comes with. A word without a
file of its own gets the same amounts.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.core.errors import ConfigError
from assistant.paths import data_file

WORD = r"^[a-z][a-z '\-]{1,39}$"

Kind = Literal["call", "near", "plain"]
"""A sentence with the word; with words that sound like it; with neither."""


class Speech(BaseModel):
    """So many sentences of a kind from the voices of an engine."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    engine: Literal["kokoro", "hibari", "espeak", "flite", "festival"]
    count: int = Field(ge=1)


class Recipe(BaseModel):
    """Everything that training depends on, so that the same recipe gives the same model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    word: str = Field(min_length=2, max_length=40, pattern=WORD)
    """In small letters, one word or a few: "jarvis", "hey computer"."""
    pronunciations: tuple[str, ...] = ()
    """Phonemes (misaki's alphabet) for the voices that take them; none lets each voice say the spelling its way."""
    before: tuple[str, ...] = ("Hey", "Hey", "Hey", "Hi", "Okay")
    """What may be said before the word in the same breath."""
    seed: int = Field(1, ge=0)
    held_out: tuple[str, ...] = ()
    """Voices that are never used, so that something is left to judge with."""
    blends: int = Field(60, ge=0, le=500)
    """Voices made of two of Kokoro's styles."""
    speech: tuple[Speech, ...]
    copies: int = Field(6, ge=1, le=50)
    """Each call is put into so many rooms and noises."""
    negative_hours: float = Field(9.0, gt=0, le=100)
    """Sound without the word, in hours."""
    heads: int = Field(3, ge=1, le=8)
    """So many networks are trained, and their mean is the model."""
    steps: int = Field(3000, ge=10)
    """Of training, for each network and round."""
    rounds: int = Field(3, ge=1, le=10)
    """After each but the last, the negatives that fool it are looked for and shown more often."""

    verifiers: int = Field(4, ge=0, le=8)
    """So many nets are trained on Whisper's encoder, and their mean verifies what the heads suspect; 0 makes none."""
    verifier_steps: int = Field(3500, ge=10)
    """Of training, for each of these."""

    @property
    def name(self) -> str:
        """The model's file name: the word with underscores."""
        return self.word.replace(" ", "_").replace("'", "")

    @property
    def spelling(self) -> str:
        """As it is written in a sentence."""
        return self.word[0].upper() + self.word[1:]


def load_recipe(path: Path, **changes: object) -> Recipe:
    """Read a recipe.

    Raises:
        ConfigError: It cannot be read, or something in it is wrong.
    """
    try:
        return Recipe.model_validate({**tomllib.loads(path.read_text(encoding="utf-8")), **changes})
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"The recipe {path} cannot be read: {error}", "It is a TOML file.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"The recipe {path} is wrong at {where}: {first['msg']}", "Correct it.") from error


def recipe_for(word: str) -> Recipe:
    """The recipe of a word: its own file in models/wake, or that of "jarvis" with another word in it.

    Raises:
        ConfigError: It is no word.
    """
    if not re.fullmatch(WORD, word):
        raise ConfigError(
            f"“{word}” is no word to wake on", "Give one or a few words in plain letters: friday, hey computer."
        )
    own = data_file(f"models/wake/{word.replace(' ', '_')}.toml")
    if own.is_file():
        return load_recipe(own)
    return load_recipe(data_file("models/wake/jarvis.toml"), word=word.lower().strip(), pronunciations=(), held_out=())


def quick_recipe(recipe: Recipe) -> Recipe:
    """A tenth of everything: minutes instead of an hour, and a weaker model, to try whether a word is any good."""
    return recipe.model_copy(
        update={
            "speech": tuple(part.model_copy(update={"count": max(1, part.count // 10)}) for part in recipe.speech),
            "negative_hours": recipe.negative_hours / 10,
            "heads": 1,
            "steps": max(10, recipe.steps // 5),
            "verifiers": min(1, recipe.verifiers),
            "verifier_steps": max(10, recipe.verifier_steps // 3),
        }
    )
