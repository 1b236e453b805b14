"""Defines what the daemon publishes, to its own observers and to every client of the control socket that subscribed."""

from __future__ import annotations

from typing import ClassVar, Literal

from assistant.core.commands import Command
from assistant.core.message import Failure, Message, Part, PayloadRule
from assistant.core.stages import Stage

Origin = Literal["voice", "cli", "file", "dbus"]
Truth = Literal["listening", "muted", "deaf", "busy"]
WorkerState = Literal["stopped", "waiting", "starting", "ready", "busy", "unavailable"]


class EventMessage(Message, frozen=True):
    """The base of all events."""

    lossy: ClassVar[bool] = False
    """Whether a client that reads slowly gets only the latest event of this kind."""


class SelfTestState(Part, frozen=True):
    """The latest self-test of the ears."""

    heard: bool
    """Whether the stored call was recognised."""
    word: str
    score: float
    """0 … 1."""
    at: float
    """Seconds since 1970."""


class WorkerStatus(Part, frozen=True):
    """How a worker is."""

    state: WorkerState
    """`waiting` for its next try after a crash, `unavailable` after too many of them."""
    name: str | None
    """The engine's, once it was ready."""
    restarts: int
    error: Failure | None
    """Why it is not ready."""


class HotkeyState(Part, frozen=True):
    """How push to talk by the desktop's portal is."""

    state: Literal["off", "absent", "asking", "bound", "empty", "without_keys", "denied", "gone", "failed"]
    """The keys reach the daemon only where this is "bound"."""
    keys: str
    words: str
    """What a person is told."""
    wanted: str | None
    """The keys of the settings."""
    hold: bool
    """Whether the keys are held while one speaks."""


class BusStatus(Part, frozen=True):
    """Whether other programs reach the daemon over the session bus."""

    name: str
    owned: bool
    problem: Failure | None


class StateEvent(EventMessage, frozen=True, tag="state"):
    """What is true of the daemon."""

    listening: bool
    """Whether frames were scored in the last 2 s."""
    muted: bool
    muted_until: float | None
    """When the microphone opens by itself, in seconds since 1970."""
    paused: Literal["asleep", "locked"] | None
    """Why the microphone is closed for a while though nobody muted it."""
    deaf: bool
    """Whether a call would not be heard though nobody muted the microphone."""
    busy: bool
    tray: Truth
    """The one of these that a person has to know."""
    device: str | None
    """Name of the microphone that is open."""
    problem: Failure | None
    frames_age_s: float | None
    """Seconds since frames were last scored; None when none ever were."""
    self_test: SelfTestState | None
    """One that failed, else the latest; None before the first."""
    near_misses: int
    """Since the daemon started."""
    workers: dict[str, WorkerStatus]
    """By "ears", "transcriber" and "painter"."""
    latencies_s: dict[str, float]
    """Seconds that each stage of the last finished request took."""
    version: str
    pid: int
    hotkey: HotkeyState | None = None
    """None where the daemon has no keys."""
    dbus: BusStatus | None = None
    """None where the daemon has no session bus."""


class OrderSummary(Part, frozen=True):
    """What is painted."""

    subject: str
    style: str | None


class RequestEvent(EventMessage, frozen=True, tag="request"):
    """A request as it is now; published at every change."""

    id: str
    origin: Origin
    stage: Stage
    words: str
    """What was said, without the wake word. May come while it listens, and is `tentative` then."""
    tentative: bool
    """Whether `words` may still change."""
    doubtful: bool
    """Whether it may be no call at all: nothing but a faint glow may tell of it."""
    language: str | None
    """ISO 639-1 code."""
    command: Command | None
    order: OrderSummary | None
    painter: str | None
    undrawn: tuple[str, ...]
    """Words that the painter could not paint."""
    pictures: tuple[str, ...]
    """Paths."""
    kept: tuple[bool, ...]
    """For each picture, whether a person kept it on purpose."""
    count: int
    """Pictures to come, once known; 0 for commands that paint nothing."""
    marks: dict[str, float]
    """Seconds since the wake word, or since the request arrived: woke, speech_end, heard, transcribed, understood,
    painted, kept, shown, ended."""
    failure: Failure | None
    reason: str
    """Why it was cancelled; see `SpokenRequest.reason`."""


class FinishedRequest(RequestEvent, frozen=True, tag="finished"):
    """A request that has ended, for whoever asked for it; no event."""


class LevelEvent(EventMessage, frozen=True, tag="level"):
    """How loud the voice is, and how much time to speak is left."""

    lossy: ClassVar[bool] = True
    request: str
    level: float
    """0 … 1 in even steps of decibels."""
    time_left: float
    """Share of the time, 0 … 1."""


class ProgressEvent(EventMessage, frozen=True, tag="progress"):
    """How far a painting is."""

    lossy: ClassVar[bool] = True
    done: int
    total: int
    """Steps."""
    request: str
    count: int
    """Pictures of the request."""


class PreviewEvent(EventMessage, frozen=True, tag="preview"):
    """A small look at an unfinished picture."""

    lossy: ClassVar[bool] = True
    payload_rule: ClassVar[PayloadRule | None] = PayloadRule(
        "pixels: height × width × 3, uint8 RGB, row-major", max_bytes=256 * 256 * 3
    )
    index: int
    """0-based number of the picture."""
    width_px: int
    height_px: int
    request: str
    count: int
    """Pictures of the request."""
    growing: bool = False
    """Whether this is a draft of a request that is still being spoken."""


class PictureEvent(EventMessage, frozen=True, tag="picture"):
    """A picture is finished and on disk."""

    request: str
    index: int
    """0-based number of the picture."""
    count: int
    """Pictures of the request."""
    path: str


class DismissEvent(EventMessage, frozen=True, tag="dismissed"):
    """Finished pictures leave the screen."""


class NoticeEvent(EventMessage, frozen=True, tag="notice"):
    """Something for a person that belongs to no request."""

    code: str
    title: str
    hint: str
    level: Literal["error", "info"]

    @classmethod
    def of(cls, failure: Failure) -> NoticeEvent:
        """Say a failure."""
        return cls(failure.code, failure.title, failure.hint, "error")


Event = (
    StateEvent | RequestEvent | LevelEvent | ProgressEvent | PreviewEvent | PictureEvent | DismissEvent | NoticeEvent
)
EVENTS: tuple[type[Event], ...] = (
    StateEvent,
    RequestEvent,
    LevelEvent,
    ProgressEvent,
    PreviewEvent,
    PictureEvent,
    DismissEvent,
    NoticeEvent,
)
