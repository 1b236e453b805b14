"""Measures heads, alone or with a verifier, on recordings that no training used.

Development recordings are folders with a manifest.jsonl: `file`, `label` (wake or neg) and, for calls, `wake_start` and
`wake_end` in seconds. They choose the threshold; the quality of a model has to be measured on other recordings.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.hearing.audio.recording import Recording
from assistant.hearing.wake.verifier import MIN_SUSPICION, SEEN_SAMPLES, Verifier
from assistant.training.features.noises import KINDS, Noise, level
from assistant.training.features.speech_embeddings import FIRST_BLOCK, Embeddings, FrontEnd
from assistant.training.fitting.head_network import LENGTH
from assistant.training.fitting.verifier_fitting import VerifierModel

BLOCK_S = 0.08
LATE_S = 0.8
"""A call counts as heard if a score reaches the threshold up to LATE_S after the word's end."""
REFRACTORY_S = 1.5
PADDING_S = 2.2
"""Near-silence that is added before and after each recording, so that a detector has scores all around every word."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One recording with its embeddings."""

    group: str
    """Label, source and variant: "wake real", "neg tts-nearmiss"."""
    samples: NDArray[np.int16]
    """Mono, 16 kHz, padded with PADDING_S on both sides."""
    embeddings: Embeddings
    start_s: float
    end_s: float
    """Start and end of the word; negative where there is none."""
    seconds: float


def read_trials(folders: Iterable[Path], noise_db: float | None = None, seed: int = 0) -> list[Trial]:
    """Reads all recordings of the folders; with `noise_db`, adds noise of several kinds that much below the voice."""
    front_end = FrontEnd()
    trials = []
    for folder in folders:
        rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
        for number, row in enumerate(rows):
            with Recording(folder / row["file"], realtime=False, trailing_s=0.0) as recording:
                sound = np.frombuffer(b"".join(recording.blocks()), np.int16)
            rng = np.random.default_rng([seed, number])
            padded = _padded(sound, rng, noise_db, KINDS[number % len(KINDS)])
            wake = row["label"] == "wake"
            trials.append(
                Trial(
                    " ".join(str(row[key]) for key in ("label", "source", "variant") if row.get(key)),
                    padded,
                    front_end.embeddings(padded),
                    row["wake_start"] + PADDING_S if wake else -1.0,
                    row["wake_end"] + PADDING_S if wake else -1.0,
                    sound.size / 16_000,
                )
            )
    return trials


def negative_trials(group: str, stretches: Iterable[NDArray[np.int16]]) -> list[Trial]:
    """Returns trials without a call from stretches of sound (mono, 16 kHz), which are taken as they are."""
    front_end = FrontEnd()
    return [Trial(group, sound, front_end.embeddings(sound), -1.0, -1.0, sound.size / 16_000) for sound in stretches]


def _padded(
    sound: NDArray[np.int16], rng: np.random.Generator, noise_db: float | None, kind: Noise
) -> NDArray[np.int16]:
    padding = round(PADDING_S * 16_000)
    voice = np.zeros(sound.size + 2 * padding, np.float64)
    voice[padding : padding + sound.size] = sound
    voice += rng.standard_normal(voice.size) * 3
    if noise_db is not None:
        frames = np.sort(np.square(sound[: sound.size // 320 * 320].astype(np.float64).reshape(-1, 320)).mean(axis=1))
        loudness = np.sqrt(frames[len(frames) // 2 :].mean())
        noise = level(kind(voice.size, rng))
        voice += noise * loudness * 10 ** (-noise_db / 20)
    return np.clip(np.round(voice), -32768, 32767).astype(np.int16)


Scorer = Callable[[Trial], NDArray[np.float32]]
"""Returns a model's logit for each moment of a recording, from the end of block 26 on, one each 80 ms."""


def head_scorer(model: torch.nn.Module) -> Scorer:
    """Returns a scorer for heads alone; `model` maps embeddings [n, 16, 96] to logits [n]."""

    def score(trial: Trial) -> NDArray[np.float32]:
        if len(trial.embeddings) < LENGTH:
            return np.zeros(0, np.float32)
        rows = np.lib.stride_tricks.sliding_window_view(trial.embeddings, LENGTH, axis=0).transpose(0, 2, 1)
        with torch.no_grad():
            return np.asarray(model(torch.from_numpy(rows.astype(np.float32))).numpy(), np.float32)

    return score


def moment_ends(count: int) -> NDArray[np.float64]:
    """Returns the ends of the first `count` moments of a recording, in seconds."""
    return np.asarray((np.arange(count) + FIRST_BLOCK + LENGTH) * BLOCK_S, np.float64)


def recall(scorer: Scorer, trials: Sequence[Trial], threshold: float) -> dict[str, tuple[int, int, float, float]]:
    """Returns, for each group of calls: calls heard, all calls, median and 95th percentile of the delay in seconds."""
    found: dict[str, list[float | None]] = {}
    for trial in trials:
        if trial.end_s < 0:
            continue
        logits = scorer(trial)
        moments = moment_ends(len(logits))
        hits = moments[(logits >= threshold) & (moments > trial.start_s) & (moments < trial.end_s + LATE_S)]
        found.setdefault(trial.group, []).append(float(hits[0] - trial.end_s) if hits.size else None)
    summary = {}
    for group, delays in found.items():
        heard = [delay for delay in delays if delay is not None]
        quantiles = np.quantile(heard, [0.5, 0.95]) if heard else (0.0, 0.0)
        summary[group] = (len(heard), len(delays), float(quantiles[0]), float(quantiles[1]))
    return summary


def false_calls(scorer: Scorer, trials: Sequence[Trial]) -> dict[str, list[float]]:
    """Returns, for each group of negatives, the logit of every peak that could be a call, largest first."""
    peaks: dict[str, list[float]] = {}
    for trial in trials:
        if trial.end_s >= 0:
            continue
        peaks.setdefault(trial.group, []).extend(peaks_of(scorer(trial)))
    return {group: sorted(values, reverse=True) for group, values in peaks.items()}


def peaks_of(logits: NDArray[np.float32]) -> list[float]:
    """Returns the largest logits that are at least REFRACTORY_S apart."""
    apart = round(REFRACTORY_S / BLOCK_S)
    found = []
    left = logits.copy()
    while left.size:
        at = int(left.argmax())
        if left[at] < -8:
            break
        found.append(float(left[at]))
        left[max(0, at - apart) : at + apart + 1] = -np.inf
    return found


LEAST_LOGIT = math.log(MIN_SUSPICION / (1 - MIN_SUSPICION))
"""The verifier sees moments with at least this logit of the heads."""
UNSUSPECTED = -1000.0
"""Logit of a moment that no verifier sees: it stays below every threshold, however the others are scaled."""


def two_stage_scorer(heads: Scorer, verifier: VerifierModel) -> Scorer:
    """Returns a scorer for heads with a verifier, as the running detector applies them.

    Its logit is the verified one where the heads suspect a call, and UNSUSPECTED elsewhere.
    """
    # Encoding takes most of the time, so the result of each recording is kept, by its id: the recordings have to live
    # as long as the scorer.
    encoder = Verifier({})
    known: dict[int, NDArray[np.float32]] = {}

    def score(trial: Trial) -> NDArray[np.float32]:
        if id(trial) not in known:
            suspicion = heads(trial)
            logits = np.full_like(suspicion, UNSUSPECTED)
            ends = np.round(moment_ends(len(logits)) * 16_000).astype(np.int64)
            for at in np.flatnonzero(suspicion >= LEAST_LOGIT):
                features = torch.from_numpy(encoder.encode(trial.samples[max(0, ends[at] - SEEN_SAMPLES) : ends[at]]))
                with torch.no_grad():
                    logits[at] = verifier(features, torch.tensor([suspicion[at]])).item()
            known[id(trial)] = logits
        return known[id(trial)]

    return score


def scaled(scorer: Scorer, threshold: float, sharpness: float) -> Scorer:
    """Returns a scorer whose logits are moved by −`threshold`, then multiplied by `sharpness`."""
    return lambda trial: (scorer(trial) - np.float32(threshold)) * np.float32(sharpness)
