"""The ears as a worker's job: loads their parts, hears a microphone or a recording, and tells what was heard.

Runs in the ears process, under the contract of `assistant.core.jobs`. Opens no source itself and decides nothing.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from assistant import __version__
from assistant.core.errors import ConfigError
from assistant.core.jobs import JobContext
from assistant.core.wire import Message
from assistant.hearing.audio.recording import Recording
from assistant.hearing.endpointing.endpoint import SpeechEndpointer
from assistant.hearing.heard import Heard
from assistant.hearing.listener import Listener
from assistant.hearing.messages import heard_message, opened_message
from assistant.hearing.source_loop import Attendance, Attendant
from assistant.hearing.wake.detector import build_detector
from assistant.hearing.wake.gate import SpeechGate
from assistant.hearing.wake.self_test import SelfTest, find_clips
from assistant.hearing.wake.trigger import thresholds
from assistant.settings.schema import EarsSettings

log = logging.getLogger(__name__)


class EarsJob:
    """Hears one source until it ends (a recording) or the job is cancelled (a microphone: that is muting)."""

    def __init__(self, section: dict[str, Any]) -> None:
        self._settings = EarsSettings.model_validate(section)

    def load(self) -> dict[str, Any]:
        """Load the networks. `ready` also says which words can be tested. Raises ModelMissing, ConfigError."""
        wake = self._settings.wake
        self._detector = build_detector(wake)
        self._endpointer = SpeechEndpointer(self._settings.hearing)
        words = list(self._detector.words)
        self._clips = {word: clip for word, clip in find_clips(wake).items() if word in words}
        for word in wake.sensitivities.keys() - set(words):
            log.warning("wake.sensitivities names %s, which is none of %s", word, ", ".join(words))
        return {"name": "ears", "version": __version__, "words": words, "self_tests": list(self._clips)}

    def run(self, order: Message, context: JobContext) -> Message:
        """Hear the source that `order` names.

        Raises:
            BadRecording: The recording cannot be read.
            ConfigError: The order names no source.
        """

        def report(heard: Heard) -> None:
            context.send(heard_message(heard))

        hearing, wake = self._settings.hearing, self._settings.wake
        gate = SpeechGate(hearing.gate, self._detector.context_blocks)
        listener = Listener(self._settings, gate, self._detector, self._endpointer, report)
        source = order.data.get("source")
        # A recording is tested when it is asked for: its results must not depend on the clock.
        every_s = wake.self_test_s if source == "microphone" else 0
        self_test = SelfTest(self._detector, thresholds(self._detector.words, wake), self._clips, every_s, report)
        if source == "file":
            self._hear_recording(order, listener, Attendant(listener, self_test, context), context)
        elif source == "microphone":
            Attendance(hearing.device, listener, self_test, context).stay()
        else:
            raise ConfigError(f'There is no source of sound "{source}"', "Use microphone or file.")
        return Message("result", {"heard_s": listener.heard_s, "wakes": listener.wakes})

    def _hear_recording(self, order: Message, listener: Listener, attendant: Attendant, context: JobContext) -> None:
        trailing_s = max(2.0, self._settings.hearing.patience_ms / 1000 + 1.0)
        path = Path(str(order.data.get("path", "")))
        with Recording(path, bool(order.data.get("realtime")), trailing_s) as recording:
            opened = False
            for block in recording.blocks():
                if not opened:
                    opened = True
                    context.send(opened_message(recording.name))
                attendant.attend(block)
        listener.finish()
