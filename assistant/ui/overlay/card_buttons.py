"""Defines the card's buttons: pictures, what can be said next, and the mark that keeps a picture.

A picture shows previews that sharpen in place, then the finished file.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QImageReader,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QRegion,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from assistant.ui.common import style
from assistant.ui.common.paragraph import Paragraph
from assistant.ui.overlay.pane import Motion, Pane
from assistant.ui.overlay.view_state import Card
from assistant.ui.platform.surface import device_size

_SIDE = 13
AGAIN, KEEP, CLOSE, STOP = "another one", "keep it", "close", "stop"
_DO = {
    AGAIN: "Paints the same once more",
    KEEP: "Keeps the pictures on purpose",
    CLOSE: "Takes the pictures away",
    STOP: "Stops the painting",
}

log = logging.getLogger(__name__)
GONE = "This picture’s file is gone"
_EMPTY = QColor(160, 200, 230, 18)
_DISC_GAP = 8
_LEAST_ASPECT, _MOST_ASPECT = 0.6, 1.6


class Button(QAbstractButton):
    """Is a button that never takes the focus by a click, and fades with the card.

    Args:
        motion: The card's motion.
        parent: The card, or a picture on it.
    """

    pointed = Signal()
    """The pointer has come or gone."""

    def __init__(self, motion: Motion, parent: QWidget) -> None:
        super().__init__(parent)
        self._motion = motion
        self.is_pointed_at = False
        self.is_hot = False
        """Whether the pointer is over it, or the keyboard has chosen it."""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_hot(self, hot: bool) -> None:
        """Lights the button up, or not any more."""
        if hot != self.is_hot:
            self.is_hot = hot
            self.redraw()

    def redraw(self) -> None:
        """Repaints the button soon, whatever its pane's surface is."""
        pane = self.window()
        if isinstance(pane, Pane):
            pane.redraw(QRegion(QRect(self.mapTo(pane, QPoint(0, 0)), self.size())))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        pane = self.window()
        at = event.globalPosition().toPoint()
        # The card may have come up below a pointer that nobody touches.
        if not self.is_pointed_at and not (isinstance(pane, Pane) and at == pane.pointer_rested_at):
            self._point(here=True)
        super().mouseMoveEvent(event)

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802 - Qt's name
        if self.is_pointed_at:
            self._point(here=False)

    def _point(self, *, here: bool) -> None:
        self.is_pointed_at = here
        self.set_hot(here)
        self.pointed.emit()

    def begin_painting(self) -> QPainter:
        """Returns a painter with the card's opacity and smooth edges."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(self._motion.value("opacity") * self._motion.value("content"))
        return painter


class Chip(Button):
    """Shows words that can be said next, and can be clicked as well.

    Args:
        words: The words as they would be said: "another one".
        what_it_does: Description for screen readers.
        motion, parent: See `Button`.
    """

    def __init__(self, words: str, what_it_does: str, motion: Motion, parent: QWidget) -> None:
        super().__init__(motion, parent)
        self.words = words
        self.setText(f"“{words}”")
        self.setAccessibleName(words)
        self.setAccessibleDescription(what_it_does)
        self.setFont(style.second_font())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = QFontMetricsF(self.font())
        height = max(style.CHIP_HEIGHT, round(metrics.height() + 9))
        return QSize(round(metrics.horizontalAdvance(self.text())) + 2 * _SIDE, height)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = self.begin_painting()
        hot = self.is_hot
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(style.faded(style.HEARING, 0.7 if hot else 0.3), 1))
        painter.setBrush(style.faded(style.HEARING, (0.22 if self.isDown() else 0.12) if hot else 0.03))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(style.TEXT if hot else style.DONE)
        painter.setFont(self.font())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class KeepMark(Button):
    """Is the mark on a picture's corner that keeps it: filled once it is kept.

    Args:
        motion: The card's motion.
        parent: The picture.
    """

    def __init__(self, motion: Motion, parent: QWidget) -> None:
        super().__init__(motion, parent)
        self.resize(style.NUMBER_DISC, style.NUMBER_DISC)
        self.is_kept = False

    def set_kept(self, kept: bool, name: str) -> None:
        """Shows whether the picture is kept; `name` is the picture's name for screen readers."""
        self.is_kept = kept
        self.setAccessibleName(f"{name} is kept" if kept else f"Keep {name.lower()}")
        self.redraw()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = self.begin_painting()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(style.faded(style.HEARING, 0.9 if self.is_hot else 0.5), 1))
        painter.setBrush(style.GLASS)
        painter.drawEllipse(box)
        painter.setPen(QPen(style.DONE, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(style.DONE if self.is_kept else Qt.BrushStyle.NoBrush)
        painter.drawPath(_heart(box.center(), box.width() * 0.25))
        painter.end()


def _heart(centre: QPointF, size: float) -> QPainterPath:
    """Returns a heart's outline, `size` from its middle to its sides."""
    x, y = centre.x(), centre.y() + size * 0.08
    path = QPainterPath(QPointF(x, y + size * 0.95))
    path.cubicTo(x - size * 1.5, y - size * 0.05, x - size * 0.95, y - size * 1.25, x, y - size * 0.45)
    path.cubicTo(x + size * 0.95, y - size * 1.25, x + size * 1.5, y - size * 0.05, x, y + size * 0.95)
    return path


class ChipRow:
    """Shows the chips that fit what the card shows.

    Args:
        motion: The card's motion.
        parent: The card.
    """

    def __init__(self, motion: Motion, parent: QWidget) -> None:
        self.chips = {words: Chip(words, does, motion, parent) for words, does in _DO.items()}

    @property
    def widest(self) -> list[QSize]:
        """Returns the sizes of the most chips that are seen at once."""
        return [self.chips[words].sizeHint() for words in (AGAIN, KEEP, CLOSE)]

    def lay_out(self, card: Card, corner: QPoint) -> None:
        """Shows the chips that fit the card's state in a row; `corner` is the top left corner of the first one."""
        finished = [words for words in (AGAIN, KEEP, CLOSE) if words != KEEP or not card.kept]
        wanted = [STOP] if card.is_painting else finished
        for words, chip in self.chips.items():
            chip.setVisible(words in wanted)
            if words in wanted:
                chip.setGeometry(QRect(corner, chip.sizeHint()))
                corner = corner + QPoint(chip.width() + style.CHIP_GAP, 0)


class PictureTile(Button):
    """Shows a picture that can be opened by a click, dragged out and kept once it is finished.

    Args:
        index: 0-based place on the card.
        motion: The card's motion, which fades one image into the next.
        parent: The card.
    """

    dragged = Signal()
    """The person drags the finished picture."""

    def __init__(self, index: int, motion: Motion, parent: QWidget) -> None:
        super().__init__(motion, parent)
        self.fade = f"picture {index}"
        """Name of the number in the card's motion that fades from one image to the next."""
        self._shown = QPixmap()
        self._before = QPixmap()
        self._number = 0
        self._progress: float | None = None
        self._is_gone = False
        self._held: QPoint | None = None
        self.path = ""
        self.keep = KeepMark(motion, self)
        self._clip: QRect | None = None
        self.unsetCursor()
        self.pointed.connect(self._show_mark)

    @property
    def is_final(self) -> bool:
        """Returns whether the tile shows the finished picture."""
        return bool(self.path) and not self._is_gone

    @property
    def image(self) -> QPixmap:
        """Returns what the tile shows, for the pointer to carry."""
        return self._shown

    def clear(self) -> None:
        """Forgets the picture: the tile now belongs to another request."""
        self._shown = self._before = QPixmap()
        self._progress, self._is_gone, self.path = None, False, ""
        self.setAccessibleName("")
        self.unsetCursor()
        self.keep.hide()

    def set_preview(self, image: QImage) -> None:
        """Shows an unfinished picture, unless the finished one is there."""
        if not self.path:
            self._change_to(image)

    def set_file(self, path: str) -> None:
        """Shows the finished picture in this file, or says that it is gone or damaged. Blocks while it is read."""
        if path == self.path:
            return
        self.path = path
        reader = QImageReader(path)
        reader.setAutoTransform(True)
        image = reader.read()
        self._is_gone = image.isNull()
        if self._is_gone:
            log.warning("a picture cannot be shown: %s", reader.errorString())
            self._shown = self._before = QPixmap()
            self.setAccessibleName(GONE)
            self.unsetCursor()
        else:
            self._change_to(image)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.redraw()

    def set_number(self, number: int) -> None:
        """Sets the picture's number among several, from 1; 0 shows none."""
        self._number = number

    def set_progress(self, share: float | None) -> None:
        """Sets how much of the painting is done, 0 … 1; None takes the line away."""
        self._progress = share

    def set_clip(self, clip: QRect | None) -> None:
        """Sets the part of the card that may be painted on while the card grows; None for all of it."""
        self._clip = clip

    def set_kept(self, kept: bool) -> None:
        """Shows whether the picture was kept on purpose; call it after `set_number`."""
        self.keep.set_kept(kept, f"Picture {self._number}" if self._number else "The picture")
        self._show_mark()

    def _show_mark(self) -> None:
        wanted = self.is_final and (self.is_pointed_at or self.keep.is_kept)
        if wanted == self.keep.isHidden():
            self.keep.setVisible(wanted)
            self.redraw()

    def _change_to(self, image: QImage) -> None:
        self._before = self._blended()
        pane = self.window()
        self._shown = _cover(image, self.size(), pane.ratio if isinstance(pane, Pane) else 1.0)
        self._motion.jump(self.fade, 0.0)
        self._motion.go(self.fade, 1.0, style.SETTLE_MS)

    def _blended(self) -> QPixmap:
        """Returns the image of this moment: previews may come faster than they fade in."""
        fade = self._motion.value(self.fade)
        if fade >= 1 or self._before.isNull() or self._shown.isNull() or self._before.size() != self._shown.size():
            return self._shown
        blended = QPixmap(self._before)
        painter = QPainter(blended)
        painter.setOpacity(fade)
        painter.drawPixmap(0, 0, self._shown)
        painter.end()
        return blended

    def resizeEvent(self, _event: object) -> None:  # noqa: N802 - Qt's name
        self.keep.move(self.width() - self.keep.width() - _DISC_GAP, _DISC_GAP)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        super().mousePressEvent(event)
        self._held = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        far = self._held and (event.position().toPoint() - self._held).manhattanLength()
        if far and far >= QApplication.startDragDistance() and self.is_final:
            self._held = None
            self.setDown(False)
            self.dragged.emit()
        else:
            super().mouseMoveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = self.begin_painting()
        if self._clip is not None:
            painter.setClipRect(self._clip.translated(-self.pos()))
        painter.setPen(Qt.PenStyle.NoPen)
        opacity = painter.opacity()
        box = QRectF(self.rect())
        fade = self._motion.value(self.fade)
        if self._shown.isNull() or fade < 1:
            _paint_image(painter, box, self._before)
        if not self._shown.isNull():
            painter.setOpacity(opacity * fade)
            _paint_image(painter, box, self._shown)
            painter.setOpacity(opacity)
        if self._is_gone:
            _paint_words(painter, box)
        if self._progress is not None:
            _paint_progress(painter, box, self._motion.value("progress"))
        if self._number:
            _paint_number(painter, self._number)
        if self.is_hot and self.is_final:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(style.faded(style.HEARING, 0.8), 1.5))
            inner = box.adjusted(0.75, 0.75, -0.75, -0.75)
            painter.drawRoundedRect(inner, style.PICTURE_RADIUS, style.PICTURE_RADIUS)
        painter.end()


def _cover(image: QImage, size: QSize, ratio: float) -> QPixmap:
    """Returns the image scaled to fill the tile, cut at its edges so that its middle stays."""
    wanted = device_size(size, ratio)
    scaled = image.scaled(
        wanted, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    left, top = (scaled.width() - wanted.width()) // 2, (scaled.height() - wanted.height()) // 2
    pixmap = QPixmap.fromImage(scaled.copy(left, top, wanted.width(), wanted.height()))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _paint_image(painter: QPainter, box: QRectF, pixmap: QPixmap) -> None:
    painter.setBrush(_EMPTY if pixmap.isNull() else QBrush(pixmap))
    painter.drawRoundedRect(box, style.PICTURE_RADIUS, style.PICTURE_RADIUS)


def _paint_words(painter: QPainter, box: QRectF) -> None:
    words = Paragraph(GONE, style.second_font(), box.width() - 2 * style.CARD_PADDING, 3)
    painter.setPen(style.SECOND)
    words.draw(painter, box.center() - QPointF(words.size.width() / 2, words.size.height() / 2))
    painter.setPen(Qt.PenStyle.NoPen)


def _paint_progress(painter: QPainter, box: QRectF, share: float) -> None:
    glass, line = QPainterPath(), QPainterPath()
    glass.addRoundedRect(box, style.PICTURE_RADIUS, style.PICTURE_RADIUS)
    line.addRect(QRectF(box.left(), box.bottom() - style.PROGRESS_LINE, box.width() * share, style.PROGRESS_LINE))
    painter.fillPath(glass.intersected(line), style.WORKING)


def _paint_number(painter: QPainter, number: int) -> None:
    disc = QRectF(_DISC_GAP, _DISC_GAP, style.NUMBER_DISC, style.NUMBER_DISC)
    painter.setBrush(style.GLASS)
    painter.setPen(QPen(style.faded(style.HEARING, 0.5), 1))
    painter.drawEllipse(disc)
    painter.setPen(style.DONE)
    face = style.second_font()
    face.setWeight(QFont.Weight.DemiBold)
    face.setPixelSize(14)
    painter.setFont(face)
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(number))
    painter.setPen(Qt.PenStyle.NoPen)


class PictureRow:
    """Holds four tiles, of which a card uses as many as it has pictures.

    Args:
        motion: The card's motion.
        parent: The card.
    """

    def __init__(self, motion: Motion, parent: QWidget) -> None:
        self.tiles = [PictureTile(index, motion, parent) for index in range(4)]
        self.aspect = 1.0
        """Width divided by height of each tile."""

    @property
    def finished(self) -> list[PictureTile]:
        """Returns the tiles that can be clicked: visible, and with a finished picture."""
        return [tile for tile in self.tiles if tile.is_final and not tile.isHidden()]

    def clear(self) -> None:
        """Forgets the pictures of another request."""
        self.aspect = 1.0
        for tile in self.tiles:
            tile.clear()

    def set_aspect(self, aspect: float) -> bool:
        """Sets the tiles' aspect, limited to what a card has room for, and returns whether it has changed."""
        aspect = max(_LEAST_ASPECT, min(_MOST_ASPECT, aspect))
        is_other = abs(aspect - self.aspect) > 0.02
        if is_other:
            self.aspect = aspect
        return is_other

    def set_aspect_of(self, path: str) -> bool:
        """Sets the tiles' aspect to that of this picture, and returns whether it has changed."""
        size = QImageReader(path).size()
        return size.isValid() and self.set_aspect(size.width() / max(1, size.height()))

    def update_tiles(self, card: Card, share: float) -> None:
        """Updates each tile's progress, number, mark and accessible name."""
        for index, tile in enumerate(self.tiles[: card.count]):
            tile.set_progress(share if card.is_painting and card.total else None)
            tile.set_number(index + 1 if card.count > 1 and not card.is_painting else 0)
            tile.set_kept(index in card.kept)
            if tile.is_final:
                number = f"Picture {index + 1}" if card.count > 1 else "Picture"
                tile.setAccessibleName(f"{number}: {card.words}")
                tile.setAccessibleDescription("Opens the picture; it can be dragged out")

    def lay_out(self, count: int, places: Sequence[QRect]) -> None:
        """Move the tiles to their places.

        Args:
            count: The number of pictures on the card; further tiles are hidden.
            places: One rectangle for each tile, in the card's coordinates.
        """
        for index, (tile, place) in enumerate(zip(self.tiles, places, strict=True)):
            tile.setVisible(index < count)
            tile.setGeometry(place)

    def is_complete(self, card: Card) -> bool:
        """Returns whether every picture of the card is there and finished."""
        return card.is_complete and all(tile.is_final for tile in self.tiles[: card.count])

    def dirty(self, moved: frozenset[str]) -> QRegion:
        """Returns the region of the tiles that look different after these numbers moved."""
        region = QRegion()
        for tile in self.tiles:
            if tile.fade in moved or "progress" in moved:
                region += QRegion(tile.geometry())
        return region
