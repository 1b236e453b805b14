"""Writes heads and verifiers as ONNX, node by node, and reads a verifier's nets again.

A model of heads has openWakeWord's format, float32 [n, 16, 96] to [n, 1]; batch normalisation is folded into its
convolutions. A verifier maps the encoder's features and the heads' score to the verified score.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import nn

from assistant.hearing.wake.verifier import FEATURES, STEPS
from assistant.training.fitting.head_network import EMBEDDING, LENGTH, SEEN, Head, Model
from assistant.training.fitting.onnx_graph import Graph, array, write
from assistant.training.fitting.verifier_fitting import BOUND, VerifierModel, VerifierNet, counted_opinions


def export_heads(model: Model, path: Path, facts: Mapping[str, str]) -> None:
    """Write a model of heads; `facts` become its metadata.

    Raises:
        onnx.checker.ValidationError: The graph is not valid.
    """
    graph = Graph()
    seen = graph.add("Slice", "embeddings", graph.numbers([LENGTH - SEEN]), graph.numbers([LENGTH]), graph.numbers([1]))
    logits = [_head(graph, head, seen) for head in model.heads if isinstance(head, Head)]
    total = graph.add("Sum", *logits)
    # (sum / heads − threshold) × sharpness
    scale = graph.weights(np.float32(model.sharpness / len(logits)))
    shift = graph.weights(np.float32(-model.threshold_logit * model.sharpness))
    graph.add("Sigmoid", graph.add("Add", graph.add("Mul", total, scale), shift), output="score")
    given, made = [("embeddings", ("n", LENGTH, EMBEDDING))], ("score", ("n", 1))
    write(graph.model("wake word head", given, made, facts), path)


def _head(graph: Graph, head: Head, seen: str) -> str:
    """Adds one head and returns the name of its logit [n, 1]."""
    centred = graph.add("Sub", seen, graph.weights(array(head.mean)))
    level = graph.add("Div", centred, graph.weights(array(head.spread)))
    flow = graph.add("Transpose", level, perm=[0, 2, 1])
    layers = list(head.convolve)
    for convolution, normalisation in itertools.pairwise(layers):
        if isinstance(convolution, nn.Conv1d) and isinstance(normalisation, nn.BatchNorm1d):
            weights, bias = _folded(convolution, normalisation)
            flow = graph.add("Relu", graph.add("Conv", flow, graph.weights(weights), graph.weights(bias)))
    flow = graph.add("Flatten", flow, axis=1)
    linear = [layer for layer in head.decide if isinstance(layer, nn.Linear)]
    for number, layer in enumerate(linear):
        flow = graph.add("Gemm", flow, graph.weights(array(layer.weight)), graph.weights(array(layer.bias)), transB=1)
        if number < len(linear) - 1:
            flow = graph.add("Relu", flow)
    return flow


def _folded(convolution: nn.Conv1d, normalisation: nn.BatchNorm1d) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Returns weights and bias of one convolution that equals both layers."""
    variance = array(normalisation.running_var)
    scale = array(normalisation.weight) / np.sqrt(variance + np.float32(normalisation.eps))
    bias = (array(convolution.bias) - array(normalisation.running_mean)) * scale + array(normalisation.bias)
    return array(convolution.weight) * scale[:, None, None], bias


_LAYERS = ("narrow", "first", "second", "third", "look", "decide", "answer")
_WRITTEN = ("mean", "spread", *(f"{layer}.{part}" for layer in _LAYERS for part in ("weight", "bias")))
"""The weights of a net, in the order in which `_net` writes them."""
_TRANSPOSED = ("narrow.weight", "look.weight")
"""Those that the file has transposed."""
_SCORE_LIMIT = 1e-6
"""Scores are kept at least this far from 0 and 1: a logit of ±14."""


def export_verifier(verifier: VerifierModel, path: Path, facts: Mapping[str, str]) -> None:
    """Write a verifier; `facts` become its metadata.

    Raises:
        onnx.checker.ValidationError: The graph is not valid.
    """
    graph = Graph()
    logits = [_net(graph, net) for net in verifier.nets if isinstance(net, VerifierNet)]
    opinions = graph.add("Concat", *logits, axis=1)
    highest = graph.add("TopK", opinions, graph.numbers([counted_opinions(len(logits))]), axis=1)
    mean = graph.add("ReduceMean", highest, axes=[1], keepdims=1)
    bounded = graph.add("Clip", mean, graph.weights(np.float32(-BOUND)), graph.weights(np.float32(BOUND)))
    weighed = graph.add("Mul", bounded, graph.weights(np.float32(verifier.weight)))
    closest = graph.weights(np.float32(_SCORE_LIMIT)), graph.weights(np.float32(1 - _SCORE_LIMIT))
    score = graph.add("Clip", "suspicion", *closest)
    odds = graph.add("Div", score, graph.add("Sub", graph.weights(np.float32(1)), score))
    total = graph.add("Sum", graph.add("Log", odds), weighed, graph.weights(np.float32(-verifier.threshold_logit)))
    graph.add("Sigmoid", graph.add("Mul", total, graph.weights(np.float32(verifier.sharpness))), output="score")
    given = (("features", ("n", STEPS, FEATURES)), ("suspicion", ("n", 1)))
    write(graph.model("wake word verifier", given, ("score", ("n", 1)), facts), path)


def read_nets(path: Path) -> list[VerifierNet]:
    """Reads the nets of a file that `export_verifier` wrote.

    Raises:
        ValueError: The file is no verifier.
    """
    constants = [numpy_helper.to_array(constant) for constant in onnx.load(path).graph.initializer]
    weights = iter([values for values in constants if values.dtype == np.float32 and values.ndim])
    nets = []
    for mean in weights:
        net = VerifierNet()
        known = net.state_dict()
        found = [mean, *itertools.islice(weights, len(known) - 1)]
        if [values.size for values in found] != [known[name].numel() for name in _WRITTEN]:
            raise ValueError(f"{path} is not the verifier of a wake word")
        for name, values in zip(_WRITTEN, found, strict=True):
            turned = values.T if name in _TRANSPOSED else values
            known[name] = torch.from_numpy(np.array(turned, np.float32)).reshape(known[name].shape)
        net.load_state_dict(known)
        nets.append(net.eval())
    if not nets:
        raise ValueError(f"{path} is not the verifier of a wake word")
    return nets


def _net(graph: Graph, net: VerifierNet) -> str:
    """Adds one net and returns the name of its logit [n, 1]."""
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
