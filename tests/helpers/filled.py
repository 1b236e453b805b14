"""Builds events and answers from the few fields that a test is about; the rest gets neutral values."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from assistant.core.message import Message
from assistant.core.messages.control_messages import (
    HotkeyReply,
    KeptPictures,
    Muted,
    SelfTestResult,
    SettingsInForce,
    Stopped,
)
from assistant.core.messages.event_messages import (
    EVENTS,
    DismissEvent,
    Event,
    FinishedRequest,
    LevelEvent,
    NoticeEvent,
    PictureEvent,
    PreviewEvent,
    ProgressEvent,
    RequestEvent,
    StateEvent,
)

T = TypeVar("T", bound=Message)

_REQUEST: dict[str, Any] = {
    "id": "",
    "origin": "voice",
    "stage": "listening",
    "words": "",
    "tentative": False,
    "doubtful": False,
    "language": None,
    "command": None,
    "order": None,
    "painter": None,
    "undrawn": (),
    "pictures": (),
    "kept": (),
    "count": 0,
    "marks": {},
    "failure": None,
    "reason": "",
}
_NEUTRAL: dict[type[Message], dict[str, Any]] = {
    StateEvent: {
        "listening": True,
        "muted": False,
        "muted_until": None,
        "paused": None,
        "deaf": False,
        "busy": False,
        "tray": "listening",
        "device": None,
        "problem": None,
        "frames_age_s": None,
        "self_test": None,
        "near_misses": 0,
        "workers": {},
        "latencies_s": {},
        "version": "0",
        "pid": 1,
    },
    RequestEvent: _REQUEST,
    FinishedRequest: _REQUEST | {"stage": "done"},
    LevelEvent: {"request": "", "level": 0.0, "time_left": 1.0},
    ProgressEvent: {"done": 0, "total": 1, "request": "", "count": 0},
    PreviewEvent: {"index": 0, "width_px": 1, "height_px": 1, "request": "", "count": 0},
    PictureEvent: {"request": "", "index": 0, "count": 0, "path": ""},
    NoticeEvent: {"code": "said", "title": "", "hint": "", "level": "error"},
    DismissEvent: {},
    KeptPictures: {"id": None, "words": "", "painter": None, "pictures": (), "kept": ()},
    SettingsInForce: {"values": {}, "set_by": {}},
    SelfTestResult: {
        "heard": True,
        "word": "jarvis",
        "score": 0.9,
        "threshold": 0.5,
        "device": None,
        "scored": 0,
        "peak": 0.0,
        "problem": None,
    },
    Stopped: {"stopped": 1},
    Muted: {"until": None},
    HotkeyReply: {"hotkey": {"state": "off", "keys": "", "words": "", "wanted": None, "hold": False}},
}


def filled(kind: type[T], **fields: Any) -> T:
    """A message of this kind with these fields as JSON values. A failure may come without its code."""
    values = _NEUTRAL.get(kind, {}) | fields
    for name in ("failure", "problem"):
        if isinstance(values.get(name), dict):
            values[name] = {"code": "failed", "title": "", "hint": ""} | values[name]
    return msgspec.convert(values, kind)


def event(tag: str, **fields: Any) -> Event:
    """An event by its name on the wire."""
    kind = next(kind for kind in EVENTS if kind.tag() == tag)
    return filled(kind, **fields)
