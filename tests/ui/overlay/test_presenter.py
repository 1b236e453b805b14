"""What is to be seen after which events: the state machine alone."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.filled import filled

from assistant.core.messages.event_messages import NoticeEvent, PictureEvent, PreviewEvent, ProgressEvent, RequestEvent
from assistant.ui.overlay.card_foot import second_line
from assistant.ui.overlay.presenter import Scene
from assistant.ui.overlay.view_state import Mood


def snapshot(stage: str, id: str = "a", **more: Any) -> RequestEvent:
    return filled(RequestEvent, id=id, stage=stage, **more)


PAINT = {"kind": "paint", "subject": "a fox in the snow", "style": "watercolor", "count": None}


def painting(id: str = "a") -> Scene:
    scene = Scene()
    scene.on_request(snapshot("painting", id, words="paint me a fox in the snow", command=PAINT, count=2))
    return scene


def showing() -> Scene:
    scene = painting()
    marks = {"understood": 1.0, "painted": 1.9}
    scene.on_request(snapshot("showing", command=PAINT, pictures=["/1.png", "/2.png"], painter="sketch", marks=marks))
    return scene


def test_a_request_walks_from_pill_to_card() -> None:
    scene = Scene()
    scene.on_request(snapshot("listening"))
    assert scene.pill is not None
    assert scene.pill.mood is Mood.LISTENING
    scene.on_request(snapshot("understanding", words="paint me a fox"))
    assert scene.pill is not None
    assert (scene.pill.mood, scene.pill.title) == (Mood.THINKING, "paint me a fox")
    scene.on_request(snapshot("painting", command=PAINT, count=2))
    assert scene.pill is None
    assert scene.card is not None
    assert (scene.card.words, scene.card.count) == ("a fox in the snow, watercolor", 2)
    scene.on_progress(filled(ProgressEvent, **{"request": "a", "done": 3, "total": 5}))
    assert (scene.card.done, scene.card.total) == (3, 5)


def test_the_number_of_pictures_is_taken_from_the_first_event_that_knows_it() -> None:
    scene = Scene()
    scene.on_request(snapshot("painting", command=PAINT))
    scene.on_progress(filled(ProgressEvent, **{"request": "a", "done": 0, "total": 5, "count": 2}))
    assert scene.card is not None
    assert scene.card.count == 2


def test_a_finished_request_names_its_painter_and_time() -> None:
    card = showing().card
    assert card is not None
    assert not card.is_painting
    assert card.is_complete
    assert (card.painter, round(card.painting_s or 0, 3), card.paths) == ("sketch", 0.9, ("/1.png", "/2.png"))


def test_a_preview_that_comes_after_its_picture_is_not_shown() -> None:
    scene = painting()
    assert scene.on_preview(filled(PreviewEvent, **{"request": "a", "index": 0, "count": 2}))
    scene.on_picture(filled(PictureEvent, **{"request": "a", "index": 0, "count": 2, "path": "/1.png"}))
    assert not scene.on_preview(filled(PreviewEvent, **{"request": "a", "index": 0, "count": 2}))
    assert scene.on_preview(filled(PreviewEvent, **{"request": "a", "index": 1, "count": 2}))
    assert scene.card is not None
    assert not scene.card.is_complete


def test_a_new_request_is_heard_while_pictures_are_painted() -> None:
    scene = painting()
    scene.on_request(snapshot("listening", "b"))
    assert scene.card is not None
    assert scene.card.request == "a"
    assert scene.pill is not None
    assert scene.pill.request == "b"
    scene.on_request(snapshot("cancelled", "b"))
    assert scene.pill is None
    assert scene.card is not None
    assert scene.card.request == "a"


def test_a_waiting_request_takes_the_card_when_its_own_painting_begins() -> None:
    scene = painting()
    scene.on_request(snapshot("painting", "b", command=PAINT | {"subject": "a bear"}, count=1))
    assert scene.card is not None
    assert scene.card.request == "a"
    scene.on_request(snapshot("cancelled", "a"))
    assert scene.card is not None
    assert scene.card.words == "a bear, watercolor"


def test_another_one_keeps_the_words_of_the_one_before() -> None:
    scene = showing()
    scene.on_request(snapshot("painting", "b", words="another one", command={"kind": "again"}, count=2))
    assert scene.card is not None
    assert (scene.card.request, scene.card.words) == ("b", "a fox in the snow, watercolor")


def test_a_failure_has_words_and_takes_its_own_card_away() -> None:
    scene = painting()
    scene.on_request(snapshot("failed", failure={"code": "engine", "title": "No memory", "hint": "Close something"}))
    assert scene.card is None
    assert scene.pill is not None
    assert (scene.pill.mood, scene.pill.title, scene.pill.second) == (Mood.FAILED, "No memory", "Close something")
    scene.on_message_read()
    assert scene.pill is None


def test_a_notice_hides_the_pill_for_a_while_only() -> None:
    scene = Scene()
    scene.on_request(snapshot("listening"))
    scene.on_notice(filled(NoticeEvent, **{"title": "The microphone went away", "hint": "", "level": "error"}))
    assert scene.pill is not None
    assert scene.pill.mood is Mood.FAILED
    scene.on_message_read()
    assert scene.pill is not None
    assert scene.pill.mood is Mood.LISTENING


def test_dismiss_takes_finished_pictures_and_leaves_a_painting() -> None:
    scene = showing()
    scene.on_dismiss()
    assert scene.card is None
    scene = painting()
    scene.on_dismiss()
    assert scene.card is not None


def test_keeping_marks_the_card() -> None:
    scene = showing()
    scene.on_request(snapshot("done", "b", command={"kind": "save", "which": 2}))
    assert scene.card is not None
    assert scene.card.kept_words == "kept 2"
    scene.on_kept(None)
    assert scene.card is not None
    assert scene.card.kept_words == "kept"


def test_a_lost_daemon_ends_what_it_was_doing_and_nothing_else() -> None:
    scene = painting()
    scene.on_lost()
    assert scene.card is None
    assert scene.pill is not None
    assert scene.pill.mood is Mood.FAILED
    scene = showing()
    scene.on_lost()
    assert scene.card is not None
    assert scene.pill is None


def test_values_that_make_no_sense_are_survived() -> None:
    scene = painting()
    scene.on_progress(filled(ProgressEvent, request="a", done=7, total=0, count=99))
    scene.on_picture(filled(PictureEvent, **{"request": "a", "index": 77, "path": "/x.png"}))
    scene.on_preview(filled(PreviewEvent, **{"request": "a", "index": -1}))
    scene.on_request(snapshot("showing", marks={"painted": 1.0}))
    assert scene.card is not None
    assert not scene.card.is_painting


def grown(scene: Scene, id: str = "b") -> Scene:
    scene.on_request(snapshot("listening", id, words="paint me a hen", tentative=True))
    scene.on_preview(filled(PreviewEvent, **{"request": id, "index": 0, "count": 1, "growing": True}))
    return scene


def test_what_is_said_is_drawn_while_it_is_said_and_then_painted_in_its_place() -> None:
    scene = grown(Scene())
    assert scene.pill is not None
    assert scene.card is not None
    assert (scene.card.request, scene.card.count, scene.card.is_painting) == ("b", 1, True)
    scene.on_request(snapshot("painting", "b", command=PAINT, count=2))
    assert (scene.card.words, scene.card.count) == ("a fox in the snow, watercolor", 2)


@pytest.mark.parametrize("end", ["cancelled", "failed", "done"])
def test_pictures_come_back_where_nothing_came_of_what_was_drawn(end: str) -> None:
    scene = grown(showing())
    assert scene.card is not None
    assert scene.card.request == "b"
    scene.on_request(snapshot(end, "b"))
    assert scene.card is not None
    assert (scene.card.request, scene.card.paths) == ("a", ("/1.png", "/2.png"))


def test_what_is_drawn_takes_no_place_from_what_is_painted() -> None:
    scene = grown(painting("a"))
    assert scene.card is not None
    assert scene.card.request == "a"


def test_a_drawing_of_a_request_that_is_not_spoken_is_not_shown() -> None:
    scene = Scene()
    assert not scene.on_preview(filled(PreviewEvent, **{"request": "x", "index": 0, "count": 1, "growing": True}))
    assert scene.card is None


def test_what_is_painted_is_named_also_where_the_words_do_not() -> None:
    scene = Scene()
    order = {"subject": "a fox in the snow", "style": "watercolor"}
    again = {"words": "another one", "command": {"kind": "again"}, "order": order}
    scene.on_request(snapshot("painting", "b", count=2, **again))
    assert scene.card is not None
    assert scene.card.words == "a fox in the snow, watercolor"
    scene.card = None
    scene.on_request(snapshot("showing", "b", pictures=["/1.png"], **again))
    assert scene.card is not None
    assert scene.card.words == "a fox in the snow, watercolor"


def test_pictures_that_are_there_are_shown_though_their_request_failed() -> None:
    scene = painting()
    failure = {"code": "gallery", "title": "The disk is full", "hint": "Free some space."}
    scene.on_request(snapshot("failed", failure=failure, pictures=["/run/1.png"], command=PAINT))
    assert scene.card is not None
    assert (scene.card.is_painting, scene.card.paths) == (False, ("/run/1.png",))
    assert scene.pill is not None
    assert scene.pill.title == "The disk is full"
    scene.on_message_read()
    scene.on_request(snapshot("failed", failure=failure, pictures=["/home/1.png"], kept=[True], command=PAINT))
    assert scene.card.paths == ("/home/1.png",)
    assert scene.card.kept_words == "kept"
    assert scene.pill is None


def test_words_that_could_not_be_drawn_are_told() -> None:
    scene = painting()
    undrawn = ["chrysanthemum", "valour"]
    scene.on_request(snapshot("showing", command=PAINT, pictures=["/1.png"], painter="sketch", undrawn=undrawn))
    assert second_line(scene.card) == "sketch · offline · not drawn: chrysanthemum, valour"
    assert second_line(showing().card) == "sketch · 0.9 s · offline"
