"""Writes a word's verifier as ONNX, and reads its nets again. Training only.

The file goes from the encoder's features and the heads' score to the verified one.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from assistant.hearing.wake.verifier import FEATURES, STEPS
from assistant.training.fitting.onnx_graph import Graph, array, write
from assistant.training.fitting.verifier_fitting import BOUND, Verifying, VerifyingNet, convinced

_LAYERS = ("narrow", "first", "second", "third", "look", "decide", "answer")
_WRITTEN = ("mean", "spread", *(f"{layer}.{part}" for layer in _LAYERS for part in ("weight", "bias")))
"""The weights of a net, in the order in which `_net` writes them down."""
_TURNED = ("narrow.weight", "look.weight")
"""Those that stand in the file as columns."""
_CLOSEST = 1e-6
"""Scores nearer to 0 and 1 are taken for this: a logit of 14."""


def export_verifier(verifying: Verifying, path: Path, facts: Mapping[str, str]) -> None:
    """Write it, with facts about it as metadata.

    Raises:
        onnx.checker.ValidationError: The graph is not valid.
    """
    graph = Graph()
    said = [_net(graph, net) for net in verifying.nets if isinstance(net, VerifyingNet)]
    opinions = graph.add("Concat", *said, axis=1)
    highest = graph.add("TopK", opinions, graph.numbers([convinced(len(said))]), axis=1)
    mean = graph.add("ReduceMean", highest, axes=[1], keepdims=1)
    bounded = graph.add("Clip", mean, graph.weights(np.float32(-BOUND)), graph.weights(np.float32(BOUND)))
    weighed = graph.add("Mul", bounded, graph.weights(np.float32(verifying.weight)))
    closest = graph.weights(np.float32(_CLOSEST)), graph.weights(np.float32(1 - _CLOSEST))
    score = graph.add("Clip", "suspicion", *closest)
    odds = graph.add("Div", score, graph.add("Sub", graph.weights(np.float32(1)), score))
    total = graph.add("Sum", graph.add("Log", odds), weighed, graph.weights(np.float32(-verifying.threshold_logit)))
    graph.add("Sigmoid", graph.add("Mul", total, graph.weights(np.float32(verifying.sharpness))), output="score")
    given = (("features", ("n", STEPS, FEATURES)), ("suspicion", ("n", 1)))
    write(graph.model("wake word verifier", given, ("score", ("n", 1)), facts), path)


def read_nets(path: Path) -> list[VerifyingNet]:
    """The nets of a file that `export_verifier` wrote.

    Raises:
        ValueError: It is no such file.
    """
    constants = [numpy_helper.to_array(constant) for constant in onnx.load(path).graph.initializer]
    weights = iter([values for values in constants if values.dtype == np.float32 and values.ndim])
    nets = []
    for mean in weights:
        net = VerifyingNet()
        known = net.state_dict()
        found = [mean, *itertools.islice(weights, len(known) - 1)]
        if [values.size for values in found] != [known[name].numel() for name in _WRITTEN]:
            raise ValueError(f"{path} is not the verifier of a wake word")
        for name, values in zip(_WRITTEN, found, strict=True):
            turned = values.T if name in _TURNED else values
            known[name] = torch.from_numpy(np.array(turned, np.float32)).reshape(known[name].shape)
        net.load_state_dict(known)
        nets.append(net.eval())
    if not nets:
        raise ValueError(f"{path} is not the verifier of a wake word")
    return nets


def _net(graph: Graph, net: VerifyingNet) -> str:
    """Adds one net; the name of its logit [n, 1]."""
    level = graph.add("Sub", "features", graph.weights(array(net.mean)))
    level = graph.add("Div", level, graph.weights(array(net.spread)))
    flow = graph.add("MatMul", level, graph.weights(array(net.narrow.weight).T))
    flow = graph.add("Relu", graph.add("Add", flow, graph.weights(array(net.narrow.bias))))
    flow = graph.add("Transpose", flow, perm=[0, 2, 1])
    flow = graph.add("Add", flow, _convolved(graph, net.first, flow))
    flow = _convolved(graph, net.third, _convolved(graph, net.second, flow))
    flow = graph.add("Transpose", flow, perm=[0, 2, 1])
    looks = graph.add("MatMul", flow, graph.weights(array(net.look.weight).T))
    weights = graph.add("Softmax", graph.add("Add", looks, graph.weights(array(net.look.bias))), axis=1)
    seen = graph.add("MatMul", graph.add("Transpose", weights, perm=[0, 2, 1]), flow)
    decided = graph.add("Relu", _linear(graph, net.decide, graph.add("Flatten", seen, axis=1)))
    return _linear(graph, net.answer, decided)


def _convolved(graph: Graph, layer: nn.Conv1d, flow: str) -> str:
    kernel, bias = graph.weights(array(layer.weight)), graph.weights(array(layer.bias))
    return graph.add("Relu", graph.add("Conv", flow, kernel, bias, pads=[2, 2], strides=list(layer.stride)))


def _linear(graph: Graph, layer: nn.Linear, flow: str) -> str:
    return graph.add("Gemm", flow, graph.weights(array(layer.weight)), graph.weights(array(layer.bias)), transB=1)
