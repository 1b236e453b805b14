"""Stays with a source: opens it, takes its blocks to the listener, minds what the daemon sends meanwhile.

Runs in the ears process. A read that never returns is not seen here: the daemon misses the `frames` and ends the
process.
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
LAST_RETRY_S = 5.0
CHECK_EVERY_S = 0.1
DEFAULT_EVERY_S = 30.0
"""How often to look whether another default microphone was chosen; costs 10 ms."""


class Attendant:
    """Takes blocks to the listener, and between them what the daemon sends.

    Args:
        listener: Hears the blocks.
        self_test: Goes on by a step with each of them.
        context: The job's.
    """

    def __init__(self, listener: Listener, self_test: SelfTest, context: JobContext) -> None:
        self._listener = listener
        self._self_test = self_test
        self._context = context

    def attend(self, block: bytes, sound: bool = True) -> None:
        """One block that has just arrived. Raises JobCancelled."""
        self._context.check()
        while (message := self._context.receive()) is not None:
            self._obey(message)
        self._listener.hear(block, sound)
        self._self_test.step()

    def _obey(self, message: Message) -> None:
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


class Attendance:
    """Stays with the microphone: hears it, and opens it again whenever it is lost.

    Args:
        device: Which one, as `hearing.device` says.
        listener, self_test, context: As the attendant's.
    """

    def __init__(self, device: str, listener: Listener, self_test: SelfTest, context: JobContext) -> None:
        self._device = device
        self._listener = listener
        self._context = context
        self._attendant = Attendant(listener, self_test, context)
        self._retry_s = FIRST_RETRY_S

    def stay(self) -> None:
        """Only a cancelled job ends this, by JobCancelled; the microphone is closed then."""
        while True:
            self._context.check()
            try:
                with Microphone(self._device) as microphone:
                    self._listener.skip()
                    self._hear(microphone)
            except MicrophoneGone as gone:
                self._lost(gone)

    def _hear(self, microphone: Microphone) -> None:
        """Until it is lost, or until another default microphone was chosen."""
        signal_check = SignalCheck()
        asked_at = time.monotonic()
        opened = False
        for block in microphone.blocks():
            if not opened:
                opened, self._retry_s = True, FIRST_RETRY_S
                self._context.send(SourceOpened(microphone.name))
            if microphone.after_gap:
                self._listener.skip()
            fault = signal_check.push(block)
            self._attendant.attend(block, sound=signal_check.fault is None)
            microphone.use_long_reads(not self._listener.attentive)
            if fault is not None or time.monotonic() - asked_at >= DEFAULT_EVERY_S:
                asked_at = time.monotonic()
                if microphone.default_changed:
                    return
            if fault is not None:
                self._context.send(SourceSilent(Failure.of(fault.error(microphone.name))))

    def _lost(self, gone: MicrophoneGone) -> None:
        self._listener.drop()
        self._context.send(SourceLost(Failure.of(gone)))
        until = time.monotonic() + self._retry_s
        self._retry_s = min(LAST_RETRY_S, self._retry_s * 2)
        while time.monotonic() < until:
            self._context.check()
            while self._context.receive() is not None:
                pass  # nothing can be opened or dropped without a microphone
            time.sleep(CHECK_EVERY_S)
