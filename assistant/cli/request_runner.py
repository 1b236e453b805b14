"""Runs `paint`, `hear` and `last` for the CLI.

They run in the daemon if there is one, else in this process, with the same results.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.control.client import ControlClient
from assistant.core.errors import AssistantError, DaemonError
from assistant.core.message import Message
from assistant.core.messages.control_messages import HearRequest, KeptPictures, LastRequest, PaintRequest
from assistant.core.messages.ears_messages import AllHeard
from assistant.core.messages.event_messages import FinishedRequest
from assistant.settings.schema import Settings

Item = Callable[[Message], None]
FileItem = Callable[[Path, Message], None]
FileEnd = Callable[[Path, AllHeard | AssistantError], None]
"""Receives the result of each file, or the reason why it could not be heard."""


def paint(text: str, item: Item, settings: Callable[[], Settings], *, alone: bool) -> FinishedRequest:
    """Paints `text` and returns the finished request. `alone` ignores a running daemon. Blocks."""
    if (client := _daemon(alone)) is None:
        return asyncio.run(_paint_alone(text, item, settings()))
    with client:
        return client.run(PaintRequest(text), item)


def hear(
    files: Sequence[Path],
    item: FileItem,
    end: FileEnd,
    settings: Callable[[], Settings],
    *,
    realtime: bool,
    alone: bool,
) -> None:
    """Hears recordings one after the other; a bad file stops no other. Blocks.

    Finished requests come as items of type `FinishedRequest`.
    """
    if (client := _daemon(alone)) is None:
        asyncio.run(_hear_alone(files, item, end, settings(), realtime))
        return
    with client:
        for path in files:
            try:
                summary = client.run(HearRequest(str(path.absolute()), realtime), functools.partial(item, path))
            except DaemonError:
                raise
            except AssistantError as error:
                end(path, error)
            else:
                end(path, summary)


def _daemon(alone: bool) -> ControlClient | None:
    if alone:
        return None
    try:
        return ControlClient()
    except DaemonError:
        return None


async def _paint_alone(text: str, item: Item, settings: Settings) -> FinishedRequest:
    from assistant.daemon import handlers
    from assistant.daemon.services import running_services

    async with running_services(settings) as services:
        return await handlers.paint(services.conductor, services.bus, text, item)


async def _hear_alone(files: Sequence[Path], item: FileItem, end: FileEnd, settings: Settings, realtime: bool) -> None:
    from assistant.daemon import handlers
    from assistant.daemon.services import running_services

    async with running_services(settings) as services:
        for path in files:
            try:
                summary = await handlers.hear(
                    services.recordings, services.bus, path, realtime=realtime, item=functools.partial(item, path)
                )
            except AssistantError as error:
                end(path, error)
            else:
                end(path, summary)


def last_pictures(settings: Callable[[], Settings]) -> FinishedRequest | KeptPictures:
    """Returns the newest pictures, from the daemon, or from the gallery if none runs. Blocks."""
    try:
        with ControlClient() as client:
            return client.ask(LastRequest())
    except DaemonError:
        from assistant.daemon.handlers import last_kept
        from assistant.daemon.services import gallery_of

        return asyncio.run(last_kept(gallery_of(settings())))
