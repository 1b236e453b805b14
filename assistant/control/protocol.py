"""What is said on the control socket. The frames are those of `core.wire`.

A client sends `request {id, verb, args}` and gets `reply {id, ok: true, result}` or `reply {id, ok: false, failure}`,
with `item {id, item}` before it for verbs that give one object for each request (`hear`).
After `subscribe {shows: bool}` it also gets events, whose types and lossiness are those of `core.events.Event`; `shows`
tells that the client is a screen, which says `shown` when pictures are on it:

  state    {listening, muted, deaf, busy, device, workers: {kind: {state, name, restarts, error}}, version, pid,
            frames_age_s (seconds since frames were last scored, or null), latencies_s: {stage: seconds}}
           `tray`: one of "listening", "muted", "deaf", "busy" — the colour that is true
  request  a snapshot (`SpokenRequest.snapshot`) at every change of stage, with `count` pictures to come once known
  level    {request, level, time_left}     0 … 1 each
  progress {request, done, total}
  preview  {request, index, count, width_px, height_px} + RGB bytes
  picture  {request, index, count, path}   a picture that is finished and on disk
  dismiss  {}                              take the pictures away
  notice   {code, title, hint, level: "error" | "info"}  belongs to no request

Imported by both ends; holds names and shapes only.
"""

from __future__ import annotations

from typing import Literal

Verb = Literal[
    "paint",
    "hear",
    "listen",
    "stop",
    "dismiss",
    "keep",
    "mute",
    "unmute",
    "status",
    "last",
    "subscribe",
    "shown",
    "quit",
]
"""paint {text} · hear {path, realtime} · keep {which: int | null} · shown {request} (the overlay tells that the
pictures are on the screen) · the others take nothing."""

LOSSY_EVENTS = frozenset({"level", "progress", "preview"})
"""Only the latest of each is kept for a client that does not read fast enough."""
