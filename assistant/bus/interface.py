"""The interface org.jarvis.Assistant: its methods, properties and signals. Runs on the daemon's loop.

Adapts D-Bus to the verbs of the control socket and decides nothing. Names and types here are a contract with other
programs: add to them, change none.
"""

# Not `from __future__ import annotations`: dbus-fast reads each D-Bus type from the annotation.

import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Never, Protocol

from dbus_fast import DBusError, PropertyAccess
from dbus_fast.annotations import DBusBool, DBusDict, DBusInt32, DBusSignature, DBusStr, DBusUInt32
from dbus_fast.introspection import Interface, Method, Signal
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from assistant import __version__
from assistant.bus.values import clean, to_dbus, to_options, to_variants
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

log = logging.getLogger(__name__)

NAME = "org.jarvis.Assistant"
PATH = "/org/jarvis/Assistant"
LONGEST_WORDS = 4000
"""Characters, as the daemon takes them; longer ones are refused here, before anything looks at them."""

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
"""Names of what methods give and signals carry."""

Texts = Annotated[list[str], DBusSignature("as")]
TwoTexts = Annotated[list[str], DBusSignature("ss")]
ThreeTexts = Annotated[list[str], DBusSignature("sss")]
TextsAndDoubt = Annotated[list[Any], DBusSignature("ssb")]
Ready = Annotated[list[Any], DBusSignature("sass")]


class Ask(Protocol):
    """Does what a client of the control socket may ask. Raises AssistantError."""

    async def __call__(self, request: Request[Never, ResultT], /) -> ResultT:
        """Return the answer."""


@dataclass(frozen=True, slots=True)
class Doings:
    """What the daemon does for the bus."""

    ask: Ask
    """A verb of the control socket with its arguments; gives its result. Raises AssistantError."""
    paint: Callable[[str, dict[str, int]], str]
    """Begins to paint words with options and gives the request's id. Raises AssistantError."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The properties as they are now."""

    state: str = "asleep"
    hearing: bool = False
    muted: bool = False


class AssistantInterface(ServiceInterface):
    """What other programs see."""

    def __init__(self, doings: Doings) -> None:
        super().__init__(NAME)
        self._do = doings
        self._shown = Shown()

    def introspect(self) -> Interface:
        """The interface for other programs, with names for what dbus-fast leaves without."""
        found: Interface = super().introspect()
        members: list[Method | Signal] = [*found.methods, *found.signals]
        for member in members:
            nameless = member.out_args if isinstance(member, Method) else member.args
            for argument, name in zip(nameless, _NAMES.get(member.name, ()), strict=False):
                argument.name = name
        return found

    def show(self, shown: Shown) -> None:
        """Tell the properties that changed, and only those."""
        before, self._shown = self._shown, shown
        named = {"State": "state", "Hearing": "hearing", "Muted": "muted"}
        changed = {name: getattr(shown, field) for name, field in named.items()}
        changed = {name: value for name, value in changed.items() if value != getattr(before, named[name])}
        if changed:
            self.emit_properties_changed(changed)

    @dbus_method("Listen")
    async def listen(self) -> None:
        """Hear an utterance now, without the wake word."""
        await self._ask(ListenRequest())

    @dbus_method("Stop")
    async def stop(self) -> DBusUInt32:
        """Cancel what is heard and painted; how many requests that were."""
        return (await self._ask(StopRequest())).stopped

    @dbus_method("Dismiss")
    async def dismiss(self) -> None:
        """Take the pictures off the screen."""
        await self._ask(DismissRequest())

    @dbus_method("Mute")
    async def mute(self) -> None:
        """Close the microphone, also over restarts."""
        await self._ask(MuteRequest())

    @dbus_method("Unmute")
    async def unmute(self) -> None:
        """Open it again."""
        await self._ask(UnmuteRequest())

    @dbus_method("Paint")
    async def paint(self, words: DBusStr, options: DBusDict) -> DBusStr:
        """Paint what the words say; the request's id at once, signals about it later."""
        with _in_words("Paint"):
            if len(words) > LONGEST_WORDS:
                hint = f"Use at most {LONGEST_WORDS} characters; these are {len(words)}."
                raise NotUnderstoodError("That is too long to paint", hint)
            return self._do.paint(words, to_options(options))

    @dbus_method("Keep")
    async def keep(self, which: DBusInt32) -> Texts:
        """Keep the last pictures on purpose, or one of them (from 1 on; 0 is all); the paths of all of them."""
        return [clean(path) for path in (await self._ask(KeepRequest(which or None))).pictures]

    @dbus_method("LastPicture")
    async def last_picture(self) -> DBusDict:
        """The newest pictures: id, words, painter, pictures (paths), kept."""
        last = (await self._ask(LastRequest())).fields()
        return to_variants({name: last[name] for name in ("id", "words", "painter", "pictures", "kept")})

    @dbus_method("Status")
    async def status(self) -> DBusDict:
        """Everything that `jarvis status --json` says."""
        return to_variants((await self._ask(StatusRequest())).fields())

    @dbus_method("SelfTest")
    async def self_test(self) -> DBusDict:
        """Play a stored call through the wake word's detector, never the speaker."""
        return to_variants((await self._ask(SelfTestRequest())).fields())

    @dbus_method("Quit")
    async def quit(self) -> None:
        """End Jarvis."""
        await self._ask(QuitRequest())

    @dbus_property(PropertyAccess.READ, "State")
    def state(self) -> DBusStr:
        """asleep, or the stage of the newest request: listening, transcribing, understanding, painting, showing."""
        return self._shown.state

    @dbus_property(PropertyAccess.READ, "Hearing")
    def hearing(self) -> DBusBool:
        """Whether sound was scored by the wake detector within the last two seconds. Nothing else counts."""
        return self._shown.hearing

    @dbus_property(PropertyAccess.READ, "Muted")
    def muted(self) -> DBusBool:
        """Whether somebody closed the microphone."""
        return self._shown.muted

    @dbus_property(PropertyAccess.READ, "Version")
    def version(self) -> DBusStr:
        """Of the program."""
        return __version__

    @dbus_signal("Woke")
    def woke(self, request: str) -> DBusStr:
        """A request listens: somebody called, or asked to be heard."""
        return request

    @dbus_signal("Words")
    def words(self, request: str, words: str, tentative: bool) -> TextsAndDoubt:
        """What was said so far; tentative words may still change."""
        return [request, clean(words), tentative]

    @dbus_signal("StageChanged")
    def stage_changed(self, request: str, stage: str) -> TwoTexts:
        """Where a request is now."""
        return [request, stage]

    @dbus_signal("PictureReady")
    def picture_ready(self, request: str, paths: list[str], words: str) -> Ready:
        """All pictures of a request are on the disk."""
        return [request, [clean(path) for path in paths], clean(words)]

    @dbus_signal("Failed")
    def failed(self, request: str, title: str, hint: str) -> ThreeTexts:
        """A request ended without what was asked for."""
        return [request, clean(title), clean(hint)]

    async def _ask(self, request: Request[Never, ResultT]) -> ResultT:
        with _in_words(request.tag()):
            return await self._do.ask(request)
        raise AssertionError  # pragma: no cover - `_in_words` swallows nothing


@contextlib.contextmanager
def _in_words(verb: str) -> Iterator[None]:
    """Our errors as D-Bus errors; a bug as an error that shows nobody our insides."""
    try:
        yield
    except AssistantError as error:
        raise to_dbus(error) from error
    except DBusError:
        raise
    except Exception as error:
        log.exception("%s, asked for over D-Bus, failed", verb)
        raise to_dbus(AssistantError("Something went wrong inside Jarvis", "The log says more.")) from error
