"""The verifier: Whisper's own encoder, the networks on it, and the detector whose suspicions it verifies."""

from pathlib import Path

import numpy as np
import pytest
from helpers import sounds

from assistant.core.errors import ModelMissing
from assistant.hearing.audio.blocks import SILENCE
from assistant.hearing.wake import verifier
from assistant.hearing.wake.detector import VerifiedDetector, build_detector
from assistant.hearing.wake.heads import head_path
from assistant.hearing.wake.streaming_detector import OpenWakeWordDetector
from assistant.hearing.wake.verifier import FEATURES, MIN_SUSPICION, SEEN_SAMPLES, STEPS, Verifier, verifier_path
from assistant.settings.schema import WakeSettings


@pytest.fixture(scope="module")
def jarvis() -> Verifier:
    return Verifier({"jarvis": verifier_path(head_path("jarvis"))})


def test_the_encoder_is_whispers_own(jarvis: Verifier) -> None:
    """8-bit weights and the spectrogram inside the network cost next to nothing against the recogniser's encoder."""
    import ctranslate2
    from faster_whisper.feature_extractor import FeatureExtractor

    from assistant.transcribing.whisper.model_loading import find_folder

    folder = find_folder("tiny.en")
    assert folder is not None
    recogniser = ctranslate2.models.Whisper(str(folder), device="cpu", compute_type="float32")
    samples = sounds.samples_of(sounds.PAUSE)[:SEEN_SAMPLES]
    mel = FeatureExtractor()(samples.astype(np.float32) / 32768, padding=0)
    whole = np.array(recogniser.encode(ctranslate2.StorageView.from_array(np.ascontiguousarray(mel[None], np.float32))))
    theirs = whole.reshape(1, STEPS, 2, FEATURES).mean(axis=2)
    ours = jarvis.encode(samples)
    assert ours.shape == theirs.shape == (1, STEPS, FEATURES)
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.995


def test_the_encoder_that_is_written_anew_is_the_one_that_is_used(
    jarvis: Verifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.training.fitting.encoder_export import read_weights, write_encoder
    from assistant.transcribing.whisper.model_loading import find_folder

    folder = find_folder("tiny.en")
    assert folder is not None
    written = tmp_path / "encoder.onnx"
    for _ in range(2):  # the second time over the first
        write_encoder(read_weights(folder / "model.bin"), written)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["encoder.onnx", "encoder.weights"]
    monkeypatch.setattr(verifier, "data_file", lambda _: written)
    samples = sounds.samples_of(sounds.PAUSE)[:SEEN_SAMPLES]
    assert np.allclose(Verifier({}).encode(samples), jarvis.encode(samples), atol=1e-3)
    written.with_suffix(".weights").unlink()
    with pytest.raises(ModelMissing, match="is damaged") as missing:
        Verifier({})
    assert "weights" in missing.value.hint


@pytest.mark.parametrize("call", [sounds.PAUSE, sounds.HEY_RUN_ON, *sounds.PEOPLE])
def test_a_call_is_still_one(call: Path) -> None:
    detector = build_detector(WakeSettings())
    assert max(detector.score(block) for block in sounds.blocks_of(call)) >= 0.5


def test_scores_below_a_suspicion_are_the_detectors_own() -> None:
    alone = OpenWakeWordDetector(WakeSettings())
    both = build_detector(WakeSettings())
    assert isinstance(both, VerifiedDetector)
    looked_at = 0
    for block in sounds.blocks_of(sounds.PAUSE):
        alone.score(block)
        both.score(block)
        if alone.scores[0] < MIN_SUSPICION:
            assert both.scores == alone.scores
        else:
            looked_at += both.scores != alone.scores
    assert looked_at > 3


def test_a_word_without_a_verifier_and_a_setting_leave_the_detector_alone() -> None:
    assert isinstance(build_detector(WakeSettings(models=("hey_jarvis", "jarvis"))), VerifiedDetector)
    assert type(build_detector(WakeSettings(models=("hey_jarvis",)))) is OpenWakeWordDetector
    assert type(build_detector(WakeSettings(verify=False))) is OpenWakeWordDetector


def test_of_two_words_only_the_known_one_is_looked_at() -> None:
    settings = WakeSettings(models=("hey_jarvis", "jarvis"))
    both, alone = build_detector(settings), OpenWakeWordDetector(settings)
    for block in sounds.blocks_of(sounds.HEY_RUN_ON):
        both.score(block)
        alone.score(block)
        assert both.scores[0] == alone.scores[0]
        if both.scores[0] != both.scores[1]:
            assert both.word == both.words[int(np.argmax(both.scores))]


def test_a_twin_hears_its_own_stream_and_a_reset_forgets() -> None:
    detector = build_detector(WakeSettings())
    stream = sounds.blocks_of(sounds.PAUSE)[:30]
    first = [detector.score(block) for block in stream]
    detector.reset()
    twin = detector.twin()
    both = [(detector.score(block), twin.score(SILENCE)) for block in stream]
    assert [score for score, _ in both] == first
    assert max(quiet for _, quiet in both) < 0.1 < max(first)


def test_the_first_moments_of_a_stream_stand_at_the_end_of_silence(jarvis: Verifier) -> None:
    samples = sounds.samples_of(sounds.PAUSE)[:8000]
    padded = np.concatenate((np.zeros(SEEN_SAMPLES - 8000, np.int16), samples))
    assert np.array_equal(jarvis.encode(samples), jarvis.encode(padded))


def test_what_is_no_verifier_is_refused_by_name() -> None:
    with pytest.raises(ModelMissing, match=r"jarvis\.onnx is no verifier"):
        Verifier({"jarvis": head_path("jarvis")})
    with pytest.raises(ModelMissing, match="is missing"):
        Verifier({"jarvis": Path("/nowhere/jarvis-verifier.onnx")})
