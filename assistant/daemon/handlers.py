"""What each verb of the control socket does. Runs on the daemon's loop; holds no state of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.control.server import Item
from assistant.core.commands import Repeat
from assistant.core.errors import ProtocolError
from assistant.core.events import Event, EventBus
from assistant.core.messages.ears_messages import EarsInput
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


class Answers:
    """Does what clients ask."""

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
        self.on_quit: Callable[[], None] = lambda: None
        self.on_restart: Callable[[], None] = lambda: None
        self.settings: Callable[[], dict[str, Any]] = dict
        """What `settings` answers."""
        self.hotkey: Callable[[dict[str, Any]], Awaitable[dict[str, Any]]] = _no_hotkey
        """What `hotkey` does."""

    def begin(self, words: str, options: Mapping[str, int]) -> str:
        """Begin to paint for a program that does not wait; the request's id. Raises AssistantError."""
        return self._conductor.typed(words, "dbus", repeat_of(dict(options)))[0].id

    def live_requests(self) -> list[Event]:
        """A `request` event for each request that is on its walk."""
        return [Event("request", request.snapshot()) for request in self._conductor.requests.live]

    async def answer(self, verb: str, args: dict[str, Any], item: Item) -> dict[str, Any]:  # noqa: PLR0911, PLR0912
        """The result of one verb. Raises AssistantError."""
        match verb, args:
            case "paint", {"text": str(text)}:
                return await paint(self._conductor, self._bus, text, item, repeat_of(args))
            case "hear", {"path": str(path), **rest}:
                realtime = bool(rest.get("realtime"))
                return await hear(self._recordings, self._bus, Path(path), realtime=realtime, item=item)
            case "keep", _:
                which = args.get("which")
                kept = await self._conductor.keep(which if isinstance(which, int) else None)
                return kept.snapshot()
            case "shown", {"request": str(request)}:
                self._conductor.shown(request)
                return {}
            case "mute", _:
                for_s = args.get("for_s")
                await self._ears.mute(float(for_s) if isinstance(for_s, int | float) else None)
                return {"until": self._ears.muted_until}
            case "listen", _:
                self._ears.listen_now(held=bool(args.get("held")))
                return {}
            case "watch", _:
                self._ears.check_open()
                await self._watching.watch(item)
                return {}
            case "settings", _:
                return self.settings()
            case "hotkey", _:
                return await self.hotkey(args)
            case "all_said" | "stop" | "dismiss" | "unmute" | "quit" | "restart", _:
                return await self._switch(verb)
            case "status", _:
                return self._state.snapshot()
            case "last", _:
                return await self._last()
            case "self_test", _:
                return await self._self_test()
            case "tune", _:
                await self._tuning.tune(args)
                return {}
        raise ProtocolError(f"Jarvis cannot do {verb!r} with that", "Client and daemon may be of different versions.")

    async def _switch(self, verb: str) -> dict[str, Any]:
        match verb:
            case "all_said":
                self._ears.all_was_said()
            case "stop":
                self._ears.drop()
                return {"stopped": self._conductor.stop()}
            case "dismiss":
                self._bus.publish(Event("dismiss"))
            case "unmute":
                await self._ears.unmute()
            case "quit":
                self.on_quit()
            case "restart":
                self.on_restart()
        return {}

    def _send_to_ears(self, message: EarsInput) -> None:
        self._ears.keeper.send(message)  # `Ears.change` puts another keeper there

    async def _self_test(self) -> dict[str, Any]:
        test = await self._ears.self_test()
        sound, problem = self._ears.sound, self._ears.problem
        return {
            **test,
            "threshold": threshold(self._tuning.wake, test["word"]),
            "device": self._ears.device,
            "scored": sound.scored if sound and self._ears.listening else 0,
            "peak": sound.peak if sound else 0.0,
            "problem": problem and problem.to_wire(),
        }

    async def _last(self) -> dict[str, Any]:
        newest = self._conductor.requests.painted_last
        return newest.snapshot() if newest else await last_kept(self._gallery)


async def _no_hotkey(_args: dict[str, Any]) -> dict[str, Any]:
    raise ProtocolError("No keys can be had here", "They are the listening assistant's: jarvis run.")


async def last_kept(gallery: Gallery) -> dict[str, Any]:
    """The gallery's newest request as far as a snapshot can be made of it; no pictures when it is empty."""
    return await asyncio.to_thread(_last_kept, gallery)


def _last_kept(gallery: Gallery) -> dict[str, Any]:
    pictures = gallery.last()
    if not pictures:
        return {"id": None, "words": "", "painter": None, "pictures": [], "kept": []}
    facts = read_facts(Path(pictures[0].path))
    return {
        "id": facts.request,
        "words": facts.words,
        "painter": facts.painter,
        "pictures": [picture.path for picture in pictures],
        "kept": [picture.kept for picture in pictures],
    }


def repeat_of(args: dict[str, Any]) -> Repeat | None:
    """What a client wants to be as it was in an earlier picture. Raises ProtocolError."""
    seed, count = args.get("seed"), args.get("count")
    if seed is None and count is None:
        return None
    if not (seed is None or (type(seed) is int and 0 <= seed < SEEDS)) or count not in (None, 1, 2, 3, 4):
        raise ProtocolError("That picture cannot be painted again", f"Seeds go to {SEEDS - 1}, counts from 1 to 4.")
    return Repeat(seed, count)


async def paint(
    conductor: Conductor, bus: EventBus, text: str, item: Item, repeat: Repeat | None = None
) -> dict[str, Any]:
    """Fulfil a typed request; `item` gets its stages and progress. Cancelling the caller cancels the request."""
    request: SpokenRequest | None = None

    def follow(event: Event) -> None:
        about = event.data.get("id" if event.type == "request" else "request")
        if event.type in {"request", "progress"} and request is not None and about == request.id:
            item({"event": event.type, **event.data})

    unsubscribe = bus.subscribe(follow)
    try:
        request, task = conductor.typed(text, "cli", repeat)
        await until_ended(task)
        return request.snapshot()
    finally:
        unsubscribe()


async def hear(recordings: Recordings, bus: EventBus, path: Path, *, realtime: bool, item: Item) -> dict[str, Any]:
    """Hear a recording; `item` gets stages and progress, and each request as {event: "finished"} when it has ended."""

    def follow(event: Event) -> None:
        if event.type in {"request", "progress"} and event.data.get("origin", "file") == "file":
            item({"event": event.type, **event.data})

    unsubscribe = bus.subscribe(follow)
    summary: dict[str, Any] = {}
    try:
        async for request in recordings.hear(path, realtime=realtime, summary=summary):
            item({"event": "finished", **request.snapshot()})
        return summary
    finally:
        unsubscribe()
