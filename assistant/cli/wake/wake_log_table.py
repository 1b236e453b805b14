"""`jarvis wake log`: the calls and near-misses of the last days, with a line that sums them up."""

from __future__ import annotations

import dataclasses
import json
import time

from rich.markup import escape

from assistant.cli import output as printing
from assistant.wake_log.analysis import FALSE_WAKE_OUTCOMES, week_summary
from assistant.wake_log.store import NEAR_MISS, WakeEntry, WakeLogStore

OUTCOMES = {
    NEAR_MISS: "almost woke",
    "painted": "woke, and painted",
    "obeyed": "woke, and did as told",
    "not_understood": "woke, and did not understand",
    "nothing_heard": "woke, and heard no words",
    "nobody_spoke": "woke, and nobody spoke",
    "refused": "was in doubt, and did not find the word in what was said",
    "unchecked": "was in doubt, and could not check it",
    "stopped": "woke, and was stopped",
    "replaced": "woke, and gave way to a newer wish",
    "lost": "woke, and lost the microphone",
    "failed": "woke, and failed",
    "woke": "woke",
}


def print_log(*, as_json: bool, limit: int) -> None:
    """Print the newest entries, the oldest of them first. Raises WakeLogError."""
    entries = WakeLogStore().read()
    if as_json:
        for entry in entries[-limit:]:
            print(json.dumps(dataclasses.asdict(entry), ensure_ascii=False))  # noqa: T201
        return
    if not entries:
        printing.out.print("Nothing has woken Jarvis yet, and nothing almost did. Keep it running: jarvis run")
        return
    for entry in entries[-limit:]:
        printing.out.print(line(entry))
    printing.out.print(f"[bold]{week_summary(entries)}[/bold]")
    if any(entry.outcome == NEAR_MISS or entry.outcome in FALSE_WAKE_OUTCOMES for entry in entries[-limit:]):
        hint = "If one was you and did not wake it: jarvis wake tune --that-was-me NUMBER (or --that-was-not-me)."
        printing.out.print(f"[dim]{hint}[/dim]")


def line(entry: WakeEntry, now: float | None = None) -> str:
    """An entry, with markup: "41  today 14:02  almost woke, score 0.31, from 0.50 on it wakes — jarvis"."""
    missed = entry.outcome == NEAR_MISS
    colour = "yellow" if missed else "dim" if entry.outcome in FALSE_WAKE_OUTCOMES else "cyan"
    words = OUTCOMES.get(entry.outcome, entry.outcome)
    return (
        f"[dim]{entry.number:>4}[/dim]  {moment(entry.at, now)}  [{colour}]{escape(words)}[/{colour}], "
        f"score {entry.score:.2f}, from {entry.threshold:.2f} on it wakes — {escape(entry.word)}"
    )


def moment(at: float, now: float | None = None) -> str:
    """Local time as people say it: "today 14:02", "yesterday 09:30", "Mon 3 Mar 17:00"."""
    then = time.localtime(at)
    today = time.localtime(time.time() if now is None else now)
    noon = time.mktime((today.tm_year, today.tm_mon, today.tm_mday, 12, 0, 0, 0, 0, -1))
    before = time.localtime(noon - 86400)
    clock = time.strftime("%H:%M", then)
    if then[:3] == today[:3]:
        return f"today {clock}"
    if then[:3] == before[:3]:
        return f"yesterday {clock}"
    return f"{time.strftime('%a', then)} {then.tm_mday} {time.strftime('%b', then)} {clock}"
