"""What is said on the control socket. The frames are those of `control.untyped_wire`.

A client sends `request {id, verb, args}` and gets `reply {id, ok: true, result}` or `reply {id, ok: false, failure}`,
with `item {id, item}` before it for verbs that give one object for each request (`hear`).
After `subscribe {shows: bool}` it also gets events, whose types and lossiness are those of `core.events.Event`; `shows`
tells that the client is a screen, which says `shown` when pictures are on it:

  state    {listening, muted, muted_until (its end in seconds since 1970, or null), deaf, busy, device, version, pid,
            paused (why the microphone is closed for a while: "asleep", "locked", or null),
            dbus {name, owned, problem},
            workers: {kind: {state, name, restarts, error}},
            frames_age_s (seconds since frames were last scored, or null), latencies_s: {stage: seconds},
            self_test (the ears' latest: {heard, word, score, at}, or null), near_misses (since it started)}
           `tray`: one of "listening", "muted", "deaf", "busy" — the colour that is true
  request  a snapshot (`SpokenRequest.snapshot`) at every change, with `count` pictures to come once known;
           `words` may come while it listens, and are `tentative` then. A `doubtful` one may be no call at all: until it
           comes again without that, no more than a faint glow may tell of it
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
    "self_test",
    "tune",
    "all_said",
    "watch",
    "settings",
    "hotkey",
    "restart",
    "quit",
]
"""paint {text, seed: int | null, count: int | null}, the latter two where an earlier picture is painted again ·
hear {path, realtime} · keep {which: int | null} · mute {for_s: seconds | null} → {until: seconds since 1970 | null} ·
shown {request} (the overlay tells that the pictures are on the screen) · self_test → {heard, word, score, threshold,
device, scored, peak, problem}, the last second's sound among them · tune {sensitivity, sensitivities: {word: …},
device}, one or more, for as long as the daemon runs · listen {held: bool}, where a held one goes on until all_said ·
watch → items {level, score, word, threshold, silent} for every block of 80 ms, and {woke: true, word, score, sure,
threshold}, until the client goes · settings → {values: {key: value in force}, set_by: {key: the variable or option
that outweighs the files}} · hotkey {keys, hold}, either or none → {state, keys, words, wanted, hold} · restart: end,
and begin again with the settings as they are then · the others take nothing."""

LOSSY_EVENTS = frozenset({"level", "progress", "preview"})
"""Only the latest of each is kept for a client that does not read fast enough."""
