"""What users of an earlier release have on their disks opens with today's code and holds the same.

tests/data/released was written by the code of commit 3cafb78; make_released_data.txt there tells how.
"""

from __future__ import annotations

import importlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.core.class_names import current_name
from assistant.core.png_text import PictureFacts, read_facts
from assistant.gallery.picture_store import Gallery
from assistant.listening.mute import MuteSwitch
from assistant.settings.editing import edit_settings
from assistant.settings.loading import load_settings, setting_values
from assistant.transcribing.phonetics.names import expected_names
from assistant.wake_log.store import WakeLogStore

RELEASED = Path(__file__).parents[1] / "data" / "released"
ENGINES = ("wake.engine", "transcriber.engine", "painter.engine")


@pytest.fixture(scope="module")
def content() -> Any:
    """What the release itself read from these files."""
    return json.loads((RELEASED / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the files, since opening may write."""
    return shutil.copytree(RELEASED, tmp_path / "home")


@pytest.fixture
def gallery(home: Path) -> Iterator[Gallery]:
    gallery = Gallery(home / "gallery", 100)
    yield gallery
    gallery.close()


def rows(gallery: Gallery) -> list[dict[str, Any]]:
    return [row._asdict() for row in gallery.rows()]


def test_every_setting_has_the_value_it_had(home: Path, content: Any) -> None:
    today = setting_values(load_settings((), [home / "config.toml"], {}))
    assert {key: today.get(key) for key in content["settings"]} == content["settings"]


@pytest.mark.parametrize("key", ENGINES)
def test_an_engine_by_its_old_name_is_the_class_of_today(content: Any, key: str) -> None:
    written = content["settings"][key]
    module, _, name = current_name(written).partition(":")
    assert name == written.partition(":")[2]
    assert isinstance(getattr(importlib.import_module(module), name), type)


def test_a_change_of_a_setting_leaves_the_rest_of_the_file(home: Path) -> None:
    file = home / "config.toml"
    before = file.read_text(encoding="utf-8")
    edit_settings({("hearing", "patience_ms"): 900}, file)
    assert file.read_text(encoding="utf-8") == before.replace("patience_ms = 800", "patience_ms = 900")


def test_names_of_their_own_are_expected_as_before(home: Path, content: Any) -> None:
    index = expected_names(load_settings((), [home / "config.toml"], {}).transcriber)
    assert index is not None
    assert {heard: index.find(heard.split(), 0.3, 1)[0].name for heard in content["names"]} == content["names"]


def test_the_gallery_is_read_from_its_old_index(gallery: Gallery, content: Any) -> None:
    """The times in the old index are those of the original files, so an index that was made anew would differ."""
    assert rows(gallery) == content["pictures"]


def test_a_new_picture_joins_the_old_index(home: Path, gallery: Gallery, content: Any) -> None:
    newest = home / "gallery" / content["pictures"][0]["name"]
    shutil.copy(newest, newest.with_name("21000101T000000Z-f7f7f7-1-new.png"))
    gallery.refresh()
    assert [row["request"] for row in rows(gallery)] == ["f7f7f7", "d4e5f6", "a1b2c3", "a1b2c3"]
    assert rows(gallery)[1:] == content["pictures"]


def test_without_its_index_the_gallery_holds_the_same(home: Path, gallery: Gallery, content: Any) -> None:
    (home / "gallery" / ".index.sqlite").unlink()
    found = {row["name"]: row for row in rows(gallery)}
    assert found.keys() == {row["name"] for row in content["pictures"]}
    for row in content["pictures"]:
        # Git sets a file's time anew.
        assert found[row["name"]] | {"added_ns": 0} == row | {"added_ns": 0}


def test_every_picture_holds_its_facts(home: Path, content: Any) -> None:
    for name, facts in content["facts"].items():
        assert read_facts(home / "gallery" / name) == PictureFacts(**facts)


def test_the_wake_log_is_read_and_goes_on(home: Path, content: Any) -> None:
    log = WakeLogStore(home / "state" / "wake.db")

    def entries() -> list[list[Any]]:
        return [[wake.number, wake.at, wake.word, wake.score, wake.threshold, wake.outcome] for wake in log.read()]

    assert entries() == content["wakes"]
    number = log.add(4_102_488_180.0, "jarvis", 0.8, 0.5, "painted")
    assert entries() == [*content["wakes"], [number, 4_102_488_180.0, "jarvis", 0.8, 0.5, "painted"]]
    with sqlite3.connect(home / "state" / "wake.db") as database:
        assert database.execute("SELECT count(*) FROM wakes").fetchone() == (len(content["wakes"]) + 1,)
    database.close()


def test_who_was_muted_stays_muted(home: Path) -> None:
    switch = MuteSwitch(home / "state" / "muted")
    assert switch.is_on
    assert switch.until is None
