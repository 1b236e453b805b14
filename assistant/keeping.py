"""Takes finished pictures to the gallery without blocking the daemon's loop, and loses none when the disk is full."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path

from assistant.core.commands import PaintOrder
from assistant.core.errors import GalleryError
from assistant.core.request import EncodedPicture, KeptPicture, SpokenRequest
from assistant.core.wire import Message
from assistant.painting.gallery import Gallery


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
        self, request: SpokenRequest, order: PaintOrder, message: Message, seconds: float
    ) -> tuple[KeptPicture, GalleryError | None]:
        """Keep the picture of a painter's `picture` message.

        Returns:
            The picture where it lies now, and what was wrong if that is not the gallery.

        Raises:
            GalleryError: It could be kept nowhere.
        """
        data = message.data
        picture = EncodedPicture(message.payload, data["width_px"], data["height_px"], data["seed"])
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

    async def keep(self, pictures: list[KeptPicture], which: int | None) -> list[KeptPicture]:
        """Keep all of `pictures`, or the `which`-th (1-based), on purpose. Returns the list as it is then."""
        chosen = pictures if which is None else [pictures[which - 1]]
        await asyncio.to_thread(self._gallery.keep, [picture.id for picture in chosen])
        return [dataclasses.replace(picture, kept=picture.kept or picture in chosen) for picture in pictures]

    async def _add_to(
        self, gallery: Gallery, request: SpokenRequest, order: PaintOrder, picture: EncodedPicture
    ) -> KeptPicture:
        return await asyncio.to_thread(gallery.add, picture, request.id, order.words, request.painter or "")
