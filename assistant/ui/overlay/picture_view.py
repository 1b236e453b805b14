"""One picture on the card: previews that sharpen in place, then the finished file. Runs in the overlay process."""

from __future__ import annotations

import logging

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QImage,
    QImageReader,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QWidget

from assistant.ui.common import style
from assistant.ui.common.motion import Motion
from assistant.ui.common.paragraph import Paragraph
from assistant.ui.overlay.chip import Button, KeepMark
from assistant.ui.overlay.pane import Pane
from assistant.ui.platform.surface import device_size

log = logging.getLogger(__name__)

GONE = "This picture’s file is gone"
_EMPTY = QColor(160, 200, 230, 18)
_DISC_GAP = 8


class PictureTile(Button):
    """A picture that can be opened by a click, dragged out and kept once it is finished.

    Args:
        index: 0-based place on the card.
        motion: The card's, for fading from one image to the next.
        parent: The card.
    """

    dragged = Signal()
    """The person drags the finished picture."""

    def __init__(self, index: int, motion: Motion, parent: QWidget) -> None:
        super().__init__(motion, parent)
        self.fade = f"picture {index}"
        """The number in the card's motion that fades from one image to the next."""
        self._shown = QPixmap()
        self._before = QPixmap()
        self._number = 0
        self._progress: float | None = None
        self._is_gone = False
        self._held: QPoint | None = None
        self.path = ""
        self.keep = KeepMark(motion, self)
        self.clip: QRect | None = None
        """The part of the card that may be painted on, while the card grows."""
        self.unsetCursor()
        self.pointed.connect(self._show_mark)

    @property
    def is_final(self) -> bool:
        """Whether it shows the finished picture."""
        return bool(self.path) and not self._is_gone

    @property
    def look(self) -> QPixmap:
        """What it shows, for the pointer to carry."""
        return self._shown

    def clear(self) -> None:
        """Forget the picture: the tile now belongs to another request."""
        self._shown = self._before = QPixmap()
        self._progress, self._is_gone, self.path = None, False, ""
        self.setAccessibleName("")
        self.unsetCursor()
        self.keep.hide()

    def set_preview(self, image: QImage) -> None:
        """Show an unfinished picture, unless the finished one is there."""
        if not self.path:
            self._change_to(image)

    def set_file(self, path: str) -> None:
        """Show the finished picture in this file; one that is gone or damaged says so. Blocks while it is read."""
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
        """Its number among several, from 1; 0 shows none."""
        self._number = number

    def set_progress(self, share: float | None) -> None:
        """How much of the painting is done, 0 … 1; None takes the line away."""
        self._progress = share

    def set_kept(self, kept: bool) -> None:
        """Whether the picture was kept on purpose; its name is known by then."""
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
        """What is seen at this moment: previews may come faster than they fade in."""
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
        if self.clip is not None:
            painter.setClipRect(self.clip.translated(-self.pos()))
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
    """The image scaled to fill the tile, its middle kept."""
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
