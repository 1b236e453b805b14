"""How well heads do on recordings that no training saw, and which threshold that asks for. Training only.

Development recordings are folders with a manifest.jsonl: `file`, `label` (wake or neg) and, for calls, `wake_start` and
`wake_end` in seconds. They choose the threshold; what a model is worth has to be measured on others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.hearing.audio.recording import Recording
from assistant.training.features.noises import KINDS, Noise, level
from assistant.training.features.speech_embeddings import FIRST_BLOCK, Embeddings, FrontEnd
from assistant.training.fitting.head_network import LENGTH

BLOCK_S = 0.08
LATE_S = 0.8
"""A score so long after the word still counts as having heard it."""
REFRACTORY_S = 1.5
PADDING_S = 2.2
"""Near-silence before and after each recording, so that every word has a past and a future."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One recording."""

    group: str
    """Label, source and variant: "wake real", "neg tts-nearmiss"."""
    samples: NDArray[np.int16]
    """Padded: a second or two before and after it."""
    embeddings: Embeddings
    start_s: float
    end_s: float
    """The word; negative where there is none."""
    seconds: float


def read_trials(folders: Iterable[Path], noise_db: float | None = None, seed: int = 0) -> list[Trial]:
    """All recordings of the folders; with `noise_db`, in noise of several kinds so many dB below the voice."""
    front_end = FrontEnd()
    trials = []
    for folder in folders:
        rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
        for number, row in enumerate(rows):
            with Recording(folder / row["file"], realtime=False, trailing_s=0.0) as recording:
                sound = np.frombuffer(b"".join(recording.blocks()), np.int16)
            chance = np.random.default_rng([seed, number])
            padded = _padded(sound, chance, noise_db, KINDS[number % len(KINDS)])
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


def _padded(
    sound: NDArray[np.int16], chance: np.random.Generator, noise_db: float | None, kind: Noise
) -> NDArray[np.int16]:
    padding = round(PADDING_S * 16_000)
    voice = np.zeros(sound.size + 2 * padding, np.float64)
    voice[padding : padding + sound.size] = sound
    voice += chance.standard_normal(voice.size) * 3
    if noise_db is not None:
        frames = np.sort(np.square(sound[: sound.size // 320 * 320].astype(np.float64).reshape(-1, 320)).mean(axis=1))
        loudness = np.sqrt(frames[len(frames) // 2 :].mean())
        noise = level(kind(voice.size, chance))
        voice += noise * loudness * 10 ** (-noise_db / 20)
    return np.clip(np.round(voice), -32768, 32767).astype(np.int16)


Judge = Callable[[Trial], NDArray[np.float32]]
"""A model's logit for each moment of a recording, from the end of block 26 on, one each 80 ms."""


def judge_by(model: torch.nn.Module) -> Judge:
    """Heads alone: embeddings [n, 16, 96] to a logit [n]."""

    def judge(trial: Trial) -> NDArray[np.float32]:
        if len(trial.embeddings) < LENGTH:
            return np.zeros(0, np.float32)
        rows = np.lib.stride_tricks.sliding_window_view(trial.embeddings, LENGTH, axis=0).transpose(0, 2, 1)
        with torch.no_grad():
            return np.asarray(model(torch.from_numpy(rows.astype(np.float32))).numpy(), np.float32)

    return judge


def moment_ends(count: int) -> NDArray[np.float64]:
    """The ends of the first `count` moments of a recording, in seconds."""
    return np.asarray((np.arange(count) + FIRST_BLOCK + LENGTH) * BLOCK_S, np.float64)


def recall(judge: Judge, trials: Sequence[Trial], threshold: float) -> dict[str, tuple[int, int, float, float]]:
    """For each group of calls: heard, all, and the median and 95th percentile of the delay in seconds."""
    found: dict[str, list[float | None]] = {}
    for trial in trials:
        if trial.end_s < 0:
            continue
        logits = judge(trial)
        moments = moment_ends(len(logits))
        hits = moments[(logits >= threshold) & (moments > trial.start_s) & (moments < trial.end_s + LATE_S)]
        found.setdefault(trial.group, []).append(float(hits[0] - trial.end_s) if hits.size else None)
    summary = {}
    for group, delays in found.items():
        heard = [delay for delay in delays if delay is not None]
        quantiles = np.quantile(heard, [0.5, 0.95]) if heard else (0.0, 0.0)
        summary[group] = (len(heard), len(delays), float(quantiles[0]), float(quantiles[1]))
    return summary


def false_calls(judge: Judge, trials: Sequence[Trial]) -> dict[str, list[float]]:
    """For each group of negatives: the logit of every peak that could be a call, largest first."""
    peaks: dict[str, list[float]] = {}
    for trial in trials:
        if trial.end_s >= 0:
            continue
        peaks.setdefault(trial.group, []).extend(peaks_of(judge(trial)))
    return {group: sorted(values, reverse=True) for group, values in peaks.items()}


def peaks_of(logits: NDArray[np.float32]) -> list[float]:
    """The largest logits that are further apart than the refractory time."""
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
