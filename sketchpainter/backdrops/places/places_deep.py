"""Below the water: light from above, sand, weeds, corals, arches of rock, bubbles.

Runs in the painter's process. Paints into a new backdrop.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop, far, new_backdrop
from sketchpainter.backdrops.backdrop_context import Outlook
from sketchpainter.backdrops.elements.grounds import paint_ridge, ridge_line
from sketchpainter.raster.arrays import Field, broad, colour, mix, smoothstep
from sketchpainter.raster.textures import wavy


def underwater(outlook: Outlook) -> Backdrop:
    """Light from above, sand, corals and weeds below, bubbles."""
    light, rng = outlook.light, outlook.rng
    tone = outlook.one_of(
        ("#7fe0de", "#1f9dbb", "#0d4f86"), ("#8fe6c8", "#27a58f", "#0f5f6f"), ("#8fd0f2", "#2f7fc4", "#142f78")
    )
    if light.is_night or outlook.says("deep", "dark"):
        tone = ("#2a6a8f", "#123f6b", "#081f45")
    top, middle, low = (colour(ink) for ink in tone)
    lamp = replace(light, sky=(top, middle, low), haze=colour(tone[1]) * np.float32(0.8))
    b = new_backdrop(replace(outlook, light=lamp), 0.84)
    height, width = outlook.shape
    rays = wavy(rng, 720, 0.05)

    def beams(x: Field, y: Field) -> Field:
        fan = (x - 0.5 - 0.3 * light.side) / (y + 0.5)
        found = smoothstep(0.5, 0.9, rays[np.clip((fan + 1.6) / 3.2 * 719, 0, 719).astype(int)])
        return np.asarray(found * np.clip(0.95 - y, 0, 1) * 0.5)

    b.lay(colour("#d8fff4"), broad(outlook.shape, beams, 2))
    for step in range(2):
        line = ridge_line(b, 0.90 + 0.04 * step, 0.16 - 0.04 * step, 0.35, 4)
        paint_ridge(b, line, far(b, "#2a5f7d", 0.6 - 0.3 * step), far(b, "#1b4a68", 0.5))
    line = ridge_line(b, 0.94, 0.06, 0.6, 2)
    paint_ridge(b, line, far(b, "#e8cf9a", 0.15), far(b, "#b99a6a", 0.2), 0.1)
    kind = outlook.turn("sea floor", "reef", "kelp", "arches", "sand")
    if kind == "arches":
        _arch(b, outlook.away, far(b, "#3f5f78", 0.35))
    weeds = ["#2f8f5b", "#d0567a", "#e08a3c", "#7b56b5", "#e6b84a"]
    if kind == "kelp":
        weeds = ["#2f8f5b", "#5fa04a", "#3f7f4f", "#8fa83c", "#2a6f5a"]
    for ink in weeds:
        for _ in range({"kelp": 3, "sand": 1}.get(kind, 2)):
            side = float(rng.choice((rng.uniform(0, 0.26), rng.uniform(0.74, 1))))
            tall = float(rng.uniform(0.16, 0.42)) * (1.6 if kind == "kelp" else 1.0)
            _weed(b, side, tall, far(b, ink, 0.2))
        if kind != "kelp":
            _coral(b, float(rng.choice((rng.uniform(0.02, 0.30), rng.uniform(0.70, 0.98)))), far(b, ink, 0.1))
    sheet = np.zeros((height * 2, width * 2), dtype=np.uint8)
    for px, py, size in rng.random((34, 3)):
        at, radius = (round(px * width * 16), round(py * 0.9 * height * 16)), b.unit * (2 + 9 * size**2)
        cv2.circle(sheet, at, round(radius * 16), 180, max(1, round(1.6 * b.unit)), cv2.LINE_AA, 3)
    small = cv2.resize(sheet, (width, height), interpolation=cv2.INTER_AREA)
    bubbles = small.astype(np.float32) * np.float32(1 / 255)
    b.over.append(lambda rgb: mix(rgb, colour("#e4fffb"), bubbles))
    b.horizon, b.ground, b.ground_ink = 0.30, "none", colour(tone[2])
    return b


def _arch(b: Backdrop, side: int, ink: Field) -> None:
    """A natural arch of rock on one side."""
    t = np.linspace(0, np.pi, 26)
    rough = 1 + 0.22 * (wavy(b.rng, 26, 0.3, 4) - 0.5)
    x, y = 0.5 + side * 0.34, 0.98
    outer = np.stack([x + 0.26 * np.cos(t) * rough, y - 0.56 * np.sin(t) * rough], 1)
    inner = np.stack([x + 0.12 * np.cos(t), y - 0.36 * np.sin(t) * rough], 1)
    b.fill(ink, [np.concatenate([outer, inner[::-1]])], tone=1 + np.float32(0.8) * b.mottle())


def _weed(b: Backdrop, x: float, tall: float, ink: Field) -> None:
    t = np.linspace(0, 1, 24)
    phase, lean = float(b.rng.uniform(0, 6)), float(b.rng.uniform(-0.06, 0.06))
    blades = []
    for shift in (-0.014, 0.0, 0.014):
        px = x + shift + lean * t + 0.016 * np.sin(t * 7 + phase + shift * 90) * t
        py = 0.985 - tall * t * (1 - abs(shift) * 12)
        half = 0.008 * (1 - t) ** 0.6 + 0.001
        blades.append(np.concatenate([np.stack([px - half, py], 1), np.stack([px + half, py], 1)[::-1]]))
    b.fill(ink * np.float32(0.8), blades)
    b.fill(ink * np.float32(1.25), [blades[1]], 0.7)


def _coral(b: Backdrop, x: float, ink: Field) -> None:
    tall = float(b.rng.uniform(0.06, 0.14))
    arms = []
    for _ in range(9):
        angle, long = float(b.rng.uniform(-1.1, 1.1)), tall * float(b.rng.uniform(0.6, 1.0))
        tip = (x + np.sin(angle) * long, 0.965 - np.cos(angle) * long)
        arms.append(
            [
                (x - 0.010, 0.975),
                (x + 0.010, 0.975),
                (tip[0] + 0.007, tip[1]),
                (tip[0], tip[1] - 0.008),
                (tip[0] - 0.007, tip[1]),
            ]
        )
    b.fill(ink, arms, soften_px=0.8 * b.unit)
    step = b.light.side * 0.004
    b.fill(ink * np.float32(1.3), [[(px + step, py - 0.003) for px, py in arm] for arm in arms[::2]], 0.6)
