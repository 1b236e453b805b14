"""`jarvis wake tune`: what another sensitivity would have done with the log, and the change itself.

Writes the user's config.toml, and tells a running daemon, which goes on listening with the new value.
"""

from __future__ import annotations

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
    MAX_SENSITIVITY,
    MIN_SENSITIVITY,
    SENSITIVITY_STEP,
    estimate_sentence,
    estimate_wakes,
    greatest_silent_sensitivity,
    least_waking_sensitivity,
    sensitivity,
)
from assistant.wake_log.store import WakeEntry, WakeLogStore


@dataclass(frozen=True, slots=True)
class Wish:
    """What sensitivity is wanted, in one of five ways, or none to look only."""

    value: float | None = None
    up: bool = False
    down: bool = False
    was_me: int | None = None
    was_not_me: int | None = None

    @property
    def ways(self) -> int:
        """How many of them were given."""
        return sum((self.value is not None, self.up, self.down, self.was_me is not None, self.was_not_me is not None))

    def entry(self, entries: list[WakeEntry]) -> WakeEntry | None:
        """The entry of the log that it is about, if it is about one. Raises ConfigError when there is no such."""
        number = self.was_not_me if self.was_me is None else self.was_me
        if number is None:
            return None
        found = next((entry for entry in entries if entry.number == number), None)
        if found is None:
            raise ConfigError(f"There is no number {number} in the wake log", "See the numbers: jarvis wake log")
        return found

    def sensitivity(self, now: float, entry: WakeEntry | None) -> float:
        """The sensitivity that is wanted where it is `now` so much."""
        if self.value is not None:
            return round(self.value, 2)
        if entry is None:
            return round(
                min(MAX_SENSITIVITY, max(MIN_SENSITIVITY, now + (SENSITIVITY_STEP if self.up else -SENSITIVITY_STEP))),
                2,
            )
        if self.was_me is not None:
            return max(now, least_waking_sensitivity(entry))
        return min(now, greatest_silent_sensitivity(entry))


def tune(wish: Wish, word: str | None, *, dry_run: bool) -> int:
    """Show, change and tell. Returns the exit status.

    Raises:
        AssistantError: The wish cannot be had, or the file cannot be changed.
    """
    if wish.ways > 1:
        raise ConfigError("Only one way at a time", "Give a value, or --up, or --down, or a number of the log.")
    wake = load_settings().wake
    entries = WakeLogStore().read()
    entry = wish.entry(entries)
    word = word or _own_word(wake, entry)
    about = [one for one in entries if word is None or one.word == word]
    now = sensitivity(wake, word)
    name = f"sensitivity of {word}" if word else "sensitivity"
    if not wish.ways:
        _look(name, now, about)
        return 0
    new = wish.sensitivity(now, entry)
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
    _tell_daemon(TuneRequest(sensitivities={**wake.sensitivities, word: new}) if word else TuneRequest(new))
    _warn_of_stronger(word, new)
    return 0


def _own_word(wake: WakeSettings, entry: WakeEntry | None) -> str | None:
    """The word to tune alone: that of the log's entry, where several words listen or it has a value of its own."""
    if entry is not None and (len(wake.models) > 1 or entry.word in wake.sensitivities):
        return entry.word
    return None


def _look(name: str, now: float, entries: list[WakeEntry]) -> None:
    printing.out.print(f"The {escape(name)} is [bold]{now:.2f}[/bold]. With what is in the log,")
    for steps in (-2, -1, 0, 1, 2):
        other = round(now + steps * SENSITIVITY_STEP, 2)
        if MIN_SENSITIVITY <= other <= MAX_SENSITIVITY:
            printing.out.print(f"  {escape(estimate_sentence(estimate_wakes(entries, other)))}")
    printing.out.print("[dim]Set it with: jarvis wake tune VALUE, or --up, or --down.[/dim]")


def _tell_daemon(changed: TuneRequest) -> None:
    try:
        with ControlClient() as client:
            client.ask(changed)
    except DaemonError:
        printing.out.print("Jarvis is not running: it counts from the next start.")
    except AssistantError as error:
        printing.err.print(f"The running Jarvis goes on as before: {escape(str(error))} Start it again.")
    else:
        printing.out.print("The running Jarvis takes it over: its ears start anew, which takes some seconds.")


def _warn_of_stronger(word: str | None, new: float) -> None:
    """A variable is stronger than the file."""
    if sensitivity(load_settings().wake, word) != new:
        printing.err.print("A variable JARVIS__WAKE__… in this environment says something else, and is stronger.")
