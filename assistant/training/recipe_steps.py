"""The whole recipe, from nothing to a model file: speak, compose, fit, choose the threshold, export. Training only.

Each step leaves its result in a folder, and is skipped where the result is there: what was interrupted goes on.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.core.child_process import child_environment, python_command
from assistant.training.recipe import Recipe

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where a model is made.

    Args:
        recipe: What it is made of.
        folder: Gets everything that is made on the way, some gigabytes.
        people: Folders with recordings of people who do not say the word.
        processes: How many at once.
    """

    recipe: Recipe
    folder: Path
    people: tuple[Path, ...] = ()
    processes: int = 2

    def speak(self) -> None:
        """Have the voices say everything."""
        from assistant.training.voices.speech_synthesis import speak_everything

        speak_everything(self.recipe, self.folder / "sounds", self.processes)

    def compose(self) -> None:
        """Put what was said into rooms and noise, and take its embeddings."""
        parts = [self.folder / f"corpus-{shard}of{self.processes}.npz" for shard in range(self.processes)]
        if not all(part.is_file() for part in parts):
            self._write_plan()
            self._run_shards("compose")

    def fit(self) -> None:
        """Train the heads, one after another in each process."""
        if not all(self.head_file(number).is_file() for number in range(self.recipe.heads)):
            self._run_shards("fit")

    def suspect(self) -> None:
        """Collect what the heads suspect, rightly and wrongly."""
        parts = [self.folder / f"suspects-{shard}of{self.processes}.npz" for shard in range(self.processes)]
        if not all(part.is_file() for part in parts):
            self._write_plan()
            self._run_shards("suspect")

    def verify(self) -> None:
        """Train the verifier's nets, one after another in each process."""
        if not all(self.verifier_file(number).is_file() for number in range(self.recipe.verifiers)):
            self._run_shards("verify")

    def verifier_file(self, number: int) -> Path:
        """The weights of one of the verifier's nets, as safetensors."""
        return self.folder / f"verifier-{number}.safetensors"

    def head_file(self, number: int) -> Path:
        """The weights of one head, as safetensors."""
        return self.folder / f"head-{number}.safetensors"

    def _write_plan(self) -> None:
        plan = {"recipe": self.recipe.model_dump(mode="json"), "people": [str(folder) for folder in self.people]}
        (self.folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")

    def _run_shards(self, step: str) -> None:
        command, environment = (
            python_command("assistant.training.recipe_steps", step, str(self.folder)),
            child_environment(),
        )
        running = [
            subprocess.Popen([*command, str(shard), str(self.processes)], env=environment)
            for shard in range(self.processes)
        ]
        exits = [process.wait() for process in running]
        if any(exits):
            raise RuntimeError(f"A process that had to {step} failed; what it said last is above.")


def _compose(workshop: Workshop, shard: int) -> None:
    from assistant.training.features.corpus import CorpusMaker, join, save
    from assistant.training.features.people_recordings import read_people

    path = workshop.folder / f"corpus-{shard}of{workshop.processes}.npz"
    if path.is_file():
        return
    maker = CorpusMaker(workshop.recipe, workshop.folder / "sounds", read_people(workshop.people))
    save(join([maker.calls(shard, workshop.processes), maker.negatives(shard, workshop.processes)]), path)


def _fit(workshop: Workshop, shard: int) -> None:
    import torch
    from safetensors.torch import save_file

    from assistant.training.features.corpus import join, load
    from assistant.training.fitting.head_fitting import Fitting

    torch.set_num_threads(1)
    corpus = join([load(path) for path in sorted(workshop.folder.glob("corpus-*.npz"))])
    for number in range(shard, workshop.recipe.heads, workshop.processes):
        path = workshop.head_file(number)
        if not path.is_file():
            seed = workshop.recipe.seed * 100 + number
            head = Fitting(corpus, workshop.recipe.steps, workshop.recipe.rounds, seed).run()
            save_file(head.state_dict(), path.with_suffix(".part"))
            path.with_suffix(".part").rename(path)


def _suspect(workshop: Workshop, shard: int) -> None:
    from assistant.training.features.corpus import CorpusMaker
    from assistant.training.features.people_recordings import read_people
    from assistant.training.fitting.hard_examples import COMPOSED, PEOPLE, SuspectFinder, save_suspects
    from assistant.training.fitting.head_network import Model
    from assistant.training.publication import load_heads

    path = workshop.folder / f"suspects-{shard}of{workshop.processes}.npz"
    if path.is_file():
        return
    recipe, shards = workshop.recipe, workshop.processes
    heads = load_heads([workshop.head_file(number) for number in range(recipe.heads)])
    maker = CorpusMaker(recipe, workshop.folder / "sounds", read_people(workshop.people))
    finder = SuspectFinder(Model(heads).logits_only(), recipe.seed * 100 + shard)
    finder.look(maker.call_scenes(shard, shards), COMPOSED)
    finder.look(maker.negative_scenes(shard, shards), COMPOSED)
    finder.look(maker.near_scenes(shard, shards), COMPOSED)
    finder.look(maker.people_scenes(shard, shards), PEOPLE)
    save_suspects(finder.found(), path)


def _verify(workshop: Workshop, shard: int) -> None:
    import torch
    from safetensors.torch import save_file

    from assistant.training.fitting.hard_examples import load_suspects
    from assistant.training.fitting.verifier_fitting import fit_verifier

    torch.set_num_threads(1)
    suspects = load_suspects(sorted(workshop.folder.glob("suspects-*.npz")))
    for number in range(shard, workshop.recipe.verifiers, workshop.processes):
        path = workshop.verifier_file(number)
        if not path.is_file():
            net = fit_verifier(suspects, workshop.recipe.verifier_steps, workshop.recipe.seed * 100 + number)
            save_file(net.state_dict(), path.with_suffix(".part"))
            path.with_suffix(".part").rename(path)


def main(arguments: Sequence[str]) -> None:
    """One of several processes: step, folder, shard, number of shards."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    step, folder, shard, shards = arguments[0], Path(arguments[1]), int(arguments[2]), int(arguments[3])
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    workshop = Workshop(
        Recipe.model_validate(plan["recipe"]), folder, tuple(Path(path) for path in plan["people"]), shards
    )
    steps: dict[str, Callable[[Workshop, int], None]] = {
        "compose": _compose,
        "fit": _fit,
        "suspect": _suspect,
        "verify": _verify,
    }
    begun = time.monotonic()
    steps[step](workshop, shard)
    log.info("%s %d of %d took %.0f s", step, shard + 1, shards, time.monotonic() - begun)


if __name__ == "__main__":
    main(sys.argv[1:])
