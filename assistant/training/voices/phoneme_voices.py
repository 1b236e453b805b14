"""Provides both neural voices with the phonemes of sentences and their places in the sound."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.core.errors import ModelMissing
from assistant.hearing.networks import package_folder


@functools.lru_cache(2)
def _speller(british: bool) -> Any:
    from hibari.g2p import G2P

    return G2P(british=british)


def sentence_phonemes(before: str, word: str, after: str, british: bool) -> tuple[str, int, int]:
    """Returns the phonemes (misaki's alphabet) of a sentence, and the range of them that belongs to `word`.

    A comma that ends `before`, or begins `after`, becomes a short pause, as written.
    """
    speller = _speller(british)
    first, marked, last = (str(speller(part.strip())).strip() if part.strip() else "" for part in (before, word, after))
    lead = f"{first} " if first else ""
    gap = "" if not last or not marked or last[0] in ",.!?;:" else " "
    whole = f"{lead}{marked}{gap}{last}"
    core = marked.rstrip(",.!?;: ")
    return whole, len(lead), len(lead) + len(core)


def with_lengths(model: bytes | Path, lengths: str) -> bytes:
    """Returns the ONNX model with its inner tensor `lengths` (length of each phoneme) as a further output.

    Raises:
        ModelMissing: The package onnx is absent, or the model has no such tensor.
    """
    try:
        import onnx
    except ImportError as error:
        raise ModelMissing("Training needs the package onnx", 'pip install "jarvis-paints[wake-training]"') from error
    graph = onnx.load_from_string(model) if isinstance(model, bytes) else onnx.load(str(model))
    if not any(lengths in node.output for node in graph.graph.node):
        raise ModelMissing(f"The voice model has no {lengths}", "Install the version that pyproject.toml names.")
    graph.graph.output.append(onnx.ValueInfoProto(name=lengths))
    return bytes(graph.SerializeToString())


def open_model(model: bytes) -> Any:
    """Returns an onnxruntime session on one thread."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def kept_tokens(phonemes: str, vocabulary: dict[str, int], first: int, last: int) -> tuple[list[int], int, int]:
    """Returns token numbers of the phonemes that the vocabulary has, and the marked range among them."""
    tokens: list[int] = []
    at = [0, 0]
    for position, phoneme in enumerate(phonemes):
        if position == first:
            at[0] = len(tokens)
        if position == last:
            at[1] = len(tokens)
        if phoneme in vocabulary:
            tokens.append(vocabulary[phoneme])
    if last >= len(phonemes):
        at[1] = len(tokens)
    return tokens, at[0], at[1]


def word_span_s(lengths: Sequence[float], first: int, last: int, unit_s: float) -> tuple[float, float]:
    """Returns start and end, in seconds, of tokens first … last − 1; `lengths` begins with the pad before the first."""
    start = sum(lengths[: first + 1])
    return start * unit_s, (start + sum(lengths[first + 1 : last + 1])) * unit_s


def folder_of(package: str) -> Path:
    """Returns the folder of a package; one that does not exist where the package is absent."""
    return package_folder(package) or Path("/nonexistent")
