"""Measures how well the end of an utterance is found: `python -m bench.endpoint [FOLDER] [--noise kitchen] [--ratio
10]`.

FOLDER holds recordings and a manifest.jsonl (file, wake_end and speech_end in seconds); without one, this machine's
speech programs say 60 calls. Each is played, clean and with noise behind, through the real endpointer from the end of
the wake word on (or from where `--from-s` says, as of a detector that is early or late), and in the same run through
the endpointers that it is compared with:

- cut: it ended, or said that nobody spoke, before the true end of speech;
- late: it had not ended 3 s after that; never: nor 8 s after;
- p50, p95: seconds from the true end of speech to the end of the utterance, of those neither cut nor late, 80 ms blocks
  included; CPU: seconds of one core for a second of sound. Intervals are at 95 %.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant.core.engines import Boundary
from assistant.hearing.audio.blocks import BLOCK_BYTES, BLOCK_S
from assistant.hearing.endpointing.endpoint import SpeechEndpointer
from assistant.settings.schema import HearingSettings
from bench.endpoint_calls import Call, recorded, spoken
from bench.endpoint_noises import KINDS, behind
from bench.endpoint_peers import HANGOVER_S, SileroEndpointer, WebrtcEndpointer
from bench.intervals import Z, percentile, wilson
from bench.noises import at_ratio
from bench.sound_files import RATE_HZ, Samples

TAIL_S = 8.0
LATE_S = 3.0
ROOM = 4 / 32768
"""Standard deviation of the noise of the quiet room in which every call is."""
OVER = {Boundary.ENDED, Boundary.TOO_LONG, Boundary.NOBODY_SPOKE}


class Ending(Protocol):
    """Describes what all endpointers have in common."""

    def reset(self) -> None: ...

    def push(self, block: bytes) -> Boundary: ...


@dataclass(slots=True)
class Score:
    """Holds the results of one endpointer in one condition."""

    cut: list[str] = field(default_factory=list)
    late: int = 0
    never: int = 0
    after_s: list[float] = field(default_factory=list)
    calls: int = 0
    cpu_s: float = 0.0
    sound_s: float = 0.0

    def row(self) -> str:
        """Returns the results as a line of the table."""
        counts = "".join(
            f"{count:>4} {_share(count, self.calls):<9}" for count in (len(self.cut), self.late, self.never)
        )
        delays = "".join(f"{_delay(self.after_s, share):>18}" for share in (0.5, 0.95))
        return f"{counts}{delays}{self.cpu_s / self.sound_s:>9.4f}"


def main() -> None:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--noise", action="append", choices=KINDS, help="only this kind; may be repeated")
    parser.add_argument("--ratio", action="append", type=float, help="only this signal to noise in dB; may be repeated")
    parser.add_argument("--count", type=int, default=60, help="how many calls to speak")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from-s", type=float, default=0.0, help="begin so long after the wake word; may be negative")
    parser.add_argument("--patience-ms", type=int, default=HearingSettings().patience_ms)
    parser.add_argument("--ours-only", action="store_true", help="leave out what it is compared with")
    parser.add_argument("--name-cuts", action="store_true", help="say which calls were cut")
    asked = parser.parse_args()
    calls = recorded(asked.folder) if asked.folder else spoken(asked.count, np.random.default_rng(asked.seed))
    calls = [replace(call, wake_end_s=max(0.0, call.wake_end_s + asked.from_s)) for call in calls]
    if not calls:
        raise SystemExit("No recording there says where its wake word and its speech end.")
    settings = HearingSettings(patience_ms=asked.patience_ms)
    ours: Ending = SpeechEndpointer(settings)
    endings: dict[str, Ending] = {"ours": ours}
    if not asked.ours_only:
        endings[f"Silero {HANGOVER_S} s"] = SileroEndpointer()
        endings |= {f"webrtcvad {mode}, {HANGOVER_S} s": WebrtcEndpointer(mode) for mode in range(4)}
    _describe(calls, settings)
    conditions: list[tuple[str, float]] = [("clean", math.inf)]
    conditions += [(kind, ratio) for kind in asked.noise or KINDS for ratio in asked.ratio or (20.0, 10.0)]
    print(f"{'':38}{'cut':>4} {'':9}{'late':>4} {'':9}{'never':>4}{'':9}{'p50, s':>18}{'p95, s':>18}{'CPU':>9}")
    for kind, ratio in conditions:
        played = [_mixed(calls, at, kind, ratio, asked.seed) for at in range(len(calls))]
        for name, ending in endings.items():
            score = judge(ending, calls, played)
            where = kind if kind == "clean" else f"{kind} {ratio:g} dB"
            print(f"{where:18}{name:20}{score.row()}", flush=True)
            if asked.name_cuts and ending is ours:
                print("".join(f"    cut: {cut}\n" for cut in score.cut), end="")


def judge(ending: Ending, calls: Sequence[Call], played: Sequence[Samples]) -> Score:
    """Plays every call to `ending`, from the end of its wake word on."""
    score = Score(calls=len(calls))
    for call, samples in zip(calls, played, strict=True):
        heard = np.round(samples[round(call.wake_end_s * RATE_HZ) :] * 32767).astype("<i2").tobytes()
        ending.reset()
        started = time.process_time()
        ended_s, told = _play(ending.push, heard)
        score.cpu_s += time.process_time() - started
        score.sound_s += ended_s
        after_s = ended_s - (call.speech_end_s - call.wake_end_s)
        score.late += after_s > LATE_S or told is None
        score.never += told is None or (told is Boundary.TOO_LONG and after_s > LATE_S)
        if after_s < 0:
            score.cut.append(f"{call.name}: {-after_s:.2f} s before its end")
        elif after_s <= LATE_S and told is not None:
            score.after_s.append(after_s)
    return score


def _play(push: Callable[[bytes], Boundary], heard: bytes) -> tuple[float, Boundary | None]:
    """Returns when it ended, in seconds, and how; the length of the sound and None where it did not."""
    for at in range(0, len(heard) - BLOCK_BYTES + 1, BLOCK_BYTES):
        told = push(heard[at : at + BLOCK_BYTES])
        if told in OVER:
            return (at // BLOCK_BYTES + 1) * BLOCK_S, told
    return len(heard) / 2 / RATE_HZ, None


def _mixed(calls: Sequence[Call], at: int, kind: str, ratio_db: float, seed: int) -> Samples:
    """Returns the call with the noise behind it, also after it; the same at every run and for every endpointer."""
    call = calls[at]
    chance = np.random.default_rng([seed, at])
    tail = np.zeros(max(0, round((call.speech_end_s + TAIL_S) * RATE_HZ) - len(call.samples)), np.float32)
    samples = np.concatenate((call.samples, tail))
    samples = samples + chance.normal(0, ROOM, len(samples)).astype(np.float32)
    if kind == "clean":
        return np.clip(samples, -1, 1)
    others = [other.samples for other in calls if other is not call] or [call.samples]
    return at_ratio(samples, behind(kind, len(samples), others, chance), ratio_db)


def _describe(calls: Sequence[Call], settings: HearingSettings) -> None:
    patience_s = settings.patience_ms / 1000
    longer = [call for call in calls if call.longest_pause_s > patience_s]
    pausing = [call.longest_pause_s for call in calls if call.longest_pause_s >= 0.2]
    print(
        f"{len(calls)} calls, {sum(call.speech_end_s - call.wake_end_s for call in calls):.0f} s of requests.", end=" "
    )
    print(
        f"{len(pausing)} pause within the request (0.2 s or longer), at most {max(pausing, default=0):.2f} s;", end=" "
    )
    print(f"{len(longer)} ({len(longer) / len(calls):.0%}) longer than the patience of {patience_s:g} s.")


def _share(count: int, of: int) -> str:
    low, high = wilson(count, of)
    return f"[{low * 100:.0f}–{high * 100:.0f}%]"


def _delay(values: Sequence[float], share: float) -> str:
    """Formats a percentile and the order statistics between which it lies."""
    ordered = sorted(values)
    if not ordered:
        return "–"
    middle, half = share * len(ordered), Z * math.sqrt(len(ordered) * share * (1 - share))
    low = ordered[max(0, math.floor(middle - half))]
    high = ordered[min(len(ordered) - 1, math.ceil(middle + half))]
    return f"{percentile(ordered, share):.2f} [{low:.2f}–{high:.2f}]"


if __name__ == "__main__":
    main()
