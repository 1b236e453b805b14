"""A small wake word is made by the real parts: voices, rooms, networks, threshold, export, card."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.core.errors import ConfigError
from assistant.hearing.wake.detector import VerifiedDetector, build_detector
from assistant.hearing.wake.streaming_detector import OpenWakeWordDetector
from assistant.hearing.wake.verifier import FEATURES, STEPS, Verifier, verifier_path
from assistant.settings.schema import WakeSettings
from assistant.training.evaluation.head_evaluation import Trial, head_scorer, peaks_of
from assistant.training.recipe import Recipe, Speech, load_recipe, quick_recipe, recipe_for

pytestmark = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng, the voice of this test, is absent"
)
torch = pytest.importorskip("torch", reason="training fits its network with torch")

from assistant.training import publication as publishing  # noqa: E402
from assistant.training.build import make_model  # noqa: E402
from assistant.training.features.corpus import CorpusMaker  # noqa: E402
from assistant.training.features.training_scenes import Scene  # noqa: E402
from assistant.training.fitting.hard_examples import CALL, COMPOSED, UNFINISHED, HardExampleFinder, load_hard_examples  # noqa: E402
from assistant.training.fitting.head_network import Head, Model  # noqa: E402
from assistant.training.fitting.onnx_export import export_heads, export_verifier  # noqa: E402
from assistant.training.fitting.verifier_fitting import VerifierModel, VerifierNet, counted_opinions  # noqa: E402
from assistant.training.voices.sound_store import SoundStore  # noqa: E402


def small(seed: int = 3) -> Recipe:
    return Recipe(
        word="friday",
        seed=seed,
        speech=tuple(
            Speech(kind=kind, engine=engine, count=count)
            for kind, engine, count in (
                ("call", "hibari", 14),
                ("call", "espeak", 6),
                ("near", "espeak", 20),
                ("plain", "espeak", 20),
            )
        ),
        copies=1,
        negative_hours=0.05,
        heads=1,
        steps=40,
        rounds=2,
        verifiers=1,
        verifier_steps=25,
    )


def silent(group: str, moments: int) -> Trial:
    return Trial(group, np.zeros(0, np.int16), np.zeros((moments, 96), np.float16), -1.0, -1.0, moments * 0.08)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("making")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.training.build.FRESH_HOURS", 0.03)
        made = make_model(small(), folder / "work", folder / "friday.onnx", processes=2)
    assert made.path == folder / "friday.onnx"
    return folder


def test_it_hears_its_word_and_not_a_near_one(made: Path) -> None:
    from assistant.training.voices.hibari_voice import hibari_voices
    from assistant.training.voices.voice import VoiceSettings

    def best(word: str) -> float:
        said = hibari_voices()[0].say("", word, ", what is the time?", VoiceSettings(seed=1)).samples
        sound = np.round(np.concatenate((np.zeros(16_000), said * 0.5, np.zeros(8000))) * 32767).astype(np.int16)
        detector = OpenWakeWordDetector(WakeSettings(models=(str(made / "friday.onnx"),)))
        return max(detector.score(sound[at : at + 1280].tobytes()) for at in range(0, len(sound) - 1279, 1280))

    assert best("Friday") > 2 * best("potato")


def test_what_it_suspects_is_looked_at_by_a_verifier_of_its_own(made: Path) -> None:
    detector = build_detector(WakeSettings(models=(str(made / "friday.onnx"),)))
    assert isinstance(detector, VerifiedDetector)
    assert detector.words == ("friday",)
    suspects = load_hard_examples((made / "work").glob("suspects-*.npz"))
    assert {CALL, UNFINISHED, COMPOSED} == set(suspects.kinds.tolist())
    assert suspects.features.shape == (len(suspects), STEPS, FEATURES)
    word = made / "friday.onnx"
    said = Verifier({"friday": verifier_path(word)}).word_s["friday"]
    assert said is not None
    assert 0.2 < said < 1.2


def test_every_near_miss_is_a_scene_of_its_own_as_calls_are(made: Path) -> None:
    maker = CorpusMaker(small(), made / "work" / "sounds")
    scenes = [scene for shard in range(2) for scene in maker.near_scenes(shard, 2)]
    again = list(maker.near_scenes(0, 2))
    assert len(scenes) == sum(len(SoundStore(path.with_suffix("")).kept) for path in stores(made, "near")) > 10
    assert {(scene.start_s, scene.end_s) for scene in scenes} == {(0.0, 0.0)}, "the word is not in them"
    assert all(np.array_equal(one.samples, other.samples) for one, other in zip(scenes, again, strict=False))
    finder = HardExampleFinder(AnyMoment(), seed=1, begins_share=0.0)
    finder.search((replace(scene, fresh=True) for scene in scenes[:3]), COMPOSED)
    found = finder.examples()
    assert set(found.kinds.tolist()) == {COMPOSED}
    assert len(found) > 3


def test_the_half_of_the_nets_that_believes_most_is_listened_to() -> None:
    torch.manual_seed(4)
    nets = [VerifierNet().eval() for _ in range(4)]
    features = torch.randn(5, STEPS, FEATURES)
    with torch.no_grad():
        opinions = torch.stack([net(features) for net in nets]).numpy()
        heard = VerifierModel(nets, 1.0)(features, torch.zeros(5)).numpy()
    assert heard == pytest.approx(np.sort(opinions, axis=0)[2:].mean(axis=0), abs=1e-5)
    assert [counted_opinions(count) for count in (1, 2, 3, 4)] == [1, 1, 2, 2]


class AnyMoment(torch.nn.Module):
    """Heads that suspect every moment."""

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return torch.zeros(len(rows))


def test_a_word_whose_last_sound_has_begun_is_a_moment_of_no() -> None:
    finder = HardExampleFinder(AnyMoment(), 1)
    noise = np.random.default_rng(1).normal(0, 300, round(4.2 * 16_000)).astype(np.int16)
    finder.search([Scene(noise, 2.82, 3.62, False)], COMPOSED)
    assert finder.examples().kinds.tolist() == [CALL, UNFINISHED, UNFINISHED]


def stores(made: Path, kind: str) -> list[Path]:
    return sorted((made / "work" / "sounds").glob(f"{kind}-*.jsonl"))


@pytest.mark.parametrize("count", [1, 4])
def test_a_verifiers_file_computes_what_was_trained(tmp_path: Path, count: int) -> None:
    torch.manual_seed(3)
    nets = [VerifierNet().eval() for _ in range(count)]
    features, odds = torch.randn(4, STEPS, FEATURES) * 2, torch.tensor([-4.0, -1.0, 0.5, 3.0])
    verifier = VerifierModel(nets, 1.5, threshold_logit=0.7, sharpness=0.6).eval()
    with torch.no_grad():
        scores = torch.sigmoid(verifier(features, odds)).numpy()
    export_verifier(verifier, tmp_path / "some-verifier.onnx", {"word": "Some"})
    import onnxruntime

    network = onnxruntime.InferenceSession(str(tmp_path / "some-verifier.onnx"))
    given = {"features": features.numpy(), "suspicion": torch.sigmoid(odds)[:, None].numpy()}
    assert np.abs(network.run(None, given)[0][:, 0] - scores).max() < 1e-5


def test_it_comes_with_a_card_and_a_call_for_the_self_test(made: Path) -> None:
    card = (made / "friday.md").read_text(encoding="utf-8")
    assert "| hibari | 1 | 14 | 0 | 0 |" in card
    assert "Apache-2.0" in card
    assert (made / "friday.wav").stat().st_size < 80_000


def test_what_is_done_is_not_done_again(made: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (made / "work").rglob("*.npz")}
    assert before
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.training.build.FRESH_HOURS", 0.03)
        make_model(small(), made / "work", made / "again.onnx", processes=2)
    assert {path: path.stat().st_mtime_ns for path in (made / "work").rglob("*.npz")} == before
    assert (made / "again.onnx").read_bytes() == (made / "friday.onnx").read_bytes()


def test_the_mean_of_heads_moves_its_threshold_to_one_half(tmp_path: Path) -> None:
    torch.manual_seed(1)
    heads = [Head(), Head()]
    for head in heads:
        head(torch.randn(64, 16, 96))  # so that what batches are normalised by is not what it began with
        head.normalise_by(np.random.default_rng(1).normal(3, 5, (100, 96)))
        head.eval()
    rows = torch.randn(5, 16, 96)
    with torch.no_grad():
        logits = (heads[0](rows) + heads[1](rows)) / 2
        model = Model(heads, threshold_logit=float(logits[2]))
        scores = model(rows).numpy()
    assert float(scores[2, 0]) == pytest.approx(0.5, abs=1e-6)
    export_heads(model, tmp_path / "two.onnx", {"word": "Two"})
    import onnxruntime

    network = onnxruntime.InferenceSession(str(tmp_path / "two.onnx"))
    assert np.abs(network.run(None, {"embeddings": rows.numpy()})[0] - scores).max() < 1e-5
    assert network.get_modelmeta().custom_metadata_map["word"] == "Two"


def test_the_threshold_allows_no_more_false_calls_than_it_may() -> None:
    peaks = [float(peak) for peak in range(60, 0, -1)]
    logits = np.full(60 * 30, -9.0, np.float32)
    logits[::30] = peaks  # further apart than one call lasts
    stretch = silent("plain", len(logits))
    threshold = publishing.choose_threshold([stretch], 0.5, [], lambda _: logits)
    assert sum(peak >= threshold for peak in peaks) == publishing.FALSE_CALLS_AN_HOUR * 0.5


def test_development_recordings_choose_the_threshold_and_near_misses_do_not() -> None:
    ordinary, near, fresh = silent("neg real-intent", 30), silent("neg tts-nearmiss", 30), silent("plain", 30)
    said = {"neg real-intent": 1.5, "neg tts-nearmiss": 5.0, "plain": 9.0}
    threshold = publishing.choose_threshold(
        [fresh], 0.5, [[near, ordinary]], lambda trial: np.full(30, said[trial.group], np.float32)
    )
    assert threshold == pytest.approx(1.5 + publishing.STEP)


def test_heads_alone_judge_a_recording_moment_by_moment() -> None:
    head = Head().eval()
    with torch.no_grad():
        zero = float(head(torch.zeros(1, 16, 96)))
    assert head_scorer(head)(silent("plain", 30)) == pytest.approx(np.full(15, zero), abs=1e-5)
    assert not head_scorer(head)(silent("short", 15)).size


def test_two_peaks_close_together_are_one_call() -> None:
    logits = np.full(100, -9.0, np.float32)
    logits[[20, 30, 80]] = 3, 5, 1
    assert peaks_of(logits) == [5.0, 1.0]


def test_the_recipe_that_comes_along_is_whole_and_holds_voices_back() -> None:
    recipe = recipe_for("jarvis")
    assert recipe.name == "jarvis"
    assert {"kokoro:af_sarah", "flite:rms"} <= set(recipe.held_out)
    assert recipe_for("hey computer").name == "hey_computer"
    assert recipe_for("friday").pronunciations == ()
    assert quick_recipe(recipe).negative_hours == recipe.negative_hours / 10


@pytest.mark.parametrize("word", ["", "7of9", "a" * 60, "jarvis; rm"])
def test_what_is_no_word_is_refused(word: str) -> None:
    with pytest.raises(ConfigError):
        recipe_for(word)


def test_a_recipe_with_a_mistake_names_it(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text('word = "odd"\ncopis = 3\nspeech = []\n')
    with pytest.raises(ConfigError, match="copis"):
        load_recipe(tmp_path / "odd.toml")
