"""Defines the D-Bus interface org.jarvis.Assistant: its methods, properties and signals.

It maps D-Bus to the requests of the control socket and decides nothing. Names and types here are a contract with other
programs: they may be added, but never changed.
"""

# Not `from __future__ import annotations`: dbus-fast reads each D-Bus type from the annotation.

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Never, Protocol

from dbus_fast import DBusError, PropertyAccess, Variant
from dbus_fast.annotations import DBusBool, DBusDict, DBusInt32, DBusSignature, DBusStr, DBusUInt32
from dbus_fast.introspection import Interface, Method, Signal
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from assistant import __version__
from assistant.core.errors import AssistantError, NotUnderstoodError
from assistant.core.messages.control_messages import (
    DismissRequest,
    KeepRequest,
    LastRequest,
    ListenRequest,
    MuteRequest,
    QuitRequest,
    Request,
    SelfTestRequest,
    StatusRequest,
    StopRequest,
    UnmuteRequest,
)
from assistant.core.messages.job_messages import ResultT

ERRORS = "org.jarvis.Error."
"""Prefix of the names of our errors; the error's code follows: org.jarvis.Error.NotUnderstood."""
INTEGERS = frozenset("ynqiuxt")
"""D-Bus types of whole numbers."""
OPTIONS = {"count": "pictures, 1 to 4", "seed": "of the first picture, from 0 on"}
"""Option of `Paint` → its description."""


def to_variants(values: Mapping[str, Any]) -> dict[str, Variant]:
    """Returns JSON values as a{sv}. D-Bus has no null, so None values are left out."""
    return {name: _variant(value) for name, value in values.items() if value is not None}


def _variant(value: Any) -> Variant:
    for kind, signature in ((bool, "b"), (int, "x"), (float, "d")):
        if isinstance(value, kind):
            return Variant(signature, value)
    if isinstance(value, Mapping):
        return Variant("a{sv}", to_variants({str(name): inner for name, inner in value.items()}))
    if isinstance(value, list | tuple):
        return _array(value)
    return Variant("s", clean(str(value)))


def _array(values: Sequence[Any]) -> Variant:
    if values and all(isinstance(each, bool) for each in values):
        return Variant("ab", list(values))
    if all(isinstance(each, str) for each in values):
        return Variant("as", [clean(each) for each in values])
    return Variant("av", [_variant(each) for each in values if each is not None])


def clean(text: str) -> str:
    """Returns valid text for D-Bus: without NUL, and without the surrogates of undecodable file names."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def to_dbus(error: AssistantError) -> DBusError:
    """Returns a D-Bus error with the title on the first line and the hint on the second."""
    name = "".join(part.capitalize() for part in error.code.split("_"))
    return DBusError(ERRORS + name, clean(f"{error.title}\n{error.hint}".strip()))


def to_options(given: Mapping[str, Variant]) -> dict[str, int]:
    """Returns the options of `Paint`; the ranges of the numbers are not checked here.

    Raises:
        NotUnderstoodError: An option is unknown or no whole number.
    """
    taken: dict[str, int] = {}
    for name, variant in given.items():
        if name not in OPTIONS:
            hint = "; ".join(f"{known}: {meaning}" for known, meaning in OPTIONS.items())
            raise NotUnderstoodError(f"There is no option “{name[:40]}”", f"There are {hint}.")
        if variant.signature not in INTEGERS:
            raise NotUnderstoodError(f"The option “{name}” is no whole number", f"{name}: {OPTIONS[name]}.")
        taken[name] = int(variant.value)
    return taken


log = logging.getLogger(__name__)

NAME = "org.jarvis.Assistant"
PATH = "/org/jarvis/Assistant"
LONGEST_WORDS = 4000
"""Maximum number of characters, as in the daemon; longer texts are refused here before they are parsed."""

_NAMES = {
    "Stop": ("stopped",),
    "Paint": ("id",),
    "Keep": ("paths",),
    "LastPicture": ("last",),
    "Status": ("status",),
    "SelfTest": ("test",),
    "Woke": ("id",),
    "Words": ("id", "words", "tentative"),
    "StageChanged": ("id", "stage"),
    "PictureReady": ("id", "paths", "words"),
    "Failed": ("id", "title", "hint"),
}
"""Method or signal → names of its results or arguments."""

Texts = Annotated[list[str], DBusSignature("as")]
TwoTexts = Annotated[list[str], DBusSignature("ss")]
ThreeTexts = Annotated[list[str], DBusSignature("sss")]
TextsAndDoubt = Annotated[list[Any], DBusSignature("ssb")]
Ready = Annotated[list[Any], DBusSignature("sass")]


class Ask(Protocol):
    """Answers requests of clients of the control socket. Raises AssistantError."""

    async def __call__(self, request: Request[Never, ResultT], /) -> ResultT:
        """Returns the answer."""


@dataclass(frozen=True, slots=True)
class BusActions:
    """The actions of the daemon for the bus."""

    ask: Ask
    """Answers a request of the control socket. Raises AssistantError."""
    paint: Callable[[str, dict[str, int]], str]
    """Starts to paint words with options and returns the request's id. Raises AssistantError."""


@dataclass(frozen=True, slots=True)
class BusProperties:
    """The current values of the properties."""

    state: str = "asleep"
    hearing: bool = False
    muted: bool = False


class AssistantInterface(ServiceInterface):
    """The object that other programs see."""

    def __init__(self) -> None:
        super().__init__(NAME)
        self._actions: BusActions | None = None
        self._properties = BusProperties()

    def serve(self, actions: BusActions) -> None:
        """Let `actions` carry out the methods; called before the interface is exported."""
        self._actions = actions

    def introspect(self) -> Interface:
        """Returns the introspection data, with the names of results and arguments that dbus-fast leaves out."""
        found: Interface = super().introspect()
        members: list[Method | Signal] = [*found.methods, *found.signals]
        for member in members:
            nameless = member.out_args if isinstance(member, Method) else member.args
            for argument, name in zip(nameless, _NAMES.get(member.name, ()), strict=False):
                argument.name = name
        return found

    def set_properties(self, properties: BusProperties) -> None:
        """Set the properties and signal those that changed."""
        before, self._properties = self._properties, properties
        named = {"State": "state", "Hearing": "hearing", "Muted": "muted"}
        changed = {name: getattr(properties, field) for name, field in named.items()}
        changed = {name: value for name, value in changed.items() if value != getattr(before, named[name])}
        if changed:
            self.emit_properties_changed(changed)

    @dbus_method("Listen")
    async def listen(self) -> None:
        """Hear an utterance now, without the wake word."""
        await self._ask(ListenRequest())

    @dbus_method("Stop")
    async def stop(self) -> DBusUInt32:
        """Cancel hearing and painting; returns the number of requests."""
        return (await self._ask(StopRequest())).stopped

    @dbus_method("Dismiss")
    async def dismiss(self) -> None:
        """Hide the pictures."""
        await self._ask(DismissRequest())

    @dbus_method("Mute")
    async def mute(self) -> None:
        """Close the microphone, also over restarts."""
        await self._ask(MuteRequest())

    @dbus_method("Unmute")
    async def unmute(self) -> None:
        """Open the microphone again."""
        await self._ask(UnmuteRequest())

    @dbus_method("Paint")
    async def paint(self, words: DBusStr, options: DBusDict) -> DBusStr:
        """Paint the words; returns the request's id at once, signals follow."""
        with _dbus_errors("Paint"):
            if len(words) > LONGEST_WORDS:
                hint = f"Use at most {LONGEST_WORDS} characters; these are {len(words)}."
                raise NotUnderstoodError("That is too long to paint", hint)
            assert self._actions is not None, "exported before it can serve"
            return self._actions.paint(words, to_options(options))

    @dbus_method("Keep")
    async def keep(self, which: DBusInt32) -> Texts:
        """Keep the last pictures on purpose, or one of them (1-based; 0 is all); returns the paths of all of them."""
        return [clean(path) for path in (await self._ask(KeepRequest(which or None))).pictures]

    @dbus_method("LastPicture")
    async def last_picture(self) -> DBusDict:
        """Returns the newest pictures: id, words, painter, pictures (paths), kept."""
        last = (await self._ask(LastRequest())).fields()
        return to_variants({name: last[name] for name in ("id", "words", "painter", "pictures", "kept")})

    @dbus_method("Status")
    async def status(self) -> DBusDict:
        """Returns the content of `jarvis status --json`."""
        return to_variants((await self._ask(StatusRequest())).fields())

    @dbus_method("SelfTest")
    async def self_test(self) -> DBusDict:
        """Play a stored call to the wake word's detector, never to the loudspeaker."""
        return to_variants((await self._ask(SelfTestRequest())).fields())

    @dbus_method("Quit")
    async def quit(self) -> None:
        """End Jarvis."""
        await self._ask(QuitRequest())

    @dbus_property(PropertyAccess.READ, "State")
    def state(self) -> DBusStr:
        """asleep, or the stage of the newest request: listening, transcribing, understanding, painting, showing."""
        return self._properties.state

    @dbus_property(PropertyAccess.READ, "Hearing")
    def hearing(self) -> DBusBool:
        """True if the wake detector scored sound within the last two seconds. Nothing else counts."""
        return self._properties.hearing

    @dbus_property(PropertyAccess.READ, "Muted")
    def muted(self) -> DBusBool:
        """True if a person closed the microphone."""
        return self._properties.muted

    @dbus_property(PropertyAccess.READ, "Version")
    def version(self) -> DBusStr:
        """The version of the program."""
        return __version__

    @dbus_signal("Woke")
    def woke(self, request: str) -> DBusStr:
        """A request listens, after a call or a request to listen."""
        return request

    @dbus_signal("Words")
    def words(self, request: str, words: str, tentative: bool) -> TextsAndDoubt:
        """The words so far; tentative ones may still change."""
        return [request, clean(words), tentative]

    @dbus_signal("StageChanged")
    def stage_changed(self, request: str, stage: str) -> TwoTexts:
        """The new stage of a request."""
        return [request, stage]

    @dbus_signal("PictureReady")
    def picture_ready(self, request: str, paths: list[str], words: str) -> Ready:
        """All pictures of a request are on the disk."""
        return [request, [clean(path) for path in paths], clean(words)]

    @dbus_signal("Failed")
    def failed(self, request: str, title: str, hint: str) -> ThreeTexts:
        """A request failed."""
        return [request, clean(title), clean(hint)]

    async def _ask(self, request: Request[Never, ResultT]) -> ResultT:
        with _dbus_errors(request.tag()):
            assert self._actions is not None, "exported before it can serve"
            return await self._actions.ask(request)
        raise AssertionError  # pragma: no cover - `_dbus_errors` swallows nothing


@contextlib.contextmanager
def _dbus_errors(verb: str) -> Iterator[None]:
    """Turns our errors into D-Bus errors, and bugs into one that reveals no internals."""
    try:
        yield
    except AssistantError as error:
        raise to_dbus(error) from error
    except DBusError:
        raise
    except Exception as error:
        log.exception("%s, asked for over D-Bus, failed", verb)
        raise to_dbus(AssistantError("Something went wrong inside Jarvis", "The log says more.")) from error
