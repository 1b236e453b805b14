"""What was heard, as the `heard` messages of `assistant.core.jobs`. Runs in the ears process."""

from __future__ import annotations

import dataclasses

from assistant.core.errors import AssistantError
from assistant.core.request import Audio
from assistant.core.wire import Message
from assistant.hearing.heard import (
    Frames,
    Heard,
    Level,
    Meter,
    NearMiss,
    NobodySpoke,
    Paused,
    SelfTested,
    Utterance,
    Woke,
)

_NAMES: dict[type[Heard], str] = {
    Frames: "frames",
    Woke: "woke",
    NearMiss: "near_miss",
    Level: "level",
    Meter: "meter",
    Paused: "paused",
    Utterance: "utterance",
    NobodySpoke: "nobody_spoke",
    SelfTested: "self_test",
}


def heard_message(heard: Heard) -> Message:
    """The message for something heard; samples go into its payload."""
    fields = {field.name: getattr(heard, field.name) for field in dataclasses.fields(heard)}
    audio = fields.pop("audio", None)
    if not isinstance(audio, Audio):
        return _message(_NAMES[type(heard)], **fields)
    fields |= {"rate_hz": audio.rate_hz, "at_s": round(fields["at_s"], 3)}
    return _message(_NAMES[type(heard)], audio.samples, **fields)


def opened_message(device: str) -> Message:
    """The source delivers."""
    return _message("open", device=device)


def gone_message(error: AssistantError) -> Message:
    """There is no microphone."""
    return _message("gone", **error.to_wire())


def silent_message(error: AssistantError) -> Message:
    """The microphone delivers no real sound."""
    return _message("silent", **error.to_wire())


def _message(what: str, payload: bytes = b"", /, **fields: object) -> Message:
    return Message("heard", {"what": what, **fields}, payload)
