"""Runs the ears' job in a thread, as its host does in a process, and waits for what it reports."""

from __future__ import annotations

import threading
import time
from collections import deque
from types import TracebackType
from typing import TypeVar

from helpers.reports import Reports

from assistant.core.errors import JobCancelled
from assistant.core.jobs import JobContext
from assistant.core.message import Message
from assistant.core.messages.ears_messages import AllHeard, EarsInput, FramesScored, MicrophoneOrder, RecordingOrder
from assistant.hearing.job import EarsJob

MessageT = TypeVar("MessageT", bound=Message)
PATIENCE_S = 30.0


class EarsAtWork:
    """A job that runs until it is over or cancelled; leaving the `with` block cancels it and waits for its end."""

    def __init__(self, job: EarsJob, order: MicrophoneOrder | RecordingOrder) -> None:
        self.reports = Reports()
        self.result: AllHeard | None = None
        self.error: BaseException | None = None
        self._seen = 0
        self._news = threading.Condition()
        self._inputs: deque[EarsInput] = deque()
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._work, args=(job, order), daemon=True)

    def __enter__(self) -> EarsAtWork:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cancel()

    def cancel(self) -> None:
        """What muting does; returns when the job has ended."""
        self._cancelled.set()
        self.join()

    def join(self) -> None:
        """Wait for the end of the job."""
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive(), f"the job goes on; it told {self._kinds()}"

    def send(self, message: EarsInput) -> None:
        """Send the job one of its inputs."""
        self._inputs.append(message)

    def wait_for(self, kind: type[MessageT]) -> MessageT:
        """The next message of this kind after the last one waited for; those before it are skipped."""
        deadline = time.monotonic() + PATIENCE_S
        with self._news:
            while True:
                for number in range(self._seen, len(self.reports.all)):
                    message = self.reports.all[number][0]
                    if isinstance(message, kind):
                        self._seen = number + 1
                        return message
                left = deadline - time.monotonic()
                assert left > 0, f"no {kind.__name__}; it told {self._kinds()}"
                assert self._thread.is_alive(), f"no {kind.__name__}: the job ended with {self.error!r}"
                self._news.wait(min(left, 1.0))

    def hears_within(self, seconds: float) -> bool:
        """Whether two heartbeats come within this time. One may be on its way."""
        count = len(self.of(FramesScored))
        with self._news:
            return self._news.wait_for(lambda: len(self.of(FramesScored)) > count + 1, seconds)

    def of(self, kind: type[MessageT]) -> list[MessageT]:
        """Every message of this kind so far."""
        return self.reports.of(kind)

    def _kinds(self) -> list[str]:
        return [message.tag() for message in self.reports.messages]

    def _work(self, job: EarsJob, order: MicrophoneOrder | RecordingOrder) -> None:
        try:
            self.result = job.run(order, b"", JobContext(send=self._send, check=self._check, receive=self._receive))
        except BaseException as error:
            self.error = error

    def _send(self, message: Message, payload: bytes = b"", /) -> None:
        self._check()
        with self._news:
            self.reports(message, payload)
            self._news.notify_all()

    def _check(self) -> None:
        if self._cancelled.is_set():
            raise JobCancelled

    def _receive(self) -> EarsInput | None:
        self._check()
        return self._inputs.popleft() if self._inputs else None
