"""Defines the recipe of a wake word: the word, the voices that may say it, and the amount of everything.

A recipe is a TOML file: models/wake/jarvis.toml made the model that Jarvis comes with. A word without a file of its own
gets the same amounts.
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
"""The kind of a sentence: with the word, with words that sound like it, or with neither."""


class Speech(BaseModel):
    """The number of sentences of one kind from the voices of one engine."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    engine: Literal["kokoro", "hibari", "espeak", "flite", "festival"]
    count: int = Field(ge=1)


class Recipe(BaseModel):
    """Holds everything that training depends on, so that the same recipe gives the same model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    word: str = Field(min_length=2, max_length=40, pattern=WORD)
    """One or a few words in small letters: "jarvis", "hey computer"."""
    pronunciations: tuple[str, ...] = ()
    """Phonemes (misaki's alphabet) for the voices that take them; without any, each voice reads the spelling."""
    before: tuple[str, ...] = ("Hey", "Hey", "Hey", "Hi", "Okay")
    """Words that may precede the wake word without a pause; one that is listed more often is drawn more often."""
    seed: int = Field(1, ge=0)
    held_out: tuple[str, ...] = ()
    """Voices that training never uses, so that they are left for evaluation."""
    blends: int = Field(60, ge=0, le=500)
    """Number of voices that are blended from two of Kokoro's styles."""
    speech: tuple[Speech, ...]
    copies: int = Field(6, ge=1, le=50)
    """Number of rooms and noises that each call is put into."""
    negative_hours: float = Field(9.0, gt=0, le=100)
    """Hours of sound without the word."""
    heads: int = Field(3, ge=1, le=8)
    """Number of networks that are trained; their mean is the model."""
    steps: int = Field(3000, ge=10)
    """Training steps of each network in each round."""
    rounds: int = Field(3, ge=1, le=10)
    """Number of training rounds. After each but the last, the negatives that the network takes for calls are found and
    are shown more often."""

    verifiers: int = Field(4, ge=0, le=8)
    """Number of nets that are trained on Whisper's encoder to verify the heads' wake events; 0 makes no verifier."""
    verifier_steps: int = Field(3500, ge=10)
    """Training steps of each of these nets."""

    @property
    def name(self) -> str:
        """The model's file name without its ending: the word with underscores."""
        return self.word.replace(" ", "_").replace("'", "")

    @property
    def spelling(self) -> str:
        """The word as it is written in a sentence, with a capital."""
        return self.word[0].upper() + self.word[1:]


def load_recipe(path: Path, **changes: object) -> Recipe:
    """Read a recipe; `changes` replace its fields.

    Raises:
        ConfigError: The file cannot be read, or a field is wrong.
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
    """Returns the recipe of a word: its own file in models/wake, or that of "jarvis" with this word in it.

    Raises:
        ConfigError: `word` does not match WORD, or its recipe is wrong.
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
    """Returns the recipe with about a tenth of everything.

    Training takes minutes instead of an hour and gives a weaker model, enough to see whether a word is suitable.
    """
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
