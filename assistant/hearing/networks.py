"""Opens the small neural networks of the ears on one thread, with no memory kept between calls, and with errors for
people.

onnxruntime's memory arena and its thread pool would cost more than the networks themselves. Weights that lie in a file
of their own beside the network are mapped, not read: they take memory only when they are first used.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from assistant.core.errors import ModelMissing


def open_network(path: Path, packed: bool = True) -> Any:
    """Opens an `onnxruntime.InferenceSession` on one CPU thread. Blocks for about 10 ms.

    Args:
        path: The file.
        packed: Whether the weights are copied into the order in which they are used, which is a tenth faster. Without
            it, mapped weights stay in their file.

    Raises:
        ModelMissing: The file is missing or damaged.
    """
    import onnxruntime

    if not path.is_file():
        raise ModelMissing(f"The model file {path} is missing", "Install Jarvis again, or correct the path.")
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    if not packed:
        options.add_session_config_entry("session.disable_prepacking", "1")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except network_errors() as bad:
        raise ModelMissing(
            f"The model file {path} is damaged",
            "Fetch it again; it is no readable ONNX file, or its weights are not beside it.",
        ) from bad


def network_errors() -> tuple[type[Exception], ...]:
    """Returns the exceptions that onnxruntime raises for a file or an input that it cannot take."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    return (
        state.Fail,
        state.InvalidProtobuf,
        state.InvalidGraph,
        state.InvalidArgument,
        state.RuntimeException,
        state.NotImplemented,
    )


def package_folder(package: str) -> Path | None:
    """Returns the folder of an installed package without importing it; None where it is not installed."""
    try:
        found = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return None
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent
