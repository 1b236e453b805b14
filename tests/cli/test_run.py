"""`jarvis run` prints requests on a terminal while somebody speaks."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.filled import filled
from msgspec.structs import replace
from rich.color import ColorSystem

from assistant.cli import output as printing
from assistant.cli.output import Following
from assistant.cli.run import EventPrinter
from assistant.core.commands import Change, Help, PaintOrder
from assistant.core.messages.event_messages import NoticeEvent, StateEvent
from assistant.core.request import SpokenRequest
from assistant.core.stages import Stage


def tell(narrator: EventPrinter, request: SpokenRequest, stage: Stage, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(request, name, value)
    request.stage = stage
    narrator.on_event(request.snapshot(), b"")


def test_a_call_in_doubt_is_greeted_when_it_is_confirmed_and_once(capsys: pytest.CaptureFixture[str]) -> None:
    narrator = EventPrinter()
    request = SpokenRequest("voice", doubt="jarvis")
    tell(narrator, request, Stage.LISTENING)
    assert capsys.readouterr().out == ""
    tell(narrator, request, Stage.LISTENING, doubt=None, words="paint me a fox", tentative=True)
    tell(narrator, request, Stage.LISTENING, words="paint me a fox and")
    assert capsys.readouterr().out == "● yes?\n"
    tell(narrator, SpokenRequest("voice"), Stage.LISTENING)
    assert capsys.readouterr().out == "● yes?\n"


def test_a_refused_call_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    narrator = EventPrinter()
    request = SpokenRequest("voice", doubt="jarvis")
    for stage in (Stage.LISTENING, Stage.TRANSCRIBING, Stage.CANCELLED):
        tell(narrator, request, stage)
    with Following(quiet=False) as following:
        following.update(request.snapshot())
    out, err = capsys.readouterr()
    assert out + err == ""


def state(tray: str, problem: str | None = None, device: str | None = "Headset") -> StateEvent:
    wrong = {"code": "microphone", "title": problem, "hint": "Plug one in."} if problem else None
    return filled(StateEvent, tray=tray, problem=wrong, device=device)


def test_it_says_that_it_listens_again_after_a_trouble_and_not_that_it_is_deaf_at_the_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    narrator = EventPrinter()
    trouble = state("deaf", "There is no microphone", device=None)
    for event in (state("deaf", device=None), state("listening"), trouble, state("deaf"), state("listening")):
        narrator.on_event(event, b"")
    narrator.on_event(state("deaf", device=None), b"")
    out = capsys.readouterr().out
    assert out.count("Listening for “Jarvis” on Headset") == 2
    assert "Deaf" not in out


def test_it_says_that_it_is_deaf_where_nobody_knows_why(capsys: pytest.CaptureFixture[str]) -> None:
    narrator = EventPrinter()
    narrator.on_event(state("listening"), b"")
    narrator.on_event(state("deaf"), b"")
    assert "Deaf: no sound is being heard" in capsys.readouterr().out


def test_only_what_is_wrong_is_red(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing.err, "_color_system", ColorSystem.STANDARD)
    monkeypatch.setattr(printing.err, "_force_terminal", True)
    EventPrinter().on_event(filled(NoticeEvent, **{"title": "You can say", "hint": "“Stop”", "level": "info"}), b"")
    EventPrinter().on_event(filled(NoticeEvent, **{"title": "No microphone", "hint": "", "level": "error"}), b"")
    said, wrong = capsys.readouterr().err.splitlines()
    assert "\x1b[31m" not in said
    assert "\x1b[31m" in wrong


def test_a_change_names_what_it_paints(capsys: pytest.CaptureFixture[str]) -> None:
    order = PaintOrder("a fox at night", "a fox at night, oil", "a fox at night", "oil", 1, 7)
    request = SpokenRequest("voice", words="make it night", command=Change("when", "at night"), order=order)
    tell(EventPrinter(), request, Stage.DONE)
    assert capsys.readouterr().out.splitlines()[:2] == ["“make it night”", "  a fox at night, oil"]
    printing.print_last(replace(request.finished(), pictures=("/1.png",), kept=(False,)))
    assert capsys.readouterr().out.startswith("“a fox at night, oil”")


def test_who_asks_for_help_is_told_what_can_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    request = SpokenRequest("cli", words="help", command=Help(("Stop", "Another one")), stage=Stage.DONE)
    printing.print_request(request.snapshot())
    assert "  you can say: “Stop”, “Another one”" in capsys.readouterr().out.splitlines()
