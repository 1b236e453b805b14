"""Tests which events the overlay gets while the screen is busy, and afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from helpers.fake_daemon import FakeDaemon
from helpers.qt_fixtures import Until, draw_png
from PySide6.QtCore import QTimer

from assistant.core.messages.control_messages import LastRequest
from assistant.ui.attention.gatekeeper import Gatekeeper
from assistant.ui.attention.screen_probe import Busy, ScreenProbe
from assistant.ui.common.daemon_link import DaemonLink
from assistant.ui.overlay.overlay import Overlay

PAINT = {"kind": "paint", "subject": "a fox", "style": None, "count": None}


class Screen:
    """Says how the screen is, as a test sets it."""

    def __init__(self) -> None:
        self.busy: set[Busy] = set()
        self.silent = False
        """Whether nobody answers a query."""

    def question(self, busy: Busy) -> Callable[[Callable[[bool], None]], None]:
        return lambda answer: None if self.silent else answer(busy in self.busy)


@dataclass
class Here:
    """Holds everything that a test looks at."""

    daemon: FakeDaemon
    link: DaemonLink
    overlay: Overlay
    probe: ScreenProbe
    gatekeeper: Gatekeeper
    screen: Screen
    picture: str

    def walk(self, *stages: str, request: str = "a") -> None:
        """Sends a request through these stages."""
        for stage in stages:
            more: dict[str, Any] = {}
            if stage in {"showing", "done"}:
                more = {"pictures": [self.picture], "painter": "sketch"}
            words = "paint me a fox"
            self.daemon.tell("request", id=request, stage=stage, command=PAINT, count=1, words=words, **more)

    def timers(self) -> list[QTimer]:
        """Returns the probe's timers that run."""
        return [timer for timer in self.probe.findChildren(QTimer) if timer.isActive()]


@pytest.fixture
def here(link: DaemonLink, daemon: FakeDaemon, overlay: Overlay, until: Until, tmp_path: Path) -> Iterator[Here]:
    screen = Screen()
    probe = ScreenProbe([(busy, screen.question(busy)) for busy in Busy], overlay)
    daemon.answers["settings"] = {"values": {"manners.fullscreen": "hold"}}
    gatekeeper = Gatekeeper(link, probe, overlay)
    link.connected.emit()
    until(lambda: gatekeeper.rules.when[Busy.FULLSCREEN] == "hold", "the settings")
    yield Here(daemon, link, overlay, probe, gatekeeper, screen, draw_png(tmp_path / "fox.png"))
    probe.keep_probing(False)


def test_on_a_free_screen_nothing_is_different(here: Here, until: Until) -> None:
    here.walk("listening", "painting")
    until(lambda: here.overlay.card.is_up)
    here.walk("showing", "done")
    until(lambda: here.overlay.card.tiles[0].is_final and not here.timers())
    assert here.gatekeeper.waiting == []


def test_a_picture_waits_behind_a_full_screen_and_comes_when_it_is_free(here: Here, until: Until) -> None:
    told: list[list[dict[str, Any]]] = []
    here.gatekeeper.free.connect(told.append)
    here.screen.busy = {Busy.FULLSCREEN}
    here.walk("listening")
    until(lambda: here.overlay.pill.is_up, "that it listens is never hidden")
    here.walk("painting")
    here.daemon.tell("progress", request="a", done=1, total=5)
    until(
        lambda: "waits" in here.overlay.pill.accessibleName() + here.overlay.pill.accessibleDescription(),
        "a word about it",
    )
    here.walk("showing", "done")
    until(lambda: here.gatekeeper.waiting)
    assert not here.overlay.card.is_shown
    assert not told
    here.screen.busy = set()
    here.probe.probe()
    until(lambda: told)
    assert [snapshot.id for snapshot in told[0]] == ["a"]
    here.gatekeeper.take_waiting()
    until(lambda: here.timers() == [])


def test_who_just_asked_gets_the_answer_and_who_asked_long_ago_does_not(here: Here, until: Until) -> None:
    here.screen.busy = {Busy.DO_NOT_DISTURB}
    here.walk("listening", "painting", "showing")
    until(lambda: here.overlay.card.is_up and here.overlay.card.tiles[0].is_final)
    here.walk("done")
    here.daemon.answers["settings"] = {"values": {"manners.answer_s": 0}}
    here.link.connected.emit()
    until(lambda: here.gatekeeper.rules.answer_s == 0)
    here.walk("listening", "painting", "showing", "done", request="b")
    until(lambda: here.gatekeeper.waiting)
    assert here.overlay.card.card is not None
    assert here.overlay.card.card.request == "a"


def test_a_screen_that_becomes_busy_while_it_is_painted_takes_the_card_away(here: Here, until: Until) -> None:
    here.walk("listening", "painting")
    until(lambda: here.overlay.card.is_up)
    here.screen.busy = {Busy.SHARING}
    here.probe.probe()
    here.daemon.tell("progress", request="a", done=1, total=5)
    until(lambda: not here.overlay.card.is_up)
    here.screen.busy = set()
    here.probe.probe()
    until(lambda: here.overlay.card.is_up, "free again before it is finished")
    here.walk("showing", "done")
    until(lambda: here.overlay.card.tiles[0].is_final)
    assert here.gatekeeper.waiting == []


def test_nothing_is_shown_before_somebody_has_looked(here: Here, until: Until) -> None:
    """Tests a typed request, which is painted at once; a query that does not answer in time holds nothing up."""
    here.screen.silent = True
    here.walk("understanding", "painting")
    here.daemon.tell("progress", request="a", done=1, total=5)
    here.daemon.wait_asked("settings")
    assert not here.overlay.card.is_up
    until(lambda: here.overlay.card.is_up, "no answer is no reason")
    assert here.gatekeeper.waiting == []


def test_a_daemon_that_goes_leaves_nothing_running(here: Here, until: Until) -> None:
    here.screen.busy = {Busy.FULLSCREEN}
    here.walk("listening", "painting")
    until(here.timers)
    here.daemon.stop()
    until(lambda: not here.timers())
    assert here.gatekeeper.waiting == []


def test_what_a_person_asks_to_see_again_is_shown_whatever_fills_the_screen(here: Here, until: Until) -> None:
    here.screen.busy = {Busy.FULLSCREEN}
    here.daemon.answers["last"] = {"id": "z", "pictures": [here.picture], "words": "a fox"}
    here.link.send(LastRequest())
    until(lambda: here.overlay.card.is_up)


def test_pictures_of_a_failed_request_wait_too_and_its_words_do_not(here: Here, until: Until) -> None:
    def words() -> str:
        return here.overlay.pill.accessibleName() + here.overlay.pill.accessibleDescription()

    here.screen.busy = {Busy.FULLSCREEN}
    here.walk("listening")
    until(lambda: here.overlay.pill.is_up)
    here.walk("painting")
    until(lambda: "waits" in words(), "a word about it")
    failure = {"code": "gallery", "title": "The disk is full", "hint": "Free some space."}
    here.daemon.tell("request", id="a", stage="failed", command=PAINT, pictures=[here.picture], failure=failure)
    until(lambda: "full" in words(), "the words of the failure")
    assert not here.overlay.card.is_shown
    assert [waiting.pictures for waiting in here.gatekeeper.waiting] == [(here.picture,)]
