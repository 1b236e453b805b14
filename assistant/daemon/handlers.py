"""What the daemon does for each request of the control socket: a table of handlers. Holds no state of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Never, TypeVar, cast

from assistant.control.server import Item
from assistant.core.commands import Repeat
from assistant.core.errors import ProtocolError
from assistant.core.events import EventBus
from assistant.core.message import Failure, Message
from assistant.core.messages.control_messages import (
    DismissRequest,
    Done,
    EndOfSpeechRequest,
    HearRequest,
    KeepRequest,
    KeptPictures,
    LastRequest,
    ListenRequest,
    Muted,
    MuteRequest,
    PaintRequest,
    Request,
    SelfTestRequest,
    SelfTestResult,
    ShownRequest,
    StatusRequest,
    Stopped,
    StopRequest,
    TuneRequest,
    UnmuteRequest,
    WatchRequest,
)
from assistant.core.messages.ears_messages import AllHeard, EarsInput
from assistant.core.messages.event_messages import (
    DismissEvent,
    Event,
    FinishedRequest,
    ProgressEvent,
    RequestEvent,
    StateEvent,
)
from assistant.core.messages.job_messages import ResultT, results_of
from assistant.core.png_text import read_facts
from assistant.core.request import SpokenRequest
from assistant.daemon.live_settings import Tuning
from assistant.daemon.meter_feed import Watching
from assistant.daemon.status import DaemonState
from assistant.gallery.picture_store import Gallery
from assistant.listening.recordings import Recordings
from assistant.listening.service import Ears
from assistant.pipeline.conductor import Conductor
from assistant.pipeline.paint_orders import SEEDS
from assistant.pipeline.request_store import until_ended
from assistant.wake_log.analysis import threshold

if TYPE_CHECKING:
    from assistant.daemon.services import Walk

_RequestT = TypeVar("_RequestT", bound=Message)
Handler = Callable[[_RequestT, Item], Awaitable[Message]]


class Answers:
    """Does what clients ask: finds the handler of each request by its type."""

    def __init__(self, walk: Walk, ears: Ears, state: DaemonState, tuning: Tuning) -> None:
        self._conductor = walk.conductor
        self._recordings = walk.recordings
        self._gallery = walk.gallery
        self._bus = walk.bus
        self._ears = ears
        self._state = state
        self._tuning = tuning
        self._watching = Watching(self._send_to_ears, lambda word: threshold(tuning.wake, word))
        ears.seen = self._watching.take
        self._handlers: dict[type[Message], Handler[Message]] = {}
        self.add(PaintRequest, self._paint)
        self.add(HearRequest, self._hear)
        self.add(KeepRequest, self._keep)
        self.add(ShownRequest, self._shown)
        self.add(MuteRequest, self._mute)
        self.add(UnmuteRequest, self._unmute)
        self.add(ListenRequest, self._listen)
        self.add(EndOfSpeechRequest, self._end_speech)
        self.add(StopRequest, self._stop)
        self.add(DismissRequest, self._dismiss)
        self.add(WatchRequest, self._watch)
        self.add(StatusRequest, self._status)
        self.add(LastRequest, self._last)
        self.add(SelfTestRequest, self._self_test)
        self.add(TuneRequest, self._tune)

    def add(self, kind: type[_RequestT], handler: Handler[_RequestT]) -> None:
        """Have `handler` answer the requests of one type."""

        async def answer(request: Message, item: Item) -> Message:
            assert isinstance(request, kind)
            return await handler(request, item)

        self._handlers[kind] = answer

    async def answer(self, request: Message, item: Item) -> Message:
        """Return what a request gives; `item` gets each of its items before. Raises AssistantError."""
        handler = self._handlers.get(type(request))
        if handler is None:
            raise ProtocolError(f"Jarvis cannot do “{request.tag()}” here", "The listening assistant can: jarvis run.")
        return await handler(request, item)

    async def ask(self, request: Request[Never, ResultT], /) -> ResultT:
        """Return what a request without items gives. Raises AssistantError."""
        answer = await self.answer(request, _ignore_item)
        if not isinstance(answer, results_of(type(request))):
            raise TypeError(f"the handler of {request.tag()} gave {answer.tag()}")
        return cast(ResultT, answer)

    def begin(self, words: str, options: Mapping[str, int]) -> str:
        """Begin to paint for a program that does not wait; returns the request's id. Raises AssistantError."""
        return self._conductor.typed(words, "dbus", repeat_of(options.get("seed"), options.get("count")))[0].id

    def live_requests(self) -> list[Event]:
        """Return an event for each request that is on its walk."""
        return [request.snapshot() for request in self._conductor.requests.live]

    async def _paint(self, request: PaintRequest, item: Item) -> FinishedRequest:
        repeat = repeat_of(request.seed, request.count)
        return await paint(self._conductor, self._bus, request.text, item, repeat)

    async def _hear(self, request: HearRequest, item: Item) -> AllHeard:
        return await hear(self._recordings, self._bus, Path(request.path), realtime=request.realtime, item=item)

    async def _keep(self, request: KeepRequest, _item: Item) -> FinishedRequest:
        return (await self._conductor.keep(request.which)).finished()

    async def _shown(self, request: ShownRequest, _item: Item) -> Done:
        self._conductor.shown(request.request)
        return Done()

    async def _mute(self, request: MuteRequest, _item: Item) -> Muted:
        await self._ears.mute(request.for_s)
        return Muted(self._ears.muted_until)

    async def _unmute(self, _request: UnmuteRequest, _item: Item) -> Done:
        await self._ears.unmute()
        return Done()

    async def _listen(self, request: ListenRequest, _item: Item) -> Done:
        self._ears.listen_now(held=request.held)
        return Done()

    async def _end_speech(self, _request: EndOfSpeechRequest, _item: Item) -> Done:
        self._ears.all_was_said()
        return Done()

    async def _stop(self, _request: StopRequest, _item: Item) -> Stopped:
        self._ears.drop()
        return Stopped(self._conductor.stop())

    async def _dismiss(self, _request: DismissRequest, _item: Item) -> Done:
        self._bus.publish(DismissEvent())
        return Done()

    async def _watch(self, _request: WatchRequest, item: Item) -> Done:
        self._ears.check_open()
        await self._watching.watch(item)
        return Done()

    async def _status(self, _request: StatusRequest, _item: Item) -> StateEvent:
        return self._state.snapshot()

    async def _last(self, _request: LastRequest, _item: Item) -> FinishedRequest | KeptPictures:
        newest = self._conductor.requests.painted_last
        return newest.finished() if newest else await last_kept(self._gallery)

    async def _self_test(self, _request: SelfTestRequest, _item: Item) -> SelfTestResult:
        test = await self._ears.self_test()
        sound, problem = self._ears.sound, self._ears.problem
        return SelfTestResult(
            heard=test.heard,
            word=test.word,
            score=test.score,
            threshold=threshold(self._tuning.wake, test.word),
            device=self._ears.device,
            scored=sound.scored if sound and self._ears.listening else 0,
            peak=sound.peak if sound else 0.0,
            problem=Failure.of(problem) if problem else None,
        )

    async def _tune(self, request: TuneRequest, _item: Item) -> Done:
        await self._tuning.tune(request)
        return Done()

    def _send_to_ears(self, message: EarsInput) -> None:
        self._ears.keeper.send(message)  # `Ears.change` puts another keeper there


def _ignore_item(_item: Message) -> None:
    """A request without items has none to send."""


async def last_kept(gallery: Gallery) -> KeptPictures:
    """Return the gallery's newest pictures; none when it is empty."""
    return await asyncio.to_thread(_last_kept, gallery)


def _last_kept(gallery: Gallery) -> KeptPictures:
    pictures = gallery.last()
    if not pictures:
        return KeptPictures(None, "", None, (), ())
    facts = read_facts(Path(pictures[0].path))
    paths, kept = (picture.path for picture in pictures), (picture.kept for picture in pictures)
    return KeptPictures(facts.request, facts.words, facts.painter, tuple(paths), tuple(kept))


def repeat_of(seed: int | None, count: int | None) -> Repeat | None:
    """What a client wants to be as it was in an earlier picture. Raises ProtocolError."""
    if seed is None and count is None:
        return None
    if not (seed is None or 0 <= seed < SEEDS) or count not in (None, 1, 2, 3, 4):
        raise ProtocolError("That picture cannot be painted again", f"Seeds go to {SEEDS - 1}, counts from 1 to 4.")
    return Repeat(seed, count)


async def paint(
    conductor: Conductor, bus: EventBus, text: str, item: Item, repeat: Repeat | None = None
) -> FinishedRequest:
    """Fulfil a typed request; `item` gets its stages and progress. Cancelling the caller cancels the request."""
    request: SpokenRequest | None = None

    def follow(event: Event, _payload: bytes) -> None:
        if request is None:
            return
        if (isinstance(event, RequestEvent) and event.id == request.id) or (
            isinstance(event, ProgressEvent) and event.request == request.id
        ):
            item(event)

    unsubscribe = bus.subscribe(follow)
    try:
        request, task = conductor.typed(text, "cli", repeat)
        await until_ended(task)
        return request.finished()
    finally:
        unsubscribe()


async def hear(recordings: Recordings, bus: EventBus, path: Path, *, realtime: bool, item: Item) -> AllHeard:
    """Hear a recording; `item` gets stages and progress, and each request as a `FinishedRequest` when it has ended."""

    def follow(event: Event, _payload: bytes) -> None:
        if isinstance(event, ProgressEvent) or (isinstance(event, RequestEvent) and event.origin == "file"):
            item(event)

    unsubscribe = bus.subscribe(follow)
    heard: list[AllHeard] = []
    try:
        async for request in recordings.hear(path, realtime=realtime, on_end=heard.append):
            item(request.finished())
        return heard[0]
    finally:
        unsubscribe()
