"""How one recording is scored: the ears hear it as they would the microphone, and doubtful calls get their second look.

Runs in processes of `jarvis wake score`, under the contract of `assistant.core.jobs`: a job for the jobs of ears and
transcriber, which it runs in its own process. Starts no request, and never paints, shows or keeps anything.

  order    {path}
  progress {heard_s}                             about once a second
  heard    {at_s, score, word, sure, accepted}   each wake, once it is known whether it counts
  result   {heard_s, max_score, checked}         `checked`: how many transcripts were looked at
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.core.errors import NothingHeard
from assistant.core.jobs import Job, JobContext
from assistant.core.wire import Message
from assistant.hearing.audio.blocks import BLOCK_S, RATE_HZ
from assistant.hearing.audio.recording import Recording
from assistant.hearing.job import EarsJob
from assistant.hearing.listener import LEAD_S

AFTER_S = 0.8
"""A word that nothing follows is looked at up to here after it was recognised: a slow "Jarvis" lasts 0.6 s longer."""


class ScoreJob:
    """Scores recordings, one after the other.

    Args:
        section: The sections of the ears and of the transcriber, as `ears` and `transcriber`.
    """

    def __init__(self, section: dict[str, Any]) -> None:
        self._ears: Job = EarsJob(section["ears"])
        self._transcriber_section = section["transcriber"]
        self._transcriber: Job | None = None

    def load(self) -> dict[str, Any]:
        """Load the ears' networks; the transcriber waits for a doubtful call. Raises ModelMissing, ConfigError."""
        return {"name": "scorer", "words": self._ears.load()["words"]}

    def run(self, order: Message, context: JobContext) -> Message:
        """Hear the recording and look at its doubtful calls.

        Raises:
            BadRecording: It cannot be read.
            AssistantError: What the transcriber raised.
        """
        path = Path(str(order.data["path"]))
        hearing = _Hearing(self, context)
        heard = self._ears.run(
            Message("job", {"source": "file", "path": str(path), "realtime": False}),
            JobContext(send=hearing.take, check=context.check, told=lambda: None),
        )
        if hearing.alone:
            self._look_at_lone_words(path, hearing, context)
        hearing.tell()
        result = {"heard_s": heard.data["heard_s"], "max_score": round(hearing.highest, 4), "checked": hearing.checked}
        return Message("result", result)

    def said(self, wake: Wake, samples: bytes, partial: bool, context: JobContext) -> bool | None:
        """What the plain transcript of `samples` (int16 at 16 kHz) says about the word; None where it cannot tell."""
        if self._transcriber is None:
            from assistant.transcribing.job import TranscribeJob

            transcriber = TranscribeJob(self._transcriber_section)
            transcriber.load()
            self._transcriber = transcriber
        data = {"rate_hz": RATE_HZ, "check": wake.word, "unlikely": wake.unlikely, "partial": partial}
        order = Message("job", data, samples)
        quiet = JobContext(send=lambda _: context.check(), check=context.check, told=lambda: None)
        try:
            said: bool | None = self._transcriber.run(order, quiet).data["said"]
        except NothingHeard:
            return False
        return said

    def _look_at_lone_words(self, path: Path, hearing: _Hearing, context: JobContext) -> None:
        """Nothing followed these calls, so there was no utterance: take their sound from the recording once more."""
        for wake, samples in zip(hearing.alone, _sounds(path, hearing.alone), strict=True):
            hearing.checked += 1
            wake.accepted = self.said(wake, samples, False, context) is not False


@dataclass(slots=True)
class Wake:
    """A wake of the first look."""

    at_s: float
    score: float
    word: str
    sure: bool
    unlikely: bool
    accepted: bool | None = None
    """None until it is known."""


class _Hearing:
    """What the ears told about one recording."""

    def __init__(self, job: ScoreJob, context: JobContext) -> None:
        self._job = job
        self._context = context
        self._heard_s = 0.0
        self._wakes: list[Wake] = []
        """Those that are not told yet: the first is doubtful still, or there is none."""
        self._doubtful: Wake | None = None
        self.alone: list[Wake] = []
        """Doubtful calls that nothing followed."""
        self.highest = 0.0
        self.checked = 0

    def take(self, message: Message) -> None:
        """Take one message of the ears."""
        data = message.data
        self.highest = max(self.highest, float(data.get("score", 0.0)))
        match data["what"]:
            case "frames":
                self._heard_s += data["scored"] * BLOCK_S
                self._context.send(Message("progress", {"heard_s": round(self._heard_s, 2)}))
            case "woke":
                sure = bool(data["sure"])
                settled = True if sure else None
                wake = Wake(data["at_s"], data["score"], data["word"], sure, data["unlikely"], accepted=settled)
                self._wakes.append(wake)
                self._doubtful = None if sure else wake
            case "paused" if self._doubtful is not None and self._look(self._doubtful, message, partial=True):
                self._settle(self._doubtful, accepted=True)
            case "utterance" if self._doubtful is not None:
                said = self._look(self._doubtful, message, partial=False)
                self._settle(self._doubtful, accepted=said is not False)
            case "nobody_spoke" if self._doubtful is not None:
                self.alone.append(self._doubtful)
                self._doubtful = None
        self.tell()

    def tell(self) -> None:
        """Pass on the wakes of which it is known whether they count, in order."""
        while self._wakes and self._wakes[0].accepted is not None:
            wake = self._wakes.pop(0)
            found = {
                "at_s": round(wake.at_s, 2),
                "score": round(wake.score, 4),
                "word": wake.word,
                "sure": wake.sure,
                "accepted": wake.accepted,
            }
            self._context.send(Message("heard", found))

    def _look(self, wake: Wake, message: Message, partial: bool) -> bool | None:
        self.checked += 1
        return self._job.said(wake, message.payload, partial, self._context)

    def _settle(self, wake: Wake, accepted: bool) -> None:
        wake.accepted = accepted
        self._doubtful = None


def _sounds(path: Path, wakes: list[Wake]) -> Iterator[bytes]:
    """The sound around each wake, in their order; reads the recording once and keeps no more than what is asked for."""
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
