"""The deadline of one stage of a request, in words for the person who waits. Runs on the daemon's loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from assistant.core.errors import TookTooLong


@contextlib.asynccontextmanager
async def deadline(seconds: float, title: str, hint: str) -> AsyncIterator[None]:
    """Cancel what is inside after so many seconds.

    Raises:
        TookTooLong: With `title` ("The words were not recognised"), the seconds and `hint`.
    """
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise TookTooLong(f"{title} within {seconds:g} s", hint) from error
