"""Paints one order for one request: passes progress and previews on, and keeps each picture as it is finished.

Runs on the daemon's loop. One order is on the easel at a time; a second one waits for it, or has cancelled it before.
"""

from __future__ import annotations

import asyncio

from assistant import __version__
from assistant.core.commands import PaintOrder
from assistant.core.events import EventBus
from assistant.core.messages.engine_messages import JobProgress, PaintedPicture, PaintingOrder
from assistant.core.messages.event_messages import PictureEvent, PreviewEvent, ProgressEvent
from assistant.core.request import EncodedPicture, SpokenRequest
from assistant.pipeline.picture_saver import Keeping
from assistant.settings.schema import DeadlineSettings
from assistant.workers.worker_supervisor import WorkerSupervisor


class Easel:
    """Where orders become pictures in the gallery."""

    def __init__(self, painter: WorkerSupervisor, keeping: Keeping, deadlines: DeadlineSettings, bus: EventBus) -> None:
        self._painter = painter
        self._keeping = keeping
        self._deadlines = deadlines
        self._bus = bus
        self._taken = asyncio.Lock()

    async def paint(self, request: SpokenRequest, order: PaintOrder) -> None:
        """Fill `request.pictures` and `request.painter`. Pictures that were finished before a failure are kept.

        Raises:
            AssistantError: What the painter said, or that a picture could not be kept where it belongs.
        """
        keeps: list[asyncio.Task[None]] = []

        def on_report(report: JobProgress | PaintedPicture, payload: bytes) -> None:
            if isinstance(report, PaintedPicture):
                picture = EncodedPicture(payload, report.width_px, report.height_px, report.seed)
                keeps.append(asyncio.create_task(self._keep(request, order, picture, report.index)))
                return
            self._bus.publish(ProgressEvent(report.done, report.total, request.id, order.count))
            if report.preview is not None:
                size = report.preview
                preview = PreviewEvent(size.index, size.width_px, size.height_px, request.id, order.count)
                self._bus.publish(preview, payload)

        job = PaintingOrder(order, request.id, __version__)
        try:
            async with self._taken:
                result = await self._painter.run(job, on_report, self._deadlines.painting_s)
            request.painter = result.painter
            request.undrawn = list(result.undrawn)
            request.mark("painted")
        finally:
            outcomes = await asyncio.gather(*keeps, return_exceptions=True)
            request.pictures.sort(key=lambda picture: picture.seed)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        request.mark("kept")

    async def _keep(self, request: SpokenRequest, order: PaintOrder, painted: EncodedPicture, index: int) -> None:
        picture, problem = await self._keeping.add(request, order, painted, self._deadlines.keeping_s)
        request.pictures.append(picture)
        self._bus.publish(PictureEvent(request.id, index, order.count, picture.path))
        if problem is not None:
            raise problem
