"""Leads each request from stage to stage: transcribe, understand, paint, save, show.

The conductor and its stages are the only writers of `SpokenRequest`. A wake word while something is being painted
opens a second request; the first paints on until the second is understood (barge-in is no special state).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.core.commands import Repeat
from assistant.core.errors import AssistantError, NothingHeard, NotUnderstoodError
from assistant.core.events import EventBus
from assistant.core.messages.event_messages import Origin
from assistant.core.request import Audio, SpokenRequest
from assistant.core.stages import Stage
from assistant.logs import request_id
from assistant.pipeline.command_runner import CommandRunner
from assistant.pipeline.live_sketch import LiveSketch
from assistant.pipeline.paint_orders import PaintOrders
from assistant.pipeline.rendering import PictureSaver, RenderStage
from assistant.pipeline.request_store import RequestStore
from assistant.pipeline.transcription import NotCalled, TranscriptionStage
from assistant.settings.schema import Settings
from assistant.workers.worker_supervisor import WorkerSupervisor

if TYPE_CHECKING:
    from assistant.understanding.grammar import Grammar

log = logging.getLogger(__name__)

MAX_TYPED_CHARACTERS = 4000
"""Maximum length of a typed request."""
SHOWN_WITHIN_S = 3.0
"""Seconds that a screen has to confirm that it shows the pictures; then the request ends without that."""


class ScreenRegistry:
    """Knows the screens that show pictures, and waits until one of them shows those of a request."""

    def __init__(self) -> None:
        self.connected = asyncio.Event()
        """Set once there was a screen."""
        self._screens: set[object] = set()
        self._awaited: dict[str, asyncio.Event] = {}

    def add(self, screen: object) -> None:
        """Note a screen that shows pictures and confirms it with `report_shown`."""
        self._screens.add(screen)
        self.connected.set()

    def remove(self, screen: object) -> None:
        """Forget a screen."""
        self._screens.discard(screen)

    def report_shown(self, request_id: str) -> None:
        """Note that a screen shows the pictures of this request."""
        if request_id in self._awaited:
            self._awaited[request_id].set()

    async def wait_until_shown(self, request_id: str) -> bool:
        """Return True once a screen shows the request's pictures; False when there is none, or none does in time."""
        if not self._screens:
            return False
        self._awaited[request_id] = shown = asyncio.Event()
        try:
            async with asyncio.timeout(SHOWN_WITHIN_S):
                await shown.wait()
        except TimeoutError:
            log.warning("no screen said that it shows request %s", request_id)
            return False
        finally:
            del self._awaited[request_id]
        return True


class Conductor:
    """Opens, fulfils and ends requests.

    Args:
        settings: All settings; those of the painter and the deadlines are read.
        transcriber: The transcriber's worker.
        painter: The painter's worker.
        grammar: Returns the grammar; may block while it loads the first time, so it is called on a thread.
        saver: Writes pictures to the gallery.
        bus: Gets every change of a request.
    """

    def __init__(
        self,
        settings: Settings,
        transcriber: WorkerSupervisor,
        painter: WorkerSupervisor,
        grammar: Callable[[], Grammar],
        saver: PictureSaver,
        bus: EventBus,
    ) -> None:
        self._transcriber = transcriber
        self._painter = painter
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._warming: set[asyncio.Task[None]] = set()
        self.screens = ScreenRegistry()
        """The screens that are waited for."""
        self.requests = RequestStore(bus)
        """The latest requests."""
        orders = PaintOrders(settings.painter)
        self._sketch = LiveSketch(painter, grammar, orders, bus)
        draw = self._sketch.draw if settings.painter.sketch_while_speaking else lambda _: None
        self._transcription = TranscriptionStage(transcriber, self.requests, settings.deadlines, draw)
        self.commands = CommandRunner(settings, grammar, orders, saver, self.requests, self.stop)
        """Carries out what needs no painting."""
        self._rendering = RenderStage(painter, saver, settings.deadlines, bus)

    @property
    def busy(self) -> bool:
        """Whether something is being transcribed or painted. A doubtful call, which may be none, does not count."""
        resting = {Stage.LISTENING, Stage.SHOWING}
        return any(request.doubt is None and request.stage not in resting for request in self.requests.live)

    def open(
        self, origin: Origin, woke_at: float | None = None, doubt: str | None = None, unlikely: bool = False
    ) -> SpokenRequest:
        """Open a request that listens. The workers are started while the person speaks.

        Args:
            origin: Where the request came from.
            woke_at: When it began, in CLOCK_MONOTONIC seconds; None is now.
            doubt: The wake word that the transcript has to confirm; None for a sure call.
            unlikely: Whether a verifier doubts the call, too.
        """
        mark = "woke" if origin in {"voice", "file"} else "received"
        request = self.requests.open(origin, mark=mark, at=woke_at, doubt=doubt, unlikely=unlikely)
        for worker in (self._transcriber, self._painter):
            warming = asyncio.create_task(_warm(worker))
            self._warming.add(warming)
            warming.add_done_callback(self._warming.discard)
        return request

    def paused(self, request: SpokenRequest, audio: Audio, wait: Callable[[], object]) -> None:
        """Have a draft made of what was said so far: the person may have ended, or only paused.

        Args:
            request: A request that listens.
            audio: All of its utterance so far.
            wait: Called when the words so far are an incomplete sentence.
        """
        if request.stage is Stage.LISTENING:
            self._transcription.draft(request, audio, wait)

    def heard(self, request: SpokenRequest, audio: Audio, speech_end: float | None) -> asyncio.Task[None]:
        """Begin to fulfil a request whose utterance is whole; return the task that does it.

        Args:
            request: A request that listens.
            audio: Its whole utterance.
            speech_end: When speech ended, in CLOCK_MONOTONIC seconds; None where that is unknown.
        """
        request.audio = audio
        if speech_end is not None:
            request.mark("speech_end", speech_end)
        request.mark("heard")
        return self._begin(request)

    def typed(
        self, words: str, origin: Origin, repeat: Repeat | None = None
    ) -> tuple[SpokenRequest, asyncio.Task[None]]:
        """Begin to fulfil a typed request; return the request and the task that does it.

        Args:
            words: What was typed.
            origin: Where the request came from.
            repeat: Seed and count of an earlier picture that is to be painted again.

        Raises:
            NotUnderstoodError: The text is longer than MAX_TYPED_CHARACTERS.
        """
        if len(words) > MAX_TYPED_CHARACTERS:
            hint = f"Use at most {MAX_TYPED_CHARACTERS} characters; these are {len(words)}."
            raise NotUnderstoodError("That is too long to paint", hint)
        request = self.requests.open(origin, mark="received", words=words)
        request.repeat = repeat
        return request, self._begin(request)

    def drop(self, request: SpokenRequest, reason: str = "nobody_spoke") -> None:
        """End a request that still listens. What is being painted is not touched."""
        if request.stage is Stage.LISTENING:
            self.requests.end(request, Stage.CANCELLED, reason=reason)

    async def close(self) -> None:
        """Cancel everything that is under way."""
        await self._transcription.close()
        await self._sketch.close()
        tasks = [*self._tasks.values(), *self._warming]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, request: SpokenRequest) -> asyncio.Task[None]:
        task = asyncio.create_task(self.fulfil(request), name=f"request {request.id}")
        self._tasks[request.id] = task

        def done(_: asyncio.Task[None]) -> None:
            del self._tasks[request.id]
            # A task that is cancelled before its first step does nothing.
            self.requests.end(request, Stage.CANCELLED, reason=request.reason or "stopped")

        task.add_done_callback(done)
        return task

    async def fulfil(self, request: SpokenRequest) -> None:
        """Do everything from the utterance, or from the typed words, to the pictures on the screen; never raise."""
        request_id.set(request.id)
        try:
            if request.audio is not None:
                await self._transcription.transcribe(request)
            order = await self.commands.execute(request)
            if order is not None:
                request.order, request.count = order, order.count
                self.requests.move(request, Stage.PAINTING)
                await self._rendering.paint(request, order)
            if request.pictures:
                await self._show(request)
            self.requests.end(request, Stage.DONE)
        except asyncio.CancelledError:
            self.requests.end(request, Stage.CANCELLED, reason=request.reason or "stopped")
        except AssistantError as error:
            self._fail(request, error)
        except Exception:
            log.exception("request %s failed", request.id)
            self._fail(request, AssistantError("Something went wrong inside Jarvis", "Try again."))

    def _fail(self, request: SpokenRequest, error: AssistantError) -> None:
        """End a request with its failure; cancel a call that was never confirmed, so that nobody notices it."""
        if request.doubt is None:
            self.requests.end(request, Stage.FAILED, error)
            return
        reason = "refused" if isinstance(error, NotCalled | NothingHeard) else "unchecked"
        log.info("request %s: a doubtful call was %s: %s", request.id, reason, error)
        self.requests.end(request, Stage.CANCELLED, reason=reason)

    async def _show(self, request: SpokenRequest) -> None:
        self.requests.move(request, Stage.SHOWING)
        if await self.screens.wait_until_shown(request.id):
            request.mark("shown")

    def stop(self, newest: SpokenRequest | None = None, reason: str = "stopped") -> int:
        """Cancel all live requests, or those that were opened before `newest`; what is being shown stays.

        Args:
            newest: A request; it and those after it go on.
            reason: Why, as in `SpokenRequest.reason`.

        Returns:
            The number of requests that were cancelled.
        """
        stopped = 0
        for request in self.requests.live:
            if request is newest:
                break
            if request.stage is Stage.SHOWING:
                continue
            task = self._tasks.get(request.id)
            if task is None:
                self.requests.end(request, Stage.CANCELLED, reason=reason)
            elif task.cancelling() or not task.cancel():  # A second cancel would not wait for the worker, but kill it.
                continue
            else:
                request.reason = reason
            stopped += 1
        return stopped


async def _warm(worker: WorkerSupervisor) -> None:
    """Start a worker before its job comes; an error in that is raised again when the job comes."""
    with contextlib.suppress(AssistantError):
        await worker.start()
