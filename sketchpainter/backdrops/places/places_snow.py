"""Snow and ice: slopes with blue shadows, woods, frozen lakes, floes.

Runs in the painter's process. Paints into a new backdrop.
"""

from __future__ import annotations

import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop, far
from sketchpainter.backdrops.backdrop_context import Outlook
from sketchpainter.backdrops.elements.grounds import (
    paint_drifts,
    paint_ridge,
    ridge_line,
)
from sketchpainter.backdrops.elements.skies import open_sky
from sketchpainter.backdrops.elements.trees import OAK, paint_conifers, paint_leafy
from sketchpainter.backdrops.elements.vistas import (
    crags,
    paint_peaks,
    paint_pond,
    paint_woods,
)
from sketchpainter.backdrops.elements.yards import paint_yard
from sketchpainter.raster.arrays import Field, smoothstep


def snow(outlook: Outlook) -> Backdrop:
    """White slopes with blue shadows: peaks, a wood, open hills, a frozen lake with huts; or floes of ice."""
    b = open_sky(outlook, 0.6)
    rng, width = outlook.rng, outlook.shape[1]
    polar = outlook.says("arctic", "antarctic", "pole", "iceberg", "glacier", "floe", "greenland")
    kind = "polar" if polar else outlook.turn("snows", "peaks", "woods", "hills", "polar", "lake")
    if kind in ("peaks", "lake"):
        paint_peaks(b, 0.26 + 0.10 * float(rng.random()), "#8196b8", 0.35, snow=0.9)
    else:
        line = ridge_line(b, b.horizon + 0.03, 0.16 if kind == "polar" else 0.24, 0.45, 5 if kind == "polar" else 2)
        cover = paint_ridge(b, line, far(b, "#e6eef8", 0.40), far(b, "#9fb4d4", 0.6), 0.3, until=b.horizon + 0.12)
        _facets(b, cover, "#8fa9d3")
    if kind == "polar":
        for x in rng.uniform(0.05, 0.95, 5):
            _berg(b, float(x), float(rng.uniform(0.06, 0.19)))
    if kind == "woods":
        paint_woods(b, "#4a6f78", 0.45, 0.13)
    for step in range(3):
        distance = 0.5 - 0.22 * step
        line = ridge_line(b, b.horizon + 0.045 + 0.045 * step, 0.08, 0.5 + 0.2 * step, 2)
        if kind != "polar":
            count = (14, 10, 0) if kind != "hills" else (4, 3, 0)
            columns = rng.uniform(0.0, 1.0, count[step])
            if step == 2:
                columns = np.concatenate([rng.uniform(0.0, 0.16, 2), rng.uniform(0.84, 1.0, 2)])
                columns = columns[{"hills": slice(0, 0), "lake": slice(1, 2)}.get(kind, slice(0, 4))]
            feet = [
                (float(x), float(line[int(x * (width - 1))]) + 0.02, float(rng.uniform(0.10, 0.17)) * (1 + 0.6 * step))
                for x in columns
            ]
            if feet:
                paint_conifers(b, feet, far(b, "#2f5a52", distance * 1.2), snowy=True)
        paint_ridge(b, line, far(b, "#fbfdff", distance * 0.6), far(b, "#c9d8ef", distance), 0.22)
    paint_drifts(b, b.lit("#ffffff"), b.lit("#a9bfe3"), b.horizon + 0.10)
    if kind == "lake":
        paint_pond(b, 0.5 + 0.30 * outlook.away, b.horizon + 0.17, 0.30, "#8fb8d6", lilies=False)
    elif kind == "hills":
        bare = far(b, "#6a5a58", 0.15)
        paint_leafy(b, [(0.5 + 0.42 * outlook.away, b.horizon + 0.17, 0.40)], b.lit("#eef4fb"), bare, OAK)
    if outlook.says("village", "town"):
        paint_yard(b, outlook)
    b.ground, b.ground_ink, b.shadow = "snow", b.lit("#dfe9fa"), 0.8
    return b


def _berg(b: Backdrop, x: float, tall: float) -> None:
    half, foot = tall * float(b.rng.uniform(0.5, 1.0)), b.horizon + 0.05
    tip = x + float(b.rng.uniform(-0.3, 0.3)) * half
    shape = [
        (x - half, foot),
        (x - half * 0.6, foot - tall * 0.7),
        (tip, foot - tall),
        (x + half * 0.7, foot - tall * 0.5),
    ]
    b.fill(far(b, "#eaf6ff", 0.25), [[*shape, (x + half, foot)]])
    dark = [(tip, foot - tall), (x + half * 0.7, foot - tall * 0.5), (x + half, foot), (tip - half * 0.1, foot)]
    b.fill(far(b, "#8fc1e3", 0.3), [dark], 0.8)


def _facets(b: Backdrop, cover: Field, ink: str) -> None:
    """Shaded sides of crags, away from the light."""
    b.lay(far(b, ink, 0.35), cover * smoothstep(0.01, 0.09, crags(b, b.shape)) * np.float32(0.55))
