"""Builds ONNX graphs node by node, names their nodes and constants, and writes the file.

The networks of the wake word are small, so their graphs are written by hand instead of being traced: no exporter has to
match the installed torch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET, IR_VERSION = 17, 9
"""Versions that onnxruntime 1.16 and users of openWakeWord can read."""


class Graph:
    """A graph that grows node by node; a node is known by the name of its first output."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def add(self, kind: str, *inputs: str, output: str | None = None, **attributes: Any) -> str:
        """Adds a node and returns the name of its first output."""
        name = output or f"{kind.lower()}_{len(self._nodes)}"
        others = range(1, onnx.defs.get_schema(kind, OPSET).min_output)
        names = [name, *(f"{name}_{number}" for number in others)]
        self._nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return name

    def weights(self, values: Any) -> str:
        """Adds a float32 constant and returns its name."""
        return self._constant(np.ascontiguousarray(values, np.float32).reshape(np.shape(values)))

    def numbers(self, values: list[int]) -> str:
        """Adds an int64 constant and returns its name."""
        return self._constant(np.asarray(values, np.int64))

    def model(
        self,
        title: str,
        given: Sequence[tuple[str, Sequence[int | str]]],
        made: tuple[str, Sequence[int | str]],
        facts: Mapping[str, str],
    ) -> onnx.ModelProto:
        """Returns the whole model, checked.

        Args:
            title: The graph's name.
            given: Names and shapes of its float32 inputs.
            made: Name and shape of its float32 output.
            facts: The model's metadata.

        Raises:
            onnx.checker.ValidationError: The graph is not valid.
        """
        whole = helper.make_model(
            helper.make_graph(
                self._nodes,
                title,
                [helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape)) for name, shape in given],
                [helper.make_tensor_value_info(made[0], TensorProto.FLOAT, list(made[1]))],
                self._constants,
            ),
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
        )
        helper.set_model_props(whole, dict(facts))
        onnx.checker.check_model(whole)
        return whole

    def _constant(self, values: NDArray[Any]) -> str:
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(values, name))
        return name


def write(model: onnx.ModelProto, path: Path) -> None:
    """Write the file whole or not at all."""
    part = path.with_suffix(".part")
    onnx.save(model, str(part))
    part.rename(path)


def array(tensor: Any) -> NDArray[np.float32]:
    """Returns the values of a torch tensor."""
    return np.asarray(tensor.detach().numpy(), np.float32)
