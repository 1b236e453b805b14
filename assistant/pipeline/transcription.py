"""Has utterances transcribed: the whole of one when it has ended, and a draft of it at each pause.

A draft is worth having only while the person still speaks: it never waits for the transcriber and gives way to every
whole utterance. Errors in drafts are logged at DEBUG and ignored.
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
from assistant.pipeline.request_store import RequestStore, deadline
from assistant.settings.schema import DeadlineSettings
from assistant.understanding.incomplete_sentences import is_incomplete
from assistant.workers.worker_supervisor import WorkerSupervisor

log = logging.getLogger(__name__)

MAX_SKIPPED_PAUSES = 15
"""Maximum number of pauses that go by without a draft after drafts that came too late."""
# Not more, because the machine may have become less busy.


class NotCalled(AssistantError):
    """The transcript of a doubtful call does not hold the wake word. Nobody is told of it."""

    code = "refused"


class TranscriptionStage:
    """Turns utterances into words.

    Args:
        transcriber: The transcriber's worker.
        requests: Publishes changes of requests.
        deadlines: How long a transcription may take.
        on_draft: Called with a request that has new words, though it still listens.
    """

    def __init__(
        self,
        transcriber: WorkerSupervisor,
        requests: RequestStore,
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

    async def transcribe(self, request: SpokenRequest) -> None:
        """Fill `request.transcript` and `words` from its audio, and confirm a doubtful call.

        Raises:
            NotCalled: The call was doubtful, and the wake word is not in the transcript.
            AssistantError: What the transcriber raised, or that it took too long.
        """
        self._give_way()
        self._requests.move(request, Stage.TRANSCRIBING)
        assert request.audio is not None
        hint = "Say it once more; a smaller model is faster."
        await self._transcriber.start()  # Starting has a deadline of its own.
        async with deadline(self._within_s, "The words were not recognised", hint):
            transcript = await self._run_job(request, request.audio)
        if request.doubt is not None and transcript.said is False:
            raise NotCalled(f"Nobody said “{request.doubt}”")
        request.doubt = None
        request.transcript = transcript
        request.words, request.tentative = transcript.text, False
        request.audio = None
        request.mark("transcribed")
        self._requests.move(request, Stage.UNDERSTANDING)

    def draft(self, request: SpokenRequest, audio: Audio, wait: Callable[[], object]) -> None:
        """Begin to transcribe the words before a pause, if the transcriber has nothing else to do.

        Args:
            request: A request that listens.
            audio: All of its utterance so far.
            wait: Called when the words are an incomplete sentence, as long as no other pause has begun.
        """
        self._pauses += 1
        if self._to_skip:
            self._to_skip -= 1
        elif self._is_free:
            self._drafting = asyncio.create_task(self._draft(request, audio, wait, self._pauses), name="draft")

    async def close(self) -> None:
        """End the draft that is being transcribed."""
        if self._drafting is not None:
            self._drafting.cancel()
            await asyncio.gather(self._drafting, return_exceptions=True)

    @property
    def _is_free(self) -> bool:
        drafting = self._drafting is not None and not self._drafting.done()
        return not drafting and self._transcriber.snapshot().state == "ready"

    async def _draft(self, request: SpokenRequest, audio: Audio, wait: Callable[[], object], pause: int) -> None:
        try:
            transcript = await self._run_job(request, audio, partial=True, stall_s=self._within_s)
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
            self._requests.publish(request)
            self._on_draft(request)
            if is_incomplete(request.words):
                wait()

    def _give_way(self) -> None:
        """Cancel the draft that is still being transcribed: a whole utterance has come."""
        # A transcriber that is too slow for drafts is asked for them less and less often: each that it has to break
        # off costs the utterance time, and a model that cannot be interrupted costs its process.
        if self._drafting is not None and not self._drafting.done():
            self._drafting.cancel()
            self._late += 1
            self._to_skip = min(MAX_SKIPPED_PAUSES, 2**self._late - 1)

    async def _run_job(
        self, request: SpokenRequest, audio: Audio, *, partial: bool = False, stall_s: float | None = None
    ) -> Transcript:
        options = TranscriptionOptions(check=request.doubt, unlikely=request.unlikely, partial=partial)
        order = TranscriptionOrder(audio.rate_hz, options)
        result = await self._transcriber.run(order, _ignore_progress, stall_s, payload=audio.samples)
        return result.transcript


def _ignore_progress(_progress: JobProgress, _payload: bytes) -> None:
    """Do nothing: nobody is shown how far a transcription is."""
