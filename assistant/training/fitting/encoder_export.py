"""Writes Whisper's encoder for 1.44 s of sound as an ONNX network, the input of wake word verifiers.

It is the unchanged encoder of Whisper tiny.en (MIT licence, OpenAI 2022), read from the CTranslate2 file that the
recogniser uses, with Whisper's log-mel spectrogram before it and the weights of its linear layers as 8-bit integers.
Samples go in, one vector of 384 numbers for each 40 ms comes out. The weights get a file of their own, encoder.weights,
which can be mapped instead of read. To write it anew:
`python -m assistant.training.fitting.encoder_export FOLDER_OF_TINY_EN models/wake/encoder.onnx`.
"""

from __future__ import annotations

import math
import struct
import sys
from collections.abc import Mapping
from io import BufferedReader
from pathlib import Path

import numpy as np
import onnx
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.typing import NDArray

from assistant.core.errors import ModelMissing
from assistant.hearing.wake.verifier import FEATURES, SEEN_SAMPLES, STEPS
from assistant.training.fitting.onnx_graph import Graph, write

WINDOW, HOP, BANDS = 400, 160, 80
"""Whisper's spectrogram: windows of 25 ms each 10 ms, in 80 mel bands."""
LAYERS, HEADS = 4, 6
INSIDE = SEEN_SAMPLES // HOP // 2
"""Number of the encoder's steps of 20 ms."""
_FLOAT16 = 4
"""CTranslate2's number for 16-bit floats."""

Weights = Mapping[str, NDArray[np.float32]]


def read_weights(file: Path) -> Weights:
    """Reads the encoder's weights from a CTranslate2 Whisper model of 16-bit floats, by name.

    Raises:
        ModelMissing: The file cannot be read, or is not Whisper tiny.en.
    """
    found: dict[str, NDArray[np.float32]] = {}
    try:
        with file.open("rb") as stream:
            (_version,) = struct.unpack("<I", stream.read(4))
            _read_name(stream)
            _revision, count = struct.unpack("<II", stream.read(8))
            for _ in range(count):
                name = _read_name(stream)
                (rank,) = struct.unpack("<B", stream.read(1))
                shape = struct.unpack(f"<{rank}I", stream.read(4 * rank))
                kind, size = struct.unpack("<BI", stream.read(5))
                data = stream.read(size)
                if kind == _FLOAT16 and name.startswith("encoder/"):
                    found[name.removeprefix("encoder/")] = np.frombuffer(data, "<f2").reshape(shape).astype(np.float32)
    except (OSError, struct.error, ValueError, UnicodeDecodeError) as bad:
        raise ModelMissing(f"{file} cannot be read as a speech model", "Give the folder of Whisper tiny.en.") from bad
    if found.get("position_encodings/encodings", np.empty((0, 0))).shape[-1] != FEATURES:
        raise ModelMissing(f"{file} is not Whisper tiny.en", "The verifier was made for this one.")
    return found


def write_encoder(weights: Weights, path: Path) -> None:
    """Write the network: float32 [n, 23040] samples from −1 to 1 at 16 kHz → float32 [n, 36, 384].

    The weights go into a second file beside `path`, with the ending .weights.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    graph = Graph()
    flow = _stem(graph, weights, _log_mel(graph, "samples"))
    for layer in range(LAYERS):
        flow = _layer(graph, weights, f"layer_{layer}/", flow)
    flow = graph.add("Reshape", _norm(graph, weights, "", flow), graph.numbers([-1, STEPS, INSIDE // STEPS, FEATURES]))
    graph.add("ReduceMean", flow, output="features", axes=[2], keepdims=0)
    model = graph.model(
        "Whisper tiny.en's encoder",
        [("samples", ["n", SEEN_SAMPLES])],
        ("features", ["n", STEPS, FEATURES]),
        {"origin": "Whisper tiny.en by OpenAI", "licence": "MIT"},
    )
    whole, small = path.with_suffix(".whole"), path.with_suffix(".small")
    write(model, whole)
    quantize_dynamic(
        str(whole), str(small), op_types_to_quantize=["MatMul"], per_channel=True, weight_type=QuantType.QInt8
    )
    path.with_suffix(".weights").unlink(missing_ok=True)  # because onnx would append to it
    onnx.save_model(
        onnx.load(small),
        path,
        save_as_external_data=True,
        location=path.with_suffix(".weights").name,
        size_threshold=4096,
    )
    whole.unlink()
    small.unlink()


def _log_mel(graph: Graph, samples: str) -> str:
    """Adds Whisper's log-mel spectrogram [n, 80, 144]: log10 of the power, at most 8 below the peak, (x + 4) / 4."""
    extractor = FeatureExtractor()
    flow = graph.add("Unsqueeze", samples, graph.numbers([1]))
    flow = graph.add("Pad", flow, graph.numbers([0, 0, WINDOW // 2, 0, 0, WINDOW // 2]), mode="reflect")
    angles = 2 * np.pi * np.outer(np.arange(WINDOW // 2 + 1), np.arange(WINDOW)) / WINDOW
    hann = np.hanning(WINDOW + 1)[:-1]
    waves = np.concatenate((np.cos(angles), np.sin(angles)))[:, None] * hann
    flow = graph.add("Conv", flow, graph.weights(waves), strides=[HOP])
    flow = graph.add("Slice", flow, graph.numbers([0]), graph.numbers([2 * INSIDE]), graph.numbers([2]))
    flow = graph.add("Mul", flow, flow)
    bands = np.asarray(extractor.mel_filters)
    flow = graph.add("Conv", flow, graph.weights(np.concatenate((bands, bands), axis=1)[:, :, None]))
    flow = graph.add("Max", flow, graph.weights(np.float32(1e-10)))
    flow = graph.add("Mul", graph.add("Log", flow), graph.weights(np.float32(1 / math.log(10))))
    loudest = graph.add("ReduceMax", flow, axes=[1, 2], keepdims=1)
    flow = graph.add("Max", flow, graph.add("Sub", loudest, graph.weights(np.float32(8))))
    return graph.add("Mul", graph.add("Add", flow, graph.weights(np.float32(4))), graph.weights(np.float32(0.25)))


def _stem(graph: Graph, weights: Weights, flow: str) -> str:
    """Adds two convolutions over time, the second of stride 2, and the position encodings: [n, 72, 384]."""
    for name, stride in (("conv1", 1), ("conv2", 2)):
        kernel, bias = graph.weights(weights[f"{name}/weight"]), graph.weights(weights[f"{name}/bias"])
        flow = _gelu(graph, graph.add("Conv", flow, kernel, bias, pads=[1, 1], strides=[stride]))
    where = weights["position_encodings/encodings"][None, :INSIDE]
    return graph.add("Add", graph.add("Transpose", flow, perm=[0, 2, 1]), graph.weights(where))


def _layer(graph: Graph, weights: Weights, prefix: str, flow: str) -> str:
    """Adds one transformer layer: attention, then two linear layers, each with a residual connection."""
    level = _norm(graph, weights, f"{prefix}self_attention/", flow)
    both = _linear(graph, weights, f"{prefix}self_attention/linear_0", level)
    parts = [
        graph.add(
            "Slice", both, graph.numbers([at * FEATURES]), graph.numbers([(at + 1) * FEATURES]), graph.numbers([2])
        )
        for at in range(3)
    ]
    size = FEATURES // HEADS
    split = [graph.add("Reshape", part, graph.numbers([-1, INSIDE, HEADS, size])) for part in parts]
    query = graph.add("Transpose", split[0], perm=[0, 2, 1, 3])
    key = graph.add("Transpose", split[1], perm=[0, 2, 3, 1])
    value = graph.add("Transpose", split[2], perm=[0, 2, 1, 3])
    similarity = graph.add("Mul", graph.add("MatMul", query, key), graph.weights(np.float32(size**-0.5)))
    seen = graph.add("MatMul", graph.add("Softmax", similarity, axis=-1), value)
    seen = graph.add("Reshape", graph.add("Transpose", seen, perm=[0, 2, 1, 3]), graph.numbers([-1, INSIDE, FEATURES]))
    flow = graph.add("Add", flow, _linear(graph, weights, f"{prefix}self_attention/linear_1", seen))
    level = _norm(graph, weights, f"{prefix}ffn/", flow)
    wide = _gelu(graph, _linear(graph, weights, f"{prefix}ffn/linear_0", level))
    return graph.add("Add", flow, _linear(graph, weights, f"{prefix}ffn/linear_1", wide))


def _linear(graph: Graph, weights: Weights, name: str, flow: str) -> str:
    product = graph.add("MatMul", flow, graph.weights(weights[f"{name}/weight"].T))
    return graph.add("Add", product, graph.weights(weights[f"{name}/bias"]))


def _norm(graph: Graph, weights: Weights, prefix: str, flow: str) -> str:
    gain, shift = (
        graph.weights(weights[f"{prefix}layer_norm/gamma"]),
        graph.weights(weights[f"{prefix}layer_norm/beta"]),
    )
    return graph.add("LayerNormalization", flow, gain, shift, axis=-1, epsilon=1e-5)


def _gelu(graph: Graph, flow: str) -> str:
    """Adds x · Φ(x), computed with the error function as in Whisper."""
    risen = graph.add("Erf", graph.add("Mul", flow, graph.weights(np.float32(math.sqrt(0.5)))))
    half = graph.add("Mul", flow, graph.weights(np.float32(0.5)))
    return graph.add("Mul", half, graph.add("Add", risen, graph.weights(np.float32(1))))


def _read_name(stream: BufferedReader) -> str:
    (length,) = struct.unpack("<H", stream.read(2))
    return stream.read(length)[:-1].decode()


if __name__ == "__main__":
    write_encoder(read_weights(Path(sys.argv[1]) / "model.bin"), Path(sys.argv[2]))
