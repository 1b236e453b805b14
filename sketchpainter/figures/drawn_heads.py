"""Draws the heads of well-known characters: a face with hair, a cowl, a helmet or a hat.

The skull is 1 wide, with its middle at the origin. `skeleton_figure` draws the bodies.
"""

from __future__ import annotations

from collections.abc import Callable

from sketchpainter.figures.figure_parts import Head, Outfit
from sketchpainter.figures.garments import star
from sketchpainter.raster.shapes import Pad, Spot2, margins


def paint_face(pad: Pad, skin: str) -> None:
    """Paints a face and its ears."""
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
    """Paints eyes, brows, nose, cheeks and mouth.

    Args:
        pad: The pad that has the face.
        brow: Colour of the brows.
        mouth: "smile", "firm", or "none" for a mouth under a beard.
        eyes: True to paint eyes and brows.
        iris: Colour of the eyes.
        stern: 0 … 1; 1 draws the brows down to the nose.
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
    """Paints short hair."""
    cap = [(-0.50, 0.0), (-0.50, -0.30), (-0.30, -0.56), (0.02, -0.62), (0.34, -0.55), (0.50, -0.28), (0.50, 0.0)]
    cap += [(0.42, -0.20), (0.22, -0.30), (0.0, -0.27), (-0.20, -0.33), (-0.40, -0.22)]
    pad.hull(cap, ink, form=0.10)


def paint_plain(pad: Pad, outfit: Outfit) -> None:
    """Paints a face with short hair and a curl."""
    paint_face(pad, outfit.ink("skin"))
    paint_features(pad)
    paint_hair(pad, outfit.ink("hair"))
    pad.limb([(0.02, -0.36), (0.08, -0.24), (0.02, -0.17)], [0.06, 0.05, 0.03], outfit.ink("hair"), form=0.0, lift=0.0)


def paint_cowl(pad: Pad, skin: str, ink: str) -> None:
    """Paints a mask over the head that leaves mouth and chin free."""
    paint_face(pad, skin)
    paint_features(pad, eyes=False, mouth="smile")
    hood = [(-0.52, 0.30), (-0.54, -0.20), (-0.34, -0.55), (0, -0.63), (0.34, -0.55), (0.54, -0.20), (0.52, 0.30)]
    hood += [(0.40, 0.40), (0.34, 0.16), (0.16, 0.12), (0.0, 0.17), (-0.16, 0.12), (-0.34, 0.16), (-0.40, 0.40)]
    pad.hull(hood, ink, form=0.15, lift=0.04)


def paint_captain(pad: Pad, outfit: Outfit) -> None:
    """Paints a blue cowl with an A and small wings."""
    ink = outfit.ink("top")
    paint_cowl(pad, outfit.ink("skin"), ink)
    for side in (-1, 1):
        pad.oval((side * 0.19, 0.0), 0.115, 0.085, outfit.ink("skin"), form=0.0, lift=0.0)
        pad.oval((side * 0.19, 0.005), 0.055, 0.07, "#2d5a8a", form=0.0, lift=0.0)
        pad.oval((side * 0.19, 0.005), 0.032, 0.042, "#1d1b22", form=0.0, lift=0.0)
        pad.oval((side * 0.19 + 0.018, -0.02), 0.016, 0.02, "#ffffff", form=0.0, lift=0.0)
        for i in range(3):
            tip = (side * (0.66 - 0.05 * i), -0.36 + 0.11 * i)
            pad.limb([(side * 0.46, -0.12 + 0.03 * i), tip], [0.06, 0.03], "#f6f4ef", form=0.02, lift=0.02)
    legs = [(-0.10, -0.20), (0.0, -0.48), (0.10, -0.20)]
    pad.limb(legs, [0.055, 0.055, 0.055], "#f6f4ef", form=0.0, lift=0.0)
    pad.limb([(-0.065, -0.30), (0.065, -0.30)], [0.05, 0.05], "#f6f4ef", form=0.0, lift=0.0)


def paint_thor(pad: Pad, outfit: Outfit) -> None:
    """Paints long fair hair, a beard, and a helmet with wings."""
    blond, deep, steel = "#e8b84a", "#c48f2c", "#b9c4cf"
    mane = [(-0.50, -0.30), (0, -0.50), (0.50, -0.30), (0.66, 0.10), (0.70, 0.55), (0.50, 0.68), (0.30, 0.55)]
    mane += [(-0.30, 0.55), (-0.50, 0.68), (-0.70, 0.55), (-0.66, 0.10)]
    pad.hull(mane, deep, form=0.12, lift=0.0)
    paint_face(pad, outfit.ink("skin"))
    paint_features(pad, "#a8741c", mouth="none", iris="#3f7fc4", stern=0.7)
    beard = [(-0.47, 0.10), (-0.34, 0.20), (-0.20, 0.16), (0.0, 0.19), (0.20, 0.16), (0.34, 0.20), (0.47, 0.10)]
    beard += [(0.42, 0.42), (0.20, 0.62), (0.0, 0.67), (-0.20, 0.62), (-0.42, 0.42)]
    pad.hull(beard, blond, form=0.10, lift=0.03)
    for x, low in ((-0.34, 0.42), (-0.22, 0.54), (-0.08, 0.60), (0.08, 0.60), (0.22, 0.54), (0.34, 0.42)):
        pad.limb([(x * 0.9, 0.32), (x, low)], [0.020, 0.012], deep, form=0.0, lift=0.0)
    for side in (-1, 1):
        tash = [(0.0, 0.215), (side * 0.12, 0.225), (side * 0.22, 0.285)]
        pad.limb(tash, [0.07, 0.075, 0.02], "#dba83a", form=0.03, lift=0.02)
    pad.limb([(-0.10, 0.29), (0.0, 0.315), (0.10, 0.29)], [0.04, 0.05, 0.04], "#a34f41", form=0.0, lift=0.0)
    for side in (-1, 1):
        lock = [(side * 0.50, -0.16), (side * 0.60, 0.16), (side * 0.56, 0.50), (side * 0.64, 0.62)]
        pad.limb(lock, [0.16, 0.17, 0.14, 0.05], blond, form=0.07, lift=0.03)
    _winged(pad, steel)


def _winged(pad: Pad, steel: str) -> None:
    dome = [(-0.53, -0.10), (-0.50, -0.36), (-0.30, -0.60), (0, -0.68), (0.30, -0.60), (0.50, -0.36), (0.53, -0.10)]
    dome += [(0.28, -0.18), (0.0, -0.12), (-0.28, -0.18)]
    pad.hull(dome, steel, form=0.16)
    pad.limb(
        [(-0.52, -0.12), (-0.28, -0.20), (0, -0.14), (0.28, -0.20), (0.52, -0.12)], [0.07] * 5, "#d6a83a", form=0.03
    )
    pad.limb([(0, -0.66), (0, -0.20)], [0.06, 0.06], "#d6a83a", form=0.03, lift=0.0)
    for side in (-1, 1):
        for i in range(4):
            root, tip = (side * (0.46 + 0.01 * i), -0.16 - 0.05 * i), (side * (0.88 - 0.09 * i), -0.62 - 0.15 * i)
            middle = (side * (0.70 - 0.05 * i), -0.28 - 0.10 * i)
            pad.limb([root, middle, tip], [0.10, 0.15, 0.03], "#f3f5f7", form=0.05, lift=0.03, shade=1 - 0.03 * i)
        pad.oval((side * 0.47, -0.16), 0.09, 0.09, "#d6a83a", form=0.04)


def paint_iron(pad: Pad, outfit: Outfit) -> None:
    """Paints a red helmet with a golden face that glows."""
    red, gold = outfit.ink("top"), "#e3b13a"
    shell = [(-0.44, 0.30), (-0.52, -0.10), (-0.42, -0.48), (0, -0.64), (0.42, -0.48), (0.52, -0.10), (0.44, 0.30)]
    shell += [(0.30, 0.52), (0, 0.58), (-0.30, 0.52)]
    pad.hull(shell, red, form=0.18)
    for side in (-1, 1):
        pad.oval((side * 0.51, 0.04), 0.07, 0.14, red, form=0.05, shade=0.85)
    plate = [(-0.34, -0.26), (-0.14, -0.30), (-0.09, -0.20), (0.09, -0.20), (0.14, -0.30), (0.34, -0.26)]
    plate += [(0.39, 0.02), (0.33, 0.28), (0.20, 0.47), (-0.20, 0.47), (-0.33, 0.28), (-0.39, 0.02)]
    pad.hull(plate, gold, form=0.12, lift=0.03, sharp=True)
    for side in (-1, 1):
        slit = [(side * 0.08, 0.035), (side * 0.31, -0.045), (side * 0.31, 0.035), (side * 0.10, 0.085)]
        pad.hull(slit, "#3a2a18", form=0.0, lift=0.0, sharp=True)
        glow = [(side * 0.11, 0.042), (side * 0.29, -0.018), (side * 0.29, 0.026), (side * 0.12, 0.070)]
        pad.hull(glow, "#d9fbff", form=0.0, lift=0.0, sharp=True)
        pad.limb([(side * 0.32, 0.12), (side * 0.20, 0.26), (side * 0.17, 0.45)], [0.02] * 3, "#a87c20", form=0, lift=0)
    pad.limb([(-0.15, 0.33), (0.15, 0.33)], [0.028, 0.028], "#6b4c14", form=0.0, lift=0.0)
    pad.limb([(0, -0.60), (0, -0.24)], [0.02, 0.02], red, shade=0.6, form=0.0, lift=0.0)


def paint_bat(pad: Pad, outfit: Outfit) -> None:
    """Paints a black cowl with pointed ears."""
    ink = "#23252f"
    for side in (-1, 1):
        pad.hull([(side * 0.50, -0.20), (side * 0.47, -0.98), (side * 0.18, -0.50)], ink, form=0.06, sharp=True)
    paint_cowl(pad, outfit.ink("skin"), ink)
    for side in (-1, 1):
        eye = [(side * 0.09, 0.03), (side * 0.30, -0.06), (side * 0.29, 0.03), (side * 0.16, 0.07)]
        pad.hull(eye, "#f4f6f8", form=0.0, lift=0.0, sharp=True)


def paint_spider(pad: Pad, outfit: Outfit) -> None:
    """Paints a red mask with webs and large eyes."""
    paint_face(pad, outfit.ink("top"))
    for x in (-0.36, -0.18, 0.0, 0.18, 0.36):
        pad.limb([(0, 0.10), (x, -0.50)], [0.010, 0.014], "#7c1019", form=0.0, lift=0.0)
        pad.limb([(0, 0.10), (x, 0.50)], [0.010, 0.014], "#7c1019", form=0.0, lift=0.0)
    for r in (0.18, 0.34):
        ring = [(-r, 0.10), (-r * 0.8, 0.10 - r), (0, 0.10 - r * 0.85), (r * 0.8, 0.10 - r), (r, 0.10)]
        pad.limb(ring, [0.012] * 5, "#7c1019", form=0.0, lift=0.0)
    for side in (-1, 1):
        eye = [
            (side * 0.07, 0.12),
            (side * 0.20, -0.14),
            (side * 0.40, -0.20),
            (side * 0.38, 0.04),
            (side * 0.20, 0.16),
        ]
        pad.hull(eye, "#17181f", form=0.0, lift=0.0)
        pad.hull([(x * 0.86 + side * 0.03, y * 0.80) for x, y in eye], "#f6f8fa", form=0.0, lift=0.0)


def paint_knight(pad: Pad, _: Outfit) -> None:
    """Paints a closed helmet with a plume."""
    plume = [(0.0, -0.55), (-0.1, -0.95), (0.25, -1.10), (0.60, -0.90), (0.74, -0.45), (0.52, -0.50), (0.30, -0.62)]
    pad.hull(plume, "#c3212b", form=0.09)
    shell = [(-0.44, 0.40), (-0.52, -0.10), (-0.40, -0.48), (0, -0.64), (0.40, -0.48), (0.52, -0.10), (0.44, 0.40)]
    shell += [(0.0, 0.60)]
    pad.hull(shell, "#b5c0ca", form=0.18)
    visor = [(-0.48, -0.14), (0.48, -0.14), (0.44, 0.26), (0.0, 0.46), (-0.44, 0.26)]
    pad.hull(visor, "#97a3af", form=0.10, lift=0.04, sharp=True)
    pad.limb([(-0.38, -0.02), (0.38, -0.02)], [0.075, 0.075], "#1d2028", form=0.0, lift=0.0)
    for i in range(-2, 3):
        pad.limb([(0.11 * i, 0.12), (0.11 * i, 0.27 - 0.02 * abs(i))], [0.03, 0.03], "#2a2e38", form=0.0, lift=0.0)


def paint_viking(pad: Pad, outfit: Outfit) -> None:
    """Paints a red beard and a helmet with horns."""
    paint_face(pad, outfit.ink("skin"))
    paint_features(pad, "#9a4a1e", mouth="none")
    beard = [
        (-0.48, 0.06),
        (-0.30, 0.20),
        (0, 0.18),
        (0.30, 0.20),
        (0.48, 0.06),
        (0.44, 0.46),
        (0.16, 0.70),
        (-0.16, 0.70),
    ]
    pad.hull([*beard, (-0.44, 0.46)], "#c4652a", form=0.10, lift=0.03)
    pad.limb([(-0.10, 0.30), (0.10, 0.30)], [0.045, 0.045], "#8a3f35", form=0.0, lift=0.0)
    for side in (-1, 1):
        horn = [(side * 0.46, -0.34), (side * 0.74, -0.46), (side * 0.82, -0.82)]
        pad.limb(horn, [0.22, 0.17, 0.03], "#efe3c8", form=0.07)
    dome = [(-0.53, -0.12), (-0.46, -0.44), (0, -0.66), (0.46, -0.44), (0.53, -0.12), (0.0, -0.17)]
    pad.hull(dome, "#8d98a4", form=0.15)
    pad.limb([(-0.52, -0.13), (0, -0.18), (0.52, -0.13)], [0.10] * 3, "#7a5a32", form=0.04)


def paint_samurai(pad: Pad, outfit: Outfit) -> None:
    """Paints a helmet with golden horns."""
    paint_face(pad, outfit.ink("skin"))
    paint_features(pad, "#1d1b22", mouth="firm")
    for side in (-1, 1):
        horn = [(side * 0.08, -0.40), (side * 0.30, -0.74), (side * 0.40, -1.02)]
        pad.limb(horn, [0.12, 0.10, 0.02], "#e0b030", form=0.04)
        pad.hull(
            [(side * 0.40, -0.30), (side * 0.80, 0.10), (side * 0.62, 0.24), (side * 0.44, 0.0)], "#7d1f28", form=0.06
        )
    dome = [(-0.54, -0.14), (-0.46, -0.46), (0, -0.66), (0.46, -0.46), (0.54, -0.14), (0.0, -0.20)]
    pad.hull(dome, "#33303c", form=0.15)


_BOX = (-0.95, -1.15, 0.95, 0.72)
"""Left, top, right and bottom of a head's pad, in skull widths from the middle of the skull."""


def drawn_head(kind: str, outfit: Outfit, width_px: float) -> Head:
    """Draws the head of a kind that sketchpainter/data/outfits.toml names; other kinds get a plain face.

    Args:
        kind: Name of the head.
        outfit: Its colours.
        width_px: Width of the skull, pixels.
    """
    pad = Pad(_BOX, max(24.0, width_px))
    _HEADS.get(kind, paint_plain)(pad, outfit)
    rows, columns = margins(pad.pixels)

    def part(x: float, y: float) -> Spot2:
        px, py = pad.px((x, y))
        return (px - columns.start) / (columns.stop - columns.start), (py - rows.start) / (rows.stop - rows.start)

    span = pad.unit / (columns.stop - columns.start)
    return Head(pad.pixels[rows, columns].copy(), part(0, 0.02), part(0, -0.42), min(1.0, span))


def _mask(pad: Pad, outfit: Outfit) -> None:
    paint_plain(pad, outfit)
    band = [(-0.46, -0.10), (-0.2, -0.13), (0, -0.08), (0.2, -0.13), (0.46, -0.10), (0.42, 0.10), (0.18, 0.13)]
    band += [(0, 0.08), (-0.18, 0.13), (-0.42, 0.10)]
    pad.hull(band, outfit.ink("cape", "top"), form=0.05, lift=0.02)
    for side in (-1, 1):
        pad.oval((side * 0.19, 0.01), 0.085, 0.065, "#ffffff", form=0.0, lift=0.0)
        pad.oval((side * 0.19, 0.015), 0.045, 0.055, "#2b2328", form=0.0, lift=0.0)


def _tiara(pad: Pad, outfit: Outfit) -> None:
    hair = [(-0.50, -0.30), (0, -0.55), (0.50, -0.30), (0.66, 0.20), (0.62, 0.66), (-0.62, 0.66), (-0.66, 0.20)]
    pad.hull(hair, outfit.ink("hair"), form=0.14, lift=0.0)
    paint_face(pad, outfit.ink("skin"))
    paint_features(pad, "#2b2024")
    paint_hair(pad, outfit.ink("hair"))
    pad.hull([(-0.44, -0.20), (0.0, -0.44), (0.44, -0.20), (0.0, -0.22)], "#e6bd3c", form=0.03, sharp=True)
    pad.hull(star((0.0, -0.30), 0.07), "#c3212b", form=0.0, lift=0.0, sharp=True)


def _hulk(pad: Pad, outfit: Outfit) -> None:
    paint_face(pad, outfit.ink("skin"))
    paint_features(pad, "#1d2416", mouth="firm")
    pad.limb([(-0.30, -0.12), (-0.06, -0.06)], [0.06, 0.07], "#2a3a1c", form=0.0, lift=0.0)
    pad.limb([(0.30, -0.12), (0.06, -0.06)], [0.06, 0.07], "#2a3a1c", form=0.0, lift=0.0)
    paint_hair(pad, "#1d241a")


def _pirate(pad: Pad, outfit: Outfit) -> None:
    paint_face(pad, outfit.ink("skin"))
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


def _cowboy(pad: Pad, outfit: Outfit) -> None:
    paint_plain(pad, Outfit({**outfit.row, "hair": "#5a3a22"}))
    pad.oval((0, -0.34), 0.86, 0.17, "#8a5a30", form=0.08)
    crown = [(-0.44, -0.36), (-0.40, -0.72), (-0.18, -0.86), (0, -0.78), (0.18, -0.86), (0.40, -0.72), (0.44, -0.36)]
    pad.hull(crown, "#96643a", form=0.13)
    pad.limb([(-0.43, -0.42), (0, -0.36), (0.43, -0.42)], [0.08] * 3, "#4a2d18", form=0.0, lift=0.0)


def _robin(pad: Pad, outfit: Outfit) -> None:
    paint_plain(pad, Outfit({**outfit.row, "hair": "#7a4a24"}))
    pad.limb([(0.20, -0.50), (0.62, -1.05)], [0.03, 0.10], "#c3212b", form=0.03)
    hat = [(-0.62, -0.28), (-0.30, -0.62), (0.12, -0.76), (0.55, -0.44), (0.80, -0.24), (0.30, -0.30), (-0.2, -0.26)]
    pad.hull(hat, "#4d7a35", form=0.10)


_HEADS: dict[str, Callable[[Pad, Outfit], None]] = {
    "face": paint_plain,
    "mask": _mask,
    "captain": paint_captain,
    "thor": paint_thor,
    "iron": paint_iron,
    "bat": paint_bat,
    "spider": paint_spider,
    "tiara": _tiara,
    "hulk": _hulk,
    "knight": paint_knight,
    "viking": paint_viking,
    "pirate": _pirate,
    "cowboy": _cowboy,
    "robin": _robin,
    "samurai": paint_samurai,
}
