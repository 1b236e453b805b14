"""Has utterances written down by the transcriber: the whole of one when it has ended, a draft of it at each pause.

Runs on the daemon's loop, for the conductor. A draft is worth having only while the person still speaks: it never
waits for the transcriber, gives way to every whole utterance, and what goes wrong with it is nobody's business.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from assistant.core.errors import AssistantError
from assistant.core.messages.engine_messages import JobProgress, TranscriptionOrder
from assistant.core.request import Audio, SpokenRequest
from assistant.core.stages import Stage
from assistant.core.transcript import Transcript, TranscriptionOptions
from assistant.pipeline.deadlines import deadline
from assistant.pipeline.request_store import Requests
from assistant.settings.schema import DeadlineSettings
from assistant.understanding.incomplete_sentences import is_incomplete
from assistant.workers.worker_supervisor import WorkerSupervisor

log = logging.getLogger(__name__)

MOST_SKIPPED = 15
"""After drafts that came too late so many pauses at most go by without one: a machine may have become less busy."""


class NotCalled(AssistantError):
    """The transcript of a doubtful call does not hold the wake word. Nobody is told."""

    code = "refused"


class Scribe:
    """Where utterances become words.

    Args:
        transcriber: Keeper of the transcriber's process.
        requests: Where changes are told.
        deadlines: How long the words may take.
        on_draft: Called with a request that has new words, though it still listens.
    """

    def __init__(
        self,
        transcriber: WorkerSupervisor,
        requests: Requests,
        deadlines: DeadlineSettings,
        on_draft: Callable[[SpokenRequest], object],
    ) -> None:
        self._transcriber = transcriber
        self._requests = requests
        self._within_s = deadlines.transcribing_s
        self._on_draft = on_draft
        self._drafting: asyncio.Task[None] | None = None
        self._pauses = 0
        self._late = 0
        self._to_skip = 0

    async def write_down(self, request: SpokenRequest) -> None:
        """Fill `request.transcript` and `words` from its audio, and confirm a doubtful call.

        Raises:
            NotCalled: The call was doubtful, and its word was not said.
            AssistantError: What the transcriber said, or that it took too long.
        """
        self._give_way()
        self._requests.move(request, Stage.TRANSCRIBING)
        assert request.audio is not None
        hint = "Say it once more; a smaller model is faster."
        await self._transcriber.start()  # which has a deadline of its own
        async with deadline(self._within_s, "The words were not recognised", hint):
            transcript = await self._transcribe(request, request.audio)
        if request.doubt is not None and transcript.said is False:
            raise NotCalled(f"Nobody said “{request.doubt}”")
        request.doubt = None
        request.transcript = transcript
        request.words, request.tentative = transcript.text, False
        request.audio = None
        request.mark("transcribed")
        self._requests.move(request, Stage.UNDERSTANDING)

    def draft(self, request: SpokenRequest, audio: Audio, wait: Callable[[], object]) -> None:
        """Have the words before a pause written down, if the transcriber has nothing else to do.

        Args:
            request: One that listens.
            audio: All of its utterance so far.
            wait: Called when these words want more to follow, as long as no other pause has begun.
        """
        self._pauses += 1
        if self._to_skip:
            self._to_skip -= 1
        elif self._is_free:
            self._drafting = asyncio.create_task(self._draft(request, audio, wait, self._pauses), name="draft")

    async def close(self) -> None:
        """End the draft that is being written."""
        if self._drafting is not None:
            self._drafting.cancel()
            await asyncio.gather(self._drafting, return_exceptions=True)

    @property
    def _is_free(self) -> bool:
        drafting = self._drafting is not None and not self._drafting.done()
        return not drafting and self._transcriber.snapshot().state == "ready"

    async def _draft(self, request: SpokenRequest, audio: Audio, wait: Callable[[], object], pause: int) -> None:
        try:
            transcript = await self._transcribe(request, audio, partial=True, stall_s=self._within_s)
        except AssistantError as error:
            log.debug("no draft: %s", error)
            return
        if request.stage is not Stage.LISTENING or pause != self._pauses:
            return
        self._late = 0
        if request.doubt is not None and transcript.said:
            request.doubt = None
        if request.doubt is None:
            request.words, request.tentative = transcript.text, True
            self._requests.tell(request)
            self._on_draft(request)
            if is_incomplete(request.words):
                wait()

    def _give_way(self) -> None:
        """A whole utterance has come: whatever is still being drafted is too late.

        A transcriber that is too slow for drafts is asked for them less and less often: each that it has to break off
        costs the utterance time, and a model that cannot be interrupted costs its process.
        """
        if self._drafting is not None and not self._drafting.done():
            self._drafting.cancel()
            self._late += 1
            self._to_skip = min(MOST_SKIPPED, 2**self._late - 1)

    async def _transcribe(
        self, request: SpokenRequest, audio: Audio, *, partial: bool = False, stall_s: float | None = None
    ) -> Transcript:
        options = TranscriptionOptions(check=request.doubt, unlikely=request.unlikely, partial=partial)
        order = TranscriptionOrder(audio.rate_hz, options)
        result = await self._transcriber.run(order, _ignore_progress, stall_s, payload=audio.samples)
        return result.transcript


def _ignore_progress(_progress: JobProgress, _payload: bytes) -> None:
    """The words come at once: nobody is shown how far they are."""
