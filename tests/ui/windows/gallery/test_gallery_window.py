"""Tests what a person sees in the gallery window, and does there with keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.fake_daemon import STATE, FakeDaemon
from helpers.filled import filled
from helpers.qt_fixtures import Until
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu

from assistant.core.messages.control_messages import PaintRequest
from assistant.core.messages.event_messages import FinishedRequest
from assistant.gallery.picture_store import Gallery
from assistant.paths import socket_path
from assistant.ui.windows.gallery.gallery_window import GalleryWindow
from assistant.ui.windows.gallery.picture_model import ROW

Open = Callable[[], GalleryWindow]
Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def titles(window: GalleryWindow) -> list[str]:
    model = window.pictures
    return [model.data(model.index(place)) for place in range(model.rowCount())]


def press(window: GalleryWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.focusWidget() or window, key, modifier)


def open_first(window: GalleryWindow, until: Until) -> None:
    window.overview.grid.go_to(0)
    press(window, Key.Key_Return)
    until(lambda: not window.full.canvas._image.isNull() or window.full.canvas._words, "the picture")


def said(window: GalleryWindow) -> str:
    labels = window.full.facts.findChildren(QLabel)
    return "\n".join(label.text() for label in labels)


def test_all_pictures_newest_first_and_nothing_yet(open_window: Open, add: Callable[..., Path], until: Until) -> None:
    window = open_window()
    assert "Nothing has been painted yet" in window.overview.words
    add("paint me a fox")
    add("Jarvis, could you please draw an owl", request="cd34")
    until(lambda: window.pictures.rowCount() == 2, "pictures painted meanwhile come by themselves")
    assert titles(window) == ["An owl", "A fox"]
    assert window.overview.count.text() == "2 pictures"
    assert window.overview.words == ""


def test_search_in_words_times_and_kept_ones(
    open_window: Open, add: Callable[..., Path], gallery: Gallery, until: Until
) -> None:
    add("a fox in the snow", style="watercolor")
    add("an owl", request="cd34")
    gallery.keep([gallery.recent(1)[0].id])
    window = open_window()
    QTest.keyClicks(window.overview.grid, "wat")
    assert window.overview.search.hasFocus(), "letters go to the search"
    until(lambda: titles(window) == ["A fox in the snow"])
    assert window.overview.count.text() == "1 of 2 pictures"
    window.overview.search.setText("<b>50%_</b>")
    until(lambda: "No picture has “<b>50%_</b>”" in window.overview.words)
    window.overview.search.setText("today owl")
    until(lambda: titles(window) == ["An owl"])
    press(window, Key.Key_Escape)
    until(lambda: len(titles(window)) == 2)
    window.overview.kept.click()
    until(lambda: titles(window) == ["An owl"])
    window.overview.search.setText("fox")
    until(lambda: "Among the kept ones" in window.overview.words)
    press(window, Key.Key_F, Control)
    assert window.overview.search.selectedText() == "fox"


def test_one_picture_with_how_it_was_made_and_the_way_to_the_next(
    open_window: Open, add: Callable[..., Path], until: Until
) -> None:
    add("a fox", seed=41, style="oil painting")
    add("an owl", seed=42, request="cd34")
    window = open_window()
    open_first(window, until)
    assert window.pages.currentWidget() is window.full
    assert window.full.place.text() == "1 of 2"
    press(window, Key.Key_Right)
    until(lambda: "oil painting" in said(window))
    for fact in ("a fox", "sketch 7", "41", "60 × 40", "12", "Today"):
        assert fact in said(window)
    press(window, Key.Key_Right)
    assert window.full.place.text() == "2 of 2", "there is no next"
    press(window, Key.Key_Left)
    until(lambda: window.full.place.text() == "1 of 2")
    window.full.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    press(window, Key.Key_Left)
    assert window.full.place.text() == "2 of 2", "left leads on where people read to the left"
    press(window, Key.Key_Escape)
    assert window.pages.currentWidget() is window.overview
    assert window.overview.grid.currentIndex().row() == 1


def test_zoom(open_window: Open, add: Callable[..., Path], until: Until) -> None:
    add(size=(3000, 2000))
    window = open_window()
    open_first(window, until)
    canvas = window.full.canvas
    fitting = canvas.scale
    assert fitting < 0.5
    press(window, Key.Key_1)
    assert canvas.scale == 1.0
    assert window.full.percent.text() == "100 %"
    press(window, Key.Key_Plus)
    assert canvas.scale == pytest.approx(1.25)
    before = QPointF(canvas._middle)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(canvas, QPoint(60, 70))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(60, 70))
    assert (canvas._middle.x(), canvas._middle.y()) > (before.x(), before.y()), "the picture follows the hand"
    canvas.grab()
    press(window, Key.Key_0)
    assert canvas.scale == fitting


def test_keep_and_no_longer(open_window: Open, add: Callable[..., Path], gallery: Gallery, until: Until) -> None:
    add()
    window = open_window()
    window.overview.grid.go_to(0)
    press(window, Key.Key_K, Control)
    until(lambda: window.pictures.row(0).kept)  # type: ignore[union-attr]
    assert gallery.recent(1)[0].kept
    assert window.picture_actions.keep.isChecked()
    assert "Kept" in window.pictures.data(window.pictures.index(0), Qt.ItemDataRole.AccessibleTextRole)
    press(window, Key.Key_K, Control)
    until(lambda: not window.pictures.row(0).kept)  # type: ignore[union-attr]
    assert "no longer kept" in window.toast.words


def test_copy_and_drag_give_the_image_and_the_file(open_window: Open, add: Callable[..., Path], until: Until) -> None:
    path = add(colour=(200, 30, 30))
    add("an owl", request="cd34")
    window = open_window()
    window.overview.grid.go_to(1)
    press(window, Key.Key_C, Control)
    clipboard = QGuiApplication.clipboard()
    assert clipboard.image().pixelColor(5, 5) == QColor(200, 30, 30)
    mime = clipboard.mimeData()
    assert [url.toLocalFile() for url in mime.urls()] == [str(path)]
    assert bytes(mime.data("x-special/gnome-copied-files").data()) == f"copy\n{path.as_uri()}".encode()
    press(window, Key.Key_A, Control)
    dragged: QMimeData = window.pictures.mimeData(window.overview.grid.selectedIndexes())
    assert len(dragged.urls()) == 2
    press(window, Key.Key_C, Control)
    assert len(clipboard.mimeData().urls()) == 2


def test_delete_goes_to_the_trash_and_undo_brings_it_back_with_its_mark(
    open_window: Open, add: Callable[..., Path], gallery: Gallery, home: Path, until: Until
) -> None:
    paths = [add(f"fox {number}", request=f"a{number}") for number in range(3)]
    gallery.keep([gallery.last("a1")[0].id])
    content = paths[1].read_bytes()
    window = open_window()
    window.overview.grid.go_to(1)
    press(window, Key.Key_Delete)
    until(lambda: titles(window) == ["Fox 2", "Fox 0"])
    assert not paths[1].exists()
    trash = home / "data" / "Trash"
    assert [file.name for file in (trash / "files").iterdir()] == [paths[1].name]
    assert window.toast.words == "1 picture moved to the trash"
    assert window.overview.grid.currentIndex().row() == 1, "the next one is chosen"
    press(window, Key.Key_Delete)
    until(lambda: titles(window) == ["Fox 2"])
    press(window, Key.Key_Z, Control)
    press(window, Key.Key_Z, Control)
    until(lambda: titles(window) == ["Fox 2", "Fox 1", "Fox 0"])
    assert paths[1].read_bytes() == content
    until(lambda: window.pictures.row(1).kept)  # type: ignore[union-attr]
    assert not list((trash / "files").iterdir())
    assert not list((trash / "info").iterdir())
    assert not window.picture_actions.undo.isEnabled()


def test_deleting_in_the_full_view_goes_on_with_the_neighbour(
    open_window: Open, add: Callable[..., Path], until: Until
) -> None:
    for number in range(2):
        add(f"fox {number}", request=f"a{number}")
    window = open_window()
    open_first(window, until)
    press(window, Key.Key_Delete)
    until(lambda: "fox 0" in said(window))
    assert window.full.place.text() == "1 of 1"
    press(window, Key.Key_Delete)
    until(lambda: window.pages.currentWidget() is window.overview)
    assert "Nothing has been painted yet" in window.overview.words


def test_what_is_not_in_the_trash_any_more_is_told(
    open_window: Open, add: Callable[..., Path], home: Path, until: Until
) -> None:
    add()
    window = open_window()
    window.overview.grid.go_to(0)
    press(window, Key.Key_Delete)
    until(lambda: window.pictures.rowCount() == 0)
    for file in (home / "data" / "Trash" / "files").iterdir():
        file.unlink()
    press(window, Key.Key_Z, Control)
    until(lambda: "not in the trash any more" in window.overview.words)


def test_a_picture_that_vanished_and_one_that_is_damaged(
    open_window: Open, add: Callable[..., Path], until: Until
) -> None:
    damaged, gone = add("damaged"), add("gone", request="cd34")
    window = open_window()
    raw = damaged.read_bytes()
    damaged.write_bytes(raw[: raw.index(b"IDAT") + 2])
    open_first(window, until)
    until(lambda: not window.full.canvas._image.isNull())
    gone.unlink()
    until(lambda: titles(window) == ["Damaged"], "a picture that is gone goes from the window")
    until(lambda: "cannot be read" in window.full.canvas._words)
    assert "damaged" in said(window), "what is known of it is still told"


@pytest.mark.parametrize("size", [(1, 1), (4096, 4096)])
def test_the_smallest_and_the_largest_picture(
    open_window: Open, add: Callable[..., Path], until: Until, size: tuple[int, int]
) -> None:
    path = add(size=size)
    window = open_window()
    window.overview.grid.viewport().repaint()
    until(lambda: window.overview.grid.tile_images.get(path), "its tile")
    tile = window.overview.grid.tile_images.get(path)
    assert tile is not None
    assert tile.toImage().pixelColor(100, 100) == QColor(30, 170, 70)
    open_first(window, until)
    until(lambda: not window.full.canvas._image.isNull())
    grabbed = window.full.canvas.grab().toImage()
    pixel = grabbed.pixelColor(grabbed.rect().center())
    assert abs(pixel.red() - 30) + abs(pixel.green() - 170) + abs(pixel.blue() - 70) < 6
    assert f"{size[0]} × {size[1]}" in said(window)


@pytest.mark.parametrize(
    "words", ["x" * 10_000, "<img src=x onerror=1><b>fox</b> &amp; owl", "ثعلب في الثلج", "a\nfox\tin\x07 snow", ""]
)
def test_any_words_are_shown_as_they_are(open_window: Open, add: Callable[..., Path], until: Until, words: str) -> None:
    add(words)
    window = open_window()
    window.overview.grid.grab()
    tip = window.pictures.data(window.pictures.index(0), Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tip
    open_first(window, until)
    width = window.width()
    window.grab()
    assert window.width() == width, "long words do not widen the window"
    labels = window.full.facts.findChildren(QLabel)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)
    if words:
        assert words.replace("\n", " ")[:20] in said(window).replace("\n", " ").replace("\u200b", "")


def test_a_corrupt_index_is_made_anew_from_the_pictures(open_window: Open, add: Callable[..., Path]) -> None:
    path = add()
    for file in path.parent.glob(".index.sqlite*"):
        file.write_bytes(b"nonsense" * 500)
    assert titles(open_window()) == ["A fox"]


def test_a_folder_that_cannot_be_used_is_told_in_words(open_window: Open, home: Path) -> None:
    (home / "Jarvis").write_text("no folder")
    window = open_window()
    assert "The gallery's folder cannot be used" in window.overview.words
    assert "gallery.folder" in window.overview.words


def test_the_context_menu_has_everything(open_window: Open, add: Callable[..., Path], app: QApplication) -> None:
    add()
    window = open_window()
    window.overview.grid.go_to(0)
    viewport = window.overview.grid.viewport()
    at = window.overview.grid.visualRect(window.pictures.index(0)).center()
    QApplication.sendEvent(viewport, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, viewport.mapToGlobal(at)))
    [menu] = [child for child in window.findChildren(QMenu) if child.isVisible()]
    words = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert words[:6] == ["Keep", "Copy", "Save as…", "Set as wallpaper", "Show in folder", "Paint again"]
    assert words[-2:] == ["Delete", "Undo delete"]
    menu.close()


def test_everything_has_a_name_for_screen_readers(open_window: Open, add: Callable[..., Path], until: Until) -> None:
    add()
    window = open_window()
    open_first(window, until)
    for widget in (window.overview.grid, window.overview.search, window.overview.kept, window.full.facts):
        assert widget.accessibleName()
    assert window.full.canvas.accessibleName() == "Picture: A fox"
    index = window.pictures.index(0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith("A fox. Today, ")
    assert index.data(ROW).seed == 5


# — with and without a daemon —


@pytest.fixture
def daemon(home: Path) -> Iterator[FakeDaemon]:
    with FakeDaemon(socket_path()) as daemon:
        daemon.tell("state", **STATE)
        yield daemon


def test_without_a_daemon_the_paint_buttons_say_how_to_start_one(
    open_window: Open, add: Callable[..., Path], until: Until
) -> None:
    add()
    window = open_window()
    open_first(window, until)
    assert not any(action.isEnabled() for action in window.picture_actions.making)
    assert "jarvis run" in window.full.notice.text()
    assert "jarvis run" in window.picture_actions.again.toolTip()
    with FakeDaemon(socket_path()) as daemon:
        until(window.picture_actions.again.isEnabled, "a daemon that comes later is found")
        until(daemon.verbs)
        assert not window.full.notice.isVisible()
        assert daemon.asked[0] == ("subscribe", {}), "this window is no screen of the daemon's"
    until(lambda: not window.picture_actions.again.isEnabled())


def test_paint_again_anew_and_vary(
    open_window: Open, add: Callable[..., Path], daemon: FakeDaemon, until: Until
) -> None:
    add("an owl", seed=42, request="cd34")
    add("a fox", seed=41)
    add("a fox", seed=42)
    window = open_window()
    until(lambda: window.repaint_.can)
    place = next(place for place in range(3) if window.pictures.row(place).seed == 41)  # type: ignore[union-attr]
    window.overview.grid.go_to(place)
    new = add("a fox", seed=99, request="ef56")
    daemon.answers["paint"] = {"stage": "done", "words": "a fox", "pictures": [str(new)]}
    window.picture_actions.again.trigger()
    until(lambda: "paint" in daemon.verbs() and "Painted" in window.toast.words)
    assert daemon.asked[-1][1] == {"text": "a fox", "seed": 41, "count": 1}
    until(lambda: window.overview.grid.chosen()[0].seed == 99, "the new one is chosen")
    window.overview.grid.go_to(window.pictures.place(next(row.name for row in window.pictures._rows if row.seed == 41)))
    window.picture_actions.vary.trigger()
    until(lambda: daemon.verbs().count("paint") == 2)
    assert daemon.asked[-1][1] == {"text": "a fox", "seed": 43}, "42 has been painted"
    daemon.failures["paint"] = {"code": "busy", "title": "The painter <b>rests</b>", "hint": "Try again."}
    window.picture_actions.fresh.trigger()
    until(lambda: "The painter <b>rests</b>. Try again." in window.toast.words)


def test_closing_while_something_is_painted_waits_for_it_out_of_sight(
    open_window: Open, add: Callable[..., Path], daemon: FakeDaemon, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    add()
    window = open_window()
    until(lambda: window.repaint_.can)
    ended: list[bool] = []
    monkeypatch.setattr(QApplication, "quit", lambda: ended.append(True))
    window.repaint_.pending = 1
    window.close()
    assert not window.isVisible()
    assert not ended
    window.repaint_._on_answered(PaintRequest("a fox"), filled(FinishedRequest))
    until(lambda: ended)


def test_save_as_png_keeps_how_it_was_made_and_a_full_disk_is_told(
    open_window: Open, add: Callable[..., Path], home: Path, until: Until
) -> None:
    path = add("a fox in the snow")
    window = open_window()
    window.overview.grid.go_to(0)
    window.picture_actions.save.trigger()
    [dialog] = window.findChildren(QFileDialog)
    assert dialog.isVisible()
    assert Path(dialog.selectedFiles()[0]).name == "a-fox-in-the-snow.png"
    dialog.close()
    window.picture_actions._save_to(path, home / "copy.png")
    until(lambda: "Saved as" in window.toast.words)
    assert (home / "copy.png").read_bytes() == path.read_bytes()
    window.picture_actions._save_to(path, home / "copy.jpg")
    until(lambda: "copy.jpg" in window.toast.words)
    assert QImage(str(home / "copy.jpg")).size() == QImage(str(path)).size()
    window.picture_actions._save_to(path, home / "copy.odd")
    until(lambda: "copy.odd could not be written" in window.toast.words)
    assert not (home / "copy.odd").exists()
    window.picture_actions._save_to(path, home / "nowhere" / "copy.png")
    until(lambda: "No such file" in window.toast.words)


def test_a_new_window_fits_its_screen(open_window: Callable[[], GalleryWindow]) -> None:
    window = open_window()
    there = window.screen().availableSize()
    assert window.width() < there.width()
    assert window.height() < there.height()
