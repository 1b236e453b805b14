"""Tests the glow of a call in doubt: it goes without a word, or becomes the full view at once."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.fake_daemon import FakeDaemon
from helpers.filled import filled
from helpers.qt_fixtures import Until, running_timers

from assistant.core.messages.event_messages import NoticeEvent, ProgressEvent, RequestEvent
from assistant.ui.common import style
from assistant.ui.overlay.overlay import Overlay
from assistant.ui.overlay.presenter import OverlayPresenter
from assistant.ui.overlay.view_state import Mood

PAINT = {"kind": "paint", "subject": "a fox", "style": None, "count": None}


def snapshot(stage: str, id: str = "a", **more: Any) -> RequestEvent:
    return filled(RequestEvent, id=id, stage=stage, **more)


def test_a_call_in_doubt_only_glows_and_a_refusal_says_nothing() -> None:
    presenter = OverlayPresenter()
    for stage in ("listening", "transcribing"):
        presenter.on_request(snapshot(stage, doubtful=True))
        assert (presenter.glow, presenter.pill, presenter.card) == ("a", None, None)
    presenter.on_request(snapshot("cancelled", doubtful=True, reason="refused"))
    assert (presenter.glow, presenter.pill, presenter.card) == ("", None, None)


@pytest.mark.parametrize("end", ["cancelled", "confirmed"])
def test_a_call_in_doubt_touches_nothing_that_is_shown(end: str) -> None:
    presenter = OverlayPresenter()
    presenter.on_request(snapshot("painting", "b", command=PAINT, count=2))
    presenter.on_notice(filled(NoticeEvent, **{"title": "The microphone went away", "hint": "", "level": "error"}))
    before = (presenter.card, presenter.pill, presenter.message)
    presenter.on_request(snapshot("listening", doubtful=True))
    presenter.on_progress(filled(ProgressEvent, **{"request": "b", "done": 0, "total": 5}))
    assert (presenter.pill, presenter.message) == before[1:]
    assert presenter.card is not None
    assert presenter.card.request == "b"
    if end == "cancelled":
        presenter.on_request(snapshot("cancelled", doubtful=True))
        assert (presenter.pill, presenter.message) == before[1:]
    else:
        presenter.on_request(snapshot("listening", doubtful=False, words="paint me a cat", tentative=True))
        assert presenter.glow == ""
        assert presenter.pill is not None
        assert (presenter.pill.mood, presenter.pill.title, presenter.pill.settled) == (
            Mood.LISTENING,
            "paint me a cat",
            0,
        )
    assert presenter.card.is_painting


def test_another_requests_end_leaves_the_glow() -> None:
    presenter = OverlayPresenter()
    presenter.on_request(snapshot("listening", "a", doubtful=True))
    presenter.on_request(snapshot("done", "b"))
    assert presenter.glow == "a"
    presenter.on_lost()
    assert (presenter.glow, presenter.pill) == ("", None)


def test_words_that_come_while_it_listens_leave_a_notice_to_be_read() -> None:
    presenter = OverlayPresenter()
    presenter.on_request(snapshot("listening"))
    presenter.on_notice(filled(NoticeEvent, **{"title": "The gallery is full", "hint": "", "level": "error"}))
    presenter.on_request(snapshot("listening", words="paint me", tentative=True))
    assert presenter.pill is not None
    assert presenter.pill.mood is Mood.FAILED


def test_the_glow_comes_rests_without_a_timer_and_goes(daemon: FakeDaemon, overlay: Overlay, until: Until) -> None:
    daemon.tell("request", id="a", stage="listening", doubtful=True)
    until(lambda: overlay.glow.is_shown and overlay.glow.opacity == 1)
    assert not overlay.pill.is_shown
    assert not overlay.card.is_shown
    assert running_timers(overlay) == []
    assert overlay.glow.click_areas() == []
    daemon.tell("request", id="a", stage="cancelled", doubtful=True)
    until(lambda: not overlay.glow.is_shown)
    assert running_timers(overlay) == []


def test_the_glow_is_light_that_fades_to_nothing_before_its_edges(
    daemon: FakeDaemon, overlay: Overlay, until: Until
) -> None:
    daemon.tell("request", id="a", stage="listening", doubtful=True)
    until(lambda: overlay.glow.is_shown and overlay.glow.opacity == 1)
    light = overlay.glow._current_light().toImage()
    width, height = light.width(), light.height()
    heart = light.pixelColor(width // 2, height - 1)
    assert heart.alphaF() > 0.6
    assert heart.blue() > heart.red()
    edges = [(x, 0) for x in range(width)] + [(x, y) for x in (0, width - 1) for y in range(height)]
    assert max(light.pixelColor(x, y).alpha() for x, y in edges) <= 3
    assert height < style.EDGE_GAP, "pill and card are above it"


def test_a_confirmed_call_becomes_the_full_view(daemon: FakeDaemon, overlay: Overlay, until: Until) -> None:
    daemon.tell("request", id="a", stage="listening", doubtful=True)
    until(lambda: overlay.glow.is_shown)
    daemon.tell("request", id="a", stage="listening", words="paint me a fox", tentative=True)
    until(lambda: overlay.pill.is_shown and not overlay.glow.is_shown)
    until(lambda: not overlay.pill.motion.is_moving)
    assert overlay.pill.word_opacities == pytest.approx([style.TENTATIVE] * 4)
    daemon.tell("request", id="a", stage="understanding", words="paint me a fox")
    until(lambda: overlay.pill.word_opacities == [1.0] * 4)


def test_without_a_compositor_it_stays_away(overlay: Overlay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlay.glow._surfaces, "is_translucent", lambda: False)
    overlay.glow.appear()
    assert not overlay.glow.is_shown
