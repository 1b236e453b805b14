"""Drawn heads of well-known characters: a face with hair, a cowl, a helmet or a hat.

Runs in the painter's process. Gives heads as large as they are asked for; the bodies are `puppet`'s.
"""

from __future__ import annotations

from collections.abc import Callable

from sketchpainter.figures import helmets
from sketchpainter.figures.face_parts import paint_face, paint_features, paint_hair, paint_plain
from sketchpainter.figures.figure_parts import Dress, Head
from sketchpainter.figures.garments import star
from sketchpainter.raster.shapes import Pad, Spot2, margins

_BOX = (-0.95, -1.15, 0.95, 0.72)
"""The sheet of a head whose skull is 1 wide, with its middle at the origin."""


def drawn_head(kind: str, dress: Dress, width_px: float) -> Head:
    """The head that sketchpainter/data/outfits.toml names, its skull about `width_px` wide."""
    pad = Pad(_BOX, max(24.0, width_px))
    _HEADS.get(kind, paint_plain)(pad, dress)
    rows, columns = margins(pad.pixels)

    def part(x: float, y: float) -> Spot2:
        px, py = pad.px((x, y))
        return (px - columns.start) / (columns.stop - columns.start), (py - rows.start) / (rows.stop - rows.start)

    span = pad.unit / (columns.stop - columns.start)
    return Head(pad.pixels[rows, columns].copy(), part(0, 0.02), part(0, -0.42), min(1.0, span))


def _mask(pad: Pad, dress: Dress) -> None:
    paint_plain(pad, dress)
    band = [(-0.46, -0.10), (-0.2, -0.13), (0, -0.08), (0.2, -0.13), (0.46, -0.10), (0.42, 0.10), (0.18, 0.13)]
    band += [(0, 0.08), (-0.18, 0.13), (-0.42, 0.10)]
    pad.hull(band, dress.ink("cape", "top"), form=0.05, lift=0.02)
    for side in (-1, 1):
        pad.oval((side * 0.19, 0.01), 0.085, 0.065, "#ffffff", form=0.0, lift=0.0)
        pad.oval((side * 0.19, 0.015), 0.045, 0.055, "#2b2328", form=0.0, lift=0.0)


def _tiara(pad: Pad, dress: Dress) -> None:
    hair = [(-0.50, -0.30), (0, -0.55), (0.50, -0.30), (0.66, 0.20), (0.62, 0.66), (-0.62, 0.66), (-0.66, 0.20)]
    pad.hull(hair, dress.ink("hair"), form=0.14, lift=0.0)
    paint_face(pad, dress.ink("skin"))
    paint_features(pad, "#2b2024")
    paint_hair(pad, dress.ink("hair"))
    pad.hull([(-0.44, -0.20), (0.0, -0.44), (0.44, -0.20), (0.0, -0.22)], "#e6bd3c", form=0.03, sharp=True)
    pad.hull(star((0.0, -0.30), 0.07), "#c3212b", form=0.0, lift=0.0, sharp=True)


def _hulk(pad: Pad, dress: Dress) -> None:
    paint_face(pad, dress.ink("skin"))
    paint_features(pad, "#1d2416", mouth="firm")
    pad.limb([(-0.30, -0.12), (-0.06, -0.06)], [0.06, 0.07], "#2a3a1c", form=0.0, lift=0.0)
    pad.limb([(0.30, -0.12), (0.06, -0.06)], [0.06, 0.07], "#2a3a1c", form=0.0, lift=0.0)
    paint_hair(pad, "#1d241a")


def _pirate(pad: Pad, dress: Dress) -> None:
    paint_face(pad, dress.ink("skin"))
    paint_features(pad, "#2b1d18")
    pad.hull([(0.06, -0.10), (0.34, -0.08), (0.28, 0.13), (0.10, 0.13)], "#1d1b22", form=0.03)
    pad.limb([(-0.45, -0.20), (0.45, -0.02)], [0.03, 0.03], "#1d1b22", form=0.0, lift=0.0)
    stubble = [
        (-0.40, 0.25),
        (-0.18, 0.22),
        (0, 0.21),
        (0.18, 0.22),
        (0.40, 0.25),
        (0.22, 0.55),
        (0, 0.66),
        (-0.22, 0.55),
    ]
    pad.hull(stubble, "#33241e", form=0.08, lift=0.02)
    pad.limb([(-0.12, 0.30), (0, 0.34), (0.12, 0.30)], [0.03, 0.04, 0.03], "#b5685a", form=0.0, lift=0.0)
    brim = [
        (-0.86, -0.30),
        (-0.45, -0.60),
        (0, -0.86),
        (0.45, -0.60),
        (0.86, -0.30),
        (0.42, -0.22),
        (0, -0.30),
        (-0.42, -0.22),
    ]
    pad.hull(brim, "#26242c", form=0.12)
    pad.limb(
        [(-0.80, -0.31), (-0.40, -0.24), (0, -0.31), (0.40, -0.24), (0.80, -0.31)], [0.04] * 5, "#d6a83a", form=0.0
    )
    pad.oval((0, -0.53), 0.11, 0.11, "#f4f1ea", form=0.03, lift=0.0)
    for side in (-1, 1):
        pad.oval((side * 0.04, -0.55), 0.028, 0.032, "#26242c", form=0.0, lift=0.0)
        pad.limb([(-side * 0.14, -0.36), (side * 0.14, -0.46)], [0.04, 0.04], "#f4f1ea", form=0.0, lift=0.0)


def _cowboy(pad: Pad, dress: Dress) -> None:
    paint_plain(pad, Dress({**dress.row, "hair": "#5a3a22"}))
    pad.oval((0, -0.34), 0.86, 0.17, "#8a5a30", form=0.08)
    crown = [(-0.44, -0.36), (-0.40, -0.72), (-0.18, -0.86), (0, -0.78), (0.18, -0.86), (0.40, -0.72), (0.44, -0.36)]
    pad.hull(crown, "#96643a", form=0.13)
    pad.limb([(-0.43, -0.42), (0, -0.36), (0.43, -0.42)], [0.08] * 3, "#4a2d18", form=0.0, lift=0.0)


def _robin(pad: Pad, dress: Dress) -> None:
    paint_plain(pad, Dress({**dress.row, "hair": "#7a4a24"}))
    pad.limb([(0.20, -0.50), (0.62, -1.05)], [0.03, 0.10], "#c3212b", form=0.03)
    hat = [(-0.62, -0.28), (-0.30, -0.62), (0.12, -0.76), (0.55, -0.44), (0.80, -0.24), (0.30, -0.30), (-0.2, -0.26)]
    pad.hull(hat, "#4d7a35", form=0.10)


_HEADS: dict[str, Callable[[Pad, Dress], None]] = {
    "face": paint_plain,
    "mask": _mask,
    "captain": helmets.paint_captain,
    "thor": helmets.paint_thor,
    "iron": helmets.paint_iron,
    "bat": helmets.paint_bat,
    "spider": helmets.paint_spider,
    "tiara": _tiara,
    "hulk": _hulk,
    "knight": helmets.paint_knight,
    "viking": helmets.paint_viking,
    "pirate": _pirate,
    "cowboy": _cowboy,
    "robin": _robin,
    "samurai": helmets.paint_samurai,
}
