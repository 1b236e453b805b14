"""Teaches a verifier that exists something new without making it forget the people it knows. Training only.

`python -m assistant.training.fitting.verifier_refinement VERIFIER OUT THRESHOLD SUSPECTS…`

A net that is trained further on synthetic voices alone comes to doubt people: their vowels differ from voices' as much
as near-misses' do. So each net is trained further several times, in different orders, and moves only a part of the way
to where it came each time: the mean of weights, as in Wortsman et al., "Robust fine-tuning of zero-shot models", 2022.
Of near-misses among ordinary speech 21 were left before, 13 after, with as many calls of people heard, where one such
training by itself left 68 (development recordings; `models/wake/README.md` tells how those three trainings differed).
"""

from __future__ import annotations

import argparse
import copy
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch

from assistant.training.fitting.hard_examples import Suspects, load_suspects
from assistant.training.fitting.verifier_file import export_verifier, read_nets
from assistant.training.fitting.verifier_fitting import SHARPNESS, WEIGHT, Verifying, VerifyingNet, trained

RATE = 3e-4
"""The highest learning rate: a third of that of a new net."""
STEPS = 1800
RUNS = 3
SHARE = 0.2
"""So much of each run's change is taken: 0.6 of the way for three of them. From 0.5 to 0.6 the development recordings
fared alike, with 0.75 people were lost."""


def refined(net: VerifyingNet, suspects: Suspects, steps: int, seed: int) -> VerifyingNet:
    """A copy of `net` that was trained further. Blocks for minutes."""
    torch.manual_seed(seed)
    return trained(copy.deepcopy(net), suspects, steps, RATE, np.random.default_rng(seed))


def blended(net: VerifyingNet, others: Sequence[VerifyingNet], share: float) -> VerifyingNet:
    """`net` moved by `share` of the way to each of the others, whose training began with it."""
    weights = {name: values.clone() for name, values in net.state_dict().items()}
    for other in others:
        for name, values in other.state_dict().items():
            weights[name] += share * (values - net.state_dict()[name])
    mixed = VerifyingNet()
    mixed.load_state_dict(weights)
    return mixed.eval()


def refine_file(source: Path, target: Path, threshold: float, suspects: Suspects, steps: int = STEPS) -> None:
    """Refine every net of a verifier's file, and write them with the same facts. Blocks for minutes.

    Args:
        source: The verifier as it is.
        target: The verifier as it becomes.
        threshold: Of the sum of what heads and nets say; development recordings choose it.
        suspects: The new examples, and enough of the old kinds among them.
        steps: Batches of each run.

    Raises:
        ValueError: `source` is no verifier.
    """
    nets = [
        blended(net, [refined(net, suspects, steps, 1000 * (run + 1) + number) for run in range(RUNS)], SHARE)
        for number, net in enumerate(read_nets(source))
    ]
    facts = {fact.key: fact.value for fact in onnx.load(source).metadata_props}
    export_verifier(Verifying(nets, WEIGHT, threshold, SHARPNESS), target, facts)


def main() -> None:
    """Refine what the command line names."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("verifier", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("threshold", type=float)
    parser.add_argument("suspects", type=Path, nargs="+", help="files that the training left: suspects-*.npz")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    refine_file(asked.verifier, asked.out, asked.threshold, load_suspects(asked.suspects))


if __name__ == "__main__":
    main()
