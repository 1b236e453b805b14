"""Has the scene of what was said so far drawn while the person still speaks. Runs on the daemon's loop.

A sketch that grows is worth having only while somebody speaks: it never starts a painter, never waits for one, and what
goes wrong with it is nobody's business. The order that is painted in the end has the same seed, and so the same scene.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.core.commands import Paint
from assistant.core.errors import AssistantError
from assistant.core.events import EventBus
from assistant.core.messages.engine_messages import DraftOrder, JobProgress
from assistant.core.messages.event_messages import PreviewEvent
from assistant.core.request import SpokenRequest
from assistant.core.stages import Stage
from assistant.pipeline.paint_orders import Orders
from assistant.workers.worker_supervisor import WorkerSupervisor

if TYPE_CHECKING:
    from assistant.understanding.grammar import Grammar

log = logging.getLogger(__name__)

WITHIN_S = 5.0
"""A painter that has not drawn it by then has other troubles."""


class Sketching:
    """Draws unfinished requests.

    Args:
        painter: Keeper of the painter's process.
        grammar: Gives what understands words; may block while it loads the first time.
        orders: Makes orders of commands.
        bus: Told of each picture, as a `preview` that is `growing`.
    """

    def __init__(
        self, painter: WorkerSupervisor, grammar: Callable[[], Grammar], orders: Orders, bus: EventBus
    ) -> None:
        self._painter = painter
        self._grammar = grammar
        self._orders = orders
        self._bus = bus
        self._task: asyncio.Task[None] | None = None

    def draw(self, request: SpokenRequest) -> None:
        """Draw the words of a request that still listens, if the painter has nothing else to do."""
        idle = self._task is None or self._task.done()
        if idle and self._painter.snapshot().state == "ready":
            self._task = asyncio.create_task(self._draw(request, request.words), name="sketch")

    async def close(self) -> None:
        """End what is being drawn."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _draw(self, request: SpokenRequest, words: str) -> None:
        command = await asyncio.to_thread(lambda: self._grammar().understand(words))
        if not isinstance(command, Paint) or request.stage is not Stage.LISTENING:
            return
        order = DraftOrder(self._orders.unfinished(command, words))

        def on_progress(progress: JobProgress, payload: bytes) -> None:
            seen = request.stage in {Stage.LISTENING, Stage.TRANSCRIBING, Stage.UNDERSTANDING}
            if progress.preview is not None and seen:
                size = progress.preview
                preview = PreviewEvent(size.index, size.width_px, size.height_px, request.id, 1, growing=True)
                self._bus.publish(preview, payload)

        try:
            await self._painter.run(order, on_progress, WITHIN_S)
        except AssistantError as error:
            log.debug("no sketch: %s", error)
