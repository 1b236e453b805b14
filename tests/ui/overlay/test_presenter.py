"""Tests the state machine alone: which events lead to which pill and card."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.filled import filled

from assistant.core.messages.control_messages import KeptPictures
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


def preview(request: str = "a", index: int = 0, **more: Any) -> PreviewEvent:
    return filled(PreviewEvent, request=request, index=index, **more)


def picture(request: str = "a", index: int = 0, **more: Any) -> PictureEvent:
    return filled(PictureEvent, request=request, index=index, **{"path": f"/{index + 1}.png"} | more)


def notice(title: str) -> NoticeEvent:
    return filled(NoticeEvent, title=title)


@pytest.mark.parametrize("stage", ["listening", "transcribing"])
def test_a_call_in_doubt_only_glows(stage: str) -> None:
    presenter = OverlayPresenter()
    presenter.on_request(snapshot(stage, doubtful=True))
    assert (presenter.glow, presenter.pill) == ("a", None)
    presenter.on_request(snapshot("cancelled", doubtful=True))
    assert (presenter.glow, presenter.pill) == ("", None)


def test_a_call_in_doubt_that_is_believed_stops_glowing_and_is_shown() -> None:
    presenter = OverlayPresenter()
    presenter.on_request(snapshot("transcribing", doubtful=True))
    presenter.on_request(snapshot("understanding", "b"))
    assert presenter.glow == "a"
    presenter.on_request(snapshot("transcribing", words="paint me"))
    assert presenter.glow == ""
    assert presenter.pill is not None
    assert (presenter.pill.mood, presenter.pill.title, presenter.pill.request) == (Mood.THINKING, "paint me", "a")


@pytest.mark.parametrize(("stage", "second"), [("transcribing", "finding your words"), ("understanding", "thinking")])
def test_a_thought_shows_the_words_or_asks_for_a_moment(stage: str, second: str) -> None:
    presenter = OverlayPresenter()
    presenter.on_request(snapshot(stage))
    assert presenter.pill is not None
    assert (presenter.pill.mood, presenter.pill.title, presenter.pill.second) == (Mood.THINKING, "One moment", second)
    presenter.on_request(snapshot(stage, words="paint me a fox"))
    assert presenter.pill.title == "paint me a fox"


@pytest.mark.parametrize("stage", ["painting", "showing", "done", "cancelled", "failed"])
def test_the_end_of_the_speech_takes_its_pill_away_and_no_other(stage: str) -> None:
    for words_of, is_gone in (("a", True), ("b", False)):
        presenter = OverlayPresenter()
        presenter.on_request(snapshot("understanding", words_of, words="paint me a fox"))
        presenter.on_request(snapshot(stage, "a", pictures=["/1.png"]))
        presenter.on_message_read()
        assert (presenter.pill is None) is is_gone


def test_the_invitation_gives_way_to_words_of_which_the_agreed_are_settled() -> None:
    presenter = OverlayPresenter()
    presenter.on_request(snapshot("listening"))
    assert presenter.pill is not None
    assert (presenter.pill.title, presenter.pill.second) == ("I’m listening", "say what to paint")
    for words, settled in (("paint me", 0), ("paint me a", 2), ("Paint me, the", 2)):
        presenter.on_request(snapshot("listening", words=words, tentative=True))
        assert (presenter.pill.title, presenter.pill.second, presenter.pill.settled) == (words, "listening", settled)
    presenter.on_request(snapshot("listening", words="paint me a fox"))
    assert presenter.pill.settled is None
    presenter.on_request(snapshot("listening", "b", words="paint me a fox", tentative=True))
    assert presenter.pill.settled == 0


def test_a_failure_gives_way_when_somebody_begins_to_speak_and_not_at_each_word() -> None:
    presenter = OverlayPresenter()
    presenter.on_notice(notice("No memory"))
    presenter.on_request(snapshot("listening"))
    assert presenter.message is None
    presenter.on_notice(notice("No memory"))
    presenter.on_request(snapshot("listening", words="paint"))
    assert presenter.message is not None


def test_a_failure_without_words_is_one_all_the_same() -> None:
    presenter = OverlayPresenter()
    presenter.on_request(snapshot("failed"))
    assert presenter.pill is not None
    assert (presenter.pill.mood, presenter.pill.title, presenter.pill.second) == (Mood.FAILED, "Something failed", "")


def test_a_failure_is_told_once_and_the_next_one_too() -> None:
    presenter = OverlayPresenter()
    for request, is_told in (("a", True), ("a", False), ("b", True), ("a", True)):
        presenter.on_request(snapshot("failed", request, failure={"title": f"No memory for {request}"}))
        assert (presenter.pill is not None) is is_told
        presenter.on_message_read()


def test_a_picture_for_which_there_is_no_place_is_left_out() -> None:
    for event in (picture(index=4), picture(index=-1), picture(index=0, path=""), picture("b")):
        presenter = painting()
        presenter.on_picture(event)
        assert presenter.card is not None
        assert (presenter.card.count, presenter.card.paths) == (2, ())
    for unfinished in (preview(index=4), preview(index=-1), preview("b")):
        presenter = painting()
        assert not presenter.on_preview(unfinished)
        assert presenter.card is not None
        assert presenter.card.count == 2


@pytest.mark.parametrize("index", [0, 1, 2, 3])
def test_a_picture_makes_room_for_itself_where_the_number_was_not_told(index: int) -> None:
    for event in (preview(index=index), preview(index=index, count=5), preview(index=index, count=0)):
        presenter = painting()
        assert presenter.on_preview(event)
        assert presenter.card is not None
        assert (presenter.card.count, presenter.card.paths) == (max(2, index + 1), ())
    presenter = painting()
    presenter.on_picture(picture(index=index))
    assert presenter.card is not None
    assert presenter.card.count == max(2, index + 1)
    assert presenter.card.paths == (*[""] * index, f"/{index + 1}.png")
    presenter.on_picture(picture(index=index, count=1, path="/other.png"))
    assert presenter.card.paths == (*[""] * index, "/other.png")
    assert presenter.card.count == index + 1


def test_pictures_may_come_in_any_order() -> None:
    presenter = painting()
    presenter.on_picture(picture(index=1, count=2))
    assert not presenter.on_preview(preview(index=1, count=2))
    assert presenter.on_preview(preview(index=0, count=2))
    presenter.on_picture(picture(index=0, count=2))
    assert presenter.card is not None
    assert presenter.card.paths == ("/1.png", "/2.png")


def test_steps_of_finished_pictures_and_of_strangers_change_nothing() -> None:
    presenter = showing()
    before = presenter.card
    for request in ("a", "b"):
        presenter.on_progress(filled(ProgressEvent, request=request, done=3, total=5, count=4))
        assert presenter.on_preview(preview(request)) is False
    assert presenter.card == before


def test_a_step_brings_its_own_painting_forward() -> None:
    presenter = painting()
    presenter.on_request(snapshot("painting", "b", command=PAINT | {"subject": "a bear"}, count=3))
    presenter.on_progress(filled(ProgressEvent, request="b", done=1, total=5))
    assert presenter.card is not None
    assert (presenter.card.request, presenter.card.count, presenter.card.done) == ("b", 3, 1)
    presenter.on_preview(preview("a"))
    assert presenter.card.request == "a"
    presenter.on_preview(preview("b"))
    assert presenter.card.done == 1, "what was known of it is kept meanwhile"


def test_the_number_of_pictures_that_was_told_before_stays() -> None:
    presenter = painting()
    presenter.on_request(snapshot("painting", command=PAINT))
    assert presenter.card is not None
    assert presenter.card.count == 2
    presenter.on_request(snapshot("painting", command=PAINT, count=4))
    assert presenter.card.count == 4


def test_dismiss_takes_a_failure_away_as_well() -> None:
    presenter = OverlayPresenter()
    presenter.on_notice(notice("No memory"))
    presenter.on_dismiss()
    assert presenter.pill is None


def test_keeping_marks_nothing_while_there_is_nothing_to_keep() -> None:
    presenter = painting()
    presenter.on_kept(1)
    assert presenter.card is not None
    assert presenter.card.kept == frozenset()
    presenter = OverlayPresenter()
    presenter.on_kept(None)
    assert presenter.card is None


def test_what_the_daemon_kept_is_marked_as_it_says() -> None:
    presenter = showing()
    presenter.on_kept_as(snapshot("done", "a", kept=[False, True]))
    assert presenter.card is not None
    assert presenter.card.kept == {1}
    for result in (snapshot("done", "b", kept=[False, True]), snapshot("done", "a")):
        presenter = showing()
        presenter.on_kept_as(result)
        assert presenter.card is not None
        assert presenter.card.kept == {0, 1}


def test_one_picture_after_the_other_may_be_kept() -> None:
    presenter = showing()
    presenter.on_kept(2)
    assert presenter.card is not None
    assert presenter.card.kept == {1}
    presenter.on_kept(1)
    assert presenter.card.kept == {0, 1}


def test_the_end_of_a_request_tells_what_was_kept_of_its_own_pictures_only() -> None:
    presenter = showing()
    presenter.on_request(snapshot("done", "b", kept=[True, True]))
    assert presenter.card is not None
    assert presenter.card.kept == frozenset()
    presenter.on_request(snapshot("done", "a", kept=[True, False]))
    assert presenter.card.kept == {0}
    presenter.on_request(snapshot("done", "c", command={"kind": "save", "which": None}))
    assert presenter.card.kept == {0, 1}


def test_the_daemon_that_came_back_is_no_news_any_more_but_other_failures_are() -> None:
    presenter = painting()
    presenter.on_lost()
    assert presenter.pill is not None
    assert presenter.pill.title == "Jarvis stopped"
    presenter.on_connected()
    assert presenter.pill is None
    presenter.on_connected()
    presenter.on_notice(notice("No memory"))
    presenter.on_connected()
    assert presenter.pill is not None


def test_a_daemon_that_goes_while_somebody_speaks_takes_speech_and_glow_along() -> None:
    presenter = OverlayPresenter()
    presenter.on_request(snapshot("listening", "b"))
    presenter.on_request(snapshot("listening", doubtful=True))
    presenter.on_lost()
    assert presenter.pill is not None
    assert presenter.pill.title == "Jarvis stopped"
    assert (presenter.glow, presenter.speech) == ("", None)
    presenter = OverlayPresenter()
    presenter.on_lost()
    assert presenter.pill is None


def test_pictures_come_back_when_the_daemon_goes_while_something_is_drawn() -> None:
    presenter = grown(showing())
    presenter.on_lost()
    assert presenter.card is not None
    assert presenter.card.request == "a"


def test_a_daemon_that_went_paints_nothing_any_more() -> None:
    presenter = painting()
    presenter.on_lost()
    presenter.on_message_read()
    presenter.on_progress(filled(ProgressEvent, request="a", done=1, total=5))
    assert presenter.card is None
    presenter.on_lost()
    assert presenter.pill is None


def test_an_earlier_request_that_the_daemon_remembers_is_shown_as_it_was() -> None:
    presenter = OverlayPresenter()
    presenter.show_again(snapshot("done", "z", command=PAINT, pictures=["/9.png"], painter="sketch", kept=[True]))
    assert presenter.card is not None
    assert (presenter.card.request, presenter.card.words) == ("z", "a fox in the snow, watercolor")
    assert (presenter.card.paths, presenter.card.kept, presenter.card.painter) == (("/9.png",), {0}, "sketch")


def test_an_earlier_request_is_shown_again_or_there_is_none() -> None:
    presenter = OverlayPresenter()
    presenter.show_again(filled(KeptPictures, id="z", pictures=["/9.png"], words="paint me a hen"))
    assert presenter.card is not None
    assert (presenter.card.request, presenter.card.words, presenter.card.is_painting) == ("z", "paint me a hen", False)
    presenter.show_again(filled(KeptPictures, pictures=["/9.png"]))
    assert presenter.card.request
    presenter.show_again(filled(KeptPictures))
    assert presenter.card.paths == ("/9.png",)
    assert presenter.pill is not None
    assert (presenter.pill.mood, presenter.pill.title) == (Mood.SAYING, "No picture yet")


def test_pictures_are_named_by_what_is_painted_else_as_before_else_by_the_words() -> None:
    presenter = painting()
    presenter.on_request(snapshot("showing", words="paint me", pictures=["/1.png"]))
    assert presenter.card is not None
    assert presenter.card.words == "a fox in the snow, watercolor"
    presenter.on_request(snapshot("showing", words="paint me", pictures=["/1.png"], command=PAINT | {"style": None}))
    assert presenter.card.words == "a fox in the snow"
    presenter = OverlayPresenter()
    presenter.on_request(snapshot("showing", words="paint me", pictures=["/1.png"]))
    assert presenter.card is not None
    assert presenter.card.words == "paint me"


def test_at_most_four_pictures_are_shown() -> None:
    presenter = OverlayPresenter()
    presenter.on_request(snapshot("showing", pictures=[f"/{n}.png" for n in range(6)]))
    assert presenter.card is not None
    assert (presenter.card.count, len(presenter.card.paths)) == (4, 4)


def test_what_was_kept_stays_kept_when_pictures_are_shown_again() -> None:
    presenter = showing()
    presenter.on_kept(1)
    presenter.on_request(snapshot("showing", command=PAINT, pictures=["/1.png", "/2.png"]))
    assert presenter.card is not None
    assert presenter.card.kept == {0}
    presenter.on_request(snapshot("showing", command=PAINT, pictures=["/1.png", "/2.png"], kept=[False, True]))
    assert presenter.card.kept == {1}


def test_the_end_of_one_painting_leaves_the_others_and_finished_pictures() -> None:
    presenter = painting()
    presenter.on_request(snapshot("painting", "b", command=PAINT | {"subject": "a bear"}, count=1))
    presenter.on_request(snapshot("cancelled", "b"))
    assert presenter.card is not None
    assert presenter.card.request == "a"
    presenter.on_request(snapshot("cancelled", "a"))
    assert presenter.card is None
    presenter = showing()
    for stage in ("done", "cancelled"):
        presenter.on_request(snapshot(stage, "a"))
        assert presenter.card is not None


def test_a_new_painting_takes_the_place_of_finished_pictures() -> None:
    presenter = showing()
    presenter.on_request(snapshot("painting", "b", command=PAINT | {"subject": "a bear"}, count=1))
    assert presenter.card is not None
    assert (presenter.card.request, presenter.card.words) == ("b", "a bear, watercolor")
    presenter.on_request(snapshot("cancelled", "b"))
    assert presenter.card is None


def test_what_was_painted_after_it_was_drawn_does_not_bring_old_pictures_back() -> None:
    presenter = grown(showing())
    presenter.on_request(snapshot("painting", "b", command=PAINT, count=2))
    presenter.on_request(snapshot("cancelled", "b"))
    assert presenter.card is None


def test_the_end_of_another_request_leaves_what_is_drawn() -> None:
    presenter = grown(showing())
    presenter.on_request(snapshot("cancelled", "c"))
    assert presenter.card is not None
    assert presenter.card.request == "b"
    presenter.on_request(snapshot("cancelled", "b"))
    assert presenter.card is not None
    assert presenter.card.request == "a"
