"""Refines an existing verifier on new examples without a loss of recall for people.

`python -m assistant.training.fitting.verifier_refinement VERIFIER OUT THRESHOLD SUSPECTS…`

A net that is trained further on synthetic voices alone rejects more calls of people: their vowels differ from synthetic
ones as much as those of near-misses do. So each net is trained further several times, in different orders, and its
weights move only a part of the way to each result: weight averaging, as in Wortsman et al., "Robust fine-tuning of
zero-shot models", 2022. Of near-misses among ordinary speech 21 were left before, 13 after, with as many calls of
people heard, where one such training by itself left 68 (development recordings; `models/wake/README.md` describes how
those three trainings differed).
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

from assistant.training.fitting.hard_examples import HardExamples, load_hard_examples
from assistant.training.fitting.onnx_export import export_verifier, read_nets
from assistant.training.fitting.verifier_fitting import SHARPNESS, WEIGHT, VerifierModel, VerifierNet, train_net

RATE = 3e-4
"""The highest learning rate: a third of that of a new net."""
STEPS = 1800
RUNS = 3
SHARE = 0.2
"""Share of each run's change that is applied: 0.6 for three of them. Between 0.5 and 0.6 the development recordings
gave the same results; with 0.75 calls of people were lost."""


def refine_net(net: VerifierNet, examples: HardExamples, steps: int, seed: int) -> VerifierNet:
    """Returns a copy of `net` that was trained further. Blocks for minutes."""
    torch.manual_seed(seed)
    return train_net(copy.deepcopy(net), examples, steps, RATE, np.random.default_rng(seed))


def blend_weights(net: VerifierNet, others: Sequence[VerifierNet], share: float) -> VerifierNet:
    """Returns `net` with its weights moved by `share` of the way to each of `others`, which were trained from it."""
    weights = {name: values.clone() for name, values in net.state_dict().items()}
    for other in others:
        for name, values in other.state_dict().items():
            weights[name] += share * (values - net.state_dict()[name])
    mixed = VerifierNet()
    mixed.load_state_dict(weights)
    return mixed.eval()


def refine_file(source: Path, target: Path, threshold: float, examples: HardExamples, steps: int = STEPS) -> None:
    """Refine every net of a verifier's file, and write them with the same facts. Blocks for minutes.

    Args:
        source: The verifier to refine.
        target: The new file.
        threshold: Threshold of the sum of the heads' and the nets' logits, chosen on development recordings.
        examples: The new examples, with enough of the old kinds among them.
        steps: Number of batches of each run.

    Raises:
        ValueError: `source` is no verifier.
    """
    nets = [
        blend_weights(net, [refine_net(net, examples, steps, 1000 * (run + 1) + number) for run in range(RUNS)], SHARE)
        for number, net in enumerate(read_nets(source))
    ]
    facts = {fact.key: fact.value for fact in onnx.load(source).metadata_props}
    export_verifier(VerifierModel(nets, WEIGHT, threshold, SHARPNESS), target, facts)


def main() -> None:
    """Refines the verifier that the command line names."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("verifier", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("threshold", type=float)
    parser.add_argument("suspects", type=Path, nargs="+", help="files that the training left: suspects-*.npz")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    refine_file(asked.verifier, asked.out, asked.threshold, load_hard_examples(asked.suspects))


if __name__ == "__main__":
    main()
