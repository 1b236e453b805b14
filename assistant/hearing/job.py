"""Serves the ears to the worker host: loads their parts, hears a microphone or a recording, and reports what was heard.

The job keeps to the contract of `assistant.core.jobs`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from assistant import __version__
from assistant.core.jobs import Job, JobContext
from assistant.core.message import Message
from assistant.core.messages.ears_messages import (
    AllHeard,
    DropUtterance,
    EndOfSpeech,
    ListenNow,
    MicrophoneOrder,
    RecordingOrder,
    SelfTestNow,
    SourceOpened,
    WaitLonger,
    Watch,
)
from assistant.core.messages.job_messages import Ready
from assistant.hearing.audio.recording import Recording
from assistant.hearing.endpointing.endpoint import SpeechEndpointer
from assistant.hearing.listener import Listener
from assistant.hearing.source_loop import BlockFeeder, MicrophoneLoop
from assistant.hearing.wake.detector import build_detector
from assistant.hearing.wake.gate import SpeechGate
from assistant.hearing.wake.self_test import SelfTest, find_clips
from assistant.hearing.wake.trigger import thresholds
from assistant.settings.schema import EarsSettings

log = logging.getLogger(__name__)


class EarsJob(Job[MicrophoneOrder | RecordingOrder]):
    """Hears one source until it ends (a recording) or the job is cancelled (a microphone: that is muting)."""

    orders: ClassVar[tuple[type[Message], ...]] = (MicrophoneOrder, RecordingOrder)
    inputs: ClassVar[tuple[type[Message], ...]] = (
        ListenNow,
        EndOfSpeech,
        DropUtterance,
        WaitLonger,
        SelfTestNow,
        Watch,
    )

    def __init__(self, section: Mapping[str, object]) -> None:
        self._settings = EarsSettings.model_validate(section)

    def load(self) -> Ready:
        """Loads the networks. `Ready` also says which words can be tested.

        Raises:
            ModelMissing: A network is not there.
            ConfigError: `wake.engine` or `wake.models` is wrong.
        """
        wake = self._settings.wake
        self._detector = build_detector(wake)
        self._endpointer = SpeechEndpointer(self._settings.hearing)
        words = list(self._detector.words)
        self._clips = {word: clip for word, clip in find_clips(wake).items() if word in words}
        for word in wake.sensitivities.keys() - set(words):
            log.warning("wake.sensitivities names %s, which is none of %s", word, ", ".join(words))
        return Ready("ears", __version__, tuple(words), tuple(self._clips))

    def run(self, order: MicrophoneOrder | RecordingOrder, _payload: bytes, context: JobContext, /) -> AllHeard:
        """Hears the source that `order` names.

        Raises:
            BadRecording: The recording cannot be read.
        """
        hearing, wake = self._settings.hearing, self._settings.wake
        gate = SpeechGate(hearing.gate, self._detector.context_blocks)
        listener = Listener(self._settings, gate, self._detector, self._endpointer, context.send)
        # A recording is tested when it is asked for: its results must not depend on the clock.
        every_s = wake.self_test_s if isinstance(order, MicrophoneOrder) else 0
        self_test = SelfTest(self._detector, thresholds(self._detector.words, wake), self._clips, every_s, context.send)
        if isinstance(order, RecordingOrder):
            self._hear_recording(order, listener, BlockFeeder(listener, self_test, context), context)
        else:
            MicrophoneLoop(hearing.device, listener, self_test, context).run()
        return AllHeard(listener.heard_s, listener.wakes)

    def _hear_recording(
        self, order: RecordingOrder, listener: Listener, feeder: BlockFeeder, context: JobContext
    ) -> None:
        trailing_s = max(2.0, self._settings.hearing.patience_ms / 1000 + 1.0)
        with Recording(Path(order.path), order.realtime, trailing_s) as recording:
            opened = False
            for block in recording.blocks():
                if not opened:
                    opened = True
                    context.send(SourceOpened(recording.name))
                feeder.feed(block)
        listener.finish()
