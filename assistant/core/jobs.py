"""How an engine's room is served by a worker process: the job contract and the messages that jobs speak.

`workers.host` runs jobs in a child process; each room's `job.py` adapts its engine to this contract, so that neither
the engine knows of processes nor the host of engines. Standard library only.

From the parent:  `start {kind, section, job}` · `job {id, …}` + payload · `cancel {id}` · `tell {id, …}`
From the child:   `ready {name, version, …}` (of the ears also `self_tests: [words]`) or `failed {code, title, hint}`
                  · then for each job any number of
                  `progress`, `picture`, `heard`, and at last one of `result`, `error`, `cancelled`.
Every message of a job carries its `id` in `data`; host and handle add and check it, jobs do not see it.

Orders and results, by worker:
  ears         order  {source: "microphone"} or {source: "file", path, realtime: bool}
               heard  {what: "open", device}                         the source delivers
                      {what: "frames", scored, peak, score}          about once a second, only after scored frames:
                                                                     `scored` since the last one, largest `peak` 0…1
                                                                     (0 while silent, stuck or overdriven)
                                                                     and `score` 0…1 among them
                      {what: "woke", word, score, sure, unlikely, at, at_s}
                                                                     `at` monotonic s, `at_s` seconds into the stream;
                                                                     not `sure`: the transcript has to confirm it
                                                                     `unlikely`: a verifier doubts it, too
                      {what: "near_miss", word, score, at}           a score rose and fell again below its threshold
                      {what: "level", level, time_left}              0…1 each, while an utterance is open, ≤ 15 a second
                      {what: "meter", level, score, word}            0…1 each, for every block while it is watched
                      {what: "utterance", reason, rate_hz, at_s, speech_end} + int16 samples; reason ended | too_long;
                                                                     `speech_end` monotonic s of the last voiced block
                      {what: "paused", rate_hz, at_s, speech_end} + int16 samples: all of the utterance so far, at a
                                                                     tentative end (0.2 s of silence)
                      {what: "nobody_spoke"}
                      {what: "self_test", heard, word, score}        the stored call went through the detector
                      {what: "gone", code, title, hint}              no microphone; at each try, ≤ 6 s apart
                      {what: "silent", code, title, hint}            it delivers exact zeros, is stuck or overdriven;
                                                                     once, until sound
               tell   {do: "listen", held: bool}  open an utterance now, without a wake word; a `held` one ends by {do:
                      "end"}  all was said · {do: "drop"}  forget the open one
                      {do: "wait", silence_ms}  the pause that is going on ends the utterance only after so much silence
                      {do: "self_test"} · {do: "watch"}  tell each block's meter for the next 5 s of sound
               result {heard_s, wakes}   at the end of a file
  transcriber  order  {rate_hz, check: word or null, unlikely: bool, partial: bool} + int16 samples; `check`: tell
                      whether this wake word is in the plain transcript, which is heard without any hint at words, and
                      has to be plainer where a call is `unlikely`
               result {text, language, confidence, segments: [[text, start_s, end_s, no_speech, log_probability], …],
                       said: bool or null}            the answer to `check`; where it is false, text may be ""
  painter      order  the fields of PaintOrder, and {request, app_version}; with {unfinished: true} a small picture
                      of what was said so far is drawn, as the preview of one `progress`, and none is painted
               picture {index, width_px, height_px, seed} + PNG with its metadata
               progress {done, total}, with a preview also {preview: {index, width_px, height_px}} + RGB; one
                        message for both, since each costs the daemon a wake-up
               result {painter, version, count, undrawn: [words that could not be painted]}
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.core.wire import Message


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a running job may do besides computing. All three raise `JobCancelled` once the job is cancelled."""

    send: Callable[[Message], None]
    """Send a `progress`, `picture` or `heard` message to the parent."""
    check: Callable[[], None]
    """Only look whether the job was cancelled."""
    told: Callable[[], dict[str, Any] | None]
    """The next `tell` of the parent, or None; never waits."""


class Job(Protocol):
    """One kind of work, built once in its worker as `SomeJob(section)` with its settings section as JSON values."""

    def load(self) -> dict[str, Any]:
        """Get ready; blocks. Returns what `ready` shall say: at least `name`. Raises EngineError."""

    def run(self, order: Message, context: JobContext) -> Message:
        """Do one job; blocks. Returns its `result` message. Raises AssistantError, or lets JobCancelled pass."""
