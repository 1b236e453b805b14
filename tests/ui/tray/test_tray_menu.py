"""Tests that the tray's colour is true, and that its menu asks the daemon."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.fake_daemon import STATE, FakeDaemon
from helpers.filled import event
from helpers.qt_fixtures import Until
from PySide6.QtCore import QProcess
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QMenu

from assistant.core.png_text import PictureFacts
from assistant.core.request import EncodedPicture, Picture
from assistant.core.wire import encode as frame_of
from assistant.gallery.picture_store import Gallery
from assistant.painting.png import encode
from assistant.ui.common import style
from assistant.ui.common.daemon_link import DaemonLink
from assistant.ui.tray import tray_menu as tray_module
from assistant.ui.tray import tray_pictures
from assistant.ui.tray.tray_icon import tray_icon
from assistant.ui.tray.tray_menu import TrayChoices, TrayMenu


@pytest.fixture
def tray(link: DaemonLink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TrayMenu]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(TrayChoices, "refresh", lambda _self: None)  # Each refresh starts a process.
    tray = TrayMenu(link, tmp_path / "gallery")
    yield tray
    tray.icon.hide()
    tray.menu.deleteLater()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Returns the commands of `jarvis` that the menu has started."""
    commands: list[tuple[str, ...]] = []
    monkeypatch.setattr(tray_module, "start_detached", lambda *words: commands.append(words))
    return commands


def keep_picture(folder: Path, words: str, number: int, size: int = 60) -> Path:
    """Writes a picture in the gallery, newer the higher its number."""
    facts = PictureFacts(words, words, number, "sketch", "1", "0.1.0", "2026-03-01T12:00:00Z", f"a{number}")
    rgb = bytes((30, 170, 70)) * (size * size)
    png = encode(Picture(rgb, size, size, number), facts)
    kept = Gallery(folder, 100).add(EncodedPicture(png, size, size, number), f"a{number}", words, "sketch")
    return Path(kept.path)


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def hue_of(icon: QIcon) -> int:
    image = icon.pixmap(22, 22).toImage()
    colours = [image.pixelColor(x, y) for x in range(22) for y in range(22)]
    vivid = [colour for colour in colours if colour.alpha() > 200]
    assert vivid, "the icon is empty"
    return max(vivid, key=QColor.saturation).hue()


@pytest.mark.parametrize(
    ("truth", "colour", "words"),
    [
        ("listening", style.HEARING, "listening"),
        ("busy", style.WORKING, "busy, and listening"),
        ("deaf", style.WRONG, "deaf: a call would not be heard"),
    ],
)
def test_each_truth_has_its_colour_and_its_words(
    daemon: FakeDaemon, tray: TrayMenu, until: Until, truth: str, colour: QColor, words: str
) -> None:
    daemon.tell("state", **STATE | {"tray": truth})
    until(lambda: tray.truth == truth)
    assert abs(hue_of(tray.icon.icon()) - colour.hue()) < 12
    assert tray.icon.toolTip() == f"Jarvis · {words}"


def test_muted_is_grey_and_struck_through(tray: TrayMenu) -> None:
    muted, listening = (tray_icon(truth).pixmap(64, 64).toImage() for truth in ("muted", "listening"))
    solid = [muted.pixelColor(x, y) for x in range(64) for y in range(64) if muted.pixelColor(x, y).alpha() > 200]
    assert max(max(colour.getRgb()[:3]) - min(colour.getRgb()[:3]) for colour in solid) < 40
    # On the stroke, between the dot and the circle.
    assert muted.pixelColor(39, 25).lightness() > 180
    assert listening.pixelColor(39, 25).lightness() < 120


@pytest.mark.parametrize("truth", ["listening", "busy", "deaf", "muted"])
def test_the_ring_stands_out_from_light_and_dark_panels(tray: TrayMenu, truth: str) -> None:
    image = tray_icon(truth).pixmap(22, 22).toImage()
    for panel in (QColor("#f6f5f4"), QColor("#ffffff"), QColor("#1e2329"), QColor("#000000")):
        contrast = 0.0
        for x in range(22):
            for y in range(22):
                pixel = image.pixelColor(x, y)
                seen = style.between(panel, QColor(pixel.red(), pixel.green(), pixel.blue()), pixel.alphaF())
                contrast = max(contrast, contrast_of(seen, panel))
        assert contrast > 3.0, f"{truth} on {panel.name()}: WCAG asks 3:1 of what carries a meaning"


def contrast_of(one: QColor, other: QColor) -> float:
    """Returns WCAG 2.2's contrast ratio."""
    lights = []
    for colour in (one, other):
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.getRgbF()[:3]]
        lights.append(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05)
    return max(lights) / min(lights)


def test_a_daemon_that_goes_is_told_at_once(daemon: FakeDaemon, tray: TrayMenu, until: Until) -> None:
    daemon.tell("state", **STATE)
    until(lambda: tray.truth == "listening")
    assert tray.status.text() == "Jarvis · listening on USB mic"
    daemon.stop()
    until(lambda: tray.truth == "lost")
    assert tray.status.text() == "Jarvis · not running"
    assert not any(action.isEnabled() for action in (tray.mute, tray.listen_now, tray.pause))
    assert tray.open_gallery.isEnabled()


def test_a_daemon_that_no_longer_answers_is_found_out_by_opening_the_menu(
    daemon: FakeDaemon, tray: TrayMenu, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    daemon.answers["status"] = STATE
    daemon.tell("state", **STATE)
    until(lambda: tray.truth == "listening")
    tray.menu.aboutToShow.emit()
    until(lambda: "status" in daemon.verbs() and not tray._silence.isActive())
    assert tray.truth == "listening"
    monkeypatch.setattr(tray._link, "send", lambda *_: True)
    tray.menu.aboutToShow.emit()
    until(lambda: tray.truth == "lost")
    assert tray.icon.toolTip() == "Jarvis · it does not answer"


def test_an_unknown_truth_is_not_taken_for_listening(daemon: FakeDaemon, tray: TrayMenu, until: Until) -> None:
    daemon.tell("state", **STATE)
    until(lambda: tray.truth == "listening")
    daemon.send_bytes(frame_of(event("state", **STATE)).replace(b'"tray":"listening"', b'"tray":"splendid"'))
    until(lambda: tray.truth == "lost")


def test_the_menu_asks_the_daemon(
    daemon: FakeDaemon, tray: TrayMenu, until: Until, started: list[tuple[str, ...]], tmp_path: Path
) -> None:
    daemon.tell("state", **STATE)
    until(lambda: tray.truth == "listening")
    tray.listen_now.trigger()
    tray.mute.trigger()
    until(lambda: {"listen", "mute"} <= set(daemon.verbs()))
    daemon.tell("state", **STATE | {"muted": True, "tray": "muted"})
    until(lambda: tray.mute.text() == "Unmute")
    tray.mute.trigger()
    until(lambda: "unmute" in daemon.verbs())
    tray.open_gallery.trigger()
    tray.open_settings.trigger()
    assert started == [("gallery", "--set", f"gallery.folder={tmp_path / 'gallery'}"), ("settings",)]
    ended: list[bool] = []
    tray.quit_wanted.connect(lambda: ended.append(True))
    tray.quit.trigger()
    until(lambda: ended and "quit" in daemon.verbs())


def test_a_pause_is_the_daemons_and_tells_until_when(daemon: FakeDaemon, tray: TrayMenu, until: Until) -> None:
    daemon.tell("state", **STATE)
    until(lambda: tray.truth == "listening")
    tray.pause.trigger()
    until(lambda: "mute" in daemon.verbs())
    assert daemon.wait_asked("mute") == {"for_s": 3600}
    end = time.time() + 3600
    daemon.tell("state", **STATE | {"muted": True, "muted_until": end, "tray": "muted"})
    clock = time.strftime("%H:%M", time.localtime(end))
    until(lambda: tray.icon.toolTip() == f"Jarvis · paused until {clock}")
    assert tray.mute.text() == "Unmute"
    daemon.tell("state", **STATE)
    until(lambda: tray.pause.text() == "Pause for an hour")


def test_a_pause_that_the_session_makes_says_why(daemon: FakeDaemon, tray: TrayMenu, until: Until) -> None:
    daemon.tell("state", **STATE | {"paused": "locked", "tray": "muted", "listening": False})
    until(lambda: tray.icon.toolTip() == "Jarvis · paused while the session is locked")
    assert tray.mute.text() == "Mute"


def test_markup_in_a_device_name_reaches_no_tooltip(daemon: FakeDaemon, tray: TrayMenu, until: Until) -> None:
    daemon.tell("state", **STATE | {"device": "<img src='x'> R&D"})
    until(lambda: "R&&D" in tray.status.text())
    assert "<" not in tray.icon.toolTip()


def test_a_deaf_tray_says_why(daemon: FakeDaemon, tray: TrayMenu, until: Until) -> None:
    daemon.tell("state", **STATE | {"tray": "deaf", "problem": {"title": "The microphone gives silence", "hint": ""}})
    until(lambda: "The microphone gives silence" in tray.status.text())


def test_the_last_five_pictures_open_and_new_ones_come(
    daemon: FakeDaemon, tray: TrayMenu, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(tray_pictures, "open_file", opened.append)
    menu = tray.pictures.menu
    assert texts(menu) == ["Nothing has been painted yet"]
    paths = [keep_picture(tmp_path / "gallery", f"fox & owl {number} {'x' * 200}", number) for number in range(6)]
    daemon.tell("picture", request="a", index=0, count=1, path=str(paths[-1]))
    until(lambda: len(texts(menu)) == 5)
    assert [text[:13] for text in texts(menu)] == [f"Fox && owl {number} " for number in (5, 4, 3, 2, 1)]
    assert max(len(text) for text in texts(menu)) < 50
    first = menu.actions()[0]
    assert QColor(first.icon().pixmap(48, 48).toImage().pixel(24, 24)) == QColor(30, 170, 70)
    first.trigger()
    assert opened == [str(paths[-1])]
    for path in paths:
        path.unlink()
    tray.menu.aboutToShow.emit()
    until(lambda: texts(menu) == ["Nothing has been painted yet"])


def test_a_choice_is_checked_taken_and_told(
    app: object, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Uses a stand-in for `jarvis use`, which tests/cli/test_choices.py tests itself."""
    script = tmp_path / "python"
    lines = [{"name": "default", "words": "The desktop’s default", "current": True}]
    lines.append({"name": "USB & Co", "words": "USB & Co", "current": False})
    listed = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    script.write_text(f"""#!/bin/sh
echo "$@" >> {tmp_path}/calls
case "$8" in
  "") cat <<'END'
{listed}
END
  ;;
  default) echo 'jarvis: The file is <b>not</b> TOML' >&2; exit 2 ;;
  *) echo '{{"said": "USB & Co: the ears open it now."}}' ;;
esac
""")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    parent = QMenu()
    choices = TrayChoices("microphone", parent)
    said: list[tuple[str, bool]] = []
    choices.chosen.connect(lambda words, taken: said.append((words, taken)))
    choices.refresh()
    until(lambda: texts(choices.menu) == ["The desktop’s default", "USB && Co"])
    assert [action.isChecked() for action in choices.menu.actions()] == [True, False]
    choices.menu.actions()[1].trigger()
    until(lambda: said == [("USB & Co: the ears open it now.", True)])
    until(lambda: not choices.findChildren(QProcess))
    choices.menu.actions()[0].trigger()
    until(lambda: said[1:] == [("The file is <b>not</b> TOML", False)])
    assert "-P -m assistant use microphone --json -- USB & Co" in (tmp_path / "calls").read_text()
    parent.deleteLater()
