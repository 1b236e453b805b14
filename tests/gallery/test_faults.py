"""The gallery survives a full disk, missing permissions, a damaged index, and a crash while it writes."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from assistant.core.errors import GalleryError
from assistant.core.png_text import PictureFacts, read_facts
from assistant.core.request import EncodedPicture, KeptPicture, Picture
from assistant.gallery.index_sync import INDEX_NAME
from assistant.gallery.picture_store import Gallery
from assistant.painting.png import encode

ROOT = Path(__file__).parents[2]
FACTS = PictureFacts("a fox", "a fox", 5, "sketch", "1", "0.1.0", "2026-03-01T12:00:00Z", "ab12cd34")


def picture(size: int) -> EncodedPicture:
    pixels = Picture(os.urandom(size * size * 3), size, size, 5)
    return EncodedPicture(encode(pixels, FACTS), size, size, 5)


def add(gallery: Gallery, size: int = 8) -> KeptPicture:
    return gallery.add(picture(size), "ab12cd34", "a fox", "sketch")


def add_until_it_fails(gallery: Gallery, size: int) -> tuple[list[KeptPicture], GalleryError]:
    kept: list[KeptPicture] = []
    for _ in range(1000):
        try:
            kept.append(add(gallery, size))
        except GalleryError as error:
            return kept, error
    pytest.fail("the disk did not fill")


def files(folder: Path) -> set[str]:
    """Returns the names of all files in the folder, without the index."""
    return {path.name for path in folder.iterdir() if not path.name.startswith(INDEX_NAME)}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 2 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("LOUD: a full disk is tested by root only (mounts a small tmpfs)")
    command = [mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)
    if done.returncode != 0:
        pytest.skip(f"LOUD: a full disk is not tested, a tmpfs cannot be mounted here: {done.stderr.strip()}")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True, timeout=30)


def test_a_full_disk_is_said_costs_nothing_and_ends_when_there_is_room_again(small_disk: Path) -> None:
    gallery = Gallery(small_disk / "Jarvis", 10)
    first = add(gallery, 400)
    (small_disk / "ballast").write_bytes(b"x" * 900_000)
    _, problem = add_until_it_fails(gallery, 500)
    assert "disk is full" in problem.title
    assert "Free some space" in problem.hint
    before = files(gallery.folder)
    assert all(read_facts(gallery.folder / name) == FACTS for name in before), "every file is whole"
    assert {Path(kept.path).name for kept in gallery.recent(10)} == before
    (small_disk / "ballast").unlink()
    after = add(gallery, 300)
    assert gallery.recent(1) == [after]
    assert gallery.rebuild() == len(before) + 1
    assert first in gallery.recent(10)
    gallery.close()


def test_not_even_room_for_the_index_still_keeps_a_picture_that_fits(small_disk: Path) -> None:
    gallery = Gallery(small_disk / "Jarvis", 10)
    add(gallery)
    with (small_disk / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
        while True:
            ballast.write(b"x" * 4096)
    os.truncate(small_disk / "ballast", (small_disk / "ballast").stat().st_size - 8192)
    kept, problem = add_until_it_fails(gallery, 8)
    assert "disk is full" in problem.title
    found = {picture.path for picture in gallery.recent(1000)}
    assert {picture.path for picture in kept} <= found
    assert found == {str(path) for path in gallery.folder.glob("*.png")}
    gallery.close()


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "Jarvis").write_text("mine")
    for folder in (tmp_path / "Jarvis", tmp_path / "Jarvis" / "deeper"):
        with pytest.raises(GalleryError, match="cannot be used") as caught:
            add(Gallery(folder, 10))
        assert "gallery.folder" in caught.value.hint
    assert (tmp_path / "Jarvis").read_text() == "mine"


def test_a_disk_that_turns_read_only(small_disk: Path) -> None:
    gallery = Gallery(small_disk / "Jarvis", 10)
    kept = add(gallery)
    gallery.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True, timeout=30)
    with pytest.raises(GalleryError, match="cannot be used") as caught:
        add(gallery)
    assert "ead-only" in caught.value.hint
    assert gallery.recent(5) == [kept], "what is there can still be looked at"
    gallery.close()


@pytest.mark.parametrize("damage", ["garbage", "empty", "truncated", "other version", "other table", "a folder"])
def test_a_damaged_index_is_made_anew(tmp_path: Path, damage: str) -> None:
    gallery = Gallery(tmp_path, 10)
    pictures = [add(gallery) for _ in range(3)]
    gallery.keep([pictures[1].id])
    gallery.close()
    index = tmp_path / INDEX_NAME
    if damage in ("garbage", "empty", "truncated"):
        whole = index.read_bytes()
        index.write_bytes(
            {"garbage": b"no database" * 500, "empty": b"", "truncated": whole[: len(whole) // 2]}[damage]
        )
    elif damage == "a folder":
        index.unlink()
        index.mkdir()
    else:
        with sqlite3.connect(index) as database:
            database.execute(
                "PRAGMA user_version = 99" if damage == "other version" else "ALTER TABLE pictures RENAME TO x"
            )
        database.close()
    again = Gallery(tmp_path, 10)
    assert [(found.id, found.kept) for found in again.recent(5)] == [
        (pictures[2].id, False),
        (pictures[1].id, True),
        (pictures[0].id, False),
    ]
    assert add(again).id not in {found.id for found in pictures}
    again.close()


def test_an_index_that_is_damaged_while_it_is_open_is_made_anew(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path, 10)
    pictures = [add(gallery) for _ in range(2)]
    gallery._index._index._database.close()  # type: ignore[union-attr]
    assert gallery.recent(5) == pictures[::-1]
    gallery.close()


def test_an_index_that_missed_something_catches_up(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path, 10)
    first, second = add(gallery), add(gallery)
    gallery.close()
    saved = (tmp_path / INDEX_NAME).read_bytes()
    third = add(gallery)
    gallery.close()
    (tmp_path / INDEX_NAME).write_bytes(saved)
    Path(first.path).unlink()
    assert gallery.recent(5) == [third, second]
    gallery.close()


CHILD = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
import assistant.gallery.picture_files as files
from assistant.core.request import EncodedPicture
from assistant.gallery.picture_store import Gallery
def stop(*given):
    print("here", flush=True)
    sys.stdin.read()
if sys.argv[2] == "synced":
    os.fsync = stop
else:
    Path.rename = stop
Gallery(Path(sys.argv[1]), 10).add(EncodedPicture(sys.stdin.buffer.read(int(sys.argv[4])), 64, 64, 5), "dead", "x", "y")
"""


@pytest.mark.parametrize("moment", ["synced", "renamed"])
def test_killed_in_the_middle_of_adding_leaves_no_half_file(tmp_path: Path, moment: str) -> None:
    gallery = Gallery(tmp_path, 10)
    kept = add(gallery)
    gallery.close()
    png = picture(64).png
    command = [sys.executable, "-c", CHILD, str(tmp_path), moment, str(ROOT), str(len(png))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(png)
        child.stdin.flush()
        assert child.stdout.readline() == b"here\n"
        assert len(files(tmp_path)) == 2, "a temporary file is there while it writes"
        child.send_signal(signal.SIGKILL)
        child.wait(30)
    assert [path.name for path in tmp_path.glob("*.png")] == [Path(kept.path).name]
    assert gallery.recent(5) == [kept]
    assert files(tmp_path) == {Path(kept.path).name}, "the next start clears what was left"
    gallery.close()
