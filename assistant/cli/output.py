"""Prints for the CLI: stages as they pass, pictures, failures with their hint, and JSON lines for scripts."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.status import Status

from assistant.core.commands import Help, Paint
from assistant.core.errors import AssistantError
from assistant.core.message import Message
from assistant.core.messages.control_messages import KeptPictures
from assistant.core.messages.ears_messages import AllHeard
from assistant.core.messages.event_messages import FinishedRequest, ProgressEvent, RequestEvent, StateEvent
from assistant.core.stages import Stage
from assistant.core.wording import STAGE_SPANS, latencies, sentence

if TYPE_CHECKING:
    from assistant.system.service_status import ServiceStatus

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

JSON_KEYS = ("id", "stage", "words", "language", "command", "painter", "pictures", "marks", "failure")

_WORDS = {
    "listening": "listening",
    "transcribing": "writing down what you said",
    "understanding": "thinking",
    "painting": "painting",
    "showing": "showing",
}

MARKS = {"good": "[cyan]✓[/cyan]", "note": "[yellow]·[/yellow]", "bad": "[red]✗[/red]"}
MODEL_MARKS = {"ok": MARKS["good"], "missing": MARKS["note"], "damaged": MARKS["bad"]}


def print_json(snapshot: Mapping[str, object], **more: str) -> None:
    """Prints one object on one line, with the keys that scripts rely on."""
    print(json.dumps({**{key: snapshot.get(key) for key in JSON_KEYS}, **more}, ensure_ascii=False), flush=True)  # noqa: T201


def stage_seconds(request: RequestEvent) -> str:
    """Returns the time of each stage on one line: "transcribing 0.52 s · painting 1.20 s"."""
    spans = latencies(request.marks)
    order = [stage for stage in STAGE_SPANS if stage in spans]
    return " · ".join(f"{stage} {spans[stage]:.2f} s" for stage in order)


def print_request(request: RequestEvent) -> None:
    """Prints a request that has ended."""
    command, failure = request.command, request.failure
    if request.words:
        out.print(f"[bold]“{escape(request.words)}”[/bold]")
    if command and not isinstance(command, Paint) and (caption := _caption(request)):
        out.print(f"  {escape(caption)}")
    for path in request.pictures:
        out.print(f"  [cyan]{escape(path)}[/cyan]")
    if request.pictures:
        out.print(f"  painted by [bold]{escape(request.painter or 'nobody')}[/bold]")
    if request.undrawn:
        out.print(f"  it does not know how to draw: {escape(', '.join(request.undrawn))}")
    if failure:
        out.print(f"  [red]{escape(failure.title)}[/red]" + (f". {escape(failure.hint)}" if failure.hint else ""))
    elif request.stage is Stage.CANCELLED:
        out.print("  a newer wish took its place" if request.reason == "replaced" else "  stopped")
    elif isinstance(command, Help):
        out.print("  you can say: " + ", ".join(f"“{escape(words)}”" for words in command.sentences))
    elif not request.pictures:
        out.print("  done")
    timing = stage_seconds(request)
    if timing:
        out.print(f"  [dim]{timing}[/dim]")


def _caption(request: RequestEvent) -> str:
    """Returns subject and style of the pictures: "a fox in the snow at night, watercolor"; "" if there are none."""
    order = request.order
    return ", ".join(part for part in (order.subject, order.style) if part) if order else ""


class Following:
    """Shows the stage of a request while it runs, on a terminal only. A context manager."""

    def __init__(self, quiet: bool) -> None:
        self._status: Status | None = None if quiet or not err.is_terminal else err.status("starting")

    def __enter__(self) -> Following:
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def update(self, item: Message) -> None:
        """Show one item of `paint` or `hear`."""
        if self._status is None:
            return
        if isinstance(item, RequestEvent) and not item.doubtful:
            words = f" “{escape(item.words)}”" if item.words else ""
            self._status.update(f"{_WORDS.get(item.stage, item.stage)}{words}")
        elif isinstance(item, ProgressEvent):
            self._status.update(f"painting · {item.done} of {item.total}")


def print_heard(path: Path, heard: AllHeard) -> None:
    """Prints a recording in which nobody said the wake word."""
    seconds = heard.heard_s
    length = f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.1f} s"
    err.print(f"{escape(path.name)}: nobody said “Jarvis” in {length} of sound.")


def print_bad_file(path: Path, error: AssistantError, *, as_json: bool) -> None:
    """Prints a recording that could not be heard; for scripts it is an object, too, of a failed request."""
    if as_json:
        print_json(
            {"stage": "failed", "words": "", "pictures": [], "marks": {}, "failure": error.to_wire()}, file=str(path)
        )
    else:
        err.print(f"[red]{escape(str(error))}[/red]")


def print_state(state: StateEvent) -> None:
    """Prints `jarvis status` for a person."""
    colours = {"listening": "cyan", "busy": "yellow", "deaf": "red", "muted": "dim"}
    colour = colours[state.tray]
    out.print(f"[{colour}]●[/{colour}] [bold]{escape(sentence(state))}[/bold]")
    if state.problem and state.problem.hint:
        out.print(f"  {escape(state.problem.hint)}")
    age = state.frames_age_s
    heard = "no sound has been scored yet" if age is None else f"sound last scored {age:.1f} s ago"
    out.print(f"  microphone   {escape(state.device or 'none')} · {heard}")
    if state.self_test:
        test = state.self_test
        heard = "heard" if test.heard else "[red]not heard[/red]"
        minutes = max(0, round((time.time() - test.at) / 60))
        when = f"{minutes} min ago" if minutes else "just now"
        out.print(f"  self-test    a stored “{escape(test.word)}” was {heard} {when}: {test.score:.2f}")
    if state.near_misses:
        out.print(f"  near-misses  {state.near_misses} since it started · jarvis wake log")
    for kind, worker in state.workers.items():
        error = f" · [red]{escape(worker.error.title)}[/red]" if worker.error else ""
        restarts = f" · restarted {_times(worker.restarts)}" if worker.restarts else ""
        at = "at work" if kind == "ears" and worker.state == "busy" else worker.state
        name = f" · {escape(worker.name)}" if worker.name and worker.name != kind else ""
        out.print(f"  {kind:<12} {at}{name}{restarts}{error}")
    if state.latencies_s:
        timing = " · ".join(f"{stage} {seconds:.2f} s" for stage, seconds in state.latencies_s.items())
        out.print(f"  [dim]last request: {timing}[/dim]")
    out.print(f"  [dim]version {state.version}, process {state.pid}[/dim]")


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def print_service(found: ServiceStatus, *, stale: bool) -> None:
    """Prints `jarvis service status` for a person."""
    colour = "cyan" if found.is_well else "yellow" if found.state in {"running", "starting"} else "red"
    words = {
        "running": f"Running{_duration(found.for_s)}",
        "starting": "Starting",
        "stopped": "Stopped",
        "failed": "Failed",
        "absent": "Not installed as a service",
    }
    hears = f": {found.hears}" if found.hears else ""
    out.print(f"[{colour}]●[/{colour}] [bold]{words[found.state]}{escape(hears)}[/bold]")
    if found.fell:
        out.print(f"  last fall    {escape(found.fell)}")
    if found.hint:
        out.print(f"  {escape(found.hint)}")
    if found.state == "absent":
        return
    out.print(f"  at login     {'starts by itself' if found.at_login else 'does not start by itself'}")
    out.print(f"  restarts     {found.restarts}")
    out.print(f"  overlay      {found.overlay}")
    if stale:
        out.print("  Settings changed what the service needs of this machine. Install it again: jarvis service install")


def _duration(seconds: float | None) -> str:
    """Returns " for 3 h 12 min"; "" for None."""
    if seconds is None:
        return ""
    minutes = int(seconds // 60)
    if minutes < 1:
        return f" for {seconds:.0f} s"
    return f" for {minutes // 60} h {minutes % 60} min" if minutes >= 60 else f" for {minutes} min"


def print_last(last: FinishedRequest | KeptPictures) -> None:
    """Prints the newest pictures, one path on each line."""
    if not last.pictures:
        err.print('Nothing has been painted yet. Try: jarvis paint "a fox in the snow"')
        return
    words = (_caption(last) if isinstance(last, FinishedRequest) else "") or last.words
    out.print(f"[bold]“{escape(words)}”[/bold] · {escape(last.painter or '')}")
    for path, kept in zip(last.pictures, last.kept, strict=True):
        out.print(f"  [cyan]{escape(path)}[/cyan]{' · kept' if kept else ''}")


def print_devices(found: list[dict[str, Any]]) -> None:
    """Prints the microphones with a mark at the default one."""
    if not found:
        err.print("No microphone was found. Plug one in, or see `jarvis doctor`.")
    for device in found:
        mark = "[cyan]●[/cyan]" if device["is_default"] else " "
        out.print(f"{mark} {escape(device['name'])} [dim]{device['channels']} × {device['rate_hz']} Hz[/dim]")


def print_models(*, as_json: bool, verify: bool) -> bool:
    """Prints the models. Returns False if a needed one is missing or damaged."""
    from assistant.models.installed_models import installed_models

    found = installed_models(verify=verify)
    if as_json:
        print(json.dumps([model.as_json() for model in found], ensure_ascii=False))  # noqa: T201
    else:
        for model in found:
            where = escape(str(model.path)) if model.path else ""
            out.print(f"{MODEL_MARKS[model.state]} [bold]{escape(model.name)}[/bold] · {escape(model.role)}")
            out.print(f"  {model.size / 2**20:.1f} MB · {escape(model.licence)} · {model.state}")
            out.print(f"  [dim]{where}[/dim]")
    return all(model.state == "ok" or model.optional for model in found)
