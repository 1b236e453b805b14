"""The card's places for pictures: what is in each, its name and mark, and their common shape. Overlay process."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImageReader, QRegion
from PySide6.QtWidgets import QWidget

from assistant.ui.common.motion import Motion
from assistant.ui.overlay.card_layout import CardPlan
from assistant.ui.overlay.picture_view import PictureTile
from assistant.ui.overlay.view_state import Card

_LEAST_ASPECT, _MOST_ASPECT = 0.6, 1.6


class PictureRow:
    """Four places, of which a card uses as many as it has pictures.

    Args:
        motion: What moves the numbers that they fade by.
        parent: The card.
    """

    def __init__(self, motion: Motion, parent: QWidget) -> None:
        self.tiles = [PictureTile(index, motion, parent) for index in range(4)]
        self.aspect = 1.0
        """Width by height of each."""

    @property
    def finished(self) -> list[PictureTile]:
        """Those that can be clicked: seen, and with a finished picture."""
        return [tile for tile in self.tiles if tile.is_final and not tile.isHidden()]

    def clear(self) -> None:
        """Forget the pictures of another request."""
        self.aspect = 1.0
        for tile in self.tiles:
            tile.clear()

    def take_shape(self, aspect: float) -> bool:
        """Have this shape, within what a card has room for; whether that is another one than before."""
        aspect = max(_LEAST_ASPECT, min(_MOST_ASPECT, aspect))
        is_other = abs(aspect - self.aspect) > 0.02
        if is_other:
            self.aspect = aspect
        return is_other

    def take_shape_of(self, path: str) -> bool:
        """Have the shape of this picture; whether that is another one than before."""
        size = QImageReader(path).size()
        return size.isValid() and self.take_shape(size.width() / max(1, size.height()))

    def tell(self, card: Card, share: float) -> None:
        """Say in each place how far it is, which number it has, and that it is kept."""
        for index, tile in enumerate(self.tiles[: card.count]):
            tile.set_progress(share if card.is_painting and card.total else None)
            tile.set_number(index + 1 if card.count > 1 and not card.is_painting else 0)
            tile.set_kept(index in card.kept)
            if tile.is_final:
                number = f"Picture {index + 1}" if card.count > 1 else "Picture"
                tile.setAccessibleName(f"{number}: {card.words}")
                tile.setAccessibleDescription("Opens the picture; it can be dragged out")

    def lay_out(self, card: Card, places: CardPlan, corner: QPoint) -> None:
        """Put them where they belong; `corner` is the top left one of the card's glass."""
        for index, tile in enumerate(self.tiles):
            tile.setVisible(index < card.count)
            tile.setGeometry(places.tile(index).translated(corner))

    def is_complete(self, card: Card) -> bool:
        """Whether every picture of the card is there and finished."""
        return card.is_complete and all(tile.is_final for tile in self.tiles[: card.count])

    def dirty(self, moved: frozenset[str]) -> QRegion:
        """What of them looks different after these numbers moved."""
        region = QRegion()
        for tile in self.tiles:
            if tile.fade in moved or "progress" in moved:
                region += QRegion(tile.geometry())
        return region
