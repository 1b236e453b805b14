"""Writes each request's way into the log: an event subscriber of the daemon. Never its words."""

from __future__ import annotations

import logging

from assistant.core.messages.event_messages import Event, RequestEvent
from assistant.core.stages import Stage
from assistant.core.wording import latencies

log = logging.getLogger(__name__)

MACHINERY = frozenset(
    {"engine", "model_missing", "out_of_memory", "worker", "worker_died", "worker_stalled", "worker_unavailable"}
)
"""Codes of failures whose titles speak of engines and processes. Other titles may quote what was said."""


class RequestLog:
    """One line for each stage of a request that is sure to be one."""

    def __init__(self) -> None:
        self._stages: dict[str, Stage] = {}

    def on_event(self, event: Event, _payload: bytes) -> None:
        """Take an event of the daemon."""
        if not isinstance(event, RequestEvent) or event.doubtful:
            return
        about = {"request": event.id}
        before = self._stages.pop(event.id, None)
        if event.stage is Stage.FAILED and event.failure:
            failure = event.failure
            of_engines = failure.code in MACHINERY
            log.warning("the request failed: %s", failure.title if of_engines else failure.code, extra=about)
        elif event.stage is Stage.CANCELLED:
            log.info("the request was cancelled: %s", event.reason or "no reason given", extra=about)
        elif event.stage is Stage.DONE:
            if before:
                times = ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in latencies(event.marks).items())
                log.info("the request is done: %d pictures (%s)", len(event.pictures), times, extra=about)
        else:
            self._stages[event.id] = event.stage
            if event.stage != before:
                log.info("%s, from %s", event.stage, event.origin, extra=about)
