"""Answers the requests of the control socket: a table holds the handler of each type. Keeps no state of its own."""

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
    HotkeyReply,
    HotkeyRequest,
    KeepRequest,
    KeptPictures,
    LastRequest,
    ListenRequest,
    Muted,
    MuteRequest,
    PaintRequest,
    QuitRequest,
    Request,
    RestartRequest,
    SelfTestRequest,
    SelfTestResult,
    SettingsInForce,
    SettingsRequest,
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
    Event,
    FinishedRequest,
    ProgressEvent,
    RequestEvent,
    StateEvent,
)
from assistant.core.messages.job_messages import ResultT, results_of
from assistant.core.png_text import read_facts
from assistant.core.request import SpokenRequest
from assistant.daemon.meter_feed import MeterFeed
from assistant.daemon.services import Services
from assistant.daemon.status import DaemonStatus
from assistant.gallery.picture_store import Gallery
from assistant.listening.recordings import Recordings
from assistant.listening.service import ListeningService
from assistant.pipeline.conductor import Conductor
from assistant.pipeline.paint_orders import SEEDS
from assistant.pipeline.request_store import until_ended

if TYPE_CHECKING:
    # Commands use the functions below without a daemon; they need not load the D-Bus library for them.
    from assistant.hotkey.push_to_talk import PushToTalk

_RequestT = TypeVar("_RequestT", bound=Message)
Handler = Callable[[_RequestT, Item], Awaitable[Message]]


class RequestHandlers:
    """Does what clients ask: finds the handler of each request by its type.

    Args:
        services: The parts that a request needs.
        listening: The microphone's service.
        status: Says what is true of the daemon.
        meter_feed: Passes the ears' meter on.
        push_to_talk: Takes other keys.
        end: Ends the daemon; its argument says whether to begin again.
    """

    def __init__(
        self,
        services: Services,
        listening: ListeningService,
        status: DaemonStatus,
        meter_feed: MeterFeed,
        push_to_talk: PushToTalk,
        end: Callable[[bool], None],
    ) -> None:
        self._services = services
        self._conductor = services.conductor
        self._live_settings = services.live_settings
        self._bus = services.bus
        self._listening = listening
        self._status = status
        self._meter_feed = meter_feed
        self._push_to_talk = push_to_talk
        self._end = end
        self._handlers: dict[type[Message], Handler[Message]] = {}
        self._add(PaintRequest, self._on_paint)
        self._add(HearRequest, self._on_hear)
        self._add(KeepRequest, self._on_keep)
        self._add(ShownRequest, self._on_shown)
        self._add(MuteRequest, self._on_mute)
        self._add(UnmuteRequest, self._on_unmute)
        self._add(ListenRequest, self._on_listen)
        self._add(EndOfSpeechRequest, self._on_end_of_speech)
        self._add(StopRequest, self._on_stop)
        self._add(DismissRequest, self._on_dismiss)
        self._add(WatchRequest, self._on_watch)
        self._add(StatusRequest, self._on_status)
        self._add(LastRequest, self._on_last)
        self._add(SelfTestRequest, self._on_self_test)
        self._add(TuneRequest, self._on_tune)
        self._add(HotkeyRequest, self._on_hotkey)
        self._add(SettingsRequest, self._on_settings)
        self._add(RestartRequest, self._on_restart)
        self._add(QuitRequest, self._on_quit)

    def _add(self, kind: type[_RequestT], handler: Handler[_RequestT]) -> None:
        async def answer(request: Message, item: Item) -> Message:
            assert isinstance(request, kind)
            return await handler(request, item)

        self._handlers[kind] = answer

    async def answer(self, request: Message, item: Item) -> Message:
        """Return the result of a request; `item` gets each of its items before. Raises AssistantError."""
        handler = self._handlers.get(type(request))
        if handler is None:
            raise ProtocolError(f"Jarvis cannot do “{request.tag()}” here", "The listening assistant can: jarvis run.")
        return await handler(request, item)

    async def ask(self, request: Request[Never, ResultT], /) -> ResultT:
        """Return the result of a request that has no items. Raises AssistantError."""
        answer = await self.answer(request, _ignore_item)
        if not isinstance(answer, results_of(type(request))):
            raise TypeError(f"the handler of {request.tag()} gave {answer.tag()}")
        return cast(ResultT, answer)

    def begin_painting(self, words: str, options: Mapping[str, int]) -> str:
        """Begin to paint for a program on the session bus, which does not wait; return the request's id.

        Args:
            words: What to paint.
            options: `seed` and `count` of an earlier picture that is to be painted again.

        Raises:
            NotUnderstoodError: The text is too long.
            ProtocolError: An option is out of range.
        """
        return self._conductor.typed(words, "dbus", repeat_of(options.get("seed"), options.get("count")))[0].id

    def greeting(self) -> list[Event]:
        """Return the events that a new subscriber needs: the status, and each request that has not ended."""
        return [self._status.snapshot(), *(request.snapshot() for request in self._conductor.requests.live)]

    async def _on_paint(self, request: PaintRequest, item: Item) -> FinishedRequest:
        repeat = repeat_of(request.seed, request.count)
        return await paint(self._conductor, self._bus, request.text, item, repeat)

    async def _on_hear(self, request: HearRequest, item: Item) -> AllHeard:
        recordings = self._services.recordings
        return await hear(recordings, self._bus, Path(request.path), realtime=request.realtime, item=item)

    async def _on_keep(self, request: KeepRequest, _item: Item) -> FinishedRequest:
        return (await self._conductor.commands.keep_pictures(request.which)).finished()

    async def _on_shown(self, request: ShownRequest, _item: Item) -> Done:
        self._conductor.screens.report_shown(request.request)
        return Done()

    async def _on_mute(self, request: MuteRequest, _item: Item) -> Muted:
        await self._listening.mute(request.for_s)
        return Muted(self._listening.mute_switch.until)

    async def _on_unmute(self, _request: UnmuteRequest, _item: Item) -> Done:
        await self._listening.unmute()
        return Done()

    async def _on_listen(self, request: ListenRequest, _item: Item) -> Done:
        self._listening.listen_now(held=request.held)
        return Done()

    async def _on_end_of_speech(self, _request: EndOfSpeechRequest, _item: Item) -> Done:
        self._listening.end_speech()
        return Done()

    async def _on_stop(self, _request: StopRequest, _item: Item) -> Stopped:
        self._listening.drop_utterance()
        return Stopped(self._conductor.stop())

    async def _on_dismiss(self, _request: DismissRequest, _item: Item) -> Done:
        self._conductor.requests.dismiss()
        return Done()

    async def _on_watch(self, _request: WatchRequest, item: Item) -> Done:
        self._listening.check_open()
        await self._meter_feed.watch(item, self._send_to_ears)
        return Done()

    def _send_to_ears(self, message: EarsInput) -> None:
        self._listening.ears.send(message)  # `replace_ears` may have put another worker there.

    async def _on_status(self, _request: StatusRequest, _item: Item) -> StateEvent:
        return self._status.snapshot()

    async def _on_last(self, _request: LastRequest, _item: Item) -> FinishedRequest | KeptPictures:
        newest = self._conductor.requests.painted_last
        return newest.finished() if newest else await last_kept(self._services.gallery)

    async def _on_self_test(self, _request: SelfTestRequest, _item: Item) -> SelfTestResult:
        test = await self._listening.self_test()
        sound, problem = self._listening.health.sound, self._listening.problem
        return SelfTestResult(
            heard=test.heard,
            word=test.word,
            score=test.score,
            threshold=self._live_settings.wake_threshold(test.word),
            device=self._listening.health.device,
            scored=sound.scored if sound and self._listening.listening else 0,
            peak=sound.peak if sound else 0.0,
            problem=Failure.of(problem) if problem else None,
        )

    async def _on_tune(self, request: TuneRequest, _item: Item) -> Done:
        self._live_settings.change(request)
        await self._listening.replace_ears(self._services.new_ears())
        return Done()

    async def _on_hotkey(self, request: HotkeyRequest, _item: Item) -> HotkeyReply:
        return HotkeyReply(await self._push_to_talk.answer(request))

    async def _on_settings(self, _request: SettingsRequest, _item: Item) -> SettingsInForce:
        return self._live_settings.in_force()

    async def _on_restart(self, _request: RestartRequest, _item: Item) -> Done:
        self._end(True)
        return Done()

    async def _on_quit(self, _request: QuitRequest, _item: Item) -> Done:
        self._end(False)
        return Done()


def _ignore_item(_item: Message) -> None:
    """Do nothing: a request without items sends none."""


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
    """Return what is to be as in an earlier picture; None where nothing is.

    Raises:
        ProtocolError: The seed or the count is out of range.
    """
    if seed is None and count is None:
        return None
    if not (seed is None or 0 <= seed < SEEDS) or count not in (None, 1, 2, 3, 4):
        raise ProtocolError("That picture cannot be painted again", f"Seeds go to {SEEDS - 1}, counts from 1 to 4.")
    return Repeat(seed, count)


async def paint(
    conductor: Conductor, bus: EventBus, text: str, item: Item, repeat: Repeat | None = None
) -> FinishedRequest:
    """Fulfil a typed request and return it; cancelling the caller cancels the request.

    Args:
        conductor: Fulfils it.
        bus: Its events about this request go to `item`.
        text: What was typed.
        item: Gets stages and progress.
        repeat: Seed and count of an earlier picture that is to be painted again.

    Raises:
        NotUnderstoodError: The text is too long.
    """
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
    """Hear a recording, and return what the ears say of the whole.

    Args:
        recordings: Hears it.
        bus: Its events about recordings go to `item`.
        path: The sound file.
        realtime: Whether to play it at the speed of speech.
        item: Gets stages and progress, and each request as a `FinishedRequest` when it has ended.

    Raises:
        BadRecording: The file holds no readable audio.
        WorkerError: The ears failed.
    """

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
