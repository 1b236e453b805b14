"""Draws the scene of what was said so far while the person still speaks.

A growing sketch is worth having only while somebody speaks: it never starts a painter and never waits for one, and
errors in it are logged at DEBUG and ignored. The order that is painted in the end has the same seed, and so the same
scene.
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
from assistant.pipeline.paint_orders import PaintOrders
from assistant.workers.worker_supervisor import WorkerSupervisor

if TYPE_CHECKING:
    from assistant.understanding.grammar import Grammar

log = logging.getLogger(__name__)

WITHIN_S = 5.0
"""Seconds that the painter may go without progress before the sketch is given up."""


class LiveSketch:
    """Draws requests that are still being spoken.

    Args:
        painter: The painter's worker.
        grammar: Returns the grammar; may block while it loads the first time.
        orders: Makes paint orders of commands.
        bus: Gets each picture as a `PreviewEvent` that is `growing`.
    """

    def __init__(
        self, painter: WorkerSupervisor, grammar: Callable[[], Grammar], orders: PaintOrders, bus: EventBus
    ) -> None:
        self._painter = painter
        self._grammar = grammar
        self._orders = orders
        self._bus = bus
        self._task: asyncio.Task[None] | None = None

    def draw(self, request: SpokenRequest) -> None:
        """Begin to draw the words of a request that still listens, if the painter is ready and idle."""
        idle = self._task is None or self._task.done()
        if idle and self._painter.snapshot().state == "ready":
            self._task = asyncio.create_task(self._draw(request, request.words), name="sketch")

    async def close(self) -> None:
        """End the sketch that is being drawn."""
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
