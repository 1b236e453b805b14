"""Tests the card under mouse and keys: marks, keys, drags, how long it stays, and what a screen reader is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers.fake_daemon import FakeDaemon
from helpers.qt_fixtures import Until, draw_png, running_timers
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QDesktopServices, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from assistant.ui.common import style
from assistant.ui.common.daemon_link import DaemonLink
from assistant.ui.overlay.card_buttons import Button
from assistant.ui.overlay.overlay import Overlay
from assistant.ui.overlay.pill import WordFade
from assistant.ui.platform.accessibility import ANIMATIONS, AccessibilitySettings
from assistant.ui.platform.surface import QtSurfaceFactory

PAINT = {"kind": "paint", "subject": "a fox", "style": None, "count": None}


def show(daemon: FakeDaemon, overlay: Overlay, until: Until, folder: Path, count: int = 2) -> list[str]:
    paths = [draw_png(folder / f"{index}.png") for index in range(count)]
    daemon.tell("request", id="a", stage="showing", command=PAINT, pictures=paths, painter="sketch", marks={})
    until(lambda: overlay.card.is_shown and overlay.card.tiles[count - 1].is_final)
    return paths


def point(button: Button, at: tuple[int, int], held: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    none = Qt.MouseButton.NoButton
    place = QPointF(*at)
    moved = QMouseEvent(QEvent.Type.MouseMove, place, place, none, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(button, moved)


def test_a_picture_is_kept_by_its_own_mark(daemon: FakeDaemon, overlay: Overlay, until: Until, tmp_path: Path) -> None:
    show(daemon, overlay, until, tmp_path)
    tile = overlay.card.tiles[1]
    assert tile.keep.isHidden(), "nothing lies on a picture that nobody points at"
    point(tile, (20, 20))
    assert not tile.keep.isHidden()
    assert tile.keep.accessibleName() == "Keep picture 2"
    daemon.answers["keep"] = {"id": "a", "kept": [False, True]}
    QTest.mouseClick(tile.keep, Qt.MouseButton.LeftButton)
    until(lambda: "keep" in daemon.verbs())
    assert daemon.wait_asked("keep") == {"which": 2}
    until(lambda: overlay.card.end_line().startswith("kept 2"))
    QApplication.sendEvent(tile, QEvent(QEvent.Type.Leave))
    assert not tile.keep.isHidden(), "what is kept stays marked"
    assert overlay.card.tiles[0].keep.isHidden()


def test_keys_walk_over_pictures_and_chips(
    daemon: FakeDaemon, overlay: Overlay, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(opened.append(url.toLocalFile())) or True)
    paths = show(daemon, overlay, until, tmp_path)
    card = overlay.card
    card.keys.start()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Tab, Qt.Key.Key_Left, Qt.Key.Key_Return):
        QTest.keyClick(card, key)
    assert opened == [paths[0]]
    assert card.tiles[0].is_hot
    QTest.keyClick(card, Qt.Key.Key_2)
    assert opened == paths
    QTest.keyClick(card, Qt.Key.Key_Backtab)
    assert card.chips["close"].is_hot
    QTest.keyClick(card, Qt.Key.Key_Escape)
    until(lambda: "dismiss" in daemon.verbs())
    until(lambda: not card.is_shown)
    assert not card.keys.active


def test_a_key_that_means_nothing_here_gives_the_keyboard_back(
    daemon: FakeDaemon, overlay: Overlay, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(daemon, overlay, until, tmp_path)
    given: list[bool] = []
    monkeypatch.setattr(overlay.card._surface, "give_keyboard_back", lambda: given.append(True))
    QTest.keyClick(overlay.card, Qt.Key.Key_Shift)
    assert given == []
    QTest.keyClick(overlay.card, Qt.Key.Key_Q)
    assert given == [True]


def test_pictures_stay_while_somebody_points_at_them_and_a_resting_pointer_is_nobody(
    daemon: FakeDaemon, link: DaemonLink, until: Until, tmp_path: Path
) -> None:
    overlay = Overlay(link, QtSurfaceFactory(None), AccessibilitySettings(), show_s=0.4)
    show(daemon, overlay, until, tmp_path, 1)
    tile = overlay.card.tiles[0]
    rested = overlay.card.pointer_rested_at
    assert rested is not None
    point(tile, (rested.x(), rested.y()))
    assert not overlay.card.is_attended
    point(tile, (rested.x() + 1, rested.y()))
    assert overlay.card.is_attended
    assert overlay.auto_close not in [timer.parent() for timer in running_timers(overlay)]
    assert overlay.card.end_line() == ""
    QApplication.sendEvent(tile, QEvent(QEvent.Type.Leave))
    until(lambda: not overlay.card.is_shown)
    assert running_timers(overlay) == []


def test_a_drag_begins_after_a_few_pixels_and_is_no_click(
    daemon: FakeDaemon, overlay: Overlay, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dragged: list[str] = []
    monkeypatch.setattr(overlay.card._surface, "drag", lambda path, _look, _source: dragged.append(path))
    opened: list[Any] = []
    overlay.card.opened.disconnect()
    overlay.card.opened.connect(opened.append)
    paths = show(daemon, overlay, until, tmp_path, 1)
    tile = overlay.card.tiles[0]
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(tile, left, pos=tile.rect().center())
    point(tile, (tile.rect().center().x() + 2, tile.rect().center().y()), left)
    assert dragged == []
    point(tile, (tile.rect().center().x() + 40, tile.rect().center().y()), left)
    assert dragged == paths
    QTest.mouseRelease(tile, left, pos=tile.rect().center())
    assert opened == []


def test_the_card_grows_out_of_the_pill_whose_words_it_paints(
    daemon: FakeDaemon, overlay: Overlay, until: Until
) -> None:
    daemon.tell("request", id="a", stage="understanding", words="paint me a fox")
    until(lambda: overlay.pill.is_up and overlay.pill.opacity == 1)
    pill = overlay.pill.rest_body().size()
    sizes: list[tuple[int, int]] = []
    real = overlay.card._on_frame
    overlay.card.motion._on_frame = lambda moved: (sizes.append(overlay.card.body().size().toTuple()), real(moved))[1]
    daemon.tell("request", id="a", stage="painting", words="paint me a fox", command=PAINT, count=2)
    until(lambda: overlay.card.is_shown and not overlay.pill.is_shown)
    until(lambda: overlay.card.body() == overlay.card.rest_body())
    heights = [height for _, height in sizes]
    assert heights == sorted(heights), "it only grows"
    assert pill.height() <= heights[0] < heights[-1] == overlay.card.rest_body().height()


def test_with_reduced_motion_nothing_moves_but_its_light(daemon: FakeDaemon, link: DaemonLink, until: Until) -> None:
    accessibility = AccessibilitySettings()
    overlay = Overlay(link, QtSurfaceFactory(None), accessibility, show_s=30)
    accessibility._take(ANIMATIONS, value=False)
    assert accessibility.reduced_motion
    daemon.tell("request", id="a", stage="listening")
    until(lambda: overlay.pill.is_shown)
    assert overlay.pill.body() == overlay.pill.rest_body()
    daemon.tell("level", request="a", level=0.9, time_left=0.5)
    until(lambda: overlay.pill.motion.value("dot") == pytest.approx(0.93))
    assert overlay.pill.motion.value("level") == 0
    daemon.tell("request", id="a", stage="cancelled")
    until(lambda: not overlay.pill.is_shown)


def test_a_screen_reader_is_told_each_thing_once(
    daemon: FakeDaemon, overlay: Overlay, until: Until, tmp_path: Path
) -> None:
    said: list[str] = []
    real = overlay.screen_reader.announce
    overlay.screen_reader.announce = lambda pill, card: (said.extend(news := real(pill, card)), news)[1]  # type: ignore[method-assign]
    daemon.tell("request", id="a", stage="listening")
    daemon.tell("request", id="a", stage="listening", words="paint", tentative=True)
    daemon.tell("request", id="a", stage="painting", words="paint me a fox", command=PAINT, count=2)
    daemon.tell("progress", request="a", done=1, total=2)
    show(daemon, overlay, until, tmp_path)
    daemon.tell("notice", title="No memory", hint="Close something", level="error")
    until(lambda: len(said) == 4)
    assert said == ["Listening", "Painting: a fox", "2 pictures: a fox, sketch · offline", "No memory. Close something"]


def test_words_settle_one_after_the_other_and_certain_ones_never_pale_again() -> None:
    fade = WordFade()
    assert fade.change(["paint", "me"], 0, 0.0, anew=True)
    assert fade.at(0.0) == [style.PALE] * 2
    assert fade.at(1.0) == pytest.approx([style.TENTATIVE] * 2)
    assert fade.change(["paint", "me", "a", "fox"], 2, 1.0)
    half = fade.at(0.5)
    assert half[0] >= half[1] > half[2] > half[3] >= style.PALE
    fade.change(["paint", "me", "a", "fox"], 4, 1.0)
    assert fade.at(0.0)[:2] == [1.0, 1.0]
    assert fade.at(1.0) == [1.0] * 4
