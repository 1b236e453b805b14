"""Makes a model from a recipe: runs every step, chooses the threshold, writes model, self-test call and card."""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.hearing.wake.verifier import WORD_LENGTH_KEY, verifier_path
from assistant.training.evaluation.head_evaluation import (
    Trial,
    head_scorer,
    negative_trials,
    read_trials,
    scaled,
    two_stage_scorer,
)
from assistant.training.evaluation.model_card import write_card
from assistant.training.features.corpus import CorpusMaker
from assistant.training.fitting import verifier_fitting
from assistant.training.fitting.head_network import Model
from assistant.training.fitting.onnx_export import export_heads, export_verifier
from assistant.training.fitting.verifier_fitting import VerifierModel
from assistant.training.publication import (
    SHARPNESS,
    choose_threshold,
    clearest_call,
    curve,
    load_heads,
    load_verifiers,
    slow_length_s,
    write_clip,
)
from assistant.training.recipe import Recipe
from assistant.training.recipe_steps import TrainingRun

log = logging.getLogger(__name__)

FRESH_HOURS = 0.5
"""Hours of new sound without the word, which the threshold is chosen on."""


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """The files of a finished model."""

    path: Path
    card: Path


def make_model(
    recipe: Recipe,
    folder: Path,
    path: Path,
    people: Sequence[Path] = (),
    development: Sequence[Path] = (),
    processes: int | None = None,
) -> TrainedModel:
    """Make the model file `path` and a card beside it. Blocks for an hour or so; finished steps are skipped.

    Args:
        recipe: The word and the amounts of everything.
        folder: Receives all intermediate files, some gigabytes.
        path: The model, an .onnx file.
        people: Folders with recordings of people who do not say the word.
        development: Folders of development recordings, with a manifest.jsonl each.
        processes: Number of processes; None takes one for each processor.
    """
    begun = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    run = TrainingRun(recipe, folder, tuple(people), processes or os.cpu_count() or 1)
    run.speak()
    run.compose()
    run.fit()
    heads = load_heads([run.head_file(number) for number in range(recipe.heads)])
    log.info("choosing the threshold")
    trials: dict[str, list[Trial]] = {}
    if development:
        trials = {"as recorded": read_trials(development), "in noise, 10 dB": read_trials(development, noise_db=10.0)}
    stretches = CorpusMaker(recipe, folder / "sounds").new_stretches("plain", FRESH_HOURS)
    fresh = negative_trials("plain", stretches)
    threshold = choose_threshold(fresh, FRESH_HOURS, trials.values(), head_scorer(Model(heads).logits_only()))
    model = Model(heads, threshold, SHARPNESS)
    facts = {"word": recipe.spelling, "recipe": recipe_digest(recipe), "licence": "Apache-2.0"}
    export_heads(model, path, facts)
    scorer = head_scorer(model.logits_only())
    if recipe.verifiers:
        run.find_hard_examples()
        run.fit_verifiers()
        nets = load_verifiers([run.verifier_file(number) for number in range(recipe.verifiers)])
        raw = two_stage_scorer(scorer, VerifierModel(nets, verifier_fitting.WEIGHT))
        threshold = choose_threshold(fresh, FRESH_HOURS, trials.values(), raw)
        facts |= {WORD_LENGTH_KEY: f"{slow_length_s(folder / 'sounds'):.2f}"}
        verifier = VerifierModel(nets, verifier_fitting.WEIGHT, threshold, verifier_fitting.SHARPNESS)
        export_verifier(verifier, verifier_path(path), facts)
        scorer = scaled(raw, threshold, verifier_fitting.SHARPNESS)
    write_clip(clearest_call(folder / "sounds"), path.with_suffix(".wav"))
    card = write_card(recipe, folder / "sounds", path, curve(scorer, trials), list(trials), time.monotonic() - begun)
    return TrainedModel(path, card)


def recipe_digest(recipe: Recipe) -> str:
    """Returns the first 16 hexadecimal digits of the recipe's SHA-256, which identify the model's origin."""
    return hashlib.sha256(recipe.model_dump_json().encode()).hexdigest()[:16]
