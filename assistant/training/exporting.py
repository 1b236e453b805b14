"""Writes a model as ONNX, node by node: the format of openWakeWord's heads, float32 [n, 16, 96] to [n, 1]. Training.

The network is small, so its graph is written down rather than traced: no second exporter has to fit the torch that is
installed, and batch normalisation is folded into the convolutions, which are then all that is left.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from assistant.training.head import EMBEDDING, LENGTH, SEEN, Head, Model

OPSET, IR_VERSION = 17, 9
"""What onnxruntime 1.16 and openWakeWord's users have."""


def export(model: Model, path: Path, facts: Mapping[str, str]) -> None:
    """Write the model, with facts about it as metadata.

    Raises:
        onnx.checker.ValidationError: The graph is not valid.
    """
    graph = _Graph()
    seen = graph.add("Slice", "embeddings", graph.numbers([LENGTH - SEEN]), graph.numbers([LENGTH]), graph.numbers([1]))
    logits = [_head(graph, head, seen) for head in model.heads if isinstance(head, Head)]
    total = graph.add("Sum", *logits)
    # (sum / heads − threshold) × sharpness
    scale = graph.weights(np.float32(model.sharpness / len(logits)))
    shift = graph.weights(np.float32(-model.threshold_logit * model.sharpness))
    graph.add("Sigmoid", graph.add("Add", graph.add("Mul", total, scale), shift), output="score")
    made = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "wake word head",
            [helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, ["n", LENGTH, EMBEDDING])],
            [helper.make_tensor_value_info("score", TensorProto.FLOAT, ["n", 1])],
            graph.initializers,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    helper.set_model_props(made, dict(facts))
    onnx.checker.check_model(made)
    part = path.with_suffix(".part")
    onnx.save(made, str(part))
    part.rename(path)


def _head(graph: _Graph, head: Head, seen: str) -> str:
    """Adds one head; the name of its logit [n, 1]."""
    centred = graph.add("Sub", seen, graph.weights(_array(head.mean)))
    level = graph.add("Div", centred, graph.weights(_array(head.spread)))
    flow = graph.add("Transpose", level, perm=[0, 2, 1])
    layers = list(head.convolve)
    for convolution, normalisation in itertools.pairwise(layers):
        if isinstance(convolution, nn.Conv1d) and isinstance(normalisation, nn.BatchNorm1d):
            weights, bias = _folded(convolution, normalisation)
            flow = graph.add("Relu", graph.add("Conv", flow, graph.weights(weights), graph.weights(bias)))
    flow = graph.add("Flatten", flow, axis=1)
    linear = [layer for layer in head.decide if isinstance(layer, nn.Linear)]
    for number, layer in enumerate(linear):
        flow = graph.add("Gemm", flow, graph.weights(_array(layer.weight)), graph.weights(_array(layer.bias)), transB=1)
        if number < len(linear) - 1:
            flow = graph.add("Relu", flow)
    return flow


def _folded(convolution: nn.Conv1d, normalisation: nn.BatchNorm1d) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """One convolution that does what both do."""
    variance = _array(normalisation.running_var)
    scale = _array(normalisation.weight) / np.sqrt(variance + np.float32(normalisation.eps))
    bias = (_array(convolution.bias) - _array(normalisation.running_mean)) * scale + _array(normalisation.bias)
    return _array(convolution.weight) * scale[:, None, None], bias


def _array(tensor: Any) -> NDArray[np.float32]:
    return np.asarray(tensor.detach().numpy(), np.float32)


class _Graph:
    """Collects nodes and weights, and gives them names."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.initializers: list[Any] = []

    def add(self, kind: str, *inputs: str, output: str | None = None, **attributes: Any) -> str:
        """A node with one output; its name."""
        name = output or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def weights(self, values: Any) -> str:
        """A float32 constant; its name."""
        return self._constant(np.ascontiguousarray(values, np.float32).reshape(np.shape(values)))

    def numbers(self, values: list[int]) -> str:
        """An int64 constant; its name."""
        return self._constant(np.asarray(values, np.int64))

    def _constant(self, values: NDArray[Any]) -> str:
        name = f"constant_{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(values, name))
        return name
