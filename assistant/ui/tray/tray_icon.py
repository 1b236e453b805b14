"""How the tray looks: the ring in the colour that is true, with a dark edge for light panels, and a menu of glass.

Overlay process. A desktop that draws the menu itself (StatusNotifierItem) draws it in its own look.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from assistant.ui.common import style
from assistant.ui.common.ring import Ring, paint_ring

LOST: Final = "lost"
"""No daemon: nothing is known."""
RINGS: Final = {
    "listening": Ring(style.HEARING, level=0.6),
    "busy": Ring(style.WORKING, level=0.6),
    "deaf": Ring(style.WRONG, level=0.6),
    "muted": Ring(style.MUTED, level=0.6, struck=True),
    LOST: Ring(style.NOT_RUNNING, level=0.6, dot=0.0),
}
_SIZES_PX = (16, 22, 24, 32, 44, 48, 64)
_EDGE = QColor(9, 16, 24, 150)
"""The glass's own dark: it is not to be seen on a dark panel, and it carries the ring on a light one."""


def tray_icon(truth: str) -> QIcon:
    """The icon for one of RINGS; for any other word that of LOST."""
    ring = RINGS.get(truth, RINGS[LOST])
    icon = QIcon()
    for size in _SIZES_PX:
        icon.addPixmap(_edged(_drawn(ring, size)))
    return icon


def _drawn(ring: Ring, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    edge = max(1.0, size / 22)
    paint_ring(painter, QRectF(edge, edge, size - 2 * edge, size - 2 * edge), ring)
    painter.end()
    return pixmap


def _edged(drawn: QPixmap) -> QPixmap:
    """The same with its silhouette below it, a pixel or so larger on every side."""
    silhouette = QPixmap(drawn)
    painter = QPainter(silhouette)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(silhouette.rect(), _EDGE)
    painter.end()
    result = QPixmap(drawn.size())
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    edge = drawn.width() / 22 * 0.75
    for x, y in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        painter.drawPixmap(QRectF(drawn.rect()).translated(x * edge, y * edge), silhouette, QRectF(drawn.rect()))
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return result


def menu_look() -> str:
    """The menu's style sheet: the overlay's glass, opaque because a menu has no shadow of its own everywhere."""
    unit = style.text_scale()
    ground, line = style.GLASS.name(), style.GLASS_LINE.name(QColor.NameFormat.HexArgb)
    families = ", ".join(f'"{family}"' for family in style.font(13).families())
    return f"""
        QMenu {{ background: {ground}; color: {style.TEXT.name()}; border: 1px solid {line};
                 padding: {round(6 * unit)}px; font-family: {families}; }}
        QMenu::item {{ padding: {round(5 * unit)}px {round(22 * unit)}px {round(5 * unit)}px {round(12 * unit)}px;
                       border-radius: 7px; }}
        QMenu::item:selected {{ background: {style.between(QColor(9, 16, 24), style.HEARING, 0.22).name()}; }}
        QMenu::item:disabled {{ color: {style.SECOND.name()}; background: transparent; }}
        QMenu::separator {{ height: 1px; margin: {round(5 * unit)}px {round(10 * unit)}px;
                            background: {style.between(QColor(9, 16, 24), style.HEARING, 0.18).name()}; }}
        QMenu::icon {{ padding-left: {round(8 * unit)}px; }}
    """
