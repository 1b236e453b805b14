"""What `jarvis run` prints on a terminal while somebody speaks."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.cli.printing import Following
from assistant.cli.running import Narrator
from assistant.core.events import Event
from assistant.core.request import SpokenRequest
from assistant.core.stages import Stage


def tell(narrator: Narrator, request: SpokenRequest, stage: Stage, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(request, name, value)
    request.stage = stage
    narrator.tell(Event("request", request.snapshot()))


def test_a_call_in_doubt_is_greeted_when_it_is_confirmed_and_once(capsys: pytest.CaptureFixture[str]) -> None:
    narrator = Narrator()
    request = SpokenRequest("voice", doubt="jarvis")
    tell(narrator, request, Stage.LISTENING)
    assert capsys.readouterr().out == ""
    tell(narrator, request, Stage.LISTENING, doubt=None, words="paint me a fox", tentative=True)
    tell(narrator, request, Stage.LISTENING, words="paint me a fox and")
    assert capsys.readouterr().out == "● yes?\n"
    tell(narrator, SpokenRequest("voice"), Stage.LISTENING)
    assert capsys.readouterr().out == "● yes?\n"


def test_a_refused_call_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    narrator = Narrator()
    request = SpokenRequest("voice", doubt="jarvis")
    for stage in (Stage.LISTENING, Stage.TRANSCRIBING, Stage.CANCELLED):
        tell(narrator, request, stage)
    with Following(quiet=False) as following:
        following.update({"event": "request", **request.snapshot()})
    out, err = capsys.readouterr()
    assert out + err == ""
