"""Feeds audio blocks to the listener and handles the daemon's messages between blocks.

A read that never returns is not noticed here: the daemon misses `FramesScored` and ends the process.
"""

from __future__ import annotations

import time

from assistant.core.errors import MicrophoneGone
from assistant.core.jobs import JobContext
from assistant.core.message import Failure, Message
from assistant.core.messages.ears_messages import (
    DropUtterance,
    EndOfSpeech,
    ListenNow,
    SelfTestNow,
    SourceLost,
    SourceOpened,
    SourceSilent,
    WaitLonger,
    Watch,
)
from assistant.hearing.audio.microphone import Microphone
from assistant.hearing.audio.signal_check import SignalCheck
from assistant.hearing.listener import Listener
from assistant.hearing.wake.self_test import SelfTest

FIRST_RETRY_S = 0.5
"""Seconds from a failure to the next try to open the microphone. They double with each try, up to MAX_RETRY_S."""
MAX_RETRY_S = 5.0
CANCEL_CHECK_EVERY_S = 0.1
"""Seconds between two checks for a cancelled job, while there is no microphone."""
DEFAULT_CHECK_EVERY_S = 30.0
"""Seconds between two checks for another default microphone. A check costs 10 ms."""


class BlockFeeder:
    """Feeds blocks to the listener, and handles the daemon's messages between them.

    Args:
        listener: Hears the blocks.
        self_test: Continues by one step with each block.
        context: The job's context.
    """

    def __init__(self, listener: Listener, self_test: SelfTest, context: JobContext) -> None:
        self._listener = listener
        self._self_test = self_test
        self._context = context

    def feed(self, block: bytes, sound: bool = True) -> None:
        """Feeds one block that has just arrived.

        Args:
            block: 1280 int16 samples at 16 kHz.
            sound: Whether the microphone delivers real sound.

        Raises:
            JobCancelled: The job was cancelled.
        """
        self._context.check()
        while (message := self._context.receive()) is not None:
            self._handle(message)
        self._listener.hear(block, sound)
        self._self_test.step()

    def _handle(self, message: Message) -> None:
        match message:
            case ListenNow(held):
                self._listener.listen(held=held)
            case EndOfSpeech():
                self._listener.end()
            case Watch():
                self._listener.watch()
            case DropUtterance():
                self._listener.drop()
            case WaitLonger(silence_ms):
                self._listener.wait(silence_ms / 1000)
            case SelfTestNow():
                self._self_test.start()


class MicrophoneLoop:
    """Hears the microphone, and opens it again whenever it is lost.

    Args:
        device: The microphone, as `hearing.device` names it.
        listener: As in `BlockFeeder`.
        self_test: As in `BlockFeeder`.
        context: As in `BlockFeeder`.
    """

    def __init__(self, device: str, listener: Listener, self_test: SelfTest, context: JobContext) -> None:
        self._device = device
        self._listener = listener
        self._context = context
        self._feeder = BlockFeeder(listener, self_test, context)
        self._retry_s = FIRST_RETRY_S

    def run(self) -> None:
        """Runs until the job is cancelled; the microphone is closed then.

        Raises:
            JobCancelled: The job was cancelled.
        """
        while True:
            self._context.check()
            try:
                with Microphone(self._device) as microphone:
                    self._listener.handle_gap()
                    self._hear(microphone)
            except MicrophoneGone as gone:
                self._lost(gone)

    def _hear(self, microphone: Microphone) -> None:
        """Hears the microphone until it is lost, or until another default microphone was chosen."""
        signal_check = SignalCheck()
        asked_at = time.monotonic()
        opened = False
        for block in microphone.blocks():
            if not opened:
                opened, self._retry_s = True, FIRST_RETRY_S
                self._context.send(SourceOpened(microphone.name))
            if microphone.after_gap:
                self._listener.handle_gap()
            fault = signal_check.push(block)
            self._feeder.feed(block, sound=signal_check.fault is None)
            microphone.use_long_reads(not self._listener.attentive)
            if fault is not None or time.monotonic() - asked_at >= DEFAULT_CHECK_EVERY_S:
                asked_at = time.monotonic()
                if microphone.default_changed:
                    return
            if fault is not None:
                self._context.send(SourceSilent(Failure.of(fault.error(microphone.name))))

    def _lost(self, gone: MicrophoneGone) -> None:
        self._listener.drop()
        self._context.send(SourceLost(Failure.of(gone)))
        until = time.monotonic() + self._retry_s
        self._retry_s = min(MAX_RETRY_S, self._retry_s * 2)
        while time.monotonic() < until:
            self._context.check()
            while self._context.receive() is not None:
                pass  # nothing can be opened or dropped without a microphone
            time.sleep(CANCEL_CHECK_EVERY_S)
