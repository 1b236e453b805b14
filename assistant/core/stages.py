"""Defines the stages of a spoken request and the table of allowed moves."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


class Stage(StrEnum):
    """The stage of a request. Idle is no stage: it means that there is no live request."""

    LISTENING = "listening"
    TRANSCRIBING = "transcribing"
    UNDERSTANDING = "understanding"
    PAINTING = "painting"
    SHOWING = "showing"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def is_live(self) -> bool:
        """True if the request can still move."""
        return self not in TERMINAL


TERMINAL = frozenset({Stage.DONE, Stage.CANCELLED, Stage.FAILED})

_ENDS = frozenset({Stage.CANCELLED, Stage.FAILED})

MOVES = MappingProxyType(
    {
        Stage.LISTENING: frozenset({Stage.TRANSCRIBING}) | _ENDS,
        Stage.TRANSCRIBING: frozenset({Stage.UNDERSTANDING}) | _ENDS,
        Stage.UNDERSTANDING: frozenset({Stage.PAINTING, Stage.SHOWING, Stage.DONE}) | _ENDS,
        Stage.PAINTING: frozenset({Stage.SHOWING}) | _ENDS,
        Stage.SHOWING: frozenset({Stage.DONE}) | _ENDS,
        Stage.DONE: frozenset[Stage](),
        Stage.CANCELLED: frozenset[Stage](),
        Stage.FAILED: frozenset[Stage](),
    }
)
"""Stage → stages that may follow. UNDERSTANDING → DONE is a command that paints nothing (stop, keep, dismiss),
UNDERSTANDING → SHOWING one that shows earlier pictures again (go back)."""
