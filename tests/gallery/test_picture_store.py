"""The gallery keeps pictures whole, finds them again, and deletes only what nobody asked to keep."""

import os
import stat
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.core.errors import GalleryError
from assistant.core.png_text import PictureFacts, read_facts
from assistant.core.request import EncodedPicture, KeptPicture, Picture
from assistant.gallery.index import GalleryIndex, Row
from assistant.gallery.index_sync import INDEX_NAME
from assistant.gallery.picture_files import KEPT_FOLDER, NAME
from assistant.gallery.picture_store import Gallery, slug
from assistant.painting.png import encode

FACTS = PictureFacts("", "", 5, "sketch", "1", "0.1.0", "2026-03-01T12:00:00Z", "")
NOISE = os.urandom(700_000 * 3)


def picture(words: str, request: str, size: int = 8, seed: int = 5) -> EncodedPicture:
    """A finished picture; noise, so that its file is as large as its pixels."""
    facts = replace(FACTS, words=words, prompt=f"{words}, oil", request=request, seed=seed)
    return EncodedPicture(encode(Picture(NOISE[: size * size * 3], size, size, seed), facts), size, size, seed)


def add(gallery: Gallery, words: str = "a fox", request: str = "ab12cd34", size: int = 8, seed: int = 5) -> KeptPicture:
    return gallery.add(picture(words, request, size, seed), request, words, "sketch")


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path / "Jarvis", 10)


def test_a_picture_lies_there_whole_private_and_named_by_us(gallery: Gallery) -> None:
    kept = add(gallery, "Ein Fuchs! im Schnee; rm -rf ../../*")
    path = Path(kept.path)
    assert path.parent == gallery.folder
    assert NAME.fullmatch(path.name)
    assert path.name.endswith("-ab12cd34-1-ein-fuchs-im-schnee-rm-rf.png")
    assert read_facts(path).words == "Ein Fuchs! im Schnee; rm -rf ../../*"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(gallery.folder.stat().st_mode) == 0o700
    assert (kept.width_px, kept.height_px, kept.seed, kept.kept) == (8, 8, 5, False)
    assert [entry.name for entry in gallery.folder.iterdir() if entry.suffix == ".part"] == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ""),
        ("雪の中", ""),
        ("../../etc/passwd", "etc-passwd"),
        ("a\0b", "a-b"),
        ("x" * 90, "x" * 40),
        ("é-- !a", "a"),
    ],
)
def test_slug(words: str, expected: str) -> None:
    assert slug(words) == expected


def test_a_strange_request_id_cannot_leave_the_folder(gallery: Gallery) -> None:
    kept = add(gallery, request="../../../tmp/Evil")
    assert Path(kept.path).resolve().parent == gallery.folder
    assert [found.id for found in gallery.last("../../../tmp/Evil")] == [kept.id]


def test_last_and_recent_in_order(gallery: Gallery) -> None:
    first = [add(gallery, request="aaaa", seed=seed) for seed in (1, 2)]
    second = [add(gallery, request="bbbb", seed=seed) for seed in (3, 4)]
    assert gallery.last("aaaa") == first
    assert gallery.last() == second
    assert gallery.recent(3) == [second[1], second[0], first[1]]
    assert gallery.recent(0) == []
    assert gallery.last("cccc") == []


def test_empty_gallery(gallery: Gallery) -> None:
    assert (gallery.last(), gallery.recent(5), gallery.search("fox"), gallery.rebuild()) == ([], [], [], 0)


def test_search_takes_every_word_in_any_case_and_nothing_as_a_pattern(gallery: Gallery) -> None:
    fox, whale = add(gallery, "a Fox in SNOW"), add(gallery, "a whale, 100% blue_green", "eeee")
    street = add(gallery, "die Straße im ÄRGER", "ffff")
    assert gallery.search("snow fox") == [fox]
    assert gallery.search("OIL") == [street, whale, fox]
    assert gallery.search("100%") == [whale]
    assert gallery.search("%") == [whale]
    assert gallery.search("blue_g") == [whale]
    assert gallery.search("x_green") == []
    assert gallery.search("strasse ärger") == [street]
    assert gallery.search("oil", 1) == [street]


def test_deleted_by_hand_vanishes_without_error(gallery: Gallery) -> None:
    pictures = [add(gallery, request=f"aa{number}") for number in range(4)]
    for gone in (pictures[3], pictures[1]):
        Path(gone.path).unlink()
    assert gallery.recent(2) == [pictures[2], pictures[0]]
    assert gallery.last("aa3") == []
    assert gallery.last() == [pictures[2]]
    with pytest.raises(GalleryError, match="not in the gallery any more"):
        gallery.keep([pictures[1].id])


def test_the_folder_may_vanish_while_it_runs(gallery: Gallery, tmp_path: Path) -> None:
    add(gallery, request="old")
    gallery.folder.rename(tmp_path / "elsewhere")
    kept = add(gallery, request="new")
    assert gallery.recent(5) == [kept]


def test_the_size_limit_takes_the_oldest_but_neither_the_kept_nor_the_new(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path, 10)
    megabytes_2 = 816
    pictures = [add(gallery, request=f"a{number}", size=megabytes_2) for number in range(3)]
    assert gallery.keep([pictures[0].id]) == [replace(pictures[0], kept=True)]
    pictures += [add(gallery, request=f"a{number}", size=megabytes_2) for number in range(3, 6)]
    left = [found.id for found in gallery.recent(10)]
    assert left == [pictures[number].id for number in (5, 4, 3, 2, 0)]
    assert not Path(pictures[1].path).exists()
    batch = [add(gallery, request="batch", size=megabytes_2) for _ in range(6)]
    assert gallery.last("batch") == batch, "all of the newest request stay, even over the limit"
    assert {found.id for found in gallery.recent(10)} == {pictures[0].id} | {found.id for found in batch}


def test_what_a_person_put_there_is_never_listed_counted_or_deleted(tmp_path: Path) -> None:
    ours = picture("a fox", "ab12").png
    mine = [tmp_path / "holiday.png", tmp_path / "notes.txt", tmp_path / "20260301T120000Z-ab12-1-fox copy.png"]
    for path in mine:
        path.write_bytes(ours * 20_000)
    gallery = Gallery(tmp_path, 10)
    kept = add(gallery)
    assert gallery.recent(9) == [kept]
    assert all(path.exists() for path in mine)


def test_kept_on_purpose_survives_the_index(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path, 10)
    kept, other = add(gallery), add(gallery)
    gallery.keep([kept.id])
    gallery.close()
    for leftover in tmp_path.glob(f"{INDEX_NAME}*"):
        leftover.unlink()
    again = Gallery(tmp_path, 10)
    assert {found.id: found.kept for found in again.recent(5)} == {kept.id: True, other.id: False}
    Path(kept.path).unlink()
    assert again.rebuild() == 1
    assert list((tmp_path / KEPT_FOLDER).iterdir()) == [], "a mark without its picture is cleared"


def test_links_are_neither_followed_nor_listed(gallery: Gallery, tmp_path: Path) -> None:
    precious = tmp_path / "precious.png"
    precious.write_bytes(picture("mine", "ffff").png)
    kept = add(gallery)
    path = Path(kept.path)
    path.unlink()
    path.symlink_to(precious)
    link = gallery.folder / "20260301T120000Z-cafe-1-x.png"
    link.symlink_to(precious)
    assert gallery.recent(5) == []
    assert gallery.rebuild() == 0
    assert precious.exists()


def test_a_gallery_that_is_a_link_to_a_folder_works(tmp_path: Path) -> None:
    (tmp_path / "big disk").mkdir()
    (tmp_path / "Jarvis").symlink_to(tmp_path / "big disk")
    kept = add(Gallery(tmp_path / "Jarvis", 10))
    assert Path(kept.path).parent == tmp_path / "big disk"


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_png_is_refused_and_leaves_nothing(gallery: Gallery, content: bytes) -> None:
    with pytest.raises(GalleryError, match="not a PNG"):
        gallery.add(EncodedPicture(content, 8, 8, 5), "ab12", "a fox", "sketch")
    assert not gallery.folder.exists() or not list(gallery.folder.glob("*.png"))


def test_adding_from_many_threads_loses_nothing(gallery: Gallery) -> None:
    barrier = threading.Barrier(8)

    def work(number: int) -> list[KeptPicture]:
        barrier.wait(10)
        return [add(gallery, request="same" if number % 2 else f"own{number}", seed=number) for _ in range(5)]

    with ThreadPoolExecutor(8) as pool:
        added = [kept for found in pool.map(work, range(8)) for kept in found]
    assert len({kept.path for kept in added}) == len({kept.id for kept in added}) == 40
    assert len(gallery.last("same")) == 20
    assert {kept.path for kept in gallery.recent(100)} == {str(path) for path in gallery.folder.glob("*.png")}


def test_ten_thousand_pictures_are_found_at_once(tmp_path: Path) -> None:
    index = GalleryIndex(tmp_path / INDEX_NAME)
    animals = ("fox", "whale", "owl", "bear", "heron")
    rows = []
    for number in range(10_000):
        name = f"20260301T{number:06}Z-{number:08x}-1.png"
        (tmp_path / name).touch()
        words = f"paint {animals[number % 5]} number {number} in the snow"
        rows.append(
            Row(name, name[:-4], f"{number:08x}", 1, name[:16], number, words, "sketch", words, 1, 512, 512, 500_000, 0)
        )
    index.put(rows)
    index.close()
    gallery = Gallery(tmp_path, 1_000_000)
    start = time.perf_counter()
    assert gallery.recent(1)[0].id.startswith("20260301T009999Z")
    opened = time.perf_counter()
    assert [found.id for found in gallery.search("whale 7776")] == ["20260301T007776Z-00001e60-1"]
    assert len(gallery.search("OWL snow", 500)) == 500
    assert len(gallery.recent(100)) == 100
    done = time.perf_counter()
    sys.stderr.write(f"opening {opened - start:.3f} s, three questions {done - opened:.3f} s\n")
    assert opened - start < 3, "a tenth of this on an idle machine"
    assert done - opened < 1
