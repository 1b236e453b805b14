"""Defines what clients ask of the daemon over the control socket, and what it answers.

A request's frame has a number as its `id`; the items and the one answer to it have the same. `RequestFailed` may answer
any request. After `SubscribeRequest` the events of `event_messages` follow, which have no number. No payload may come
from a client.
"""

from __future__ import annotations

from typing import Generic, Literal, Never

from msgspec import UNSET, UnsetType

from assistant.core.message import Failure, JsonValue, Message
from assistant.core.messages.ears_messages import AllHeard
from assistant.core.messages.event_messages import (
    FinishedRequest,
    HotkeyState,
    ProgressEvent,
    RequestEvent,
    StateEvent,
)
from assistant.core.messages.job_messages import Order, ReportT_co, ResultT_co


class Request(Order[ReportT_co, ResultT_co], Generic[ReportT_co, ResultT_co], frozen=True):
    """The base of what a client can ask; its reports are called items here."""


class RequestFailed(Message, frozen=True, tag="request_failed"):
    """The daemon did not do what was asked."""

    failure: Failure


class Done(Message, frozen=True, tag="done"):
    """The daemon did what was asked, and there is nothing to say of it."""


class PaintRequest(Request[RequestEvent | ProgressEvent, FinishedRequest], frozen=True, tag="paint"):
    """Fulfils words as if they had been spoken; closing the connection cancels them."""

    text: str
    seed: int | None = None
    """Where an earlier picture is painted again, its seed."""
    count: int | None = None
    """And its number of pictures, 1–4."""


class HearRequest(
    Request[RequestEvent | ProgressEvent | FinishedRequest, AllHeard],
    frozen=True,
    tag="hear",
):
    """Hears a recording as if it were the microphone."""

    path: str
    realtime: bool = False
    """Play at the speed of speech, else as fast as the ears can."""


class ListenRequest(Request[Never, Done], frozen=True, tag="listen"):
    """Opens an utterance without a wake word (push to talk)."""

    held: bool = False
    """Whether it goes on until `EndOfSpeechRequest`."""


class EndOfSpeechRequest(Request[Never, Done], frozen=True, tag="all_said"):
    """The key was released: the open utterance is whole."""


class Stopped(Message, frozen=True, tag="stopped"):
    """Requests were cancelled."""

    stopped: int


class StopRequest(Request[Never, Stopped], frozen=True, tag="stop"):
    """Cancels what is heard and painted."""


class DismissRequest(Request[Never, Done], frozen=True, tag="dismiss"):
    """Takes finished pictures off the screens."""


class KeepRequest(Request[Never, FinishedRequest], frozen=True, tag="keep"):
    """Keeps the last pictures on purpose."""

    which: int | None = None
    """1-based number of one; None is all of them."""


class Muted(Message, frozen=True, tag="muted"):
    """The microphone is closed."""

    until: float | None
    """When it opens by itself, in seconds since 1970."""


class MuteRequest(Request[Never, Muted], frozen=True, tag="mute"):
    """Closes the microphone."""

    for_s: float | None = None
    """Seconds; None until it is opened by hand."""


class UnmuteRequest(Request[Never, Done], frozen=True, tag="unmute"):
    """Opens the microphone again."""


class StatusRequest(Request[Never, StateEvent], frozen=True, tag="status"):
    """Asks for the state."""


class KeptPictures(Message, frozen=True, tag="kept_pictures"):
    """The newest pictures of the gallery, as far as they tell of their request."""

    id: str | None
    words: str
    painter: str | None
    pictures: tuple[str, ...]
    """Paths; none while the gallery is empty."""
    kept: tuple[bool, ...]
    """For each picture, whether a person kept it on purpose."""


class LastRequest(Request[Never, FinishedRequest | KeptPictures], frozen=True, tag="last"):
    """Asks for the newest pictures."""


class SubscribeRequest(Request[Never, Done], frozen=True, tag="subscribe"):
    """Asks for every event from now on, and for the state and the live requests at once."""

    shows: bool = False
    """Whether the client is a screen, which sends `ShownRequest` once pictures are on it."""


class ShownRequest(Request[Never, Done], frozen=True, tag="shown"):
    """The pictures of a request are on the screen."""

    request: str


class SelfTestResult(Message, frozen=True, tag="self_test_result"):
    """A stored call went through the detector."""

    heard: bool
    word: str
    score: float
    threshold: float
    """The score from which the word wakes."""
    device: str | None
    scored: int
    """Blocks of 80 ms that were scored in the last second."""
    peak: float
    """Their loudest sample, 0 … 1."""
    problem: Failure | None


class SelfTestRequest(Request[Never, SelfTestResult], frozen=True, tag="self_test"):
    """Tests the ears now."""


class TuneRequest(Request[Never, Done], frozen=True, tag="tune"):
    """Changes what the ears listen with, for as long as the daemon runs. None leaves a field as it is."""

    sensitivity: float | None = None
    """As `wake.sensitivity`."""
    sensitivities: dict[str, float] | None = None
    """As `wake.sensitivities`, by word."""
    device: str | None = None
    """As `hearing.device`."""


class MeterReading(Message, frozen=True, tag="meter_reading"):
    """One block of 80 ms."""

    word: str
    score: float
    """0 … 1."""
    threshold: float
    """The score from which the word wakes."""
    level: float
    """0 … 1 in even steps of decibels."""
    silent: bool
    """Whether the microphone delivers nothing but zeros; a level of 0 is any quiet room's."""


class WakeReading(Message, frozen=True, tag="wake_reading"):
    """A wake word was recognised."""

    word: str
    score: float
    threshold: float
    woke: Literal[True]
    sure: bool


class WatchRequest(Request[MeterReading | WakeReading, Done], frozen=True, tag="watch"):
    """Asks for the meter of each block, until the client goes."""


class SettingsInForce(Message, frozen=True, tag="settings_in_force"):
    """Every setting as `section.key`."""

    values: dict[str, JsonValue]
    set_by: dict[str, str]
    """Key → the variable or option that outweighs the files."""


class SettingsRequest(Request[Never, SettingsInForce], frozen=True, tag="settings"):
    """Asks for the settings."""


class HotkeyReply(Message, frozen=True, tag="hotkey_reply"):
    """How push to talk is."""

    hotkey: HotkeyState


class HotkeyRequest(Request[Never, HotkeyReply], frozen=True, tag="hotkey"):
    """Asks how push to talk is; the fields that are set count from now on."""

    keys: str | UnsetType | None = UNSET
    """As `hotkey.keys`; None for none."""
    hold: bool | UnsetType = UNSET
    """As `hotkey.hold`."""


class RestartRequest(Request[Never, Done], frozen=True, tag="restart"):
    """Ends the daemon, which begins again with the settings as they are then."""


class QuitRequest(Request[Never, Done], frozen=True, tag="quit"):
    """Ends the daemon."""


REQUESTS: tuple[type[Message], ...] = (
    PaintRequest,
    HearRequest,
    ListenRequest,
    EndOfSpeechRequest,
    StopRequest,
    DismissRequest,
    KeepRequest,
    MuteRequest,
    UnmuteRequest,
    StatusRequest,
    LastRequest,
    SubscribeRequest,
    ShownRequest,
    SelfTestRequest,
    TuneRequest,
    WatchRequest,
    SettingsRequest,
    HotkeyRequest,
    RestartRequest,
    QuitRequest,
)
