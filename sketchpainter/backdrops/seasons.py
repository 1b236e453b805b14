"""Colours that follow the season.

Runs in the painter's process.
"""

from __future__ import annotations

from sketchpainter.backdrops.backdrop_context import Outlook

_LEAVES = {
    "spring": ("#7fb552", "#93c35e", "#f3a9c4"),
    "summer": ("#3f8a3c", "#4f9a48", "#5a8f2f"),
    "autumn": ("#d9772b", "#c8452c", "#e0a52e"),
    "winter": ("#8d9aa0", "#a9b5ba", "#7c8a92"),
}
"""Colours of leaves by season."""


def leaves_of(outlook: Outlook) -> tuple[str, ...]:
    """What colours leaves have here."""
    if outlook.says("autumn", "fall"):
        return _LEAVES["autumn"]
    return _LEAVES.get(outlook.season or "summer", _LEAVES["summer"])
