"""From the words of a request to what is to be painted; what needs no painting is done at once.

Runs on the daemon's loop, for the conductor. Understanding is pure and goes to a thread: it may take longer than a
frame of sound.
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
from assistant.pipeline.deadlines import deadline
from assistant.pipeline.paint_orders import Orders
from assistant.pipeline.picture_saver import Keeping
from assistant.pipeline.request_store import Requests
from assistant.settings.schema import Settings

if TYPE_CHECKING:
    from assistant.understanding.grammar import Grammar

MOST_LETTERS = 60
"""Of what was not understood, in the words that say so: as much as a person takes in at a glance."""


class Obeying:
    """Does what was said.

    Args:
        settings: Of the painter and the deadlines.
        grammar: Gives what understands words; may block while it loads the first time.
        orders: Makes orders of commands.
        keeping: Writes pictures to the gallery.
        requests: What was painted last, and where changes are told.
        stop_before: Cancels what was asked before a request, for a reason as `SpokenRequest.reason` has it.
    """

    def __init__(
        self,
        settings: Settings,
        grammar: Callable[[], Grammar],
        orders: Orders,
        keeping: Keeping,
        requests: Requests,
        stop_before: Callable[[SpokenRequest, str], object],
    ) -> None:
        self._deadlines = settings.deadlines
        self._replaces = settings.painter.when_busy == "replace"
        self._grammar = grammar
        self._orders = orders
        self._keeping = keeping
        self._requests = requests
        self._stop_before = stop_before

    async def obey(self, request: SpokenRequest) -> PaintOrder | None:
        """The order to paint; None when the command needed no painting and is carried out.

        Raises:
            AssistantError: The words are no command, or it cannot be carried out.
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
                self._stop_before(request, "replaced")
        return order

    async def keep(self, which: int | None) -> SpokenRequest:
        """Keep pictures of the last request that has any. Raises NotUnderstoodError when there is no such picture."""
        done = self._requests.painted_last
        if done is None:
            raise NotUnderstoodError("There is no picture to keep yet", "Say “Paint me a fox in the snow” first.")
        await self._keeping.keep(done, which, self._deadlines.keeping_s)
        self._requests.tell(done)
        return done

    def _go_back(self, request: SpokenRequest) -> None:
        """Let `request` show the pictures before the last ones; of what is being painted, those before it."""
        last = self._requests.painted_last
        target = last and self._requests.before(last)
        if self._stop_before(request, "stopped"):
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
                wish = grammar.change(self._orders.wish(), command)
                return self._orders.changed(wish, grammar.wording(wish))
            case Back():
                self._go_back(request)
            case Stop():
                self._stop_before(request, "stopped")
            case Dismiss():
                self._requests.dismiss()
            case Save(which=which):
                await self.keep(which)
            case Help(sentences=sentences):
                self._requests.say("You can say", _listed(sentences))
            case Thanks():
                pass
            case NotUnderstood(words=words, suggestions=suggestions):
                hint = f"You can say: {_listed(suggestions)}" if suggestions else ""
                raise NotUnderstoodError(_not_understood(words), hint)
        return None


def _not_understood(words: str) -> str:
    if not words:
        return "I did not understand that"
    shown = words if len(words) <= MOST_LETTERS else words[:MOST_LETTERS].rsplit(maxsplit=1)[0] + " …"
    return f"I did not understand “{shown.rstrip('.')}”"


def _listed(sentences: tuple[str, ...]) -> str:
    return ", ".join(f"“{sentence}”" for sentence in sentences)
