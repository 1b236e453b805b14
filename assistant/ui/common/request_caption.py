"""Says in a few words what a request paints."""

from __future__ import annotations

from assistant.core.commands import Paint
from assistant.core.messages.event_messages import RequestEvent


def caption(event: RequestEvent) -> str:
    """Returns what is painted, without the words of command: "a fox in the snow, watercolor"; "" if unknown."""
    painted = event.order or (event.command if isinstance(event.command, Paint) else None)
    if painted is None:
        return ""
    return f"{painted.subject}, {painted.style}" if painted.subject and painted.style else painted.subject
