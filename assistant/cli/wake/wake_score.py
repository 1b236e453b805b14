"""`jarvis wake score`: what the wake word makes of recordings, at the settings in force and as fast as it can.

Runs in the CLI's process, with as many worker processes beside it as there are cores. It starts no daemon and asks
none; nothing is painted or kept.
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
"""What is done sooner needs no progress."""


def score_command(files: list[Path], as_json: bool, overrides: list[str] | None) -> int:
    """Print what the wake word makes of each recording, in their order.

    Args:
        files: Sound files of any format, of seconds or of hours.
        as_json: One JSON object a line; else a table for people.
        overrides: `section.key=value` settings for this run.

    Returns:
        The exit status: 1 where a recording could not be heard, else 0.

    Raises:
        AssistantError: The settings are wrong, or a model is missing: nothing can be scored.
    """
    settings = load_settings(overrides or ())
    with _Watching() as watching:

        def tell(score: Score) -> None:
            with watching.aside():
                if as_json:
                    print(json.dumps(score.to_json()), flush=True)  # noqa: T201
                else:
                    _print_row(score)

        scores = asyncio.run(score_files(files, settings, jobs_for(len(files)), tell, watching.update))
    if not as_json:
        _print_sum(scores, watching.seconds)
    return EXIT_FAILED if any(score.error for score in scores) else 0


class _Watching:
    """Shows how far it is, on a terminal and from the first second on. Use it as a context manager."""

    def __init__(self) -> None:
        self._status: Status | None = None
        self._began_at = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self._began_at

    def __enter__(self) -> _Watching:
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def update(self, scores: Sequence[Score], done: int) -> None:
        """All scores as they are, and how many are done."""
        if not err.is_terminal or self.seconds < PROGRESS_AFTER_S:
            return
        text = f"{done} of {len(scores)} recordings · {_speed(scores, self.seconds)}"
        if self._status is None:
            self._status = err.status(text)
            self._status.start()
        self._status.update(text)

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """While something else is printed, which the moving line would be mixed with."""
        if self._status is not None:
            self._status.stop()
        yield
        if self._status is not None:
            self._status.start()


def _print_row(score: Score) -> None:
    """One recording for a person."""
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
