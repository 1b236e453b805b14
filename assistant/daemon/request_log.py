"""Writes each request's way into the log: an event subscriber of the daemon. Never its words."""

from __future__ import annotations

import logging

from assistant.core.events import Event
from assistant.core.wording import latencies

log = logging.getLogger(__name__)

MACHINERY = frozenset(
    {"engine", "model_missing", "out_of_memory", "worker", "worker_died", "worker_stalled", "worker_unavailable"}
)
"""Codes of failures whose titles speak of engines and processes. Other titles may quote what was said."""


class RequestLog:
    """One line for each stage of a request that is sure to be one."""

    def __init__(self) -> None:
        self._stages: dict[str, str] = {}

    def on_event(self, event: Event) -> None:
        """Take an event of the daemon."""
        if event.type != "request" or event.data["doubtful"]:
            return
        data, about = event.data, {"request": event.data["id"]}
        before = self._stages.pop(data["id"], "")
        if data["stage"] == "failed":
            failure = data["failure"]
            of_engines = failure["code"] in MACHINERY
            log.warning("the request failed: %s", failure["title"] if of_engines else failure["code"], extra=about)
        elif data["stage"] == "cancelled":
            log.info("the request was cancelled: %s", data["reason"] or "no reason given", extra=about)
        elif data["stage"] == "done":
            if before:
                times = ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in latencies(data["marks"]).items())
                log.info("the request is done: %d pictures (%s)", len(data["pictures"]), times, extra=about)
        else:
            self._stages[data["id"]] = data["stage"]
            if data["stage"] != before:
                log.info("%s, from %s", data["stage"], data["origin"], extra=about)
