"""The messages of the small jobs that the workers' tests run."""

from __future__ import annotations

from typing import ClassVar

from assistant.core.message import Message, PayloadRule
from assistant.core.messages.job_messages import Order

_ANY = PayloadRule("any bytes", required=False)


class Step(Message, frozen=True, tag="step"):
    """The job goes on."""

    payload_rule: ClassVar[PayloadRule | None] = _ANY
    done: int = 0


class Answer(Message, frozen=True, tag="answer"):
    """The job is done."""

    value: object = None


class Do(Order[Step, Answer], frozen=True, tag="do"):
    """Do one thing: `do` names the method of `jobs_for_tests.Tool`."""

    payload_rule: ClassVar[PayloadRule | None] = _ANY
    do: str
    number: int = 0
    steps: int = 0
    seed: int = 0
    size: int = 5000
    each_s: float = 0.0
    signal: int = 9
    path: str = ""


class Word(Message, frozen=True, tag="word"):
    """Something for the running job."""

    word: str
