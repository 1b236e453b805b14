"""Loads a Whisper model, from this machine or from a model hub. Runs in the transcriber process; blocks.

It never picks a model: which one, on which device and in which number format, the settings say.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import ctranslate2
import faster_whisper
import numpy as np
from faster_whisper.utils import available_models, download_model

from assistant.core.errors import ConfigError, ModelMissing
from assistant.settings.schema import TranscriberSettings
from assistant.transcribing.whisper import model_folder as weights
from assistant.transcribing.whisper.failures import engine_failure
from assistant.transcribing.whisper.processors import thread_count

log = logging.getLogger(__name__)


def load_model(settings: TranscriberSettings) -> tuple[Any, str]:
    """The `faster_whisper.WhisperModel` of these settings, and its number format ("int8").

    Blocks for about a second, or for a download where `model` is a hub name. Where the device is "auto" and the
    graphics card cannot run it, the processor does.

    Raises:
        ModelMissing: The folder or the hub's model is absent, incomplete or damaged.
        OutOfMemory: The device has too little memory.
        ConfigError: No such device, or the device lacks the number format.
    """
    folder = weights.find_folder(settings.model) or _fetch(settings.model)
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
    """The folder of a model hub's model: from the local cache, or downloaded into it."""
    try:
        return Path(download_model(model, local_files_only=True))
    except ValueError as error:
        raise weights.unknown(model, available_models()) from error
    except OSError:
        log.info("downloading the speech model %s", model)
    try:
        return Path(download_model(model))
    except Exception as error:  # whatever the network, the hub or its client raises
        raise ModelMissing(
            f"The speech model {model!r} is not on this machine and could not be downloaded",
            f"Connect to the network once, or copy the model's folder here. {weights.GET_ANOTHER}",
        ) from error
