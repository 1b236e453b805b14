"""The tray's colour is the truth, and its menu asks the daemon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QIcon
from qt.fake_daemon import STATE, FakeDaemon
from qt.looking import Until

from assistant.showing import style
from assistant.showing.link import DaemonLink
from assistant.showing.tray import Tray, tray_icon


@pytest.fixture
def tray(link: DaemonLink, tmp_path: Path) -> Iterator[Tray]:
    tray = Tray(link, tmp_path / "gallery")
    yield tray
    tray.icon.hide()
    tray.menu.deleteLater()


def hue_of(icon: QIcon) -> int:
    image = icon.pixmap(22, 22).toImage()
    colours = [image.pixelColor(x, y) for x in range(22) for y in range(22)]
    vivid = [colour for colour in colours if colour.alpha() > 200]
    assert vivid, "the icon is empty"
    return max(vivid, key=QColor.saturation).hue()


@pytest.mark.parametrize(
    ("truth", "colour"), [("listening", style.HEARING), ("busy", style.WORKING), ("deaf", style.WRONG)]
)
def test_each_truth_has_its_colour(daemon: FakeDaemon, tray: Tray, until: Until, truth: str, colour: QColor) -> None:
    daemon.tell("state", **STATE | {"tray": truth})
    until(lambda: tray.truth == truth)
    assert abs(hue_of(tray.icon.icon()) - colour.hue()) < 8
    assert truth in tray.icon.toolTip()


def test_muted_is_grey_and_struck_through(tray: Tray) -> None:
    muted, listening = (tray_icon(truth).pixmap(64, 64).toImage() for truth in ("muted", "listening"))
    solid = [muted.pixelColor(x, y) for x in range(64) for y in range(64) if muted.pixelColor(x, y).alpha() > 200]
    assert max(max(colour.getRgb()[:3]) - min(colour.getRgb()[:3]) for colour in solid) < 40
    # On the stroke, between the dot and the circle.
    assert muted.pixelColor(39, 25).lightness() > 180
    assert listening.pixelColor(39, 25).alpha() < 200


def test_a_daemon_that_goes_is_told_at_once(daemon: FakeDaemon, tray: Tray, until: Until) -> None:
    daemon.tell("state", **STATE)
    until(lambda: tray.truth == "listening")
    assert tray.status.text() == "Jarvis · listening on USB mic"
    daemon.stop()
    until(lambda: tray.truth == "lost")
    assert tray.status.text() == "Jarvis · not running"
    assert not tray.mute.isEnabled()
    assert not tray.listen_now.isEnabled()


def test_an_unknown_truth_is_not_taken_for_listening(daemon: FakeDaemon, tray: Tray, until: Until) -> None:
    daemon.tell("state", **STATE)
    until(lambda: tray.truth == "listening")
    daemon.tell("state", **STATE | {"tray": "splendid"})
    until(lambda: tray.truth == "lost")


def test_the_menu_asks_the_daemon(daemon: FakeDaemon, tray: Tray, until: Until) -> None:
    daemon.tell("state", **STATE)
    until(lambda: tray.truth == "listening")
    tray.listen_now.trigger()
    tray.show_last.trigger()
    tray.mute.trigger()
    until(lambda: {"listen", "last", "mute"} <= set(daemon.verbs()))
    daemon.tell("state", **STATE | {"muted": True, "tray": "muted"})
    until(lambda: tray.mute.text() == "Unmute")
    tray.mute.trigger()
    until(lambda: "unmute" in daemon.verbs())
    ended: list[bool] = []
    tray.quit_wanted.connect(lambda: ended.append(True))
    tray.quit.trigger()
    until(lambda: ended and "quit" in daemon.verbs())


def test_markup_in_a_device_name_reaches_no_tooltip(daemon: FakeDaemon, tray: Tray, until: Until) -> None:
    daemon.tell("state", **STATE | {"device": "<img src='x'> R&D"})
    until(lambda: "R&&D" in tray.status.text())
    assert "<" not in tray.icon.toolTip()


def test_a_deaf_tray_says_why(daemon: FakeDaemon, tray: Tray, until: Until) -> None:
    daemon.tell("state", **STATE | {"tray": "deaf", "problem": {"title": "The microphone gives silence", "hint": ""}})
    until(lambda: "The microphone gives silence" in tray.status.text())
