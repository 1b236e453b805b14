"""The log: fields for the journal, ids of requests, and never a word that somebody said."""

from __future__ import annotations

import logging
import os
import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.walk_house import House

from assistant import logs
from assistant.daemon.integrations import RequestLog
from assistant.logs import JournalHandler, request_id, start_logging


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(str(tmp_path / "journal"))
        receiver.settimeout(5)
        yield receiver


@pytest.fixture
def log(journal: socket.socket, tmp_path: Path) -> Iterator[logging.Logger]:
    """A logger that writes to the journal alone."""
    handler = JournalHandler(logging.NullHandler(), str(tmp_path / "journal"))
    logger = logging.getLogger("assistant.tested")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield logger
    logger.removeHandler(handler)
    handler.close()


def fields(datagram: bytes) -> dict[str, str]:
    """What a datagram of the journal's native protocol says."""
    found: dict[str, str] = {}
    while datagram:
        first, _, datagram = datagram.partition(b"\n")
        name, equals, value = first.partition(b"=")
        if not equals:
            [length] = struct.unpack("<Q", datagram[:8])
            value, datagram = datagram[8 : 8 + length], datagram[8 + length + 1 :]
        found[name.decode()] = value.decode()
    return found


def test_a_line_reaches_the_journal_with_its_fields(log: logging.Logger, journal: socket.socket) -> None:
    log.warning("one\ntwo", extra={"request": "ab12"})
    said = fields(journal.recv(65536))
    assert said["MESSAGE"] == "one\ntwo"
    assert said["PRIORITY"] == "4"
    assert said["JARVIS_REQUEST"] == "ab12"
    assert said["SYSLOG_IDENTIFIER"] == "jarvis"
    assert Path(said["CODE_FILE"]).name == "test_logs.py"


def test_a_task_lends_its_request_to_its_lines(log: logging.Logger, journal: socket.socket) -> None:
    log.info("before")
    assert "JARVIS_REQUEST" not in fields(journal.recv(65536))
    token = request_id.set("cd34")
    try:
        log.info("x" * 200_000)
    finally:
        request_id.reset(token)
    said = fields(journal.recv(300_000))
    assert said["JARVIS_REQUEST"] == "cd34"
    assert len(said["MESSAGE"]) == logs.LONGEST


def test_a_journal_that_is_gone_loses_no_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    handler = JournalHandler(logging.StreamHandler(), str(tmp_path / "nothing"))
    handler.handle(logging.LogRecord("a", logging.INFO, __file__, 1, "still here", None, None))
    handler.close()
    assert "still here" in capsys.readouterr().err


def test_only_an_error_stream_that_is_the_journal_is_taken_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with (tmp_path / "stream").open("w") as stream:
        there = os.fstat(stream.fileno())
        monkeypatch.setattr("sys.stderr", stream)
        for named, true in ((f"{there.st_dev}:{there.st_ino}", True), ("1:2", False), ("", False)):
            monkeypatch.setenv("JOURNAL_STREAM", named)
            assert logs.in_journal() is true
        monkeypatch.undo()


def test_no_word_of_a_request_is_logged_and_its_way_is(
    play: Callable[..., None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    before = logging.getLogger().handlers[:], logging.getLogger().level
    start_logging()
    ids: list[str] = []

    async def scene(home: House) -> None:
        home.bus.subscribe(RequestLog().on_event)
        for words in ("paint me a quokka", "quokka quokka bargle"):
            request, task = home.say(words)
            ids.append(request.id)
            await task

    try:
        play(scene)
    finally:
        logging.getLogger().handlers[:], level = before
        logging.getLogger().setLevel(level)
    said = capsys.readouterr().err
    assert "quokka" not in said
    assert f"[{ids[0]}] painting, from voice" in said
    assert f"[{ids[0]}] the request is done: " in said
    assert f"[{ids[1]}] the request failed: not_understood" in said
