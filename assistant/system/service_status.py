"""Describes the state of the service: whether it runs and hears, how often and why it failed, and the remedy."""

from __future__ import annotations

import time
from dataclasses import dataclass

from assistant.control.client import ControlClient
from assistant.core.errors import AssistantError
from assistant.core.messages.control_messages import StatusRequest
from assistant.core.messages.event_messages import StateEvent
from assistant.core.wording import sentence
from assistant.system import service_manager
from assistant.system.units import OVERLAY, UNIT

_NAMES = (
    "LoadState", "ActiveState", "SubState", "UnitFileState", "Result", "NRestarts",
    "ExecMainStatus", "ExecMainCode", "MainPID", "ActiveEnterTimestampMonotonic", "FragmentPath",
)  # fmt: skip
LOGS = "Read its last words: jarvis service logs"
_AGAIN = f"then: systemctl --user reset-failed {UNIT} && systemctl --user start {UNIT}"

_BY_RESULT = {
    "watchdog": ("it hung, or heard nothing without a reason, and systemd ended it", LOGS),
    "oom-kill": ("it was ended because memory ran out", "Choose a smaller model, or close other programs."),
    "timeout": ("it did not start or end in time", f"{LOGS}; a busy machine may need a second try"),
    "start-limit-hit": ("it fell five times within five minutes, so systemd gave up", f"{LOGS}; {_AGAIN}"),
    "core-dump": ("a library crashed it", LOGS),
    "signal": ("something killed it", LOGS),
    "exec-condition": ("a condition of its unit forbade the start", LOGS),
}
_REFUSED = ("this machine refuses the sandbox", "Install it again, it looks anew: jarvis service install")
_BY_STATUS = {
    "2": ("a setting cannot be used", f"See which: jarvis doctor; {_AGAIN}"),
    "4": ("another Jarvis ran already, started by hand", f"End that one: jarvis quit; {_AGAIN}"),
    "203": ("its Python is not where it was", "Install it again: jarvis service install"),
    **dict.fromkeys(("217", "218", "226", "228", "244"), _REFUSED),
}
"""Our own exit statuses (see assistant.cli) and those of systemd (systemd.exec(5), "Process Exit Codes")."""


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """The state of the service, in words for people. The fields' names are those of `jarvis service status --json`."""

    state: str
    """running, starting, stopped, failed or absent."""
    at_login: bool
    hears: str
    """State of hearing in a few words; "" if the service does not run."""
    is_well: bool
    """True if it runs and hears, or was muted on purpose."""
    for_s: float | None
    """Time since its start; None if it does not run."""
    restarts: int
    fell: str
    """Reason of its last failure; "" if there was none."""
    hint: str
    """Advice; "" if there is none."""
    overlay: str
    """State of the overlay's unit, with the words of `state`."""


def read_status() -> ServiceStatus:
    """Returns the current status. Blocks. Raises ServiceError if there is no service manager."""
    service_manager.check_manager()
    unit = service_manager.properties(UNIT, *_NAMES)
    overlay = service_manager.properties(OVERLAY, *_NAMES)
    state = _state(unit)
    snapshot = _snapshot(unit["MainPID"]) if state == "running" else None
    failure, hint = _failure(unit) if state == "failed" or int(unit["NRestarts"] or 0) else ("", "")
    if snapshot and snapshot.problem and snapshot.problem.hint:
        hint = snapshot.problem.hint
    if state == "absent":
        hint = "Install it: jarvis service install"
    elif state == "stopped":
        hint = f"Start it: systemctl --user start {UNIT}"
    return ServiceStatus(
        state=state,
        at_login=unit["UnitFileState"] == "enabled",
        hears=sentence(snapshot) if snapshot else "",
        is_well=snapshot is not None and not snapshot.deaf,
        for_s=_for_s(unit) if state == "running" else None,
        restarts=int(unit["NRestarts"] or 0),
        fell=failure,
        hint=hint,
        overlay=_state(overlay),
    )


def _state(unit: dict[str, str]) -> str:
    if unit["LoadState"] != "loaded" or not unit["FragmentPath"]:  # A drop-in alone is no service.
        return "absent"
    known = {"active": "running", "activating": "starting", "reloading": "starting", "failed": "failed"}
    return known.get(unit["ActiveState"], "stopped")


def _failure(unit: dict[str, str]) -> tuple[str, str]:
    """Returns reason and remedy of the last failure. After a restart systemd only knows the number of restarts."""
    if unit["Result"] in _BY_RESULT:
        return _BY_RESULT[unit["Result"]]
    if unit["Result"] == "exit-code":
        known = _BY_STATUS.get(unit["ExecMainStatus"])
        return known or (f"it ended with status {unit['ExecMainStatus']}", LOGS)
    return ("", LOGS) if int(unit["NRestarts"] or 0) else ("", "")


def _for_s(unit: dict[str, str]) -> float | None:
    began = int(unit["ActiveEnterTimestampMonotonic"] or 0)
    return time.clock_gettime(time.CLOCK_MONOTONIC) - began / 1e6 if began else None


def _snapshot(pid: str) -> StateEvent | None:
    """Returns the status of the daemon, if the one that answers is the service's."""
    try:
        with ControlClient() as client:
            snapshot = client.ask(StatusRequest())
    except AssistantError:
        return None
    return snapshot if str(snapshot.pid) == pid else None
