"""Runs the ears' job in a thread, as its host does in a process, and waits for what it tells."""

from __future__ import annotations

import threading
import time
from collections import deque
from types import TracebackType
from typing import Any

from assistant.core.errors import JobCancelled
from assistant.core.jobs import JobContext
from assistant.core.wire import Message
from assistant.hearing.job import EarsJob

PATIENCE_S = 30.0


class EarsAtWork:
    """A job that runs until it is over or cancelled; leaving the `with` block cancels it and waits for its end."""

    def __init__(self, job: EarsJob, **order: object) -> None:
        self.messages: list[Message] = []
        self.result: Message | None = None
        self.error: BaseException | None = None
        self._seen = 0
        self._news = threading.Condition()
        self._told: deque[dict[str, Any]] = deque()
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._work, args=(job, Message("job", dict(order))), daemon=True)

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

    def tell(self, do: str, **more: object) -> None:
        """Send the job a `tell`."""
        self._told.append({"do": do, **more})

    def wait_for(self, what: str) -> Message:
        """The next message of this kind after the last one waited for; those before it are skipped."""
        deadline = time.monotonic() + PATIENCE_S
        with self._news:
            while True:
                for number in range(self._seen, len(self.messages)):
                    if self.messages[number].data["what"] == what:
                        self._seen = number + 1
                        return self.messages[number]
                left = deadline - time.monotonic()
                assert left > 0, f"no {what}; it told {self._kinds()}"
                assert self._thread.is_alive(), f"no {what}: the job ended with {self.error!r}"
                self._news.wait(min(left, 1.0))

    def hears_within(self, seconds: float) -> bool:
        """Whether two heartbeats come within this time. One may be on its way."""
        count = len(self.of("frames"))
        with self._news:
            return self._news.wait_for(lambda: len(self.of("frames")) > count + 1, seconds)

    def of(self, what: str) -> list[Message]:
        """Every message of this kind so far."""
        return [message for message in self.messages if message.data["what"] == what]

    def _kinds(self) -> list[str]:
        return [message.data["what"] for message in self.messages]

    def _work(self, job: EarsJob, order: Message) -> None:
        try:
            self.result = job.run(order, JobContext(send=self._send, check=self._check, told=self._next_tell))
        except BaseException as error:
            self.error = error

    def _send(self, message: Message) -> None:
        self._check()
        with self._news:
            self.messages.append(message)
            self._news.notify_all()

    def _check(self) -> None:
        if self._cancelled.is_set():
            raise JobCancelled

    def _next_tell(self) -> dict[str, Any] | None:
        self._check()
        return self._told.popleft() if self._told else None
