"""When pictures wait, as plain values and one pure rule. Overlay process; no Qt, no clock.

The rule, and why it is so: a person who just asked and looks at the screen wants the answer, also in front of a film
and also when nobody else may disturb. What comes later than that is an interruption like any other, and what others
would see in a shared screen is never shown by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

When = Literal["show", "answer", "hold"]


class Busy(Enum):
    """Why nothing should come up on the screen by itself."""

    SHARING = "sharing"
    DO_NOT_DISTURB = "do_not_disturb"
    FULLSCREEN = "fullscreen"


WHY = {
    Busy.SHARING: "Your screen is shared. You are told later.",
    Busy.DO_NOT_DISTURB: "You do not want to be disturbed now. You are told later.",
    Busy.FULLSCREEN: "A window fills the screen. You are told later.",
}
"""What a person reads whose picture waits."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings `manners.*`."""

    when: Mapping[Busy, When] = field(
        default_factory=lambda: {Busy.SHARING: "hold", Busy.DO_NOT_DISTURB: "answer", Busy.FULLSCREEN: "answer"}
    )
    answer_s: float = 30.0
    """So long after the words a person still looks for the answer."""
    notify: bool = True

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Rules:
        """From the settings in force, by their dotted names; what is missing or strange stays as it is by default."""
        plain = cls()
        when = {
            busy: value if (value := values.get(f"manners.{busy.value}")) in {"show", "answer", "hold"} else usual
            for busy, usual in plain.when.items()
        }
        answer_s = values.get("manners.answer_s")
        seconds = float(answer_s) if isinstance(answer_s, int | float) else plain.answer_s
        return cls(when, seconds, bool(values.get("manners.notify", plain.notify)))

    def holds(self, busy: frozenset[Busy], asked_s_ago: float) -> Busy | None:
        """Why pictures that were asked for so long ago have to wait; None when they may be shown."""
        for reason in Busy:
            when = self.when[reason]
            if reason in busy and (when == "hold" or (when == "answer" and asked_s_ago > self.answer_s)):
                return reason
        return None
