"""Tests what is said of pictures that waited, and what the notification's buttons do. The gallery is real."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers.fake_daemon import FakeDaemon
from helpers.filled import filled
from helpers.qt_fixtures import Until
from PySide6.QtCore import QObject, Signal

from assistant.core.messages.event_messages import RequestEvent
from assistant.core.png_text import PictureFacts
from assistant.core.request import EncodedPicture, Picture
from assistant.gallery.picture_store import Gallery
from assistant.painting.png import encode
from assistant.ui.attention import held_pictures as attendant_module
from assistant.ui.attention.desktop_notification import Notification
from assistant.ui.attention.held_pictures import FOLDER, KEEP, SHOW, HeldPictures, notification_of
from assistant.ui.attention.screen_probe import ScreenProbe
from assistant.ui.common.daemon_link import DaemonLink
from assistant.ui.overlay.overlay import Overlay


class Notes(QObject):
    """Only notes notifications."""

    acted = Signal(str)
    failed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Notification] = []
        self.is_up = False

    def show(self, notice: Notification) -> None:
        self.shown.append(notice)
        self.is_up = True

    def withdraw(self) -> None:
        self.is_up = False


@dataclass
class Here:
    held_pictures: HeldPictures
    notes: Notes
    overlay: Overlay
    gallery: Gallery

    def waited(self, *requests: str) -> list[RequestEvent]:
        """Lets pictures of these requests wait, and the screen be free."""
        snapshots = [self.snapshot(request) for request in requests]
        self.held_pictures.gatekeeper.waiting += snapshots
        self.held_pictures.gatekeeper.free.emit(snapshots)
        return snapshots

    def snapshot(self, request: str) -> RequestEvent:
        words = f"a fox for {request}"
        facts = PictureFacts(words, words, 5, "sketch", request, "0.1.0", "2026-03-01T12:00:00Z", "")
        png = encode(Picture(bytes(64 * 64 * 3), 64, 64, 5), facts)
        kept = self.gallery.add(EncodedPicture(png, 64, 64, 5), request, words, "sketch")
        command = {"kind": "paint", "subject": words, "style": None, "count": None}
        return filled(RequestEvent, id=request, stage="done", command=command, words=words, pictures=[kept.path])

    def on_card(self) -> str:
        """Returns the request that the overlay shows."""
        return self.overlay.card.card.request if self.overlay.card.card and self.overlay.card.is_up else ""


@pytest.fixture
def here(link: DaemonLink, daemon: FakeDaemon, overlay: Overlay, tmp_path: Path) -> Iterator[Here]:
    notes = Notes()
    held_pictures = HeldPictures(link, ScreenProbe([], overlay), notes, overlay)  # type: ignore[arg-type]
    gallery = Gallery(tmp_path / "Jarvis", 10)
    yield Here(held_pictures, notes, overlay, gallery)
    gallery.close()


def test_the_newest_is_shown_first_and_the_rest_is_told_of(here: Here, until: Until) -> None:
    here.waited("aaaa0001", "aaaa0002")
    assert here.notes.shown[-1].title == "2 paintings waiting"
    assert here.notes.shown[-1].lines == ("a fox for aaaa0002", "a fox for aaaa0001")
    here.notes.acted.emit(SHOW)
    until(lambda: here.on_card() == "aaaa0002")
    assert here.notes.shown[-1].title == "A painting is waiting"
    here.notes.acted.emit(SHOW)
    until(lambda: here.on_card() == "aaaa0001")
    assert not here.notes.is_up


def test_what_comes_later_joins_what_still_waits(here: Here) -> None:
    here.waited("aaaa0001")
    here.waited("aaaa0002")
    assert here.notes.shown[-1].title == "2 paintings waiting"
    here.notes.is_up = False  # read, and gone
    here.waited("aaaa0003")
    assert here.notes.shown[-1].title == "A painting is waiting"


def test_keep_keeps_every_one_of_them_on_purpose(here: Here, until: Until) -> None:
    here.waited("aaaa0001", "aaaa0002")
    here.notes.acted.emit(KEEP)
    until(lambda: here.notes.shown[-1].title == "2 paintings are kept")
    assert [picture.kept for picture in here.gallery.recent(5)] == [True, True]


def test_keeping_a_picture_that_is_gone_says_so(here: Here, until: Until) -> None:
    (snapshot,) = here.waited("aaaa0001")
    Path(snapshot.pictures[0]).unlink()
    assert notification_of([snapshot]).picture is None
    here.notes.acted.emit(KEEP)
    until(lambda: len(here.notes.shown) == 2)
    assert here.notes.shown[-1].title == "There is nothing left to keep"


def test_the_folder_is_opened(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(attendant_module, "open_file", opened.append)
    here.waited("aaaa0001")
    here.notes.acted.emit(FOLDER)
    assert opened == [str(here.gallery.folder)]
    assert not here.notes.is_up


def test_without_a_server_the_newest_is_shown_and_the_others_are_counted(here: Here, until: Until) -> None:
    here.waited("aaaa0001", "aaaa0002", "aaaa0003")
    here.notes.failed.emit()
    until(lambda: here.on_card() == "aaaa0003" and here.overlay.pill.is_up)


def test_more_than_three_requests_are_counted(here: Here) -> None:
    snapshots = [here.snapshot(f"aaaa000{number}") for number in range(5)]
    notice = notification_of(snapshots)
    assert notice.title == "5 paintings waiting"
    assert notice.lines[-1] == "and 2 more"
    assert len(notice.lines) == 4
