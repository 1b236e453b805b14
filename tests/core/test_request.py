"""The record moves forward only, errors survive the wire, and the bus outlives its subscribers."""

import pytest

from assistant.core.commands import NotUnderstood, Paint
from assistant.core.errors import AssistantError, ModelMissing, WorkerDied
from assistant.core.events import EventBus
from assistant.core.message import Failure
from assistant.core.messages.event_messages import DismissEvent, Event
from assistant.core.request import Audio, KeptPicture, SpokenRequest
from assistant.core.stages import Stage

ENDS = {Stage.CANCELLED, Stage.FAILED}
ALLOWED = {
    Stage.LISTENING: {Stage.TRANSCRIBING, *ENDS},
    Stage.TRANSCRIBING: {Stage.UNDERSTANDING, *ENDS},
    # A command may paint, show earlier pictures again, or do neither: stop, keep, dismiss.
    Stage.UNDERSTANDING: {Stage.PAINTING, Stage.SHOWING, Stage.DONE, *ENDS},
    Stage.PAINTING: {Stage.SHOWING, *ENDS},
    Stage.SHOWING: {Stage.DONE, *ENDS},
    Stage.DONE: set(),
    Stage.CANCELLED: set(),
    Stage.FAILED: set(),
}


def goes(start: Stage, end: Stage) -> bool:
    """Returns whether a request moves there; one that does not move stays where it is."""
    request = SpokenRequest("voice", stage=start)
    try:
        request.move(end)
    except ValueError:
        return request.stage is not start
    return request.stage is end


@pytest.mark.parametrize("start", Stage)
def test_a_request_goes_forward_and_never_back(start: Stage) -> None:
    assert {end for end in Stage if goes(start, end)} == ALLOWED[start]
    assert start.is_live == bool(ALLOWED[start])


def test_a_move_that_is_not_allowed_is_named() -> None:
    with pytest.raises(ValueError, match="cannot go from done to painting"):
        SpokenRequest("voice", stage=Stage.DONE).move(Stage.PAINTING)


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
