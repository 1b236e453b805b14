"""Scores recordings for the wake word in several processes and returns the scores in the recordings' order.

Used by `jarvis wake score` and by benches. A recording that cannot be heard, or that crashes its process, affects no
other one.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from assistant.cli.wake.score_messages import Detection, ScoreOrder, ScoreProgress
from assistant.core.errors import AssistantError, ConfigError
from assistant.settings.schema import EarsSettings, Settings
from assistant.workers.handle import WorkerHandle

JOB = "assistant.cli.wake.wake_score_recording:ScoreJob"
JOBS_VARIABLE = "JARVIS_SCORE_JOBS"
"""Environment variable with the maximum number of processes."""


@dataclass(slots=True)
class Score:
    """The score of one recording."""

    path: Path
    detections: list[Detection] = field(default_factory=list)
    """Each wake of the first stage."""
    max_score: float = 0.0
    checked: int = 0
    """Number of transcripts that were checked."""
    heard_s: float = 0.0
    """Seconds of sound so far, including the silence after the recording."""
    error: AssistantError | None = None

    @property
    def accepted(self) -> bool:
        """True if any wake event was accepted after the second look."""
        return any(found.accepted for found in self.detections)

    def to_json(self) -> dict[str, Any]:
        """Returns the object that `--json` prints; a recording that could not be heard also has `error`."""
        found = {
            "file": str(self.path),
            "detections": [asdict(found) for found in self.detections],
            "max_score": self.max_score,
            "transcript_checked": self.checked > 0,
            "accepted": self.accepted,
        }
        return found if self.error is None else found | {"error": self.error.to_wire()}


def jobs_for(files: int) -> int:
    """Returns the number of processes: as many as cores, at most one for each file, and at most JARVIS_SCORE_JOBS.

    Raises:
        ConfigError: The variable is no number above 0.
    """
    cores = len(os.sched_getaffinity(0))
    wanted = os.environ.get(JOBS_VARIABLE)
    if wanted is not None:
        if not wanted.isdecimal() or int(wanted) == 0:
            raise ConfigError(f'{JOBS_VARIABLE} cannot be "{wanted}"', "Give a number of processes, 1 or more.")
        cores = int(wanted)
    return max(1, min(cores, files))


async def score_files(
    files: Sequence[Path],
    settings: Settings,
    jobs: int,
    report: Callable[[Score], None],
    progress: Callable[[Sequence[Score], int], None],
) -> list[Score]:
    """Score recordings in several processes.

    Args:
        files: The recordings.
        settings: The settings of ears, wake word and transcriber.
        jobs: Number of processes.
        report: Called with each recording's score, in the order of `files`, as soon as that order allows.
        progress: Called now and then with all scores so far and the number of finished recordings.

    Raises:
        AssistantError: A process cannot start: the settings or a model are wrong.
    """
    scores = [Score(path) for path in files]
    waiting = deque(scores)
    done: set[int] = set()
    reported = 0

    def finish(score: Score) -> None:
        nonlocal reported
        done.add(id(score))
        progress(scores, len(done))
        while reported < len(scores) and id(scores[reported]) in done:
            report(scores[reported])
            reported += 1

    async def work() -> None:
        handle: WorkerHandle | None = None
        try:
            while waiting:
                if handle is None or not handle.usable:
                    handle = _worker(settings, jobs)
                    await handle.start()
                score = waiting.popleft() if waiting else None
                if score is not None:
                    await _hear(handle, score, lambda: progress(scores, len(done)))
                    finish(score)
        finally:
            if handle is not None:
                await handle.stop()

    workers = [asyncio.create_task(work()) for _ in range(jobs)]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
    return scores


async def _hear(handle: WorkerHandle, score: Score, progress: Callable[[], None]) -> None:
    """Hear a recording and fill in `score`; a failure becomes its `error`."""

    def take(report: ScoreProgress | Detection, _payload: bytes) -> None:
        if isinstance(report, Detection):
            score.detections.append(report)
        else:
            score.heard_s = report.heard_s
            progress()

    try:
        result = await handle.run(ScoreOrder(str(score.path)), take)
    except AssistantError as error:
        score.error = error
    else:
        score.max_score, score.checked = result.max_score, result.checked
        score.heard_s = result.heard_s


def _worker(settings: Settings, jobs: int) -> WorkerHandle:
    """Returns a process that is not started yet; processes that share the cores transcribe with one thread each."""
    transcriber = settings.transcriber
    if not transcriber.threads and jobs > 1:
        transcriber = transcriber.model_copy(update={"threads": 1})
    ears = EarsSettings(hearing=settings.hearing, wake=settings.wake)
    section = {"ears": ears.model_dump(mode="json"), "transcriber": transcriber.model_dump(mode="json")}
    return WorkerHandle("scorer", section, job=JOB, start_s=settings.workers.start_s)
