"""Tests that thumbnails are shared by the freedesktop.org standard, and made anew when a picture has changed."""

from __future__ import annotations

import os
import stat
from hashlib import md5
from pathlib import Path

import pytest
from helpers.qt_fixtures import draw_png
from PIL import Image, PngImagePlugin
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from assistant.ui.common.thumbnails import cache_file, forget, room_for, thumbnail


@pytest.fixture
def picture(app: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "a b").mkdir()
    return Path(draw_png(tmp_path / "a b" / "für.png", size=(1000, 500)))


def test_it_lies_where_other_programs_look_with_what_they_ask_for(picture: Path, tmp_path: Path) -> None:
    made = thumbnail(picture, "large")
    assert (made.width(), made.height()) == (256, 128)
    uri = f"file://{tmp_path}/a%20b/f%C3%BCr.png"
    file = tmp_path / "cache/thumbnails/large" / f"{md5(uri.encode()).hexdigest()}.png"
    kept = QImage(str(file))
    assert kept.text("Thumb::URI") == uri
    assert kept.text("Thumb::MTime") == str(int(picture.stat().st_mtime))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in file.parent.iterdir()] == [file.name], "nothing half written is left"


def test_one_that_is_there_is_taken_and_one_that_is_old_is_made_anew(picture: Path) -> None:
    thumbnail(picture, "normal")
    file, _ = cache_file(picture, "normal")
    made = file.stat().st_mtime_ns
    assert thumbnail(picture, "normal").width() == 128
    assert file.stat().st_mtime_ns == made
    draw_png(picture, 0xFFC02020, (80, 80))
    os.utime(picture, (1_700_000_000, 1_700_000_000))
    assert thumbnail(picture, "normal").pixelColor(5, 5) == QColor(0xC0, 0x20, 0x20)
    forget(picture)
    assert not file.exists()


def test_one_made_by_another_program_is_used(picture: Path) -> None:
    file, uri = cache_file(picture, "normal")
    file.parent.mkdir(parents=True)
    mtime = int(picture.stat().st_mtime)
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Thumb::URI", uri)
    texts.add_text("Thumb::MTime", str(mtime))
    Image.new("RGB", (90, 45), (0xC0, 0x20, 0x20)).save(file, pnginfo=texts)
    assert thumbnail(picture, "normal").pixelColor(5, 5) == QColor(0xC0, 0x20, 0x20)


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_what_cannot_be_read_gives_none_and_leaves_none(picture: Path, tmp_path: Path, content: bytes) -> None:
    picture.write_bytes(content)
    assert thumbnail(picture, "large").isNull()
    assert thumbnail(tmp_path / "gone.png", "large").isNull()
    assert not list((tmp_path / "cache").rglob("*.png"))


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(picture: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("no folder")
    assert thumbnail(picture, "large").width() == 256


@pytest.mark.parametrize(("side", "room"), [(100, "normal"), (208, "large"), (416, "x-large"), (5000, "xx-large")])
def test_the_smallest_that_is_large_enough(side: float, room: str) -> None:
    assert room_for(side) == room
