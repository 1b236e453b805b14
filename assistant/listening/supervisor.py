"""Has the ears' process listen for ever, and takes in what it reports.

Runs on the daemon's loop, for the ears. Whatever becomes of the process or of the microphone, it tries again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from assistant.core.errors import AssistantError, MicrophoneGone, WorkerUnavailable
from assistant.core.messages.ears_messages import (
    FramesScored,
    Heard,
    MicrophoneOrder,
    NearMiss,
    SelfTested,
    SourceLost,
    SourceOpened,
    SourceSilent,
    Woke,
)
from assistant.listening.microphone_health import Earshot
from assistant.listening.self_tests import SelfTests
from assistant.listening.utterances import Hearings
from assistant.wake_log.recorder import WakeLogRecorder
from assistant.workers.worker_supervisor import WorkerSupervisor

log = logging.getLogger(__name__)

STALLED_AFTER_S = 8.0
"""Ears that say nothing for so long hang in the sound system: they are ended and started again."""
PAUSE_S = 0.5
RETRY_S = 60.0
"""An always-on daemon tries again by itself, also after the ears crashed too often, or lack their model."""


class Listening:
    """One microphone's job.

    Args:
        hearings: Where what was heard goes.
        earshot: Where what is known of the sound goes.
        tests: Where results of self-tests go.
        wakes: Where scores of calls and near-misses are kept.
        seen: Called with everything that the ears report.
        on_change: Called when any of that may have changed.
    """

    def __init__(
        self,
        hearings: Hearings,
        earshot: Earshot,
        tests: SelfTests,
        wakes: WakeLogRecorder,
        *,
        seen: Callable[[Heard], None],
        on_change: Callable[[], None],
    ) -> None:
        self._hearings = hearings
        self._earshot = earshot
        self._tests = tests
        self._wakes = wakes
        self._seen = seen
        self._on_change = on_change

    async def for_ever(self, keeper: WorkerSupervisor) -> None:
        """Listen until cancelled.

        Args:
            keeper: Keeper of the ears' process.
        """
        while True:
            try:
                await keeper.run(MicrophoneOrder(), self._on_heard, STALLED_AFTER_S)
                error: AssistantError = MicrophoneGone("The microphone was closed", "Jarvis opens it again.")
            except AssistantError as failure:
                error = failure
            except Exception:
                log.exception("what the ears said could not be taken in")
                error = AssistantError("Something went wrong in hearing", "Jarvis goes on listening.")
            self._lost(error)
            self._tests.forget()
            await asyncio.sleep(RETRY_S if isinstance(error, WorkerUnavailable) else PAUSE_S)
            keeper.retry()

    def _on_heard(self, heard: Heard, samples: bytes) -> None:
        self._seen(heard)
        match heard:
            case FramesScored():
                self._earshot.scored(heard)
            case SourceOpened(device):
                self._earshot.opened(device)
            case SourceSilent(failure):
                self._earshot.silent(failure.error())
            case SourceLost(failure):
                self._lost(failure.error())
            case SelfTested():
                self._tests.take(heard)
            case NearMiss(word, score):
                self._wakes.near_miss(word, score)
            case _:
                self._hearings.on_heard(heard, samples)
                if isinstance(heard, Woke) and (request := self._hearings.request) is not None:
                    self._wakes.woke(request, heard.word, heard.score)
                return
        self._on_change()

    def _lost(self, error: AssistantError) -> None:
        self._hearings.drop("lost")
        self._earshot.lost(error)
        self._on_change()
