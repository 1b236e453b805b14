"""What drawn heads have in common: a face, its features, hair, a cowl.

Runs in the painter's process. The skull is 1 wide, with its middle at the origin.
"""

from __future__ import annotations

from sketchpainter.figures.figure_parts import Dress
from sketchpainter.raster.shapes import Pad


def paint_face(pad: Pad, skin: str) -> None:
    """A face and its ears."""
    for side in (-1, 1):
        pad.oval((side * 0.47, 0.05), 0.09, 0.12, skin, form=0.05, shade=0.94)
    outline = [(-0.30, -0.46), (0, -0.52), (0.30, -0.46), (0.47, -0.18), (0.46, 0.16), (0.30, 0.44), (0.0, 0.54)]
    outline += [(-0.30, 0.44), (-0.46, 0.16), (-0.47, -0.18)]
    pad.hull(outline, skin, form=0.18)


def paint_features(
    pad: Pad,
    brow: str = "#5a3a22",
    *,
    mouth: str = "smile",
    eyes: bool = True,
    iris: str = "#4a6f9a",
    stern: float = 0.0,
) -> None:
    """Eyes, brows, nose and cheeks; a mouth that smiles or is firm, or none under a beard.

    Args:
        pad: Where the face is.
        brow: Colour of the brows.
        mouth: smile, firm or none.
        eyes: Whether they are seen.
        iris: Their colour.
        stern: How far the brows are drawn down to the nose, 0 … 1.
    """
    for side in (-1, 1):
        pad.oval((side * 0.31, 0.20), 0.10, 0.065, "#e58f78", form=0.0, lift=0.0)
        pad.oval((side * 0.31, 0.19), 0.07, 0.04, "#eea088", form=0.0, lift=0.0)
    if eyes:
        for side in (-1, 1):
            pad.oval((side * 0.19, 0.02), 0.100, 0.076, "#fbf8f2", form=0.0, lift=0.0)
            pad.oval((side * 0.185, 0.025), 0.060, 0.070, iris, form=0.0, lift=0.0)
            pad.oval((side * 0.185, 0.025), 0.034, 0.042, "#1d181c", form=0.0, lift=0.0)
            pad.oval((side * 0.185 + 0.022, -0.008), 0.018, 0.021, "#ffffff", form=0.0, lift=0.0)
            lid = [(side * 0.295, 0.015), (side * 0.19, -0.058), (side * 0.085, 0.005)]
            pad.limb(lid, [0.020, 0.036, 0.022], "#3a2620", form=0.0, lift=0.0)
            drop = 0.055 * stern
            arch = [(side * 0.32, -0.115 - drop), (side * 0.20, -0.165), (side * 0.08, -0.125 + drop)]
            pad.limb(arch, [0.030, 0.055, 0.050], brow, form=0.0, lift=0.0)
    pad.limb([(0.022, 0.0), (0.035, 0.10)], [0.018, 0.034], "#d09a72", form=0.0, lift=0.0)
    pad.oval((0.0, 0.135), 0.062, 0.040, "#d9a37c", form=0.02, lift=0.0)
    pad.oval((-0.012, 0.122), 0.026, 0.016, "#f4cfae", form=0.0, lift=0.0)
    if mouth == "smile":
        curve = [(-0.15, 0.25), (-0.07, 0.305), (0.07, 0.305), (0.15, 0.25)]
        pad.limb(curve, [0.025, 0.035, 0.035, 0.025], "#8a3f35", form=0.0, lift=0.0)
    elif mouth == "firm":
        pad.limb([(-0.11, 0.28), (0.11, 0.27)], [0.03, 0.03], "#8a3f35", form=0.0, lift=0.0)


def paint_hair(pad: Pad, ink: str) -> None:
    """Short hair."""
    cap = [(-0.50, 0.0), (-0.50, -0.30), (-0.30, -0.56), (0.02, -0.62), (0.34, -0.55), (0.50, -0.28), (0.50, 0.0)]
    cap += [(0.42, -0.20), (0.22, -0.30), (0.0, -0.27), (-0.20, -0.33), (-0.40, -0.22)]
    pad.hull(cap, ink, form=0.10)


def paint_plain(pad: Pad, dress: Dress) -> None:
    """A face with short hair and a curl."""
    paint_face(pad, dress.ink("skin"))
    paint_features(pad)
    paint_hair(pad, dress.ink("hair"))
    pad.limb([(0.02, -0.36), (0.08, -0.24), (0.02, -0.17)], [0.06, 0.05, 0.03], dress.ink("hair"), form=0.0, lift=0.0)


def paint_cowl(pad: Pad, skin: str, ink: str) -> None:
    """A mask over the head that leaves mouth and chin free."""
    paint_face(pad, skin)
    paint_features(pad, eyes=False, mouth="smile")
    hood = [(-0.52, 0.30), (-0.54, -0.20), (-0.34, -0.55), (0, -0.63), (0.34, -0.55), (0.54, -0.20), (0.52, 0.30)]
    hood += [(0.40, 0.40), (0.34, 0.16), (0.16, 0.12), (0.0, 0.17), (-0.16, 0.12), (-0.34, 0.16), (-0.40, 0.40)]
    pad.hull(hood, ink, form=0.15, lift=0.04)
