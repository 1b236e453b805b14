"""Defines the overlay's design language in one place: colours, sizes, times.

Sizes are logical pixels for a desktop whose own text is 10 pt at 96 dpi; `text_scale` says how far this one differs.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication

GLASS: Final = QColor(9, 16, 24, 209)
GLASS_LINE: Final = QColor(122, 214, 255, 51)
GLASS_RADIUS: Final = 22
SHADOW: Final = QColor(0, 0, 0, 115)
SHADOW_DROP: Final = 18
SHADOW_BLUR: Final = 60

HEARING: Final = QColor("#5fd4ff")
WORKING: Final = QColor("#ffb454")
DONE: Final = QColor("#d6f3ff")
WRONG: Final = QColor("#ff6b6b")
MUTED: Final = QColor("#7d8c99")
NOT_RUNNING: Final = QColor("#8f6a6e")
"""Red turned grey: nothing listens, and nothing can be said about why."""
TEXT: Final = QColor("#e8f1f8")
SECOND: Final = QColor("#8fa7ba")
PALE: Final = 0.45
"""Opacity at which words begin."""
TENTATIVE: Final = 0.62
"""Opacity of words that may still change."""

APPEAR_MS: Final = 120
SETTLE_MS: Final = 180
LEAVE_MS: Final = 300
PILL_LEAVE_MS: Final = 90
"""Duration in which the pill goes when the card grows out of it."""
GROW_MS: Final = 240
"""Duration in which the card grows out of the pill."""
THINKING_AFTER_MS: Final = 150
GLOW_APPEAR_MS: Final = 240
"""Duration in which the glow comes: a light that jumps would draw more attention than it deserves."""
RAISE_EVERY_MS: Final = 400

EDGE_GAP: Final = 44
"""Distance between the overlay and the bottom edge of the screen."""
STACK_GAP: Final = 14
"""Distance between the pill and the card above it."""
RISE: Final = 10
"""Distance by which the glass rises while it appears."""

GLOW_WIDTH: Final = 460
GLOW_HEIGHT: Final = 40
"""Less than EDGE_GAP, so that the glow lies below everything else that the overlay shows."""

PILL_HEIGHT: Final = 84
PILL_MIN_WIDTH: Final = 248
PILL_MAX_WIDTH: Final = 640
PILL_TALL: Final = 172
"""Height with room for the longest words that a pill shows."""
RING_SIZE: Final = 54
CARD_RING: Final = 40

CARD_PADDING: Final = 16
PICTURE_GAP: Final = 12
PICTURE_RADIUS: Final = 12
PICTURE_ALONE: Final = 300
PICTURE_OF_MANY: Final = 210
NUMBER_DISC: Final = 26
PROGRESS_LINE: Final = 3
CHIP_HEIGHT: Final = 26
CHIP_GAP: Final = 8

_DESKTOP_TEXT_PX: Final = 13.33


def text_scale() -> float:
    """Returns how large this desktop's own text is against 10 pt at 96 dpi: 0.9 … 2. Needs a QGuiApplication."""
    size = QFontInfo(QGuiApplication.font()).pixelSize()
    return min(2.0, max(0.9, size / _DESKTOP_TEXT_PX))


def font(size_px: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Returns the overlay's sans in this size (before the desktop's text scale). Needs a QGuiApplication."""
    desktop = QGuiApplication.font()
    face = QFont(desktop)
    face.setFamilies(["Inter", *desktop.families()])
    face.setPixelSize(round(size_px * text_scale()))
    face.setWeight(weight)
    return face


def title_font() -> QFont:
    """Returns the font for what was said, and for what went wrong."""
    return font(20, QFont.Weight.Medium)


def caption_font() -> QFont:
    """Returns the font for the words under pictures."""
    return font(16)


def second_font() -> QFont:
    """Returns the font for the second line and for what can be said next."""
    return font(13)


def faded(colour: QColor, opacity: float) -> QColor:
    """Returns the colour with its own opacity multiplied by `opacity`, 0 … 1."""
    result = QColor(colour)
    result.setAlphaF(max(0.0, min(1.0, colour.alphaF() * opacity)))
    return result


def between(start: QColor, end: QColor, share: float) -> QColor:
    """Returns the colour at `share`, 0 … 1, of the way from one to the other."""
    if share >= 1:
        return end
    other = max(0.0, share)
    one = 1 - other
    return QColor(
        round(start.red() * one + end.red() * other),
        round(start.green() * one + end.green() * other),
        round(start.blue() * one + end.blue() * other),
        round(start.alpha() * one + end.alpha() * other),
    )
