"""Resolves the "module:Class" names that settings may hold, including names of earlier releases."""

from __future__ import annotations

from types import MappingProxyType

RENAMED = MappingProxyType(
    {
        "assistant.hearing.wake:OpenWakeWordDetector": "assistant.hearing.wake.streaming_detector:OpenWakeWordDetector",
        "assistant.hearing.reference:ReferenceDetector": "assistant.hearing.wake.reference_detector:ReferenceDetector",
        "assistant.transcribing.whisper:WhisperTranscriber": (
            "assistant.transcribing.whisper.whisper_transcriber:WhisperTranscriber"
        ),
        "assistant.painting.diffusers_painter:DiffusersPainter": (
            "assistant.painting.diffusion.diffusers_painter:DiffusersPainter"
        ),
        "assistant.painting.sketch.sketch_painter:SketchPainter": "assistant.painting.sketch_painter:SketchPainter",
    }
)
"""Names of releases up to 0.x → names of today, so that a config.toml with an old one keeps working."""


def current_name(path: str) -> str:
    """Returns today's name of the class `path` ("module:Class"); unknown names are returned unchanged."""
    return RENAMED.get(path, path)
