"""Pastes things on a figure that is a glyph: what it wears, holds or breathes out, and signs such as musical notes.

Pixels are height × width × 4 with premultiplied alpha.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

import numpy as np

from sketchpainter.figures.figure_spec import Figure
from sketchpainter.figures.glyphs import GlyphFont, enlarged
from sketchpainter.raster.arrays import Field, colour, grid, shaded, smoothstep
from sketchpainter.raster.compositing import lay_over, over
from sketchpainter.scene.scene import Scene
from sketchpainter.scene.things import Point

_LONG = frozenset({"skateboard", "skis", "snowboard"})
"""Things that both feet stand on."""
_NOTES, _ZZZ, _HEART = "🎶", "💤", "❤️"


class PasteSheet:
    """Holds a figure on a larger transparent sheet, to paste things on it.

    Args:
        own: The figure's pixels, premultiplied.
        anchors: Its anchors, parts of its box.
        span: Width of its head, part of its width.
    """

    def __init__(self, own: Field, anchors: dict[str, Point], span: float) -> None:
        self._height, self._width = own.shape[:2]
        self._anchors, self._span = anchors, span
        self._hands = ["right", "left"]
        self._spare = cycle(((1.12, 0.86), (-0.12, 0.86), (1.25, 0.5), (-0.25, 0.5)))
        self._top, self._left = self._height // 2, max(self._width // 2, self._height // 2)
        shape = (self._height + 2 * self._top, self._width + 2 * self._left, 4)
        self.pixels: Field = np.zeros(shape, dtype=np.float32)
        self.pixels[self._top : self._top + self._height, self._left : self._left + self._width] = own

    def anchors(self) -> dict[str, Point]:
        """Returns the anchors, parts of the sheet."""
        height, width = self.pixels.shape[:2]
        moved = {}
        for key, (x, y) in self._anchors.items():
            moved[key] = ((x * self._width + self._left) / width, (y * self._height + self._top) / height)
        return moved

    def paste(self, glyph: Field, at: Point, *, tall: float, grip: Point = (0.5, 0.5)) -> None:
        """Pastes a glyph, `tall` times as high as the figure, with the glyph's point `grip` on the figure's point
        `at`."""
        big = enlarged(glyph, max(3, round(tall * self._height)))
        y = self._top + at[1] * self._height - grip[1] * big.shape[0]
        x = self._left + at[0] * self._width - grip[0] * big.shape[1]
        over(self.pixels, big, round(y), round(x))

    def paste_worn(self, glyph: Field, slot: str, name: str) -> None:
        """Pastes a thing at the place of its slot."""
        head = self._span * self._width / self._height * glyph.shape[0] / glyph.shape[1]
        at = self._anchors
        match slot:
            case "eyes":
                self.paste(glyph, at.get("eyes", (0.5, 0.3)), tall=head * 0.78)
            case "neck":
                x, y = at.get("eyes", (0.5, 0.3))
                small = 0.40 if name == "bell" else 0.62
                self.paste(glyph, at.get("neck", (x, min(0.9, y + 0.22))), tall=head * small, grip=(0.5, 0.3))
            case "back":
                x, y = at.get("seat", (0.5, 0.2))
                self.paste(
                    glyph, (x, y + 0.02), tall=0.62 if name.lower().endswith("castle") else 0.42, grip=(0.5, 0.95)
                )
            case "feet":
                x, y = at.get("feet", (0.5, 0.97))
                if name in _LONG:
                    self.paste(glyph, (x, y), tall=0.30)
                else:
                    for shift in (-0.16, 0.16):
                        self.paste(glyph, (x + shift, y - 0.02), tall=0.18)
            case "body":
                self.paste(glyph, (0.5, 0.62), tall=0.42)
            case _:
                broad = 1.12 if name == "woman’s hat" else 0.80
                self.paste(glyph, at.get("head", (0.5, 0.05)), tall=head * broad, grip=(0.5, 0.82))

    def paste_breath(self, glyph: Field, look: int) -> None:
        """Pastes a thing several times in front of the mouth, larger with distance."""
        x, y = self._anchors.get("mouth", (0.1 if look < 0 else 0.9, 0.3))
        for away, high, tall in ((0.10, 0.0, 0.16), (0.30, -0.08, 0.28), (0.62, -0.16, 0.40)):
            self.paste(glyph, (x + away * look, y + high), tall=tall)

    def paste_held(self, glyph: Field, grip: Point, tall: float, *, both: bool) -> None:
        """Pastes a thing into a hand or a paw, or beside the figure if both are full."""
        if both and "left" in self._hands:
            self._hands = []
            x, y = self._anchors.get("right", (0.5, 0.6))
            at = ((x + 0.5) / 2 if abs(x - 0.5) > 0.3 else 0.5, max(0.55, y))
        else:
            at = self._anchors.get(self._hands.pop(0), (0.9, 0.6)) if self._hands else next(self._spare)
        if (grip[0] > 0.5) == (at[0] > 0.5) and grip[0] != 0.5:
            # The far end of the thing points away from the figure.
            glyph, grip = np.ascontiguousarray(glyph[:, ::-1]), (1 - grip[0], grip[1])
        self.paste(glyph, at, tall=tall, grip=grip)

    def paste_helmet(self) -> None:
        """Pastes an astronaut's helmet around the head: a faint ball with a rim and a glint."""
        head, eyes = self._anchors.get("head", (0.5, 0.05)), self._anchors.get("eyes", (0.5, 0.2))
        radius = self._span * self._width * 0.70
        cx = self._left + (head[0] + eyes[0]) / 2 * self._width
        cy = self._top + eyes[1] * self._height
        x0, y0 = max(0, int(cx - radius) - 2), max(0, int(cy - radius) - 2)
        area = self.pixels[y0 : int(cy + radius) + 3, x0 : int(cx + radius) + 3]
        x, y = grid((area.shape[0], area.shape[1]))
        cx, cy = cx - x0, cy - y0
        away = np.hypot(x - cx, y - cy) / radius
        glint = smoothstep(0.08, 0.02, np.abs(away - 0.76)) * ((x < cx) & (y < cy))
        cover = np.clip(0.14 * (away < 0.97) + 0.9 * smoothstep(0.08, 0.03, np.abs(away - 0.96)) + 0.7 * glint, 0, 1)
        lay_over(area, np.dstack([shaded(colour("#e8f1f8"), cover), cover.astype(np.float32)]))


def add_signs(figure: Figure, scene: Scene, index: int, look: int, font: GlyphFont) -> Figure:
    """Returns the figure with signs: notes around a singer, zzz over a sleeper, hearts between two who kiss.

    Args:
        figure: The figure.
        scene: The scene that has its subject.
        index: Index of its subject.
        look: −1 if it looks to the left, 1 to the right.
        font: Draws the signs.
    """
    subject = scene.subjects[index]
    embraces = subject.meets in ("kiss", "hug") and (subject.toward or 0) > index
    sheet = PasteSheet(figure.pixels, figure.anchors, figure.span)
    if subject.action in ("dance", "sing"):
        sheet.paste(font.picture(_NOTES), (1.08, 0.08), tall=0.16)
        sheet.paste(font.picture(_NOTES), (-0.08, 0.26), tall=0.13)
    elif subject.action == "sleep" and (subject.thing.is_creature or subject.thing.is_person):
        x, y = figure.anchors.get("head", (0.3, 0.1))
        sheet.paste(font.picture(_ZZZ), (x + 0.20, y - 0.16), tall=0.24)
    elif embraces:
        for away, high, tall in ((0.46, 0.02, 0.15), (0.64, -0.12, 0.10)):
            sheet.paste(font.picture(_HEART), (0.5 + away * look, high), tall=tall)
    else:
        return figure
    return replace(figure, pixels=sheet.pixels, anchors=sheet.anchors())
