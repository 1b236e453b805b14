"""Scores one recording: the ears hear it like the microphone, and doubtful calls get their second look.

Runs in the processes of `jarvis wake score`, as a job (`assistant.core.jobs`) that runs the jobs of ears and
transcriber in its own process. It starts no request, and never paints, shows or keeps anything.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from assistant.cli.wake.score_messages import Detection, RecordingScore, ScoreOrder, ScoreProgress
from assistant.core.errors import NothingHeard
from assistant.core.jobs import Job, JobContext
from assistant.core.message import Message
from assistant.core.messages.ears_messages import (
    FramesScored,
    Meter,
    NearMiss,
    NobodySpoke,
    Paused,
    RecordingOrder,
    SelfTested,
    Utterance,
    Woke,
)
from assistant.core.messages.engine_messages import TranscriptionOrder
from assistant.core.messages.job_messages import Ready
from assistant.core.transcript import TranscriptionOptions
from assistant.hearing.audio.blocks import BLOCK_S, RATE_HZ
from assistant.hearing.audio.recording import Recording
from assistant.hearing.job import EarsJob
from assistant.hearing.listener import LEAD_S

if TYPE_CHECKING:
    from assistant.transcribing.job import TranscribeJob

AFTER_S = 0.8
"""Length of the sound after the detection of a word that nothing follows: a slow "Jarvis" lasts 0.6 s longer."""


class ScoreJob(Job[ScoreOrder]):
    """Scores recordings, one after the other.

    Args:
        section: The settings of ears and transcriber, as `ears` and `transcriber`.
    """

    orders: ClassVar[tuple[type[Message], ...]] = (ScoreOrder,)

    def __init__(self, section: Mapping[str, object]) -> None:
        ears, transcriber = section["ears"], section["transcriber"]
        assert isinstance(ears, Mapping)
        assert isinstance(transcriber, Mapping)
        self._ears = EarsJob(ears)
        self._transcriber_section: Mapping[str, object] = transcriber
        self._transcriber: TranscribeJob | None = None

    def load(self) -> Ready:
        """Load the ears' networks; the transcriber waits for a doubtful call. Raises ModelMissing, ConfigError."""
        return Ready("scorer", words=self._ears.load().words)

    def run(self, order: ScoreOrder, _payload: bytes, context: JobContext, /) -> RecordingScore:
        """Hear the recording and check its doubtful calls. Blocks.

        Raises:
            BadRecording: It cannot be read.
            AssistantError: The transcriber failed.
        """
        hearing = _Hearing(self, context)
        ears_context = JobContext(send=hearing.take, check=context.check, receive=lambda: None)
        heard = self._ears.run(RecordingOrder(order.path), b"", ears_context)
        if hearing.alone:
            self._check_lone_words(Path(order.path), hearing, context)
        hearing.send_settled()
        return RecordingScore(heard.heard_s, round(hearing.highest, 4), hearing.checked)

    def confirm(self, wake: Wake, samples: bytes, partial: bool, context: JobContext) -> bool | None:
        """Returns True if the plain transcript of `samples` (int16 at 16 kHz) has the word; None if it cannot tell."""
        if self._transcriber is None:
            from assistant.transcribing.job import TranscribeJob

            transcriber = TranscribeJob(self._transcriber_section)
            transcriber.load()
            self._transcriber = transcriber
        options = TranscriptionOptions(check=wake.word, unlikely=wake.unlikely, partial=partial)
        quiet = JobContext(send=lambda *_: context.check(), check=context.check, receive=lambda: None)
        try:
            return self._transcriber.run(TranscriptionOrder(RATE_HZ, options), samples, quiet).transcript.said
        except NothingHeard:
            return False

    def _check_lone_words(self, path: Path, hearing: _Hearing, context: JobContext) -> None:
        """Check calls that nothing followed; without an utterance, their sound is read from the recording again."""
        for wake, samples in zip(hearing.alone, _sounds(path, hearing.alone), strict=True):
            hearing.checked += 1
            wake.accepted = self.confirm(wake, samples, False, context) is not False


@dataclass(slots=True)
class Wake:
    """A wake event of the detector."""

    at_s: float
    score: float
    word: str
    sure: bool
    unlikely: bool
    accepted: bool | None = None
    """True or False once it is known; None before."""


class _Hearing:
    """Collects the reports of the ears on one recording."""

    def __init__(self, job: ScoreJob, context: JobContext) -> None:
        self._job = job
        self._context = context
        self._heard_s = 0.0
        self._wakes: list[Wake] = []
        """Wake events that were not sent yet; the first one is still doubtful."""
        self._doubtful: Wake | None = None
        self.alone: list[Wake] = []
        """Doubtful calls that nothing followed."""
        self.highest = 0.0
        self.checked = 0

    def take(self, heard: Message, samples: bytes = b"", /) -> None:
        """Handle one report of the ears."""
        if isinstance(heard, FramesScored | Woke | NearMiss | Meter | SelfTested):
            self.highest = max(self.highest, heard.score)
        match heard:
            case FramesScored(scored):
                self._heard_s += scored * BLOCK_S
                self._context.send(ScoreProgress(round(self._heard_s, 2)))
            case Woke():
                settled = True if heard.sure else None
                wake = Wake(heard.at_s, heard.score, heard.word, heard.sure, heard.unlikely, accepted=settled)
                self._wakes.append(wake)
                self._doubtful = None if heard.sure else wake
            case Paused() if self._doubtful is not None and self._check(self._doubtful, samples, partial=True):
                self._settle(self._doubtful, accepted=True)
            case Utterance() if self._doubtful is not None:
                said = self._check(self._doubtful, samples, partial=False)
                self._settle(self._doubtful, accepted=said is not False)
            case NobodySpoke() if self._doubtful is not None:
                self.alone.append(self._doubtful)
                self._doubtful = None
        self.send_settled()

    def send_settled(self) -> None:
        """Send the wake events whose acceptance is known, in order."""
        while self._wakes and (accepted := self._wakes[0].accepted) is not None:
            wake = self._wakes.pop(0)
            self._context.send(Detection(round(wake.at_s, 2), round(wake.score, 4), wake.word, wake.sure, accepted))

    def _check(self, wake: Wake, samples: bytes, partial: bool) -> bool | None:
        self.checked += 1
        return self._job.confirm(wake, samples, partial, self._context)

    def _settle(self, wake: Wake, accepted: bool) -> None:
        wake.accepted = accepted
        self._doubtful = None


def _sounds(path: Path, wakes: list[Wake]) -> Iterator[bytes]:
    """Yields the sound around each wake event in order; reads the recording once and keeps only the needed parts."""
    waiting = deque((round((wake.at_s - LEAD_S) / BLOCK_S), round((wake.at_s + AFTER_S) / BLOCK_S)) for wake in wakes)
    taking: deque[tuple[int, bytearray]] = deque()
    with Recording(path, trailing_s=AFTER_S + BLOCK_S) as recording:
        for number, block in enumerate(recording.blocks()):
            while waiting and waiting[0][0] <= number:
                taking.append((waiting.popleft()[1], bytearray()))
            for _, samples in taking:
                samples.extend(block)
            while taking and taking[0][0] <= number + 1:
                yield bytes(taking.popleft()[1])
    yield from (bytes(samples) for _, samples in taking)
    yield from (b"" for _ in waiting)
