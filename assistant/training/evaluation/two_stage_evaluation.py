"""Judges recordings by heads with a verifier, as the running detector hears them. Training only."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.hearing.wake.verifier import MIN_SUSPICION, SEEN_SAMPLES, Verifier
from assistant.training.evaluation.head_evaluation import Judge, Trial, moment_ends
from assistant.training.fitting.verifier_fitting import Verifying

LEAST_LOGIT = math.log(MIN_SUSPICION / (1 - MIN_SUSPICION))
UNSUSPECTED = -1000.0
"""Stands for a moment that no verifier sees: its score stays below every threshold, however the others are scaled."""


def judge_verified(heads: Judge, verifying: Verifying) -> Judge:
    """The verified logit of each moment at which the heads suspect a call, and UNSUSPECTED for the others.

    Encoding is what takes the time, so a recording that is asked for again costs nothing: keep the recordings alive as
    long as the judge.
    """
    encoder = Verifier({})
    known: dict[int, NDArray[np.float32]] = {}

    def judge(trial: Trial) -> NDArray[np.float32]:
        if id(trial) not in known:
            suspicion = heads(trial)
            logits = np.full_like(suspicion, UNSUSPECTED)
            ends = np.round(moment_ends(len(logits)) * 16_000).astype(np.int64)
            for at in np.flatnonzero(suspicion >= LEAST_LOGIT):
                features = torch.from_numpy(encoder.encode(trial.samples[max(0, ends[at] - SEEN_SAMPLES) : ends[at]]))
                with torch.no_grad():
                    logits[at] = verifying(features, torch.tensor([suspicion[at]])).item()
            known[id(trial)] = logits
        return known[id(trial)]

    return judge


def scaled(judge: Judge, threshold: float, sharpness: float) -> Judge:
    """The same with another zero and scale."""
    return lambda trial: (judge(trial) - np.float32(threshold)) * np.float32(sharpness)
