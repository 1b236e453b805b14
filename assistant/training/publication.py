"""Chooses the threshold of trained heads, tabulates their recall, and picks the call for the self-test.

The threshold is chosen on sound that the heads were not trained on: new scenes of the training's own voices, and
development recordings where there are any. It becomes a score of 0.5, so that a sensitivity of 0.5 is the usual one for
every word.
"""

from __future__ import annotations

import logging
import wave
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from safetensors.torch import load_file

from assistant.core.errors import ModelMissing
from assistant.training.evaluation.head_evaluation import Scorer, Trial, false_calls, recall
from assistant.training.fitting.head_network import Head
from assistant.training.fitting.verifier_fitting import VerifierNet
from assistant.training.voices.sound_store import SoundStore
from assistant.training.voices.voice import RATE_HZ, Samples

log = logging.getLogger(__name__)

FALSE_CALLS_AN_HOUR = 20.0
"""False calls per hour that the threshold allows where there are no development recordings, on new scenes of the
training's own sentences. These are much harder than life: names and words that sound alike, mostly in noise, without a
pause."""
NATURAL_AN_HOUR = 0.5
"""False calls per hour that the threshold allows in development recordings of ordinary speech, where there are any."""
STEP = 0.05
"""Distance of the threshold above the highest false call that it rejects, as a logit."""
SHARPNESS = 1.0
SLOW_PERCENTILE = 95
CURVE = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
"""Sensitivities that the card has a row for."""


def load_heads(paths: Sequence[Path]) -> list[Head]:
    """Reads trained heads from their weights."""
    heads = []
    for path in paths:
        head = Head()
        head.load_state_dict(load_file(path))
        heads.append(head.eval())
    return heads


def load_verifiers(paths: Sequence[Path]) -> list[VerifierNet]:
    """Reads trained nets of a verifier from their weights."""
    nets = []
    for path in paths:
        net = VerifierNet()
        net.load_state_dict(load_file(path))
        nets.append(net.eval())
    return nets


def choose_threshold(fresh: Sequence[Trial], hours: float, trials: Iterable[Sequence[Trial]], scorer: Scorer) -> float:
    """Returns the lowest logit with at most NATURAL_AN_HOUR false calls in development recordings of ordinary speech.

    Without such recordings, the lowest logit with at most FALSE_CALLS_AN_HOUR in scenes. Near-misses among the
    recordings (groups with "near" in their name) do not count: the second look at the transcript rejects them.

    Args:
        fresh: New scenes without a call.
        hours: Duration of these scenes.
        trials: Development recordings, by condition.
        scorer: Gives a logit for each moment of a recording.
    """
    natural = [trial for group in trials for trial in group if trial.end_s < 0 and "near" not in trial.group]
    if natural:
        fresh, allowed = natural, NATURAL_AN_HOUR * sum(trial.seconds for trial in natural) / 3600
    else:
        allowed = FALSE_CALLS_AN_HOUR * hours
    peaks = sorted((logit for logits in false_calls(scorer, fresh).values() for logit in logits), reverse=True)
    return peaks[int(allowed)] + STEP if len(peaks) > allowed else 0.0


def curve(scorer: Scorer, trials: Mapping[str, Sequence[Trial]]) -> list[str]:
    """Returns table rows: calls heard and false calls on development recordings at each sensitivity in CURVE."""
    rows = []
    for sensitivity in CURVE:
        threshold = float(np.log((1 - sensitivity) / sensitivity))
        cells = [f"{sensitivity:.1f}"]
        for group in trials.values():
            heard = recall(scorer, group, threshold)
            calls, all_calls = sum(row[0] for row in heard.values()), sum(row[1] for row in heard.values())
            peaks = [logit for logits in false_calls(scorer, group).values() for logit in logits]
            wrong = sum(logit >= threshold for logit in peaks)
            cells.append(f"{calls} of {all_calls}, {wrong} false")
        rows.append("| " + " | ".join(cells) + " |")
    return rows


def clearest_call(sounds: Path) -> Samples:
    """Returns the word alone, from the best voice that said it without other words, with a little silence around it.

    Raises:
        ModelMissing: No voice said the word.
    """
    for engine in ("kokoro", "hibari", "flite", "espeak", "festival"):
        for index in sorted(sounds.glob(f"call-{engine}-*.jsonl")):
            store = SoundStore(index.with_suffix(""))
            for kept in store.kept:
                if kept.start_s < 0.6 and kept.length / RATE_HZ - kept.end_s < 0.5:
                    word = store.sound(kept)[max(0, round((kept.start_s - 0.1) * RATE_HZ)) :]
                    return np.pad(word, (0, RATE_HZ // 10))
    raise ModelMissing("No voice said the word", "See above why; another word may do.")


def slow_length_s(sounds: Path) -> float:
    """Returns the length of the slowly spoken word in seconds: the SLOW_PERCENTILE of all spoken calls."""
    stores = [SoundStore(index.with_suffix("")) for index in sounds.glob("call-*.jsonl")]
    lengths = [kept.end_s - kept.start_s for store in stores for kept in store.kept]
    return float(np.percentile(lengths, SLOW_PERCENTILE))


def write_clip(samples: np.ndarray[tuple[int, ...], np.dtype[np.float32]], path: Path) -> None:
    """Writes the call for the self-test as WAV: 16 kHz, mono, int16."""
    with wave.open(str(path), "wb") as clip:
        clip.setparams((1, 2, 16_000, 0, "NONE", ""))
        clip.writeframes(np.round(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
