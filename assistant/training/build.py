"""Makes a model of a recipe: every step in order, then the threshold, the file, its self-test call and its card.

Training only.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.hearing.wake.verifier import WORD_LENGTH_KEY, verifier_path
from assistant.training.evaluation.head_evaluation import Trial, judge_by, read_trials
from assistant.training.evaluation.model_card import write_card
from assistant.training.evaluation.two_stage_evaluation import judge_verified, scaled
from assistant.training.features.corpus import CorpusMaker
from assistant.training.fitting import verifier_fitting as verifying
from assistant.training.fitting.head_export import export
from assistant.training.fitting.head_network import Model
from assistant.training.fitting.verifier_file import export_verifier
from assistant.training.fitting.verifier_fitting import Verifying
from assistant.training.publication import (
    SHARPNESS,
    choose_threshold,
    clearest_call,
    curve,
    load_heads,
    load_verifiers,
    slow_s,
    write_clip,
)
from assistant.training.recipe import Recipe
from assistant.training.recipe_steps import Workshop

log = logging.getLogger(__name__)

FRESH_HOURS = 0.5
"""New sound without the word that the threshold is chosen on."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made."""

    path: Path
    card: Path


def make_model(
    recipe: Recipe,
    folder: Path,
    path: Path,
    people: Sequence[Path] = (),
    judge: Sequence[Path] = (),
    processes: int | None = None,
) -> Made:
    """Make the model file `path`, and a card beside it. Blocks; what is done already is not done again.

    Args:
        recipe: What it is made of.
        folder: Gets everything that is made on the way.
        path: The model, an .onnx file.
        people: Folders with recordings of people who do not say the word.
        judge: Folders of development recordings, with a manifest.jsonl each.
        processes: How many at once; none takes all processors.
    """
    begun = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    shop = Workshop(recipe, folder, tuple(people), processes or os.cpu_count() or 1)
    shop.speak()
    shop.compose()
    shop.fit()
    heads = load_heads([shop.head_file(number) for number in range(recipe.heads)])
    log.info("choosing the threshold")
    trials: dict[str, list[Trial]] = {}
    if judge:
        trials = {"as recorded": read_trials(judge), "in noise, 10 dB": read_trials(judge, noise_db=10.0)}
    fresh = CorpusMaker(recipe, folder / "sounds").trials("plain", FRESH_HOURS)
    threshold = choose_threshold(fresh, FRESH_HOURS, trials.values(), judge_by(Model(heads).logits_only()))
    model = Model(heads, threshold, SHARPNESS)
    facts = {"word": recipe.spelling, "recipe": recipe_digest(recipe), "licence": "Apache-2.0"}
    export(model, path, facts)
    heard = judge_by(model.logits_only())
    if recipe.verifiers:
        shop.suspect()
        shop.verify()
        nets = load_verifiers([shop.verifier_file(number) for number in range(recipe.verifiers)])
        raw = judge_verified(heard, Verifying(nets, verifying.WEIGHT))
        threshold = choose_threshold(fresh, FRESH_HOURS, trials.values(), raw)
        facts |= {WORD_LENGTH_KEY: f"{slow_s(folder / 'sounds'):.2f}"}
        export_verifier(Verifying(nets, verifying.WEIGHT, threshold, verifying.SHARPNESS), verifier_path(path), facts)
        heard = scaled(raw, threshold, verifying.SHARPNESS)
    write_clip(clearest_call(folder / "sounds"), path.with_suffix(".wav"))
    card = write_card(recipe, folder / "sounds", path, curve(heard, trials), list(trials), time.monotonic() - begun)
    return Made(path, card)


def recipe_digest(recipe: Recipe) -> str:
    """The first 16 hexadecimal digits of the recipe's SHA-256, to tell models apart."""
    return hashlib.sha256(recipe.model_dump_json().encode()).hexdigest()[:16]
