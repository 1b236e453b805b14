"""`paint` and `hear` for the CLI: by the daemon when one runs, else by a walk of its own. Same items either way."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.control.client import ControlClient
from assistant.control.protocol import Verb
from assistant.core.errors import AssistantError, DaemonError
from assistant.settings.schema import Settings

Item = Callable[[dict[str, Any]], None]
FileItem = Callable[[Path, dict[str, Any]], None]
FileEnd = Callable[[Path, "dict[str, Any] | AssistantError"], None]
"""Told of each file's end: `{heard_s, wakes}`, or why it could not be heard."""


def paint(text: str, item: Item, settings: Callable[[], Settings], *, alone: bool) -> dict[str, Any]:
    """The snapshot of the fulfilled request. `alone` leaves a running daemon out of it."""
    if (client := _daemon(alone)) is None:
        return asyncio.run(_paint_alone(text, item, settings()))
    with client:
        return _drain(client, item, "paint", text=text)


def hear(
    files: Sequence[Path],
    item: FileItem,
    end: FileEnd,
    settings: Callable[[], Settings],
    *,
    realtime: bool,
    alone: bool,
) -> None:
    """Hear recordings one after the other. Requests come as items of event "finished"; one bad file stops no other."""
    if (client := _daemon(alone)) is None:
        asyncio.run(_hear_alone(files, item, end, settings(), realtime))
        return
    with client:
        for path in files:
            try:
                summary = _drain(
                    client, functools.partial(item, path), "hear", path=str(path.absolute()), realtime=realtime
                )
            except DaemonError:
                raise
            except AssistantError as error:
                end(path, error)
            else:
                end(path, summary)


def _drain(client: ControlClient, item: Item, verb: Verb, **args: Any) -> dict[str, Any]:
    """Pass the items on and give the result, which comes last."""
    result: dict[str, Any] = {}
    for result in client.items(verb, **args):
        if "event" in result:
            item(result)
    return result


def _daemon(alone: bool) -> ControlClient | None:
    if alone:
        return None
    try:
        return ControlClient()
    except DaemonError:
        return None


async def _paint_alone(text: str, item: Item, settings: Settings) -> dict[str, Any]:
    from assistant.daemon import handlers as answers
    from assistant.daemon.services import walk

    async with walk(settings) as parts:
        return await answers.paint(parts.conductor, parts.bus, text, item)


async def _hear_alone(files: Sequence[Path], item: FileItem, end: FileEnd, settings: Settings, realtime: bool) -> None:
    from assistant.daemon import handlers as answers
    from assistant.daemon.services import walk

    async with walk(settings) as parts:
        for path in files:
            try:
                summary = await answers.hear(
                    parts.recordings, parts.bus, path, realtime=realtime, item=functools.partial(item, path)
                )
            except AssistantError as error:
                end(path, error)
            else:
                end(path, summary)
