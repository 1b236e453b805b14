"""Implements `jarvis wake score`: scores recordings with the current settings, as fast as possible.

It uses as many worker processes as there are cores, neither starts nor contacts a daemon, and paints and keeps nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.markup import escape
from rich.status import Status

from assistant.cli import EXIT_FAILED
from assistant.cli.output import err, out
from assistant.cli.wake.score_messages import Detection
from assistant.cli.wake.wake_score_pool import Score, jobs_for, score_files
from assistant.settings.loading import load_settings

PROGRESS_AFTER_S = 1.0
"""Time after which the progress is shown."""


def score_command(files: list[Path], as_json: bool, overrides: list[str] | None) -> int:
    """Prints the score of each recording, in order.

    Args:
        files: Sound files of any format, of seconds or of hours.
        as_json: Print one JSON object for each recording; else lines for people.
        overrides: `section.key=value` settings for this run.

    Returns:
        The exit status: 1 if a recording could not be heard, else 0.

    Raises:
        AssistantError: The settings are wrong, or a model is missing, so that nothing can be scored.
    """
    settings = load_settings(overrides or ())
    with _ProgressLine() as progress:

        def print_score(score: Score) -> None:
            with progress.hidden():
                if as_json:
                    print(json.dumps(score.to_json()), flush=True)  # noqa: T201
                else:
                    _print_row(score)

        scores = asyncio.run(score_files(files, settings, jobs_for(len(files)), print_score, progress.update))
    if not as_json:
        _print_sum(scores, progress.seconds)
    return EXIT_FAILED if any(score.error for score in scores) else 0


class _ProgressLine:
    """Shows the progress on a terminal, after PROGRESS_AFTER_S. A context manager."""

    def __init__(self) -> None:
        self._status: Status | None = None
        self._began_at = time.monotonic()

    @property
    def seconds(self) -> float:
        """The time since the start."""
        return time.monotonic() - self._began_at

    def __enter__(self) -> _ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def update(self, scores: Sequence[Score], done: int) -> None:
        """Show all scores so far and the number of finished recordings."""
        if not err.is_terminal or self.seconds < PROGRESS_AFTER_S:
            return
        text = f"{done} of {len(scores)} recordings · {_speed(scores, self.seconds)}"
        if self._status is None:
            self._status = err.status(text)
            self._status.start()
        self._status.update(text)

    @contextlib.contextmanager
    def hidden(self) -> Iterator[None]:
        """Hide the line while something else is printed."""
        if self._status is not None:
            self._status.stop()
        yield
        if self._status is not None:
            self._status.start()


def _print_row(score: Score) -> None:
    """Prints one recording for a person."""
    name = escape(str(score.path))
    if score.error is not None:
        out.print(f"[red]✗[/red] {name}  [red]{escape(str(score.error))}[/red]")
        return
    wakes = "".join(f"\n    {_wake(found)}" for found in score.detections)
    mark = "[cyan]●[/cyan]" if score.accepted else "[yellow]○[/yellow]" if score.detections else "[dim]·[/dim]"
    out.print(f"{mark} {name}  highest score {score.max_score:.2f}{wakes}")


def _wake(found: Detection) -> str:
    if found.sure:
        verdict = "sure"
    else:
        verdict = "confirmed by the transcript" if found.accepted else "[yellow]refused by the transcript[/yellow]"
    return f"{found.at_s:>8.2f} s  {escape(found.word)}  {found.score:.2f}  {verdict}"


def _print_sum(scores: Sequence[Score], seconds: float) -> None:
    heard = sum(score.error is None for score in scores)
    woke = sum(score.accepted for score in scores)
    err.print(f"{woke} of {heard} recordings woke it · {_speed(scores, seconds)}")


def _speed(scores: Sequence[Score], seconds: float) -> str:
    sound_s = sum(score.heard_s for score in scores)
    length = f"{sound_s / 3600:.1f} h" if sound_s >= 3600 else f"{sound_s / 60:.1f} min"
    return f"{length} of sound in {seconds:.0f} s, {sound_s / max(seconds, 0.01):.0f} times as fast as it was spoken"
