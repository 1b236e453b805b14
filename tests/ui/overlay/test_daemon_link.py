"""Tests the link to the daemon: events become signals, and a lost or garbled connection comes back by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers.fake_daemon import FakeDaemon
from helpers.filled import event, filled
from helpers.qt_fixtures import Until
from PySide6.QtWidgets import QApplication

from assistant.core.message import Failure
from assistant.core.messages.control_messages import KeepRequest, KeptPictures, LastRequest, StopRequest
from assistant.core.messages.event_messages import RequestEvent
from assistant.core.wire import encode
from assistant.ui.common.daemon_link import DaemonLink


def test_events_become_signals_in_their_order(daemon: FakeDaemon, link: DaemonLink, until: Until) -> None:
    got: list[tuple[str, Any]] = []
    link.request.connect(lambda data: got.append(("request", data)))
    link.preview.connect(lambda _data, rgb: got.append(("preview", rgb)))
    link.dismiss.connect(lambda: got.append(("dismiss", None)))
    daemon.tell("request", id="a", stage="listening")
    daemon.tell("preview", bytes(190_000), request="a", index=0)
    daemon.send_bytes(b'{"type":"something newer","data":{"x":1}}\n')
    daemon.tell("dismissed")
    until(lambda: len(got) == 3)
    assert got == [
        ("request", filled(RequestEvent, id="a")),
        ("preview", bytes(190_000)),
        ("dismiss", None),
    ]


def test_a_frame_that_comes_in_pieces_is_put_together(daemon: FakeDaemon, link: DaemonLink, until: Until) -> None:
    got: list[Any] = []
    link.preview.connect(lambda _data, rgb: got.append(rgb))
    frame = encode(event("preview", request="a"), b"123456789")
    for start in range(0, len(frame), 7):
        daemon.send_bytes(frame[start : start + 7])
    until(lambda: got)
    assert got == [b"123456789"]


def test_answers_and_refusals_name_their_verb(daemon: FakeDaemon, link: DaemonLink, until: Until) -> None:
    got: list[Any] = []
    link.answered.connect(lambda request, result: got.append((request, result)))
    link.refused.connect(lambda request, failure: got.append((request, failure)))
    daemon.answers["last"] = {"id": "a"}
    daemon.failures["keep"] = {"code": "gallery", "title": "Full", "hint": ""}
    link.send(LastRequest())
    link.send(KeepRequest(2))
    until(lambda: {request for request, _ in got} >= {LastRequest(), KeepRequest(2)})
    assert (LastRequest(), filled(KeptPictures, id="a")) in got
    assert (KeepRequest(2), Failure("gallery", "Full")) in got
    assert daemon.wait_asked("keep") == {"which": 2}


def test_it_comes_back_when_the_daemon_does(daemon: FakeDaemon, link: DaemonLink, until: Until) -> None:
    lost: list[bool] = []
    link.lost.connect(lambda: lost.append(True))
    daemon.stop()
    until(lambda: not link.is_up and lost)
    assert not link.send(StopRequest())
    daemon.start()
    until(lambda: daemon.verbs().count("subscribe") == 2)
    until(lambda: link.is_up)
    assert len(lost) == 1


@pytest.mark.parametrize(
    "garbage",
    [
        b"not json at all\n",
        b"x" * 70_000,
        b'{"type":"level","payload_length":-4}\n',
        b'{"type":"level","data":{"loudness":1}}\n',
    ],
)
def test_a_bad_frame_makes_it_connect_anew(daemon: FakeDaemon, link: DaemonLink, until: Until, garbage: bytes) -> None:
    levels: list[Any] = []
    link.level.connect(levels.append)
    daemon.send_bytes(garbage)
    until(lambda: daemon.verbs().count("subscribe") == 2)
    until(lambda: link.is_up)
    daemon.tell("level", request="a", level=0.5, time_left=1.0)
    until(lambda: levels)


def test_no_daemon_at_the_start_is_told_once(app: QApplication, tmp_path: Path, until: Until) -> None:
    link = DaemonLink(tmp_path / "nobody.sock")
    lost: list[bool] = []
    link.lost.connect(lambda: lost.append(True))
    link.start()
    until(lambda: lost)
    with FakeDaemon(tmp_path / "nobody.sock") as late:
        until(lambda: "subscribe" in late.verbs() and link.is_up)
        assert lost == [True]
        link.close()
