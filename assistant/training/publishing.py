"""From trained heads to a file that people can use: threshold, export, a call for the self-test, and the model card.

Training only. The threshold is chosen on sound that the heads were not trained on: new scenes of the training's own
voices, and development recordings where there are any. It becomes a score of 0.5, so that a sensitivity of 0.5 is the
usual one for every word.
"""

from __future__ import annotations

import logging
import wave
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn

from assistant.core.errors import ModelMissing
from assistant.training.features import Embeddings
from assistant.training.head import LENGTH, Head, Model
from assistant.training.judging import Trial, false_calls, peaks_of, recall
from assistant.training.sound_store import SoundStore
from assistant.training.voices import RATE_HZ, Samples

log = logging.getLogger(__name__)

FALSE_CALLS_AN_HOUR = 20.0
"""What the threshold has to reach where there are no development recordings, on new scenes of the training's own
sentences. They are much harder than life: names and words that sound alike, mostly in noise, without a pause."""
STEP = 0.05
"""The threshold is so much above the last false call, as a logit."""
SHARPNESS = 1.0
CURVE = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
"""Sensitivities at which the card tells what is heard."""


def load_heads(paths: Sequence[Path]) -> list[Head]:
    """Trained heads from their weights."""
    heads = []
    for path in paths:
        head = Head()
        head.load_state_dict(load_file(path))
        heads.append(head.eval())
    return heads


def stretch_peaks(model: torch.nn.Module, stretches: Sequence[Embeddings]) -> list[float]:
    """The logits of all that could be calls in stretches without any, largest first."""
    found: list[float] = []
    for rows in stretches:
        seen = np.lib.stride_tricks.sliding_window_view(rows, LENGTH, axis=0).transpose(0, 2, 1)
        with torch.no_grad():
            found += peaks_of(model(torch.from_numpy(seen.astype(np.float32))).numpy())
    return sorted(found, reverse=True)


def choose_threshold(
    peaks: Sequence[float], hours: float, trials: Iterable[Sequence[Trial]], model: nn.Module
) -> float:
    """The lowest logit without a false call in the development recordings of ordinary speech.

    Without any, the lowest with no more than FALSE_CALLS_AN_HOUR in scenes. Near-misses among the recordings (a source
    that is called so) do not count: the second look is there for them.

    Args:
        peaks: Logits of what could be calls in new scenes without any, largest first.
        hours: How much sound that was.
        trials: Development recordings, by condition.
        model: Gives logits.
    """
    wrong = [
        logits[0]
        for group in trials
        for name, logits in false_calls(model, group).items()
        if "near" not in name and logits
    ]
    if wrong:
        return max(wrong) + STEP
    allowed = int(FALSE_CALLS_AN_HOUR * hours)
    return peaks[allowed] + STEP if len(peaks) > allowed else 0.0


def curve(model: Model, trials: Mapping[str, Sequence[Trial]]) -> list[str]:
    """Rows of a table: what the model hears and mistakes on development recordings at each sensitivity."""
    rows = []
    for sensitivity in CURVE:
        threshold = float(np.log((1 - sensitivity) / sensitivity))
        cells = [f"{sensitivity:.1f}"]
        for group in trials.values():
            heard = recall(model.logits_only(), group, threshold)
            calls, all_calls = sum(row[0] for row in heard.values()), sum(row[1] for row in heard.values())
            peaks = [logit for logits in false_calls(model.logits_only(), group).values() for logit in logits]
            wrong = sum(logit >= threshold for logit in peaks)
            cells.append(f"{calls} of {all_calls}, {wrong} false")
        rows.append("| " + " | ".join(cells) + " |")
    return rows


def clearest_call(sounds: Path) -> Samples:
    """The word alone, from the best voice that said it so, with a little silence around it.

    Raises:
        ModelMissing: No voice said it at all.
    """
    for engine in ("kokoro", "hibari", "flite", "espeak", "festival"):
        for index in sorted(sounds.glob(f"call-{engine}-*.jsonl")):
            store = SoundStore(index.with_suffix(""))
            for kept in store.kept:
                if kept.start_s < 0.6 and kept.length / RATE_HZ - kept.end_s < 0.5:
                    word = store.sound(kept)[max(0, round((kept.start_s - 0.1) * RATE_HZ)) :]
                    return np.pad(word, (0, RATE_HZ // 10))
    raise ModelMissing("No voice said the word", "See above why; another word may do.")


def write_clip(samples: np.ndarray[tuple[int, ...], np.dtype[np.float32]], path: Path) -> None:
    """A call for the self-test: 16 kHz mono int16."""
    with wave.open(str(path), "wb") as clip:
        clip.setparams((1, 2, 16_000, 0, "NONE", ""))
        clip.writeframes(np.round(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
