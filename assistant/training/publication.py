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
from safetensors.torch import load_file

from assistant.core.errors import ModelMissing
from assistant.training.evaluation.head_evaluation import Judge, Trial, false_calls, recall
from assistant.training.fitting.head_network import Head
from assistant.training.fitting.verifier_fitting import VerifyingNet
from assistant.training.voices.sound_store import SoundStore
from assistant.training.voices.voice_list import RATE_HZ, Samples

log = logging.getLogger(__name__)

FALSE_CALLS_AN_HOUR = 20.0
"""What the threshold may reach where there are no development recordings, on new scenes of the training's own
sentences. They are much harder than life: names and words that sound alike, mostly in noise, without a pause."""
NATURAL_AN_HOUR = 0.5
"""The same for development recordings of ordinary speech, where there are any."""
STEP = 0.05
"""The threshold is so much above the last false call, as a logit."""
SHARPNESS = 1.0
SLOW = 95
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


def load_verifiers(paths: Sequence[Path]) -> list[VerifyingNet]:
    """Trained nets of a verifier from their weights."""
    nets = []
    for path in paths:
        net = VerifyingNet()
        net.load_state_dict(load_file(path))
        nets.append(net.eval())
    return nets


def choose_threshold(fresh: Sequence[Trial], hours: float, trials: Iterable[Sequence[Trial]], judge: Judge) -> float:
    """The lowest logit with no more than NATURAL_AN_HOUR false calls in the development recordings of ordinary speech.

    Without any, the lowest with no more than FALSE_CALLS_AN_HOUR in scenes. Near-misses among the recordings (a source
    that is called so) do not count: the second look is there for them.

    Args:
        fresh: New scenes without a call.
        hours: How much sound these are.
        trials: Development recordings, by condition.
        judge: Gives logits.
    """
    natural = [trial for group in trials for trial in group if trial.end_s < 0 and "near" not in trial.group]
    if natural:
        fresh, allowed = natural, NATURAL_AN_HOUR * sum(trial.seconds for trial in natural) / 3600
    else:
        allowed = FALSE_CALLS_AN_HOUR * hours
    peaks = sorted((logit for logits in false_calls(judge, fresh).values() for logit in logits), reverse=True)
    return peaks[int(allowed)] + STEP if len(peaks) > allowed else 0.0


def curve(judge: Judge, trials: Mapping[str, Sequence[Trial]]) -> list[str]:
    """Rows of a table: what the model hears and mistakes on development recordings at each sensitivity."""
    rows = []
    for sensitivity in CURVE:
        threshold = float(np.log((1 - sensitivity) / sensitivity))
        cells = [f"{sensitivity:.1f}"]
        for group in trials.values():
            heard = recall(judge, group, threshold)
            calls, all_calls = sum(row[0] for row in heard.values()), sum(row[1] for row in heard.values())
            peaks = [logit for logits in false_calls(judge, group).values() for logit in logits]
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


def slow_s(sounds: Path) -> float:
    """How long the word is when it is said slowly: of all sayings, SLOW of 100 are shorter."""
    stores = [SoundStore(index.with_suffix("")) for index in sounds.glob("call-*.jsonl")]
    lengths = [kept.end_s - kept.start_s for store in stores for kept in store.kept]
    return float(np.percentile(lengths, SLOW))


def write_clip(samples: np.ndarray[tuple[int, ...], np.dtype[np.float32]], path: Path) -> None:
    """A call for the self-test: 16 kHz mono int16."""
    with wave.open(str(path), "wb") as clip:
        clip.setparams((1, 2, 16_000, 0, "NONE", ""))
        clip.writeframes(np.round(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
