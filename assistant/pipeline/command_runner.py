"""Finds out what the words of a request ask for, and carries out what needs no painting.

Understanding runs on a thread: it may take longer than a frame of sound.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.core.commands import (
    Again,
    Back,
    Change,
    Command,
    Dismiss,
    Help,
    NotUnderstood,
    Paint,
    PaintOrder,
    Save,
    Stop,
    Thanks,
)
from assistant.core.errors import NotUnderstoodError
from assistant.core.request import SpokenRequest
from assistant.pipeline.paint_orders import PaintOrders
from assistant.pipeline.rendering import PictureSaver
from assistant.pipeline.request_store import RequestStore, deadline
from assistant.settings.schema import Settings

if TYPE_CHECKING:
    from assistant.understanding.grammar import Grammar

MAX_QUOTED_CHARACTERS = 60
"""Maximum length of the unrecognised text that the error message quotes."""


class CommandRunner:
    """Understands the words of a request and carries out the command in them.

    Args:
        settings: All settings; those of the painter and the deadlines are read.
        grammar: Returns the grammar; may block while it loads the first time.
        orders: Makes paint orders of commands.
        saver: Marks pictures as kept.
        requests: Knows what was painted last, and publishes changes.
        stop: Cancels what was asked before the given request, for a reason as in `SpokenRequest.reason`.
    """

    def __init__(
        self,
        settings: Settings,
        grammar: Callable[[], Grammar],
        orders: PaintOrders,
        saver: PictureSaver,
        requests: RequestStore,
        stop: Callable[[SpokenRequest, str], object],
    ) -> None:
        self._deadlines = settings.deadlines
        self._replaces = settings.painter.when_busy == "replace"
        self._grammar = grammar
        self._orders = orders
        self._saver = saver
        self._requests = requests
        self._stop = stop

    async def execute(self, request: SpokenRequest) -> PaintOrder | None:
        """Return the order to paint; None when the command needs no painting and has been carried out.

        Raises:
            AssistantError: The words are no command, or the command cannot be carried out.
        """
        async with deadline(self._deadlines.understanding_s, "The words were not understood", "Say it shorter."):
            command = await asyncio.to_thread(self._command, request)
        request.command = command
        request.mark("understood")
        order = await self._carry_out(command, request)
        if order is not None:
            last = self._requests.finished_last
            request.follows = (last.shows or last.id) if last else None
            if self._replaces:
                self._stop(request, "replaced")
        return order

    async def keep_pictures(self, which: int | None) -> SpokenRequest:
        """Mark pictures of the newest request that has any as kept, and return that request.

        Args:
            which: 1-based number of the picture; None keeps all.

        Raises:
            NotUnderstoodError: There is no such picture.
            GalleryError: The gallery cannot note it.
        """
        done = self._requests.painted_last
        if done is None:
            raise NotUnderstoodError("There is no picture to keep yet", "Say “Paint me a fox in the snow” first.")
        await self._saver.mark_kept(done, which, self._deadlines.keeping_s)
        self._requests.publish(done)
        return done

    def _go_back(self, request: SpokenRequest) -> None:
        """Let `request` show the pictures before the last ones, or the last ones where something was being painted."""
        last = self._requests.painted_last
        target = last and self._requests.before(last)
        if self._stop(request, "stopped"):
            target = self._requests.finished_last
        if target is None or target.order is None:
            raise NotUnderstoodError("There is nothing before that", "All pictures are in the gallery: jarvis gallery.")
        self._orders.go_back_to(target.order)
        request.shows, request.order = target.shows or target.id, target.order
        request.painter, request.pictures = target.painter, list(target.pictures)
        request.count = len(request.pictures)

    def _command(self, request: SpokenRequest) -> Command:
        grammar = self._grammar()
        return (grammar.understand_typed if request.origin in {"cli", "dbus"} else grammar.understand)(request.words)

    async def _carry_out(self, command: Command, request: SpokenRequest) -> PaintOrder | None:
        match command:
            case Paint():
                return self._orders.paint(command, request.words, request.repeat)
            case Again():
                return self._orders.again()
            case Change():
                grammar = self._grammar()
                wish = grammar.change(self._orders.last_wish(), command)
                return self._orders.changed(wish, grammar.wording(wish))
            case Back():
                self._go_back(request)
            case Stop():
                self._stop(request, "stopped")
            case Dismiss():
                self._requests.dismiss()
            case Save(which=which):
                await self.keep_pictures(which)
            case Help(sentences=sentences):
                self._requests.notify("You can say", _listed(sentences))
            case Thanks():
                pass
            case NotUnderstood(words=words, suggestions=suggestions):
                hint = f"You can say: {_listed(suggestions)}" if suggestions else ""
                raise NotUnderstoodError(_not_understood(words), hint)
        return None


def _not_understood(words: str) -> str:
    if not words:
        return "I did not understand that"
    shown = words if len(words) <= MAX_QUOTED_CHARACTERS else words[:MAX_QUOTED_CHARACTERS].rsplit(maxsplit=1)[0] + " …"
    return f"I did not understand “{shown.rstrip('.')}”"


def _listed(sentences: tuple[str, ...]) -> str:
    return ", ".join(f"“{sentence}”" for sentence in sentences)
