"""Daemon and windows use one folder at the same time, each with a gallery of its own."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.core.png_text import PictureFacts
from assistant.core.request import EncodedPicture, KeptPicture, Picture
from assistant.gallery.index import GalleryIndex, IndexBusy
from assistant.gallery.index_sync import INDEX_NAME
from assistant.gallery.picture_store import Gallery
from assistant.painting.png import encode

ROOT = Path(__file__).resolve().parents[2]


def add(gallery: Gallery, words: str = "a fox", seed: int = 5, request: str = "ab12") -> KeptPicture:
    facts = PictureFacts(words, f"{words}, oil", seed, "sketch", "1", "0.1.0", "2026-03-01T12:00:00Z", request)
    png = encode(Picture(bytes(192), 8, 8, seed), facts)
    return gallery.add(EncodedPicture(png, 8, 8, seed), request, words, "sketch")


@pytest.fixture
def daemon(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path, 100)


@pytest.fixture
def window(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path)


def test_each_sees_what_the_other_does(daemon: Gallery, window: Gallery) -> None:
    fox = add(daemon)
    assert [row.id for row in window.rows()] == [fox.id]
    owl = add(daemon, "an owl", request="cd34")
    assert [row.words for row in window.rows()] == ["an owl", "a fox"]
    assert [row.words for row in window.rows("OIL fox today")] == ["a fox"]
    assert window.rows("fox yesterday") == []
    window.keep([owl.id])
    assert [row.id for row in daemon.rows(kept_only=True)] == [owl.id]
    window.unkeep([owl.id, "gone"])
    assert daemon.rows(kept_only=True) == []
    Path(fox.path).unlink()
    window.refresh()
    assert [row.id for row in daemon.rows()] == [owl.id]
    assert [row.id for row in window.rows(count=1)] == [owl.id]


def test_an_index_that_another_process_replaced_is_opened_again(daemon: Gallery, window: Gallery) -> None:
    add(daemon)
    assert len(window.rows()) == 1
    daemon.rebuild()
    add(daemon, request="cd34")
    assert len(window.rows()) == 2


def test_a_deleted_picture_that_comes_back_is_found_and_its_mark_is_made_anew(window: Gallery, tmp_path: Path) -> None:
    kept = add(Gallery(tmp_path, 100))
    window.keep([kept.id])
    away = tmp_path / "away"
    Path(kept.path).rename(away)
    window.refresh()
    assert window.rows() == []
    away.rename(kept.path)
    window.refresh()
    assert [bool(row.kept) for row in window.rows()] == [False]


def test_the_next_seed_is_one_that_these_words_do_not_have(daemon: Gallery) -> None:
    for seed in (5, 6, 8):
        add(daemon, seed=seed, request=f"a{seed}")
    add(daemon, "an owl", seed=7, request="a7")
    assert daemon.next_seed("a fox", 5) == 7
    assert daemon.next_seed("a fox", 8) == 9
    assert daemon.next_seed("a cat", 5) == 5


def test_many_that_open_at_once_make_one_index(daemon: Gallery, tmp_path: Path) -> None:
    for number in range(6):
        add(daemon, request=f"a{number}")
    daemon.close()
    for file in tmp_path.glob(f"{INDEX_NAME}*"):
        file.unlink()
    script = (
        "import sys, pathlib, assistant.gallery.picture_store as s; "
        "print(len(s.Gallery(pathlib.Path(sys.argv[1])).rows()))"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) for _ in range(3)]
    assert [process.communicate(timeout=60)[0].strip() for process in processes] == [b"6"] * 3
    assert len(daemon.rows()) == 6


def test_an_index_that_another_process_holds_is_neither_thrown_away_nor_waited_for_for_ever(
    daemon: Gallery, window: Gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.gallery.index.BUSY_S", 0.05)
    add(daemon)
    holder = sqlite3.connect(tmp_path / INDEX_NAME)
    holder.execute("BEGIN IMMEDIATE")
    inode = (tmp_path / INDEX_NAME).stat().st_ino
    index = GalleryIndex(tmp_path / INDEX_NAME)
    with pytest.raises(IndexBusy):
        index.mark_kept("x", True)
    index.close()
    [row] = window.rows()
    window.unkeep([row.id])
    assert [row.words for row in window.rows()] == ["a fox"]
    assert (tmp_path / INDEX_NAME).stat().st_ino == inode
    holder.rollback()
    holder.close()
    window.close()
    daemon.close()
