"""The ears as a worker's job: opens the source, keeps at it, and tells the daemon what was heard.

Runs in the ears process, under the contract of `assistant.core.jobs`. A read that never returns is not seen here:
the daemon misses the `frames` and ends the process.
"""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import Any

from assistant import __version__
from assistant.core.errors import AssistantError, ConfigError, MicrophoneGone
from assistant.core.jobs import JobContext
from assistant.core.wire import Message
from assistant.hearing.blocks import BLOCK_S, SILENCE, Source
from assistant.hearing.endpoint import SpeechEndpointer
from assistant.hearing.gate import SpeechGate
from assistant.hearing.listen import Frames, Heard, Level, Listener, NobodySpoke, Utterance, Woke
from assistant.hearing.microphone import Microphone
from assistant.hearing.recording import Recording
from assistant.hearing.wake import CONTEXT_BLOCKS, OpenWakeWordDetector
from assistant.settings import EarsSettings

FIRST_RETRY_S = 0.5
LAST_RETRY_S = 5.0
CHECK_EVERY_S = 0.1
SILENT_S = 3.0
"""A microphone that works always delivers some noise; exact zeros for so long mean that it is switched off."""
DEFAULT_EVERY_S = 30.0
"""How often to look whether another default microphone was chosen; costs 10 ms."""


class EarsJob:
    """Hears one source until it ends (a recording) or the job is cancelled (a microphone: that is muting)."""

    def __init__(self, section: dict[str, Any]) -> None:
        self._settings = EarsSettings.model_validate(section)

    def load(self) -> dict[str, Any]:
        """Load the networks. Raises ModelMissing."""
        self._detector = OpenWakeWordDetector(self._settings.wake)
        self._endpointer = SpeechEndpointer(self._settings.hearing)
        return {"name": "ears", "version": __version__, "words": list(self._detector.words)}

    def run(self, order: Message, context: JobContext) -> Message:
        """Hear the source that `order` names.

        Raises:
            BadRecording: The recording cannot be read.
            ConfigError: The order names no source.
        """
        gate = SpeechGate(self._settings.hearing.gate, CONTEXT_BLOCKS)
        listener = Listener(
            self._settings, gate, self._detector, self._endpointer, lambda heard: context.send(_message(heard))
        )
        source = order.data.get("source")
        if source == "file":
            self._hear_recording(order, listener, context)
        elif source == "microphone":
            _Attendance(self._settings.hearing.device, listener, context).stay()
        else:
            raise ConfigError(f'There is no source of sound "{source}"', "Use microphone or file.")
        return Message("result", {"heard_s": listener.heard_s, "wakes": listener.wakes})

    def _hear_recording(self, order: Message, listener: Listener, context: JobContext) -> None:
        hearing = self._settings.hearing
        trailing_s = max(2.0, hearing.patience_ms / 1000 + 1.0)
        path = Path(str(order.data.get("path", "")))
        with Recording(path, bool(order.data.get("realtime")), trailing_s) as recording:
            opened = False
            for block in recording.blocks():
                if not opened:
                    opened = True
                    context.send(_opened(recording))
                _attend(block, listener, context)
        listener.finish()


class _Attendance:
    """Stays with the microphone: opens it, hears it, and opens it again whenever it is lost."""

    def __init__(self, device: str, listener: Listener, context: JobContext) -> None:
        self._device = device
        self._listener = listener
        self._context = context
        self._retry_s = FIRST_RETRY_S

    def stay(self) -> None:
        """Only a cancelled job ends this, by JobCancelled; the microphone is closed then."""
        while True:
            self._context.check()
            try:
                with Microphone(self._device) as microphone:
                    self._listener.reset()
                    self._hear(microphone)
            except MicrophoneGone as gone:
                self._lost(gone)

    def _hear(self, microphone: Microphone) -> None:
        """Until it is lost, or until another default microphone was chosen."""
        zeros = 0
        asked_at = time.monotonic()
        opened = False
        for block in microphone.blocks():
            if not opened:
                opened, self._retry_s = True, FIRST_RETRY_S
                self._context.send(_opened(microphone))
            _attend(block, self._listener, self._context)
            zeros = zeros + 1 if block == SILENCE else 0
            turned_silent = zeros == round(SILENT_S / BLOCK_S)
            if turned_silent or time.monotonic() - asked_at >= DEFAULT_EVERY_S:
                asked_at = time.monotonic()
                if microphone.default_changed:
                    return
            if turned_silent:
                self._context.send(_heard("silent", **_silent(microphone).to_wire()))

    def _lost(self, gone: MicrophoneGone) -> None:
        self._context.send(_heard("gone", **gone.to_wire()))
        until = time.monotonic() + self._retry_s
        self._retry_s = min(LAST_RETRY_S, self._retry_s * 2)
        while time.monotonic() < until:
            self._context.check()
            while self._context.told() is not None:
                pass  # nothing can be opened or dropped without a microphone
            time.sleep(CHECK_EVERY_S)


def _attend(block: bytes, listener: Listener, context: JobContext) -> None:
    context.check()
    while (told := context.told()) is not None:
        if told.get("do") == "listen":
            listener.listen()
        elif told.get("do") == "drop":
            listener.drop()
    listener.hear(block)


def _silent(microphone: Microphone) -> AssistantError:
    return MicrophoneGone(
        f'The microphone "{microphone.name}" delivers no sound at all',
        "It may be switched off or muted in the sound settings.",
    )


def _opened(source: Source) -> Message:
    return _heard("open", device=source.name)


def _message(heard: Heard) -> Message:
    match heard:
        case Utterance():
            return Message(
                "heard",
                {
                    "what": "utterance",
                    "reason": heard.reason,
                    "rate_hz": heard.audio.rate_hz,
                    "at_s": round(heard.at_s, 3),
                    "speech_end": heard.speech_end,
                },
                heard.audio.samples,
            )
        case Frames():
            return _heard("frames", **dataclasses.asdict(heard))
        case Woke():
            return _heard("woke", **dataclasses.asdict(heard))
        case Level():
            return _heard("level", **dataclasses.asdict(heard))
        case NobodySpoke():
            return _heard("nobody_spoke")


def _heard(what: str, **fields: object) -> Message:
    return Message("heard", {"what": what, **fields})
