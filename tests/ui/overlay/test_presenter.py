"""Tests the state machine alone: which events lead to which pill and card."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.filled import filled

from assistant.core.messages.event_messages import NoticeEvent, PictureEvent, PreviewEvent, ProgressEvent, RequestEvent
from assistant.ui.overlay.presenter import OverlayPresenter
from assistant.ui.overlay.view_state import Mood


def snapshot(stage: str, id: str = "a", **more: Any) -> RequestEvent:
    return filled(RequestEvent, id=id, stage=stage, **more)


PAINT = {"kind": "paint", "subject": "a fox in the snow", "style": "watercolor", "count": None}


def painting(id: str = "a") -> OverlayPresenter:
    presenter = OverlayPresenter()
    presenter.on_request(snapshot("painting", id, words="paint me a fox in the snow", command=PAINT, count=2))
    return presenter


def showing() -> OverlayPresenter:
    presenter = painting()
    marks = {"understood": 1.0, "painted": 1.9}
    presenter.on_request(
        snapshot("showing", command=PAINT, pictures=["/1.png", "/2.png"], painter="sketch", marks=marks)
    )
    return presenter


def test_a_request_walks_from_pill_to_card() -> None:
    presenter = OverlayPresenter()
    presenter.on_request(snapshot("listening"))
    assert presenter.pill is not None
    assert presenter.pill.mood is Mood.LISTENING
    presenter.on_request(snapshot("understanding", words="paint me a fox"))
    assert presenter.pill is not None
    assert (presenter.pill.mood, presenter.pill.title) == (Mood.THINKING, "paint me a fox")
    presenter.on_request(snapshot("painting", command=PAINT, count=2))
    assert presenter.pill is None
    assert presenter.card is not None
    assert (presenter.card.words, presenter.card.count) == ("a fox in the snow, watercolor", 2)
    presenter.on_progress(filled(ProgressEvent, **{"request": "a", "done": 3, "total": 5}))
    assert (presenter.card.done, presenter.card.total) == (3, 5)


def test_the_number_of_pictures_is_taken_from_the_first_event_that_knows_it() -> None:
    presenter = OverlayPresenter()
    presenter.on_request(snapshot("painting", command=PAINT))
    presenter.on_progress(filled(ProgressEvent, **{"request": "a", "done": 0, "total": 5, "count": 2}))
    assert presenter.card is not None
    assert presenter.card.count == 2


def test_a_finished_request_names_its_painter_and_time() -> None:
    card = showing().card
    assert card is not None
    assert not card.is_painting
    assert card.is_complete
    assert (card.painter, round(card.painting_s or 0, 3), card.paths) == ("sketch", 0.9, ("/1.png", "/2.png"))


def test_a_preview_that_comes_after_its_picture_is_not_shown() -> None:
    presenter = painting()
    assert presenter.on_preview(filled(PreviewEvent, **{"request": "a", "index": 0, "count": 2}))
    presenter.on_picture(filled(PictureEvent, **{"request": "a", "index": 0, "count": 2, "path": "/1.png"}))
    assert not presenter.on_preview(filled(PreviewEvent, **{"request": "a", "index": 0, "count": 2}))
    assert presenter.on_preview(filled(PreviewEvent, **{"request": "a", "index": 1, "count": 2}))
    assert presenter.card is not None
    assert not presenter.card.is_complete


def test_a_new_request_is_heard_while_pictures_are_painted() -> None:
    presenter = painting()
    presenter.on_request(snapshot("listening", "b"))
    assert presenter.card is not None
    assert presenter.card.request == "a"
    assert presenter.pill is not None
    assert presenter.pill.request == "b"
    presenter.on_request(snapshot("cancelled", "b"))
    assert presenter.pill is None
    assert presenter.card is not None
    assert presenter.card.request == "a"


def test_a_waiting_request_takes_the_card_when_its_own_painting_begins() -> None:
    presenter = painting()
    presenter.on_request(snapshot("painting", "b", command=PAINT | {"subject": "a bear"}, count=1))
    assert presenter.card is not None
    assert presenter.card.request == "a"
    presenter.on_request(snapshot("cancelled", "a"))
    assert presenter.card is not None
    assert presenter.card.words == "a bear, watercolor"


def test_another_one_keeps_the_words_of_the_one_before() -> None:
    presenter = showing()
    presenter.on_request(snapshot("painting", "b", words="another one", command={"kind": "again"}, count=2))
    assert presenter.card is not None
    assert (presenter.card.request, presenter.card.words) == ("b", "a fox in the snow, watercolor")


def test_a_failure_has_words_and_takes_its_own_card_away() -> None:
    presenter = painting()
    presenter.on_request(
        snapshot("failed", failure={"code": "engine", "title": "No memory", "hint": "Close something"})
    )
    assert presenter.card is None
    assert presenter.pill is not None
    assert (presenter.pill.mood, presenter.pill.title, presenter.pill.second) == (
        Mood.FAILED,
        "No memory",
        "Close something",
    )
    presenter.on_message_read()
    assert presenter.pill is None


def test_a_notice_hides_the_pill_for_a_while_only() -> None:
    presenter = OverlayPresenter()
    presenter.on_request(snapshot("listening"))
    presenter.on_notice(filled(NoticeEvent, **{"title": "The microphone went away", "hint": "", "level": "error"}))
    assert presenter.pill is not None
    assert presenter.pill.mood is Mood.FAILED
    presenter.on_message_read()
    assert presenter.pill is not None
    assert presenter.pill.mood is Mood.LISTENING


def test_dismiss_takes_finished_pictures_and_leaves_a_painting() -> None:
    presenter = showing()
    presenter.on_dismiss()
    assert presenter.card is None
    presenter = painting()
    presenter.on_dismiss()
    assert presenter.card is not None


def test_keeping_marks_the_card() -> None:
    presenter = showing()
    presenter.on_request(snapshot("done", "b", command={"kind": "save", "which": 2}))
    assert presenter.card is not None
    assert presenter.card.kept_words == "kept 2"
    presenter.on_kept(None)
    assert presenter.card is not None
    assert presenter.card.kept_words == "kept"


def test_a_lost_daemon_ends_what_it_was_doing_and_nothing_else() -> None:
    presenter = painting()
    presenter.on_lost()
    assert presenter.card is None
    assert presenter.pill is not None
    assert presenter.pill.mood is Mood.FAILED
    presenter = showing()
    presenter.on_lost()
    assert presenter.card is not None
    assert presenter.pill is None


def test_values_that_make_no_sense_are_survived() -> None:
    presenter = painting()
    presenter.on_progress(filled(ProgressEvent, request="a", done=7, total=0, count=99))
    presenter.on_picture(filled(PictureEvent, **{"request": "a", "index": 77, "path": "/x.png"}))
    presenter.on_preview(filled(PreviewEvent, **{"request": "a", "index": -1}))
    presenter.on_request(snapshot("showing", marks={"painted": 1.0}))
    assert presenter.card is not None
    assert not presenter.card.is_painting


def grown(presenter: OverlayPresenter, id: str = "b") -> OverlayPresenter:
    presenter.on_request(snapshot("listening", id, words="paint me a hen", tentative=True))
    presenter.on_preview(filled(PreviewEvent, **{"request": id, "index": 0, "count": 1, "growing": True}))
    return presenter


def test_what_is_said_is_drawn_while_it_is_said_and_then_painted_in_its_place() -> None:
    presenter = grown(OverlayPresenter())
    assert presenter.pill is not None
    assert presenter.card is not None
    assert (presenter.card.request, presenter.card.count, presenter.card.is_painting) == ("b", 1, True)
    presenter.on_request(snapshot("painting", "b", command=PAINT, count=2))
    assert (presenter.card.words, presenter.card.count) == ("a fox in the snow, watercolor", 2)


@pytest.mark.parametrize("end", ["cancelled", "failed", "done"])
def test_pictures_come_back_where_nothing_came_of_what_was_drawn(end: str) -> None:
    presenter = grown(showing())
    assert presenter.card is not None
    assert presenter.card.request == "b"
    presenter.on_request(snapshot(end, "b"))
    assert presenter.card is not None
    assert (presenter.card.request, presenter.card.paths) == ("a", ("/1.png", "/2.png"))


def test_what_is_drawn_takes_no_place_from_what_is_painted() -> None:
    presenter = grown(painting("a"))
    assert presenter.card is not None
    assert presenter.card.request == "a"


def test_a_drawing_of_a_request_that_is_not_spoken_is_not_shown() -> None:
    presenter = OverlayPresenter()
    assert not presenter.on_preview(filled(PreviewEvent, **{"request": "x", "index": 0, "count": 1, "growing": True}))
    assert presenter.card is None


def test_what_is_painted_is_named_also_where_the_words_do_not() -> None:
    presenter = OverlayPresenter()
    order = {"subject": "a fox in the snow", "style": "watercolor"}
    again = {"words": "another one", "command": {"kind": "again"}, "order": order}
    presenter.on_request(snapshot("painting", "b", count=2, **again))
    assert presenter.card is not None
    assert presenter.card.words == "a fox in the snow, watercolor"
    presenter.card = None
    presenter.on_request(snapshot("showing", "b", pictures=["/1.png"], **again))
    assert presenter.card is not None
    assert presenter.card.words == "a fox in the snow, watercolor"


def test_pictures_that_are_there_are_shown_though_their_request_failed() -> None:
    presenter = painting()
    failure = {"code": "gallery", "title": "The disk is full", "hint": "Free some space."}
    presenter.on_request(snapshot("failed", failure=failure, pictures=["/run/1.png"], command=PAINT))
    assert presenter.card is not None
    assert (presenter.card.is_painting, presenter.card.paths) == (False, ("/run/1.png",))
    assert presenter.pill is not None
    assert presenter.pill.title == "The disk is full"
    presenter.on_message_read()
    presenter.on_request(snapshot("failed", failure=failure, pictures=["/home/1.png"], kept=[True], command=PAINT))
    assert presenter.card.paths == ("/home/1.png",)
    assert presenter.card.kept_words == "kept"
    assert presenter.pill is None


def test_words_that_could_not_be_drawn_are_told() -> None:
    presenter = painting()
    undrawn = ["chrysanthemum", "valour"]
    presenter.on_request(snapshot("showing", command=PAINT, pictures=["/1.png"], painter="sketch", undrawn=undrawn))
    assert presenter.card.second_line == "sketch · offline · not drawn: chrysanthemum, valour"
    assert showing().card.second_line == "sketch · 0.9 s · offline"
