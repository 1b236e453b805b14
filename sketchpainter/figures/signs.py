"""Signs that tell what cannot be seen: notes around who sings, zzz over who sleeps, hearts between two who kiss.

Runs in the painter's process.
"""

from __future__ import annotations

from sketchpainter.figures.glyphs import GlyphFont
from sketchpainter.raster.compositing import Sheet
from sketchpainter.scene.figure_spec import Figure
from sketchpainter.scene.scene import Scene

_NOTES, _ZZZ, _HEART = "🎶", "💤", "❤️"


def add_signs(figure: Figure, scene: Scene, index: int, look: int, font: GlyphFont) -> None:
    """Put signs around a figure, in place.

    Args:
        figure: Who it is.
        scene: Where it comes from.
        index: Which subject it is.
        look: −1 where it looks to the left, 1 to the right.
        font: Draws the signs.
    """
    subject = scene.subjects[index]
    embraces = subject.meets in ("kiss", "hug") and (subject.toward or 0) > index
    sheet = Sheet(figure.pixels, figure.anchors, figure.span)
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
        return
    figure.anchors, figure.pixels = sheet.anchors(), sheet.pixels
