"""The record moves only where the table allows, errors survive the wire, and the bus outlives its subscribers."""

import itertools

import pytest

from assistant.core.commands import NotUnderstood, Paint
from assistant.core.errors import AssistantError, ModelMissing, WorkerDied
from assistant.core.events import EventBus
from assistant.core.message import Failure
from assistant.core.messages.event_messages import DismissEvent, Event
from assistant.core.request import Audio, KeptPicture, SpokenRequest
from assistant.core.stages import MOVES, Stage


@pytest.mark.parametrize(("start", "end"), list(itertools.product(Stage, Stage)))
def test_only_the_tables_moves_are_allowed(start: Stage, end: Stage) -> None:
    request = SpokenRequest("voice", stage=start)
    if end in MOVES[start]:
        request.move(end)
        assert request.stage is end
    else:
        with pytest.raises(ValueError, match="cannot go"):
            request.move(end)
        assert request.stage is start


def test_every_live_stage_can_fail_and_be_cancelled() -> None:
    for stage in Stage:
        if stage.is_live:
            assert {Stage.FAILED, Stage.CANCELLED} <= MOVES[stage]
        else:
            assert not MOVES[stage]


def test_a_snapshot_counts_from_the_wake_word() -> None:
    request = SpokenRequest("voice")
    request.mark("woke", 100.0)
    request.mark("heard", 102.5)
    request.command = Paint("a fox", "watercolor", 2)
    request.pictures.append(KeptPicture("1", "/pictures/1.png", 512, 512, 7))
    snapshot = request.snapshot()
    assert snapshot.marks == {"woke": 0.0, "heard": 2.5}
    assert snapshot.fields()["command"] == {
        "kind": "paint",
        "subject": "a fox",
        "style": "watercolor",
        "count": 2,
    }
    assert snapshot.pictures == ("/pictures/1.png",)
    assert snapshot.failure is None


def test_a_typed_requests_snapshot_counts_from_its_arrival() -> None:
    request = SpokenRequest("cli")
    request.mark("received", 5.0)
    request.mark("understood", 5.25)
    request.command = NotUnderstood("hm", ("Paint me a fox",))
    assert request.snapshot().marks["understood"] == 0.25
    assert request.snapshot().command == request.command


@pytest.mark.parametrize("kind", [ModelMissing, WorkerDied, AssistantError])
def test_an_error_is_the_same_at_the_other_end(kind: type[AssistantError]) -> None:
    error = Failure.of(kind("It is gone", "Look for it.")).error()
    assert type(error) is kind
    assert (error.title, error.hint) == ("It is gone", "Look for it.")


def test_an_error_of_an_unknown_kind_is_still_an_error() -> None:
    assert type(Failure("from the future", "It is gone").error()) is AssistantError


def test_audio_knows_its_length() -> None:
    assert Audio(bytes(32000)).seconds == 1.0


def test_a_failing_subscriber_stops_nobody(caplog: pytest.LogCaptureFixture) -> None:
    bus, told = EventBus(), []

    def fail(event: Event, payload: bytes) -> None:
        raise RuntimeError

    bus.subscribe(fail)
    end = bus.subscribe(lambda event, _: told.append(event))
    bus.publish(DismissEvent())
    end()
    bus.publish(DismissEvent())
    assert len(told) == 1
    assert "a subscriber failed" in caplog.text
