"""Takes finished pictures to the gallery without blocking the daemon's loop, and loses none when the disk is full."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path

from assistant.core.commands import PaintOrder
from assistant.core.errors import GalleryError, NotUnderstoodError
from assistant.core.request import EncodedPicture, KeptPicture, SpokenRequest
from assistant.gallery.picture_store import Gallery


class Keeping:
    """The gallery as the conductor uses it.

    Args:
        gallery: Where pictures belong.
        rescue: Where they go when the gallery fails: a folder in memory, so that a full disk costs no picture.
    """

    def __init__(self, gallery: Gallery, rescue: Gallery) -> None:
        self._gallery = gallery
        self._rescue = rescue

    async def add(
        self, request: SpokenRequest, order: PaintOrder, picture: EncodedPicture, seconds: float
    ) -> tuple[KeptPicture, GalleryError | None]:
        """Keep a picture that was painted.

        Returns:
            The picture where it lies now, and what was wrong if that is not the gallery.

        Raises:
            GalleryError: It could be kept nowhere.
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

    async def keep(self, request: SpokenRequest, which: int | None, seconds: float) -> None:
        """Keep all pictures of `request`, or the `which`-th (1-based), on purpose. It may be painted on meanwhile.

        Those that a full disk kept out of the gallery go there first.

        Raises:
            NotUnderstoodError: There is no such number.
            GalleryError: One of them is gone, or the mark cannot be written within `seconds`.
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
        """Add a rescued picture to the gallery, where it belongs."""
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
