"""An existing verifier is trained further, and its weights move a part of the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training fits its network with torch")

import onnx  # noqa: E402

from assistant.hearing.wake.verifier import FEATURES, STEPS  # noqa: E402
from assistant.paths import data_file  # noqa: E402
from assistant.training.fitting.hard_examples import CALL, COMPOSED, HardExamples  # noqa: E402
from assistant.training.fitting.onnx_export import export_verifier, read_nets  # noqa: E402
from assistant.training.fitting.verifier_fitting import VerifierModel, VerifierNet  # noqa: E402
from assistant.training.fitting.verifier_refinement import blend_weights, refine_file, refine_net  # noqa: E402


def examples(count: int = 96, seed: int = 0) -> HardExamples:
    """Returns calls and others that differ in the first half of the features."""
    chance = np.random.default_rng(seed)
    kinds = np.where(np.arange(count) % 3 == 0, CALL, COMPOSED).astype(np.int8)
    features = chance.standard_normal((count, STEPS, FEATURES)).astype(np.float16)
    features[kinds == CALL, :, : FEATURES // 2] += np.float16(1)
    return HardExamples(features, np.zeros(count, np.float32), kinds)


def some_net(seed: int) -> VerifierNet:
    torch.manual_seed(seed)
    net = VerifierNet()
    net.mean, net.spread = torch.rand(FEATURES), 0.5 + torch.rand(FEATURES)
    return net.eval()


def margin(net: VerifierNet, suspects: HardExamples) -> float:
    """Returns the mean logit of calls less that of the others."""
    with torch.no_grad():
        said = net(torch.from_numpy(suspects.features_at(np.arange(len(suspects))))).numpy()
    return float(said[suspects.calls].mean() - said[~suspects.calls].mean())


def same(one: VerifierNet, other: VerifierNet) -> bool:
    pairs = zip(one.state_dict().values(), other.state_dict().values(), strict=True)
    return all(torch.equal(values, others) for values, others in pairs)


def test_the_nets_of_a_file_are_read_as_they_were_written(tmp_path: Path) -> None:
    nets = [some_net(seed) for seed in range(3)]
    export_verifier(VerifierModel(nets, 4.0, 1.0, 0.25), tmp_path / "some-verifier.onnx", {"word": "Some"})
    read = read_nets(tmp_path / "some-verifier.onnx")
    assert len(read) == 3
    assert all(same(one, other) for one, other in zip(nets, read, strict=True))


def test_the_verifier_that_comes_along_is_read() -> None:
    assert len(read_nets(data_file("models/wake/jarvis-verifier.onnx"))) == 4


def test_another_file_is_no_verifier() -> None:
    with pytest.raises(ValueError, match="not the verifier of a wake word"):
        read_nets(data_file("models/wake/jarvis.onnx"))


def test_what_is_trained_further_tells_new_examples_apart_and_the_old_net_stays() -> None:
    net, before = some_net(1), some_net(1)
    better = refine_net(net, examples(), 60, 7)
    assert same(net, before)
    assert margin(better, examples(seed=1)) > margin(net, examples(seed=1)) + 1
    assert torch.equal(better.mean, net.mean)
    assert torch.equal(better.spread, net.spread)
    assert same(better, refine_net(net, examples(), 60, 7))


def test_a_blend_is_a_part_of_the_way_to_each() -> None:
    net, others = some_net(1), [some_net(2), some_net(3)]
    mixed = blend_weights(net, others, 0.25)
    for name, values in mixed.state_dict().items():
        one, two = (other.state_dict()[name] for other in others)
        assert torch.allclose(values, 0.5 * net.state_dict()[name] + 0.25 * one + 0.25 * two)
    assert same(blend_weights(net, others, 0.0), net)


def test_a_file_is_refined_with_its_facts(tmp_path: Path) -> None:
    before, after = tmp_path / "before.onnx", tmp_path / "after.onnx"
    export_verifier(VerifierModel([some_net(1), some_net(2)], 4.0, 1.0, 0.25), before, {"word": "Some"})
    shutil.copy(before, tmp_path / "kept.onnx")
    refine_file(before, after, 2.5, examples(), steps=30)
    assert before.read_bytes() == (tmp_path / "kept.onnx").read_bytes()
    for old, new in zip(read_nets(before), read_nets(after), strict=True):
        assert margin(new, examples(seed=1)) > margin(old, examples(seed=1)) + 0.1
    assert {fact.key: fact.value for fact in onnx.load(after).metadata_props}["word"] == "Some"
