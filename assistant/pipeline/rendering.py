"""Paints one order for one request: publishes progress and previews, and saves each picture as soon as it is finished.

One order is painted at a time; a second one waits for it, or has cancelled it before. No picture is lost when the disk
is full, and a slow disk never holds up the loop.
"""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path

from assistant import __version__
from assistant.core.commands import PaintOrder
from assistant.core.errors import GalleryError, NotUnderstoodError
from assistant.core.events import EventBus
from assistant.core.messages.engine_messages import JobProgress, PaintedPicture, PaintingOrder
from assistant.core.messages.event_messages import PictureEvent, PreviewEvent, ProgressEvent
from assistant.core.request import EncodedPicture, KeptPicture, SpokenRequest
from assistant.gallery.picture_store import Gallery
from assistant.settings.schema import DeadlineSettings
from assistant.workers.worker_supervisor import WorkerSupervisor


class RenderStage:
    """Turns orders into pictures in the gallery.

    Args:
        painter: The painter's worker.
        saver: Writes pictures to the gallery.
        deadlines: How long painting may go without progress, and saving a picture may take.
        bus: Gets progress, previews and pictures.
    """

    def __init__(
        self, painter: WorkerSupervisor, saver: PictureSaver, deadlines: DeadlineSettings, bus: EventBus
    ) -> None:
        self._painter = painter
        self._saver = saver
        self._deadlines = deadlines
        self._bus = bus
        self._painting = asyncio.Lock()

    async def paint(self, request: SpokenRequest, order: PaintOrder) -> None:
        """Fill `request.pictures`, `painter` and `undrawn`. Pictures that were finished before a failure are saved.

        Raises:
            AssistantError: What the painter raised, or that a picture could not be saved where it belongs.
        """
        saves: list[asyncio.Task[None]] = []

        def on_report(report: JobProgress | PaintedPicture, payload: bytes) -> None:
            if isinstance(report, PaintedPicture):
                picture = EncodedPicture(payload, report.width_px, report.height_px, report.seed)
                saves.append(asyncio.create_task(self._save(request, order, picture, report.index)))
                return
            self._bus.publish(ProgressEvent(report.done, report.total, request.id, order.count))
            if report.preview is not None:
                size = report.preview
                preview = PreviewEvent(size.index, size.width_px, size.height_px, request.id, order.count)
                self._bus.publish(preview, payload)

        job = PaintingOrder(order, request.id, __version__)
        try:
            async with self._painting:
                result = await self._painter.run(job, on_report, self._deadlines.painting_s)
            request.painter = result.painter
            request.undrawn = list(result.undrawn)
            request.mark("painted")
        finally:
            outcomes = await asyncio.gather(*saves, return_exceptions=True)
            request.pictures.sort(key=lambda picture: picture.seed)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        request.mark("kept")

    async def _save(self, request: SpokenRequest, order: PaintOrder, painted: EncodedPicture, index: int) -> None:
        picture, problem = await self._saver.save(request, order, painted, self._deadlines.keeping_s)
        request.pictures.append(picture)
        self._bus.publish(PictureEvent(request.id, index, order.count, picture.path))
        if problem is not None:
            raise problem


class PictureSaver:
    """Writes pictures to the gallery without blocking the loop.

    Args:
        gallery: The gallery that pictures belong to.
        rescue: Gets them when the gallery fails; its folder lies in memory, so that a full disk costs no picture.
    """

    def __init__(self, gallery: Gallery, rescue: Gallery) -> None:
        self._gallery = gallery
        self._rescue = rescue

    async def save(
        self, request: SpokenRequest, order: PaintOrder, picture: EncodedPicture, seconds: float
    ) -> tuple[KeptPicture, GalleryError | None]:
        """Write a picture that was painted to the gallery within `seconds`, else to the rescue folder.

        Returns:
            The picture as it was saved; and why it is not in the gallery, or None if it is.

        Raises:
            GalleryError: The picture could be saved nowhere.
        """
        try:
            async with asyncio.timeout(seconds):
                return await self._add_to(self._gallery, request, order, picture), None
        except TimeoutError:
            problem = GalleryError("The gallery's disk does not answer")
        except GalleryError as error:
            problem = error
        kept = await self._add_to(self._rescue, request, order, picture)
        hint = f"{problem.hint} The picture is safe in {Path(kept.path).parent} until you log out.".strip()
        return kept, GalleryError(problem.title, hint)

    async def mark_kept(self, request: SpokenRequest, which: int | None, seconds: float) -> None:
        """Mark all pictures of `request`, or the `which`-th (1-based), as kept on purpose.

        Pictures that a full disk kept out of the gallery are moved there first. The request may still be painted.

        Raises:
            NotUnderstoodError: There is no picture with this number.
            GalleryError: A picture is gone, or the mark cannot be written within `seconds`.
        """
        count = len(request.pictures)
        if which is not None and not 1 <= which <= count:
            raise NotUnderstoodError(f"There is no picture number {which}", f"I painted {count}.")
        numbers = range(count) if which is None else [which - 1]
        try:
            async with asyncio.timeout(seconds):
                for index in numbers:
                    if Path(request.pictures[index].path).parent == self._rescue.folder:
                        request.pictures[index] = await asyncio.to_thread(self._bring_home, request, index)
                chosen = [request.pictures[index].id for index in numbers]
                await asyncio.to_thread(self._gallery.keep, chosen)
        except TimeoutError as error:
            raise GalleryError("The gallery's disk does not answer", "Try again.") from error
        for index, picture in enumerate(request.pictures):
            if picture.id in chosen:
                request.pictures[index] = dataclasses.replace(picture, kept=True)

    def _bring_home(self, request: SpokenRequest, index: int) -> KeptPicture:
        """Move a rescued picture to the gallery. Blocks."""
        rescued = request.pictures[index]
        try:
            png = Path(rescued.path).read_bytes()
        except OSError as error:
            raise GalleryError("That picture is not there any more", "Paint it again, then keep it.") from error
        picture = EncodedPicture(png, rescued.width_px, rescued.height_px, rescued.seed)
        words = request.order.words if request.order else request.words
        home = self._gallery.add(picture, request.id, words, request.painter or "")
        Path(rescued.path).unlink(missing_ok=True)
        return home

    async def _add_to(
        self, gallery: Gallery, request: SpokenRequest, order: PaintOrder, picture: EncodedPicture
    ) -> KeptPicture:
        return await asyncio.to_thread(gallery.add, picture, request.id, order.words, request.painter or "")
