"""The wake log keeps and deletes the right entries, only its owner may read it, and no failure of it harms the
daemon."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from helpers.filled import filled

from assistant.core.messages.event_messages import RequestEvent
from assistant.core.request import SpokenRequest
from assistant.core.stages import Stage
from assistant.settings.schema import WakeSettings
from assistant.wake_log import store as store_module
from assistant.wake_log.recorder import WakeLogRecorder, call_outcome
from assistant.wake_log.store import NEAR_MISS, WakeLogError, WakeLogStore

DAY_S = 86400


@pytest.fixture
def file(tmp_path: Path) -> WakeLogStore:
    return WakeLogStore(tmp_path / "state" / "wake.db")


def add(file: WakeLogStore, score: float = 0.31, *, days_ago: float = 0.0, outcome: str = NEAR_MISS) -> int:
    return file.add(time.time() - days_ago * DAY_S, "jarvis", score, 0.5, outcome)


def snapshot(stage: Stage, **more: Any) -> RequestEvent:
    return filled(RequestEvent, stage=stage.value, **more)


def test_entries_are_numbered_and_come_oldest_first(file: WakeLogStore) -> None:
    assert file.read() == []
    assert [add(file, 0.31), add(file, 0.9, outcome="woke")] == [1, 2]
    file.set_outcome(2, "painted")
    entries = file.read()
    assert [(entry.number, entry.score, entry.outcome) for entry in entries] == [
        (1, 0.31, "near_miss"),
        (2, 0.9, "painted"),
    ]
    assert abs(entries[0].at - time.time()) < 5
    assert [entry.number for entry in file.read(most=1)] == [2]


def test_only_its_owner_can_read_it(file: WakeLogStore) -> None:
    add(file)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700
    file.path.chmod(0o644)
    add(file)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_what_is_old_or_too_much_goes_and_numbers_stay(file: WakeLogStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "MAX_ENTRIES", 5)
    add(file, days_ago=29.9)
    add(file, days_ago=30.1)
    assert [entry.number for entry in file.read()] == [1]
    for _ in range(9):
        add(file)
    assert [entry.number for entry in file.read()] == [7, 8, 9, 10, 11]
    with sqlite3.connect(file.path) as database:
        assert database.execute("SELECT COUNT(*) FROM wakes").fetchone() == (5,)
    database.close()


def test_what_became_old_while_it_was_off_is_neither_shown_nor_kept(file: WakeLogStore) -> None:
    number = add(file)
    with sqlite3.connect(file.path) as database:
        database.execute("UPDATE wakes SET at = ?", (time.time() - 31 * DAY_S,))
    database.close()
    assert file.read() == []
    file.trim()
    with sqlite3.connect(file.path) as database:
        assert database.execute("SELECT COUNT(*) FROM wakes WHERE number = ?", (number,)).fetchone() == (0,)
    database.close()


@pytest.mark.parametrize("damage", [b"", b"not a database at all, only a letter\n" * 200, None, "version"])
def test_a_damaged_log_begins_anew(file: WakeLogStore, damage: bytes | str | None) -> None:
    for _ in range(3):
        add(file)
    if damage is None:
        whole = file.path.read_bytes()
        file.path.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    elif isinstance(damage, bytes):
        file.path.write_bytes(damage)
    else:
        with sqlite3.connect(file.path) as database:
            database.execute("PRAGMA user_version = 77")
        database.close()
    add(file, 0.44)
    assert [entry.score for entry in file.read()] == [0.44]


def test_a_damaged_log_is_named_to_who_wants_to_read_it(file: WakeLogStore) -> None:
    add(file)
    file.path.write_bytes(b"a letter\n" * 1000)
    with pytest.raises(WakeLogError, match=r"wake\.db") as failure:
        file.read()
    assert "Delete it" in failure.value.hint


def test_a_reader_and_a_writer_get_along(file: WakeLogStore) -> None:
    with ThreadPoolExecutor(3) as pool:
        writing = [pool.submit(add, file) for _ in range(8)]
        reading = [pool.submit(file.read) for _ in range(8)]
    assert sorted(future.result() for future in writing) == list(range(1, 9))
    assert all(future.result() is not None for future in reading)


def test_a_call_is_logged_at_once_and_settled_at_its_end(file: WakeLogStore) -> None:
    async def scene() -> None:
        log = WakeLogRecorder(file, WakeSettings)
        request = SpokenRequest("voice")
        log.woke(request, "jarvis", 0.9)
        for stage in (Stage.TRANSCRIBING, Stage.DONE):
            log.on_event(snapshot(stage, id=request.id, pictures=["/a.png"]), b"")
        log.on_event(snapshot(Stage.DONE, id="another"), b"")
        unfinished = SpokenRequest("voice")
        log.woke(unfinished, "hey_jarvis", 0.8)
        await log.close()
        log.near_miss("jarvis", 0.3)
        await log.close()

    asyncio.run(scene())
    assert [(entry.word, entry.outcome) for entry in file.read()] == [("jarvis", "painted"), ("hey_jarvis", "woke")]


def test_the_threshold_is_that_of_the_word(file: WakeLogStore) -> None:
    async def scene() -> None:
        log = WakeLogRecorder(file, lambda: WakeSettings(sensitivity=0.4, sensitivities={"friday": 0.9}))
        log.near_miss("jarvis", 0.3)
        log.near_miss("friday", 0.05)
        await log.close()

    asyncio.run(scene())
    assert [entry.threshold for entry in file.read()] == [0.6, 0.1]


def test_a_disk_that_cannot_be_written_costs_only_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")

    async def scene() -> None:
        log = WakeLogRecorder(WakeLogStore(tmp_path / "state" / "wake.db"), WakeSettings)
        for _ in range(5):
            log.near_miss("jarvis", 0.3)
        await log.close()
        assert log.near_misses == 5

    asyncio.run(scene())
    assert len([record for record in caplog.records if "wake log" in record.message]) == 1


@pytest.mark.parametrize(
    ("ended", "came_of_it"),
    [
        (snapshot(Stage.DONE, pictures=["/a.png"]), "painted"),
        (snapshot(Stage.DONE), "obeyed"),
        (snapshot(Stage.FAILED, failure={"code": "not_understood"}), "not_understood"),
        (snapshot(Stage.FAILED, failure={"code": "nothing_heard"}), "nothing_heard"),
        (snapshot(Stage.FAILED, failure={"code": "out_of_memory"}), "failed"),
        (snapshot(Stage.CANCELLED, reason="refused"), "refused"),
        (snapshot(Stage.CANCELLED, reason="nobody_spoke"), "nobody_spoke"),
        (snapshot(Stage.CANCELLED), "stopped"),
    ],
)
def test_what_came_of_a_call(ended: dict[str, Any], came_of_it: str) -> None:
    assert call_outcome(ended) == came_of_it


def test_the_log_holds_scores_only(file: WakeLogStore) -> None:
    """Whatever is said, the file has no place for it."""
    add(file)
    with sqlite3.connect(file.path) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(wakes)")]
    database.close()
    assert columns == ["number", "at", "word", "score", "threshold", "outcome"]
