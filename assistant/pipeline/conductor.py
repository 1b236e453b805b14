"""Leads each request along the walk: transcribe, understand, paint, keep, show. The only writer of `SpokenRequest`.

Runs on the daemon's loop and never blocks it. A wake word while something is being painted opens a second request;
the first paints on until the second is understood (barge-in is no special state).
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
from assistant.pipeline.command_runner import Obeying
from assistant.pipeline.live_sketch import Sketching
from assistant.pipeline.paint_orders import Orders
from assistant.pipeline.picture_saver import Keeping
from assistant.pipeline.rendering import Easel
from assistant.pipeline.request_store import Requests
from assistant.pipeline.shown_pictures import Screens, Shown
from assistant.pipeline.transcription import NotCalled, Scribe
from assistant.settings.schema import Settings
from assistant.workers.worker_supervisor import WorkerSupervisor

if TYPE_CHECKING:
    from assistant.understanding.grammar import Grammar

log = logging.getLogger(__name__)

MAX_TYPED_CHARACTERS = 4000


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
        transcriber: WorkerSupervisor,
        painter: WorkerSupervisor,
        grammar: Callable[[], Grammar],
        keeping: Keeping,
        bus: EventBus,
    ) -> None:
        self._transcriber = transcriber
        self._painter = painter
        self._easel = Easel(painter, keeping, settings.deadlines, bus)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._warming: set[asyncio.Task[None]] = set()
        self._shown = Shown()
        self.screens: Screens | None = None
        self.requests = Requests(bus)
        orders = Orders(settings.painter)
        self._obeying = Obeying(settings, grammar, orders, keeping, self.requests, self._stop_before)
        self._sketching = Sketching(painter, grammar, orders, bus)
        draw = self._sketching.draw if settings.painter.sketch_while_speaking else lambda _: None
        self._scribe = Scribe(transcriber, self.requests, settings.deadlines, draw)

    @property
    def busy(self) -> bool:
        """Whether something is being transcribed or painted. What may have been no call at all does not count."""
        resting = {Stage.LISTENING, Stage.SHOWING}
        return any(request.doubt is None and request.stage not in resting for request in self.requests.live)

    def open(
        self, origin: Origin, woke_at: float | None = None, doubt: str | None = None, unlikely: bool = False
    ) -> SpokenRequest:
        """A new request that listens. The models warm up while the person speaks.

        Args:
            origin: Where it came from.
            woke_at: When it began, in monotonic seconds; None is now.
            doubt: The wake word that the transcript has to confirm; None for a sure call.
            unlikely: Whether a verifier doubts it, too.
        """
        mark = "woke" if origin in {"voice", "file"} else "received"
        request = self.requests.open(origin, mark=mark, at=woke_at, doubt=doubt, unlikely=unlikely)
        for worker in (self._transcriber, self._painter):
            warming = asyncio.create_task(_warm(worker))
            self._warming.add(warming)
            warming.add_done_callback(self._warming.discard)
        return request

    def paused(self, request: SpokenRequest, audio: Audio, wait: Callable[[], object]) -> None:
        """The person may have ended, or only paused: see what was said so far. `wait` is called when it wants more."""
        if request.stage is Stage.LISTENING:
            self._scribe.draft(request, audio, wait)

    def heard(self, request: SpokenRequest, audio: Audio, speech_end: float | None) -> asyncio.Task[None]:
        """The utterance of `request` is whole: fulfil it."""
        request.audio = audio
        if speech_end is not None:
            request.mark("speech_end", speech_end)
        request.mark("heard")
        return self._begin(request)

    def typed(
        self, words: str, origin: Origin, repeat: Repeat | None = None
    ) -> tuple[SpokenRequest, asyncio.Task[None]]:
        """A request in writing enters at understanding; `repeat` is what it has from an earlier picture.

        Raises:
            NotUnderstoodError: It is longer than anybody speaks.
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

    def shown(self, request_id: str) -> None:
        """A screen says that the pictures of a request are on it."""
        self._shown.say(request_id)

    async def close(self) -> None:
        """Cancel everything that is under way."""
        await self._scribe.close()
        await self._sketching.close()
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
        """Everything from the utterance, or from the words, to the pictures on the screen."""
        request_id.set(request.id)
        try:
            if request.audio is not None:
                await self._scribe.write_down(request)
            order = await self._obeying.obey(request)
            if order is not None:
                request.order, request.count = order, order.count
                self.requests.move(request, Stage.PAINTING)
                await self._easel.paint(request, order)
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
        """End a request with its failure. A call that was never confirmed ends without a word, whatever failed."""
        if request.doubt is None:
            self.requests.end(request, Stage.FAILED, error)
            return
        reason = "refused" if isinstance(error, NotCalled | NothingHeard) else "unchecked"
        log.info("request %s: a doubtful call was %s: %s", request.id, reason, error)
        self.requests.end(request, Stage.CANCELLED, reason=reason)

    async def _show(self, request: SpokenRequest) -> None:
        self.requests.move(request, Stage.SHOWING)
        if self.screens is not None and self.screens.screens:
            await self._shown.wait(request)

    def stop(self) -> int:
        """Cancel everything that is live; how many requests that were."""
        return self._stop_before(None)

    async def keep(self, which: int | None) -> SpokenRequest:
        """Keep pictures of the last request that has any. Raises NotUnderstoodError when there is no such picture."""
        return await self._obeying.keep(which)

    def _stop_before(self, newest: SpokenRequest | None, reason: str = "stopped") -> int:
        """Cancel what was asked before `newest`, or everything; how many requests that were. What is shown stays."""
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
    """Have a worker ready before its job comes. What is wrong with it is told when the job comes."""
    with contextlib.suppress(AssistantError):
        await worker.start()
