"""Implements `jarvis wake log` and `jarvis wake tune`: shows the wake log and changes the sensitivity by it.

A change is written to the user's config.toml and applied by a running daemon at once.
"""

from __future__ import annotations

import dataclasses
import json
import time
from dataclasses import dataclass

from rich.markup import escape

from assistant.cli import output as printing
from assistant.control.client import ControlClient
from assistant.core.errors import AssistantError, ConfigError, DaemonError
from assistant.core.messages.control_messages import TuneRequest
from assistant.settings.editing import edit_settings
from assistant.settings.loading import load_settings
from assistant.settings.schema import WakeSettings
from assistant.wake_log.analysis import (
    FALSE_WAKE_OUTCOMES,
    MAX_SENSITIVITY,
    MIN_SENSITIVITY,
    SENSITIVITY_STEP,
    estimate_sentence,
    estimate_wakes,
    greatest_silent_sensitivity,
    least_waking_sensitivity,
    sensitivity,
    week_summary,
)
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
    """Prints the newest entries, the oldest of them first. Raises WakeLogError."""
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
    """Returns an entry with markup: "41  today 14:02  almost woke, score 0.31, from 0.50 on it wakes — jarvis"."""
    missed = entry.outcome == NEAR_MISS
    colour = "yellow" if missed else "dim" if entry.outcome in FALSE_WAKE_OUTCOMES else "cyan"
    words = OUTCOMES.get(entry.outcome, entry.outcome)
    return (
        f"[dim]{entry.number:>4}[/dim]  {moment(entry.at, now)}  [{colour}]{escape(words)}[/{colour}], "
        f"score {entry.score:.2f}, from {entry.threshold:.2f} on it wakes — {escape(entry.word)}"
    )


def moment(at: float, now: float | None = None) -> str:
    """Returns local time as people say it: "today 14:02", "yesterday 09:30", "Mon 3 Mar 17:00"."""
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


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the sensitivity in one of five forms; without any, the sensitivity is only shown."""

    value: float | None = None
    up: bool = False
    down: bool = False
    was_me: int | None = None
    was_not_me: int | None = None

    @property
    def given(self) -> int:
        """The number of forms that were given."""
        return sum((self.value is not None, self.up, self.down, self.was_me is not None, self.was_not_me is not None))

    def entry(self, entries: list[WakeEntry]) -> WakeEntry | None:
        """Returns the log entry that the change refers to, if any. Raises ConfigError if there is no such entry."""
        number = self.was_not_me if self.was_me is None else self.was_me
        if number is None:
            return None
        found = next((entry for entry in entries if entry.number == number), None)
        if found is None:
            raise ConfigError(f"There is no number {number} in the wake log", "See the numbers: jarvis wake log")
        return found

    def sensitivity(self, now: float, entry: WakeEntry | None) -> float:
        """Returns the new sensitivity if `now` is the current one."""
        if self.value is not None:
            return round(self.value, 2)
        if entry is None:
            step = SENSITIVITY_STEP if self.up else -SENSITIVITY_STEP
            return round(min(MAX_SENSITIVITY, max(MIN_SENSITIVITY, now + step)), 2)
        if self.was_me is not None:
            return max(now, least_waking_sensitivity(entry))
        return min(now, greatest_silent_sensitivity(entry))


def tune(change: Change, word: str | None, *, dry_run: bool) -> int:
    """Shows and changes the sensitivity, and notifies a running daemon. Returns the exit status.

    Raises:
        AssistantError: The change is not possible, or the file cannot be written.
    """
    if change.given > 1:
        raise ConfigError("Only one way at a time", "Give a value, or --up, or --down, or a number of the log.")
    wake = load_settings().wake
    entries = WakeLogStore().read()
    entry = change.entry(entries)
    word = word or _own_word(wake, entry)
    about = [one for one in entries if word is None or one.word == word]
    now = sensitivity(wake, word)
    name = f"sensitivity of {word}" if word else "sensitivity"
    if not change.given:
        _show(name, now, about)
        return 0
    new = change.sensitivity(now, entry)
    printing.out.print(escape(estimate_sentence(estimate_wakes(about, new))))
    if new == now:
        printing.out.print(f"The {escape(name)} is {now:.2f} already.")
        return 0
    if dry_run:
        printing.out.print(f"The {escape(name)} would go from {now:.2f} to {new:.2f}. Nothing was changed.")
        return 0
    file = edit_settings({("wake", "sensitivities", word) if word else ("wake", "sensitivity"): new})
    printing.out.print(f"The {escape(name)} went from {now:.2f} to [bold]{new:.2f}[/bold] in {escape(str(file))}.")
    undo = f"jarvis wake tune {now:g}" + (f" --word {word}" if word else "")
    printing.out.print(f"[dim]Undo it with: {escape(undo)}[/dim]")
    _notify_daemon(TuneRequest(sensitivities={**wake.sensitivities, word: new}) if word else TuneRequest(new))
    _warn_of_variable(word, new)
    return 0


def _own_word(wake: WakeSettings, entry: WakeEntry | None) -> str | None:
    """Returns the only word to tune: the entry's, if several words listen or it has its own value; else None."""
    if entry is not None and (len(wake.models) > 1 or entry.word in wake.sensitivities):
        return entry.word
    return None


def _show(name: str, now: float, entries: list[WakeEntry]) -> None:
    printing.out.print(f"The {escape(name)} is [bold]{now:.2f}[/bold]. With what is in the log,")
    for steps in (-2, -1, 0, 1, 2):
        other = round(now + steps * SENSITIVITY_STEP, 2)
        if MIN_SENSITIVITY <= other <= MAX_SENSITIVITY:
            printing.out.print(f"  {escape(estimate_sentence(estimate_wakes(entries, other)))}")
    printing.out.print("[dim]Set it with: jarvis wake tune VALUE, or --up, or --down.[/dim]")


def _notify_daemon(changed: TuneRequest) -> None:
    try:
        with ControlClient() as client:
            client.ask(changed)
    except DaemonError:
        printing.out.print("Jarvis is not running: it counts from the next start.")
    except AssistantError as error:
        printing.err.print(f"The running Jarvis goes on as before: {escape(str(error))} Start it again.")
    else:
        printing.out.print("The running Jarvis takes it over: its ears start anew, which takes some seconds.")


def _warn_of_variable(word: str | None, new: float) -> None:
    """Warns if an environment variable overrides the file."""
    if sensitivity(load_settings().wake, word) != new:
        printing.err.print("A variable JARVIS__WAKE__… in this environment says something else, and is stronger.")
