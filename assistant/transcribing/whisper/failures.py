"""What the recogniser's own errors mean to a person. Pure; runs in the transcriber process."""

from __future__ import annotations

from pathlib import Path

from assistant.core.errors import AssistantError, ConfigError, EngineError, ModelMissing, OutOfMemory
from assistant.transcribing.whisper.model_folder import GET_ANOTHER

_MEMORY = ("out of memory", "bad_alloc", "cannot allocate memory", "alloc_failed", "failed to allocate")
_CUDA = ("cuda", "cublas", "cudnn", "nvidia")


def engine_failure(error: Exception, model: str, folder: Path | None = None) -> AssistantError:
    """The error for a person.

    Args:
        error: What CTranslate2 or its parts raised.
        model: The model's name as people read it.
        folder: Where it was being loaded from; None when it was already loaded.
    """
    words = (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
    lower = words.lower()
    if isinstance(error, MemoryError) or any(sign in lower for sign in _MEMORY):
        return OutOfMemory(
            f"Too little memory for the speech model {model}",
            'Set transcriber.model to a smaller one, or transcriber.device to "cpu".',
        )
    if any(sign in lower for sign in _CUDA):
        return ConfigError(
            f"The graphics card cannot run the speech model: {words}", 'Set transcriber.device to "cpu".'
        )
    if folder is not None:
        return ModelMissing(
            f"The speech model in {folder} is damaged ({words})", f"Copy or download the model again. {GET_ANOTHER}"
        )
    return EngineError(f"The speech model {model} failed ({words})", "Try again. `jarvis doctor` looks for the cause.")
