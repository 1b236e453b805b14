"""Writes a model as ONNX, node by node: the format of openWakeWord's heads, float32 [n, 16, 96] to [n, 1]. Training.

Batch normalisation is folded into the convolutions, which are then all that is left.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from torch import nn

from assistant.training.fitting.head_network import EMBEDDING, LENGTH, SEEN, Head, Model
from assistant.training.fitting.onnx_graph import Graph, array, write


def export(model: Model, path: Path, facts: Mapping[str, str]) -> None:
    """Write the model, with facts about it as metadata.

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
    """Adds one head; the name of its logit [n, 1]."""
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
    """One convolution that does what both do."""
    variance = array(normalisation.running_var)
    scale = array(normalisation.weight) / np.sqrt(variance + np.float32(normalisation.eps))
    bias = (array(convolution.bias) - array(normalisation.running_mean)) * scale + array(normalisation.bias)
    return array(convolution.weight) * scale[:, None, None], bias
