"""What the wake word's bench counts with: intervals, noise at a ratio, where a word ends, and the table itself."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from helpers import sounds

from assistant.hearing.audio.blocks import RATE_HZ
from bench.archives import queen, unpack
from bench.intervals import percentile, poisson, wilson
from bench.noises import KINDS, active_level, at_ratio, noise
from bench.sound_files import read, write_flac
from bench.wake_texts import NAME, near_miss
from bench.wake_trials import Trial
from bench.wake_voices import end_of_hiss

ROOT = Path(__file__).resolve().parents[2]


def test_intervals_are_those_of_the_books() -> None:
    """Values of Garwood's exact limits and of Wilson's, from tables."""
    assert poisson(0) == pytest.approx((0, 3.689), abs=0.001)
    assert poisson(3) == pytest.approx((0.619, 8.767), abs=0.001)
    assert poisson(100) == pytest.approx((81.364, 121.627), abs=0.001)
    assert wilson(98, 100) == pytest.approx((0.9300, 0.9945), abs=0.0001)
    assert wilson(0, 0) == (0, 1)
    assert percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.5


@pytest.mark.parametrize("kind", KINDS)
def test_noise_is_mixed_in_at_the_ratio_and_is_the_same_each_time(kind: str) -> None:
    padded = np.pad(read(sounds.PAUSE) * np.float32(0.1), (RATE_HZ, RATE_HZ))
    made = noise(kind, len(padded), np.random.default_rng(1))
    assert float(np.sqrt(np.mean(made**2))) == pytest.approx(1, abs=0.01)
    assert (made == noise(kind, len(padded), np.random.default_rng(1))).all()
    added = at_ratio(padded, made, 10) - padded
    ratio = active_level(padded) / float(np.sqrt(np.mean(added**2)))
    assert 20 * np.log10(ratio) == pytest.approx(10, abs=0.2)


def test_flac_holds_what_was_written(tmp_path: Path) -> None:
    samples = noise("pink", RATE_HZ + 123, np.random.default_rng(1)) * np.float32(0.1)
    write_flac(tmp_path / "pink.flac", samples)
    assert np.abs(read(tmp_path / "pink.flac") - samples).max() < 1 / 16384


def test_the_end_of_the_hiss_is_found() -> None:
    """A vowel, an /s/ from 0.4 to 0.5 s, a vowel."""
    chance = np.random.default_rng(1)
    at = np.arange(RATE_HZ) / RATE_HZ
    vowel = np.sin(2 * np.pi * 200 * at) * 0.3
    hiss = np.diff(np.diff(chance.standard_normal(RATE_HZ + 2))) * 0.05
    spoken = np.where((at >= 0.4) & (at < 0.5), hiss, vowel).astype(np.float32)
    assert end_of_hiss(spoken, 0.55) == pytest.approx(0.5, abs=0.021)
    with pytest.raises(RuntimeError, match="no hiss"):
        end_of_hiss(vowel.astype(np.float32), 0.55)


def test_speech_is_found_in_the_archive_of_a_game(tmp_path: Path) -> None:
    entries = [(b"A.SB", b"one"), (b"B.PCX", b"no"), (b"C.SB", b"three")]
    start = 15 + 21 * len(entries)
    table, data = b"", b""
    for name, content in entries:
        table += (
            name.ljust(12, b"\0") + b"\1" + (start + len(data)).to_bytes(4, "big") + len(content).to_bytes(4, "big")
        )
        data += content
    archive = tmp_path / "queen.1c"
    archive.write_bytes(b"QTBLCEM10\0\0\0\0" + len(entries).to_bytes(2, "big") + table + data)
    assert [path.read_bytes() for path in queen(archive, tmp_path)] == [b"one", b"three"]


def test_compressed_speech_is_unpacked() -> None:
    literals, distances, lengths = [1, 0, 1], [1], [0, 1]
    fields = [(0, 2)]
    for sizes in (literals, distances, lengths):
        fields += [(len(sizes), 5), *((size, 4) for size in sizes)]
    fields += [(2, 16), (1, 1), (1, 1), (0, 1), (0, 1), (0, 1)]  # three literals; back 1, length 3; no literal more
    bits, at = 0, 0
    for value, count in fields:
        bits |= value << at
        at += count
    packed = b"RNC\1" + (6).to_bytes(4, "big") + bytes(9) + b"\1" + bits.to_bytes(8, "little") + b"abc"
    assert unpack(packed) == b"abcccc"
    with pytest.raises(ValueError, match="no RNC archive"):
        unpack(packed[1:])
    with pytest.raises(ValueError, match="long"):
        unpack(packed.replace((6).to_bytes(4, "big"), (9).to_bytes(4, "big")))


def test_no_near_miss_is_the_word() -> None:
    chance = np.random.default_rng(1)
    assert not any(NAME.search(near_miss(chance)) for _ in range(500))


def test_only_a_wake_at_the_call_is_a_hit() -> None:
    trial = Trial(Path("call.flac"), "wake", "tts", "jarvis_runon", 4.0, 0.5, 1.0)
    assert [trial.is_hit(at_s) for at_s in (0.3, 0.8, 1.9, 2.1)] == [False, True, True, False]


def test_the_table_counts_recall_false_accepts_latency_and_gate(tmp_path: Path) -> None:
    call = {"label": "wake", "source": "tts", "wake_start": 0.3, "wake_end": sounds.PAUSE_WAKE_END_S}
    entries = [
        {"file": str(sounds.PAUSE), "variant": "jarvis_pause", **call},
        {"file": str(sounds.NO_WAKE_WORD), "label": "neg", "source": "real-intent", "seconds": 3600},
    ]
    (tmp_path / "manifest.jsonl").write_text("\n".join(map(json.dumps, entries)))
    command = [sys.executable, "bench/wake.py", str(tmp_path), "--json", "--set", "wake.second_look=false"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    rows = {row["name"]: row for row in json.loads(done.stdout)}
    assert rows["recall: synthetic, pause"]["first_look"].startswith("1 of 1 = 100.0% [20.7%")
    assert rows["recall: synthetic, pause, 10 dB"]["first_look"].split(" = ")[0] in ("0 of 1", "1 of 1")
    assert rows["false accepts, natural speech and noise"]["second_look"].startswith(
        "0 in 1.00 h = 0.00/h [0.00, 3.69]"
    )
    assert "of 1" in rows["latency after the word: synthetic"]["first_look"]
    assert rows["gate: recall lost"]["second_look"].endswith("of 2")
