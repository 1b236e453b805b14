"""Leads each request along the walk: transcribe, understand, paint, keep, show. The only writer of `SpokenRequest`.

Runs on the daemon's loop and never blocks it. A wake word while something is being painted opens a second request;
the first paints on until the second is understood (barge-in is no special state).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from assistant.core.commands import Again, Command, Dismiss, NotUnderstood, Paint, PaintOrder, Save, Stop
from assistant.core.errors import AssistantError, NotUnderstoodError, TookTooLong
from assistant.core.events import Event, EventBus
from assistant.core.request import Audio, Origin, Segment, SpokenRequest, Transcript
from assistant.core.stages import Stage
from assistant.core.wire import Message
from assistant.easel import Easel
from assistant.keeping import Keeping
from assistant.requests import Requests
from assistant.settings import Settings
from assistant.understanding.prompt import compose
from assistant.workers.keeper import WorkerKeeper

if TYPE_CHECKING:
    from assistant.understanding.grammar import Grammar

log = logging.getLogger(__name__)

MAX_TYPED_CHARACTERS = 4000
SHOWN_WITHIN_S = 3.0
"""A screen says that the pictures are on it; without that word the walk ends here all the same."""


class Screens(Protocol):
    """Whoever shows pictures."""

    @property
    def screens(self) -> set[object]:
        """Those that will say `shown`."""


class Conductor:
    """Opens, fulfils and ends requests.

    Args:
        settings: All of them; the conductor reads painter, deadlines and hearing.
        transcriber: Keeper of the transcriber's process.
        painter: Keeper of the painter's process.
        grammar: Gives what understands words; may block while it loads the first time, so it is called on a thread.
        keeping: Writes pictures to the gallery.
        bus: Told of every change.
    """

    def __init__(
        self,
        settings: Settings,
        transcriber: WorkerKeeper,
        painter: WorkerKeeper,
        grammar: Callable[[], Grammar],
        keeping: Keeping,
        bus: EventBus,
    ) -> None:
        self._settings = settings
        self._transcriber = transcriber
        self._painter = painter
        self._grammar = grammar
        self._keeping = keeping
        self._bus = bus
        self._easel = Easel(painter, keeping, settings.deadlines, bus)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._warming: set[asyncio.Task[None]] = set()
        self._shown: dict[str, asyncio.Event] = {}
        self._last_order: PaintOrder | None = None
        self.screens: Screens | None = None
        self.requests = Requests(bus)

    @property
    def busy(self) -> bool:
        """Whether something is being transcribed or painted."""
        return any(request.stage not in {Stage.LISTENING, Stage.SHOWING} for request in self.requests.live)

    # Requests begin and end here.

    def open(self, origin: Origin, woke_at: float | None = None) -> SpokenRequest:
        """A new request that listens. The models warm up while the person speaks."""
        mark = "woke" if origin in {"voice", "file"} else "received"
        request = self.requests.open(origin, mark=mark, at=woke_at)
        for worker in (self._transcriber, self._painter):
            warming = asyncio.create_task(_warm(worker))
            self._warming.add(warming)
            warming.add_done_callback(self._warming.discard)
        return request

    def heard(self, request: SpokenRequest, audio: Audio, speech_end: float | None) -> asyncio.Task[None]:
        """The utterance of `request` is whole: fulfil it."""
        request.audio = audio
        if speech_end is not None:
            request.mark("speech_end", speech_end)
        request.mark("heard")
        return self._begin(request)

    def typed(self, words: str, origin: Origin) -> tuple[SpokenRequest, asyncio.Task[None]]:
        """A request in writing enters at understanding.

        Raises:
            NotUnderstoodError: It is longer than anybody speaks.
        """
        if len(words) > MAX_TYPED_CHARACTERS:
            hint = f"Use at most {MAX_TYPED_CHARACTERS} characters; these are {len(words)}."
            raise NotUnderstoodError("That is too long to paint", hint)
        request = self.requests.open(origin, mark="received", words=words)
        return request, self._begin(request)

    def drop(self, request: SpokenRequest) -> None:
        """End a request that still listens: nobody spoke. What is being painted is not touched."""
        if request.stage is Stage.LISTENING:
            self.requests.end(request, Stage.CANCELLED)

    def shown(self, request_id: str) -> None:
        """A screen says that the pictures of a request are on it."""
        if request_id in self._shown:
            self._shown[request_id].set()

    async def close(self) -> None:
        """Cancel everything that is under way."""
        tasks = [*self._tasks.values(), *self._warming]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, request: SpokenRequest) -> asyncio.Task[None]:
        task = asyncio.create_task(self.fulfil(request), name=f"request {request.id}")
        self._tasks[request.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(request.id, None))
        return task

    # The straight line.

    async def fulfil(self, request: SpokenRequest) -> None:
        """Everything from the utterance, or from the words, to the pictures on the screen."""
        try:
            if request.audio is not None:
                await self._transcribe(request)
            order = await self._understand(request)
            if order is not None:
                request.count = order.count
                self.requests.move(request, Stage.PAINTING)
                await self._easel.paint(request, order)
                await self._show(request)
            self.requests.end(request, Stage.DONE)
        except asyncio.CancelledError:
            self.requests.end(request, Stage.CANCELLED)
        except AssistantError as error:
            self.requests.end(request, Stage.FAILED, error)
        except Exception:
            log.exception("request %s failed", request.id)
            self.requests.end(request, Stage.FAILED, AssistantError("Something went wrong inside Jarvis", "Try again."))

    async def _transcribe(self, request: SpokenRequest) -> None:
        self.requests.move(request, Stage.TRANSCRIBING)
        assert request.audio is not None
        order = Message("job", {"rate_hz": request.audio.rate_hz}, request.audio.samples)
        seconds = self._settings.deadlines.transcribing_s
        try:
            async with asyncio.timeout(seconds):
                result = await self._transcriber.run(order, lambda _: None)
        except TimeoutError as error:
            raise TookTooLong(
                f"The words were not recognised within {seconds:g} s", "Say it once more; a smaller model is faster."
            ) from error
        request.transcript = _transcript(result.data)
        request.words = request.transcript.text
        request.audio = None
        request.mark("transcribed")
        self.requests.move(request, Stage.UNDERSTANDING)

    async def _understand(self, request: SpokenRequest) -> PaintOrder | None:
        """The order to paint; None when the command needed no painting and is carried out."""
        seconds = self._settings.deadlines.understanding_s
        try:
            async with asyncio.timeout(seconds):
                command = await asyncio.to_thread(self._command, request)
        except TimeoutError as error:
            raise TookTooLong(f"The words were not understood within {seconds:g} s", "Say it shorter.") from error
        request.command = command
        request.mark("understood")
        return await self._order(request, command)

    def _command(self, request: SpokenRequest) -> Command:
        grammar = self._grammar()
        understand = grammar.understand_wish if request.origin == "cli" else grammar.understand
        return understand(request.words)

    async def _order(self, request: SpokenRequest, command: Command) -> PaintOrder | None:
        match command:
            case Paint():
                order = compose(command, self._settings.painter, self._seed(), request.words)
            case Again() if self._last_order is not None:
                last = self._last_order
                order = compose(
                    Paint(last.subject, last.style, last.count), self._settings.painter, self._seed(), last.words
                )
            case Again():
                raise NotUnderstoodError("Nothing has been painted yet", "Say “Paint me a fox in the snow” first.")
            case Stop():
                self._stop_before(request)
                return None
            case Dismiss():
                self._bus.publish(Event("dismiss"))
                return None
            case Save(which=which):
                await self.keep(which)
                return None
            case NotUnderstood(suggestions=suggestions):
                hint = f"You can say: {'; '.join(f'“{sentence}”' for sentence in suggestions)}" if suggestions else ""
                raise NotUnderstoodError("I did not understand that", hint)
        if self._settings.painter.when_busy == "replace":
            self._stop_before(request)
        self._last_order = order
        return order

    async def _show(self, request: SpokenRequest) -> None:
        if self.screens is not None and self.screens.screens:
            self._shown[request.id] = shown = asyncio.Event()
            self.requests.move(request, Stage.SHOWING)
            try:
                async with asyncio.timeout(SHOWN_WITHIN_S):
                    await shown.wait()
                request.mark("shown")
            except TimeoutError:
                log.warning("no screen said that it shows request %s", request.id)
            finally:
                del self._shown[request.id]
        else:
            self.requests.move(request, Stage.SHOWING)

    # Commands that concern other requests.

    def stop(self) -> int:
        """Cancel everything that is live; how many requests that were."""
        return self._stop_before(None)

    async def keep(self, which: int | None) -> SpokenRequest:
        """Keep pictures of the last request that has any. Raises NotUnderstoodError when there is no such picture."""
        done = self.requests.painted_last
        if done is None:
            raise NotUnderstoodError("There is no picture to keep yet", "Say “Paint me a fox in the snow” first.")
        if which is not None and not 1 <= which <= len(done.pictures):
            raise NotUnderstoodError(f"There is no picture number {which}", f"I painted {len(done.pictures)}.")
        done.pictures = await self._keeping.keep(done.pictures, which)
        self.requests.tell(done)
        return done

    def _stop_before(self, newest: SpokenRequest | None) -> int:
        """Cancel what was asked before `newest`, or everything; how many requests that were. What is shown stays."""
        stopped = 0
        for request in self.requests.live:
            if request is newest:
                break
            if request.stage is Stage.SHOWING:
                continue
            stopped += 1
            if request.id in self._tasks:
                self._tasks[request.id].cancel()
            else:
                self.requests.end(request, Stage.CANCELLED)
        return stopped

    def _seed(self) -> int:
        fixed = self._settings.painter.seed
        return secrets.randbelow(2**31 - 4) if fixed is None else fixed


async def _warm(worker: WorkerKeeper) -> None:
    """Have a worker ready before its job comes. What is wrong with it is told when the job comes."""
    with contextlib.suppress(AssistantError):
        await worker.start()


def _transcript(data: dict[str, Any]) -> Transcript:
    segments = tuple(Segment(*fields) for fields in data.get("segments", []))
    return Transcript(data["text"], data["language"], data["confidence"], segments)
