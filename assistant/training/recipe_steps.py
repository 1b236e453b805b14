"""Runs the steps of a training: speak, compose, fit the heads, find hard examples, fit the verifiers.

Each step leaves its result in a folder and is skipped where the result exists, so that an interrupted training resumes.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.training.recipe import Recipe
from assistant.training.shards import run_shards

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """Runs the steps of one training in its folder, each in several processes. Every step blocks until it is done.

    Args:
        recipe: The word and the amounts of everything.
        folder: Receives all intermediate files, some gigabytes.
        people: Folders with recordings of people who do not say the word.
        processes: Number of processes.
    """

    recipe: Recipe
    folder: Path
    people: tuple[Path, ...] = ()
    processes: int = 2

    def speak(self) -> None:
        """Synthesises every sentence."""
        from assistant.training.voices.speech_synthesis import speak_everything

        speak_everything(self.recipe, self.folder / "sounds", self.processes)

    def compose(self) -> None:
        """Puts the sentences into rooms and noise, and computes the embeddings."""
        parts = [self.folder / f"corpus-{shard}of{self.processes}.npz" for shard in range(self.processes)]
        if not all(part.is_file() for part in parts):
            self._write_plan()
            self._run_shards("compose")

    def fit(self) -> None:
        """Trains the heads, one after another in each process."""
        if not all(self.head_file(number).is_file() for number in range(self.recipe.heads)):
            self._run_shards("fit")

    def find_hard_examples(self) -> None:
        """Collects the moments at which the heads suspect the word, rightly or wrongly."""
        parts = [self.folder / f"suspects-{shard}of{self.processes}.npz" for shard in range(self.processes)]
        if not all(part.is_file() for part in parts):
            self._write_plan()
            self._run_shards("suspect")

    def fit_verifiers(self) -> None:
        """Trains the verifier's nets, one after another in each process."""
        if not all(self.verifier_file(number).is_file() for number in range(self.recipe.verifiers)):
            self._run_shards("verify")

    def verifier_file(self, number: int) -> Path:
        """The file with the weights of one of the verifier's nets (safetensors)."""
        return self.folder / f"verifier-{number}.safetensors"

    def head_file(self, number: int) -> Path:
        """The file with the weights of one head (safetensors)."""
        return self.folder / f"head-{number}.safetensors"

    def _write_plan(self) -> None:
        plan = {"recipe": self.recipe.model_dump(mode="json"), "people": [str(folder) for folder in self.people]}
        (self.folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")

    def _run_shards(self, step: str) -> None:
        if not run_shards("assistant.training.recipe_steps", [step, str(self.folder)], self.processes):
            raise RuntimeError(f"A process that had to {step} failed; what it said last is above.")


def _compose(run: TrainingRun, shard: int) -> None:
    from assistant.training.features.corpus import CorpusMaker, join, read_people, save

    path = run.folder / f"corpus-{shard}of{run.processes}.npz"
    if path.is_file():
        return
    maker = CorpusMaker(run.recipe, run.folder / "sounds", read_people(run.people))
    save(join([maker.calls(shard, run.processes), maker.negatives(shard, run.processes)]), path)


def _fit(run: TrainingRun, shard: int) -> None:
    import torch
    from safetensors.torch import save_file

    from assistant.training.features.corpus import join, load
    from assistant.training.fitting.head_fitting import HeadFitting

    torch.set_num_threads(1)
    corpus = join([load(path) for path in sorted(run.folder.glob("corpus-*.npz"))])
    for number in range(shard, run.recipe.heads, run.processes):
        path = run.head_file(number)
        if not path.is_file():
            seed = run.recipe.seed * 100 + number
            head = HeadFitting(corpus, run.recipe.steps, run.recipe.rounds, seed).run()
            save_file(head.state_dict(), path.with_suffix(".part"))
            path.with_suffix(".part").rename(path)


def _suspect(run: TrainingRun, shard: int) -> None:
    from assistant.training.features.corpus import CorpusMaker, read_people
    from assistant.training.fitting.hard_examples import COMPOSED, PEOPLE, HardExampleFinder, save_hard_examples
    from assistant.training.fitting.head_network import Model
    from assistant.training.publication import load_heads

    path = run.folder / f"suspects-{shard}of{run.processes}.npz"
    if path.is_file():
        return
    recipe, shards = run.recipe, run.processes
    heads = load_heads([run.head_file(number) for number in range(recipe.heads)])
    maker = CorpusMaker(recipe, run.folder / "sounds", read_people(run.people))
    finder = HardExampleFinder(Model(heads).logits_only(), recipe.seed * 100 + shard)
    finder.search(maker.call_scenes(shard, shards), COMPOSED)
    finder.search(maker.negative_scenes(shard, shards), COMPOSED)
    finder.search(maker.near_scenes(shard, shards), COMPOSED)
    finder.search(maker.people_scenes(shard, shards), PEOPLE)
    save_hard_examples(finder.examples(), path)


def _verify(run: TrainingRun, shard: int) -> None:
    import torch
    from safetensors.torch import save_file

    from assistant.training.fitting.hard_examples import load_hard_examples
    from assistant.training.fitting.verifier_fitting import fit_verifier_net

    torch.set_num_threads(1)
    suspects = load_hard_examples(sorted(run.folder.glob("suspects-*.npz")))
    for number in range(shard, run.recipe.verifiers, run.processes):
        path = run.verifier_file(number)
        if not path.is_file():
            net = fit_verifier_net(suspects, run.recipe.verifier_steps, run.recipe.seed * 100 + number)
            save_file(net.state_dict(), path.with_suffix(".part"))
            path.with_suffix(".part").rename(path)


def main(arguments: Sequence[str]) -> None:
    """Runs one process's part of a step; arguments: step, folder, shard, number of shards."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    step, folder, shard, shards = arguments[0], Path(arguments[1]), int(arguments[2]), int(arguments[3])
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    run = TrainingRun(
        Recipe.model_validate(plan["recipe"]), folder, tuple(Path(path) for path in plan["people"]), shards
    )
    steps: dict[str, Callable[[TrainingRun, int], None]] = {
        "compose": _compose,
        "fit": _fit,
        "suspect": _suspect,
        "verify": _verify,
    }
    begun = time.monotonic()
    steps[step](run, shard)
    log.info("%s %d of %d took %.0f s", step, shard + 1, shards, time.monotonic() - begun)


if __name__ == "__main__":
    main(sys.argv[1:])
