"""Tests the overlay without a screen: what its windows show, when they go, and that nothing runs while it sleeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers.fake_daemon import FakeDaemon
from helpers.qt_fixtures import Until, draw_png, running_timers
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QDesktopServices, QImage, QPainter
from PySide6.QtTest import QTest

from assistant.ui.common import style
from assistant.ui.common.daemon_link import DaemonLink
from assistant.ui.common.paragraph import Paragraph
from assistant.ui.overlay.overlay import Overlay
from assistant.ui.overlay.view_state import Mood
from assistant.ui.platform.accessibility import AccessibilitySettings
from assistant.ui.platform.surface import QtSurfaceFactory

PAINT = {"kind": "paint", "subject": "a fox", "style": None, "count": None}


def paint_on(daemon: FakeDaemon, count: int = 2) -> None:
    daemon.tell("request", id="a", stage="painting", words="paint me a fox", command=PAINT, count=count)


def show_on(daemon: FakeDaemon, *paths: str) -> None:
    marks = {"understood": 0.5, "painted": 1.4}
    daemon.tell("request", id="a", stage="showing", command=PAINT, pictures=list(paths), painter="sketch", marks=marks)


def settled(overlay: Overlay) -> bool:
    return not overlay.pill.motion.is_moving and not overlay.card.motion.is_moving


def colour_in_tile(overlay: Overlay, index: int) -> QColor:
    tile = overlay.card.tiles[index]
    return tile.grab().toImage().pixelColor(tile.width() // 2, tile.height() // 2)


def test_asleep_nothing_is_shown_and_no_timer_runs(overlay: Overlay) -> None:
    assert not overlay.pill.is_shown
    assert not overlay.card.is_shown
    assert running_timers(overlay) == []


def test_listening_shows_the_pill_and_its_end_puts_everything_to_sleep(
    daemon: FakeDaemon, overlay: Overlay, until: Until
) -> None:
    daemon.tell("request", id="a", stage="listening")
    until(lambda: overlay.pill.is_shown)
    daemon.tell("level", request="a", level=0.8, time_left=0.4)
    until(lambda: settled(overlay) and overlay.pill.motion.value("arc") == pytest.approx(0.4))
    assert overlay.pill.motion.value("level") == pytest.approx(0.8)
    daemon.tell("request", id="a", stage="cancelled")
    until(lambda: not overlay.pill.is_shown)
    assert running_timers(overlay) == []


def test_a_quick_thought_is_never_shown(daemon: FakeDaemon, overlay: Overlay, until: Until) -> None:
    moods: list[Mood] = []
    real = overlay.pill.show_pill
    overlay.pill.show_pill = lambda pill: (moods.append(pill.mood), real(pill))[1]  # type: ignore[method-assign]
    daemon.tell("request", id="a", stage="understanding", words="paint me a fox")
    paint_on(daemon)
    until(lambda: overlay.card.is_shown)
    assert moods == []
    daemon.tell("request", id="b", stage="understanding", words="paint me a bear")
    until(lambda: moods == [Mood.THINKING])


def test_previews_sharpen_in_place_and_the_file_replaces_them(
    daemon: FakeDaemon, overlay: Overlay, until: Until, tmp_path: Path
) -> None:
    paint_on(daemon)
    daemon.tell("preview", b"\xc8\x28\x28" * 64, request="a", index=1, count=2, width_px=8, height_px=8)
    daemon.tell("progress", request="a", done=3, total=5)
    until(lambda: overlay.card.is_shown and overlay.card.motion.value("progress") == pytest.approx(0.6))
    until(lambda: settled(overlay))
    place = overlay.card.tiles[1].geometry()
    assert colour_in_tile(overlay, 1).getRgb()[:3] == (0xC8, 0x28, 0x28)
    assert overlay.card.accessibleDescription().endswith("painting · step 3 of 5")
    show_on(daemon, draw_png(tmp_path / "1.png"), draw_png(tmp_path / "2.png", 0xFF20A040))
    until(lambda: overlay.card.tiles[1].is_final and settled(overlay))
    assert colour_in_tile(overlay, 1).getRgb()[:3] == (0x20, 0xA0, 0x40)
    assert overlay.card.tiles[1].geometry() == place
    assert overlay.card.accessibleDescription().endswith("sketch · 0.9 s · offline")
    assert overlay.card.tiles[1].accessibleName() == "Picture 2: a fox"


def test_a_preview_of_a_wrong_size_is_left_out(
    daemon: FakeDaemon, overlay: Overlay, until: Until, caplog: pytest.LogCaptureFixture
) -> None:
    paint_on(daemon)
    daemon.tell("preview", b"123", request="a", index=0, count=2, width_px=8, height_px=8)
    daemon.tell("progress", request="a", done=1, total=5)
    until(lambda: overlay.card.accessibleDescription().endswith("painting · step 1 of 5"))
    assert "3 bytes" in caplog.text


def test_shown_is_told_once(daemon: FakeDaemon, overlay: Overlay, until: Until, tmp_path: Path) -> None:
    paint_on(daemon, 1)
    show_on(daemon, draw_png(tmp_path / "1.png"))
    until(lambda: "shown" in daemon.verbs())
    overlay.card.repaint()
    daemon.tell("progress", request="b", done=1, total=2)
    daemon.tell("request", id="c", stage="listening")
    until(lambda: overlay.pill.is_shown and settled(overlay))
    assert daemon.verbs().count("shown") == 1
    assert daemon.wait_asked("shown") == {"request": "a"}


def test_a_vanished_file_says_so_and_is_not_told_as_shown(
    daemon: FakeDaemon, overlay: Overlay, until: Until, tmp_path: Path
) -> None:
    paint_on(daemon)
    show_on(daemon, draw_png(tmp_path / "1.png"), str(tmp_path / "gone.png"))
    until(lambda: overlay.card.tiles[0].is_final and settled(overlay))
    assert not overlay.card.tiles[1].is_final
    assert overlay.card.tiles[1].accessibleName() == "This picture’s file is gone"
    assert "shown" not in daemon.verbs()


def test_pictures_close_after_their_time_and_it_sleeps(
    daemon: FakeDaemon, link: DaemonLink, until: Until, tmp_path: Path
) -> None:
    overlay = Overlay(link, QtSurfaceFactory(None), AccessibilitySettings(reduced_motion=True), show_s=0.2)
    show_on(daemon, draw_png(tmp_path / "1.png"))
    until(lambda: overlay.card.is_shown)
    assert overlay.card.end_line() == "closes in 1 s"
    until(lambda: not overlay.card.is_shown)
    assert running_timers(overlay) == []


def test_chips_say_their_verbs(
    daemon: FakeDaemon, overlay: Overlay, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Any] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(opened.append(url)) or True)
    paint_on(daemon, 1)
    until(lambda: overlay.card.is_shown)
    chips = overlay.card.chips
    assert [words for words, chip in chips.items() if chip.isVisible()] == ["stop"]
    QTest.mouseClick(chips["stop"], Qt.MouseButton.LeftButton)
    path = draw_png(tmp_path / "a fox #1.png")
    show_on(daemon, path)
    until(lambda: overlay.card.tiles[0].is_final)
    assert [words for words, chip in chips.items() if chip.isVisible()] == ["another one", "keep it", "close"]
    QTest.mouseClick(overlay.card.tiles[0], Qt.MouseButton.LeftButton)
    assert [url.toLocalFile() for url in opened] == [path]
    QTest.mouseClick(chips["another one"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(chips["keep it"], Qt.MouseButton.LeftButton)
    until(lambda: overlay.card.end_line().startswith("kept"))
    assert not chips["keep it"].isVisible()
    QTest.mouseClick(chips["close"], Qt.MouseButton.LeftButton)
    until(lambda: not overlay.card.is_shown)
    daemon.wait_asked("dismiss")
    assert daemon.wait_asked("paint") == {"text": "another one"}
    assert {"stop", "keep", "dismiss"} <= set(daemon.verbs())


def test_markup_and_very_long_words_stay_words_and_stay_inside(
    daemon: FakeDaemon, overlay: Overlay, until: Until
) -> None:
    words = "<b>bold</b> <img src=x> " + "w" * 10_000
    daemon.tell("request", id="a", stage="failed", failure={"title": words, "hint": "h" * 10_000})
    until(lambda: overlay.pill.is_shown and settled(overlay))
    assert overlay.pill.body().width() <= style.PILL_MAX_WIDTH
    assert overlay.pill.body().height() < 300
    assert overlay.pill.accessibleDescription().startswith("<b>bold</b> <img src=x>")


def test_a_paragraph_draws_markup_as_it_is_and_elides_the_last_line(overlay: Overlay) -> None:
    paragraph = Paragraph("<b>bold</b>\n\x1b[31m&amp; red", style.second_font(), 1000, 2)
    assert paragraph.lines == ["<b>bold</b> [31m&amp; red"]
    faces = Paragraph("🦊🏰🦊🏰 " + "snowflake " * 20, style.second_font(), 300, 3)
    assert set(" ".join(faces.lines[:2]).split()) == {"🦊🏰🦊🏰", "snowflake"}, "lines end between words"
    long = Paragraph("snow " * 200, style.second_font(), 300, 2)
    assert len(long.lines) == 2
    assert long.lines[1].endswith("…")
    assert long.size.width() <= 300


def test_right_to_left_words_begin_at_the_right(overlay: Overlay) -> None:
    image = QImage(400, 40, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.setPen(QColor("white"))
    Paragraph("שועל בשלג", style.second_font(), 400, 1).draw(painter, QPointF(0, 4), 400)
    painter.end()
    inked = [x for x in range(400) for y in range(40) if image.pixelColor(x, y).lightness() > 100]
    assert min(inked) > 200


def test_a_daemon_that_dies_is_told_and_the_pill_goes_by_itself(
    daemon: FakeDaemon, overlay: Overlay, until: Until
) -> None:
    daemon.tell("request", id="a", stage="listening")
    until(lambda: overlay.pill.is_shown)
    daemon.stop()
    until(lambda: overlay.pill.pill is not None and overlay.pill.pill.mood is Mood.FAILED)
    assert overlay.pill.pill is not None
    assert overlay.pill.pill.title == "Jarvis stopped"


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_every_number_of_pictures_fits_the_screen(
    daemon: FakeDaemon, overlay: Overlay, until: Until, tmp_path: Path, count: int
) -> None:
    show_on(daemon, *(draw_png(tmp_path / f"{index}.png", size=(96, 64)) for index in range(count)))
    until(lambda: overlay.card.is_shown and all(tile.is_final for tile in overlay.card.tiles[:count]))
    room = overlay.card.room().size()
    body = overlay.card.body()
    assert body.width() <= room.width()
    assert body.height() <= room.height()
    tiles = [tile.geometry() for tile in overlay.card.tiles if tile.isVisible()]
    assert len(tiles) == count
    assert all(body.contains(tile) for tile in tiles)
    assert not any(a.intersects(b) for a in tiles for b in tiles if a is not b)
