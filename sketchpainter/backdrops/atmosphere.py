"""Changes the air and the light of a painted place: snow, rain, storm, fog, clouds, wind, and a room lit by a flame.

Weather changes the place's colours rather than greying them. What falls in front of the figures is added to the coats
that are painted last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import cv2
import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop
from sketchpainter.backdrops.elements.trees import paint_conifers
from sketchpainter.raster.arrays import Field, blurred, colour, mix, smoothstep, spread
from sketchpainter.raster.textures import cloudy
from sketchpainter.scene.scene import Scene

FLAMES = frozenset({"candle", "lantern", "red paper lantern", "diya lamp", "jack-o-lantern", "fire", "birthday cake"})
"""Things that give enough light to see a room by, and no more."""
_AMBIENT = np.array([0.19, 0.18, 0.25], dtype=np.float32)
"""Share of the room's red, green and blue that is left beyond the flame's reach."""
_WARM = np.array([1.12, 0.88, 0.62], dtype=np.float32)
"""Factor of red, green and blue near the flame."""
_REACH = 0.36
"""Distance at which a flame's light falls to about a third, part of the picture's smaller side."""


def is_candlelit(scene: Scene) -> bool:
    """Returns whether a flame is the only light: in a room, at night."""
    return scene.place == "room" and scene.time == "night" and any(s.thing.name in FLAMES for s in scene.subjects)


def lit_by_flames(b: Backdrop, flames: Iterable[tuple[float, float]]) -> Field:
    """Returns the room's picture in the light of its flames.

    Args:
        b: The room in a lamp's light; not changed.
        flames: Places of the flames, parts of the width and the height.
    """
    height, width = b.shape
    reach = _REACH * min(b.shape)
    light: Field = np.zeros(b.shape, dtype=np.float32)
    for x, y in flames:
        # A Gaussian is a row times a column. Light reaches farther down the table than up the wall.
        across = np.exp(-(((np.arange(width, dtype=np.float32) - x * width) / reach) ** 2))
        down = np.exp(-(((np.arange(height, dtype=np.float32) - (y + 0.05) * height) / (1.2 * reach)) ** 2))
        light = np.maximum(light, np.outer(down, across))
    room = b.rgb * (_AMBIENT + spread(light) * (_WARM - _AMBIENT))
    return np.asarray(np.clip(room + spread(light**4) * (colour("#ff9a3c") * np.float32(0.16)), 0, 1), dtype=np.float32)


_GRADES = {
    "rain": ("#ccd6f0", "#7285bd", 0.60),
    "storm": ("#8f9cc4", "#3d4670", 0.74),
    "clouds": ("#e6e9f0", "#a3b0c6", 0.34),
}
"""Colour that multiplies the picture, colour of the cloud above, and share of the sky that it hides."""
_NO_CLOUD = frozenset({"none"})
"""Grounds of places beyond the weather's clouds: space, the deep sea, high above the ground."""


def apply_weather(b: Backdrop, weather: str | None) -> None:
    """Changes a place for its weather; rooms do not change."""
    if weather is None or b.indoors:
        return
    if weather in _GRADES:
        _overcast(b, *_GRADES[weather])
    if weather == "fog":
        _fog(b)
    if weather == "storm":
        _lightning(b)
    if weather in ("rain", "storm"):
        if b.ground == "floor":
            for aside, strength in ((-0.24, 0.30), (0.20, 0.38)):
                b.glow(colour("#ffb765"), (0.5 + aside * b.light.side, b.horizon - 0.04), 0.36, strength)
        _wet(b)
    if weather in ("snowfall", "rain", "storm"):
        b.coats.append(precipitation(b, "snowfall" if weather == "snowfall" else "rain"))
    if weather == "wind":
        b.coats.append(_gusts(b))


def _overcast(b: Backdrop, grade: str, cloud: str, share: float) -> None:
    """Cools the colours, and hangs a rolling ceiling of cloud over the sky, with light left above the horizon."""
    height, width = b.shape
    b.rgb *= colour(grade)
    if b.ground in _NO_CLOUD:
        return
    ink = colour(cloud) * np.float32(0.42) if b.light.is_night else mix(colour(cloud), b.light.sky[1], 0.25)
    rows = max(2, min(height, round(b.horizon * height)))
    form = cloudy(b.rng, (rows, width), width / 2.4, octaves=5, stretch=2.4)
    rise = np.linspace(1, 0, rows, dtype=np.float32)[:, None]
    veil = np.clip(
        share * (0.16 + 0.94 * rise**1.4) + (form - np.float32(0.5)) * 0.5 * smoothstep(0.0, 0.3, rise), 0, 0.92
    )
    lit = np.clip((form - np.float32(0.45)) * 1.6, 0, 1) * np.float32(0.5)
    sky = mix(np.broadcast_to(ink, (rows, width, 3)), mix(b.light.haze, np.ones(3, np.float32), 0.25), lit)
    b.rgb[:rows] = mix(b.rgb[:rows], sky, veil.astype(np.float32))


def _wet(b: Backdrop) -> None:
    """Wets the ground: a floor mirrors what stands above it, and other ground gets puddles that mirror the sky."""
    height, width = b.shape
    start = int(np.clip((b.horizon + 0.03) * height, 1, height - 4))
    rows = height - start
    if b.ground in ("water", "none", "snow"):
        return
    reach = min(start, rows)
    mirror = b.rgb[start - reach : start][::-1]
    if reach < rows:
        mirror = cv2.resize(np.ascontiguousarray(mirror), (width, rows), interpolation=cv2.INTER_LINEAR)
    # Rain breaks the mirror image into vertical streaks.
    mirror = cv2.blur(np.ascontiguousarray(mirror), (3, max(3, rows // 9 * 2 + 1)))
    paved = b.ground == "floor"
    pools = b.on_ground(b.horizon, 0.40 if paved else 0.20, 3 if paved else 2, stretch=2.2)[start:]
    share = 0.18 + 0.50 * smoothstep(0.46, 0.60, pools) if paved else 0.66 * smoothstep(0.77, 0.82, pools)
    fade = smoothstep(0.0, 0.12, np.arange(rows, dtype=np.float32)[:, None] / rows)
    if b.paved is not None:
        fade = fade * b.paved[start:]
    bright = np.clip(mirror * np.float32(1.18) + np.float32(0.03), 0, 1)
    b.rgb[start:] = mix(b.rgb[start:], bright, (share * fade).astype(np.float32))


def _fog(b: Backdrop) -> None:
    """Lays layers of mist, brighter towards the light, in which rows of firs fade; the sun becomes a pale disc."""
    height, width = b.shape
    night = b.light.is_night
    warm = mix(b.light.haze, b.light.sun, 0.15 if night else 0.40)
    pale = warm if night else mix(warm, np.ones(3, np.float32), 0.25)
    cool = mix(b.light.haze, b.light.sky[1], 0.5)
    if b.light.has_orb:
        at = (0.5 + 0.24 * b.light.side, 0.52 * b.horizon)
        b.glow(b.light.sun, at, 0.75, 0.70)
        b.glow(np.clip(b.light.sun * 1.05, 0, 1), at, 0.11, 1.0)
    for step in range(3):
        share = (0.30, 0.30, 0.34)[step]
        band = smoothstep(0.42, 0.0, np.abs(np.arange(height, dtype=np.float32)[:, None] / height - b.horizon - 0.02))
        drift = cloudy(b.rng, b.shape, width / 1.8, octaves=4, stretch=4)
        b.lay(mix(cool, pale, 0.35 + 0.3 * step), band * (0.45 + 0.9 * drift) * np.float32(share * 1.25))
        if step == 2 or b.ground in ("none", "floor", "sand"):
            continue
        side = b.light.side * (-1) ** step
        columns = 0.5 - side * (0.5 - 0.62 * b.rng.random(9) ** 1.3)
        feet = [(float(x), b.horizon + 0.016 + 0.010 * step, float(b.rng.uniform(0.09, 0.17)) * (1 + 0.7 * step))
                for x in columns]  # fmt: skip
        paint_conifers(b, feet, mix(b.light.shadow, mix(cool, pale, 0.5), 0.66 - 0.22 * step))
        if b.ground == "water":
            _mirrored(b, b.horizon + 0.018 + 0.010 * step, 0.20)
    veil = np.linspace(0.20, 0.02, height, dtype=np.float32)[:, None]
    b.rgb = mix(b.rgb, pale, np.broadcast_to(veil, b.shape))


def _mirrored(b: Backdrop, line: float, deep: float) -> None:
    """Mirrors the picture above a line of the water below the line, fading."""
    height = b.shape[0]
    at = int(line * height)
    rows = min(at, int(deep * height), height - at)
    if rows < 3:
        return
    upside = blurred(np.ascontiguousarray(b.rgb[at - rows : at][::-1]), 1.4 * b.unit)
    fade = np.linspace(0.62, 0, rows, dtype=np.float32)[:, None]
    b.rgb[at : at + rows] = mix(b.rgb[at : at + rows], upside, np.broadcast_to(fade, upside.shape[:2]))


def _lightning(b: Backdrop) -> None:
    x, y = float(b.rng.uniform(0.2, 0.8)), 0.0
    spots = [(x, y)]
    for aside, down in b.rng.random((24, 2)):
        if y >= b.horizon:
            break
        x, y = x + 0.10 * (aside - 0.5), y + 0.03 + 0.04 * down
        spots.append((x, y))
    sheet, scale = _sheet(b)
    height, width = b.shape
    points = np.array([(px * width * scale * 8, py * height * scale * 8) for px, py in spots])
    cv2.polylines(sheet, [points.round().astype(np.int32)], False, 255, max(2, round(4.4 * b.unit)), cv2.LINE_AA, 3)
    bolt = _cover(b, sheet)
    b.glow(colour("#cfd4ff"), (spots[len(spots) // 2][0], b.horizon * 0.5), 0.9, 0.28)
    b.lay(colour("#fff8e0"), np.clip(bolt + blurred(bolt, 6 * b.unit) * 1.6, 0, 1))


def precipitation(b: Backdrop, kind: str) -> Callable[[Field], Field]:
    """Returns a coat of snow or rain, to be painted over everything."""
    height, width = b.shape
    sheet, scale = _sheet(b)
    unit = b.unit * scale
    wide = width / height
    if kind == "snowfall":
        for x, y, size, bright in b.rng.random((round(150 * max(1.0, wide)), 4)):
            at = (round((1.1 * x - 0.05) * width * scale * 8), round(y * height * scale * 8))
            radius = unit * (1.1 + 4.2 * size**3)
            cv2.circle(sheet, at, max(6, round(radius * 8)), int(150 + 100 * bright), -1, cv2.LINE_AA, 3)
        cover, ink = _cover(b, sheet), b.lit("#ffffff", 0.35)
    else:
        slant = float(b.rng.uniform(0.12, 0.34)) * (1 if b.rng.random() < 0.5 else -1)
        for x, y, long, bright in b.rng.random((round(130 * max(1.0, wide)), 4)):
            px, py = (1.2 * x - 0.1) * width * scale, (1.1 * y - 0.1) * height * scale
            reach = unit * (16 + 34 * long)
            start, end = (round(px * 8), round(py * 8)), (round((px - reach * slant) * 8), round((py + reach) * 8))
            cv2.line(sheet, start, end, int(60 + 85 * bright), max(1, round(1.1 * unit)), cv2.LINE_AA, 3)
        cover, ink = _cover(b, sheet), b.lit("#e6eefb", 0.5)
    return lambda rgb: mix(rgb, ink, cover)


def _gusts(b: Backdrop) -> Callable[[Field], Field]:
    """Returns a coat of long curling strokes of wind."""
    height, width = b.shape
    sheet, scale = _sheet(b)
    for x, y, long in b.rng.random((9, 3)):
        t = np.linspace(0, 1, 24)
        px = (x * 0.8 + t * (0.15 + 0.25 * long)) * width
        py = (y * 0.85 + 0.05 + 0.018 * np.sin(t * 5)) * height
        points = (np.stack([px, py], 1) * scale * 8).round().astype(np.int32)
        cv2.polylines(sheet, [points], False, 170, max(1, round(1.6 * scale * b.unit)), cv2.LINE_AA, 3)
    cover = blurred(_cover(b, sheet), 0.7 * b.unit) * np.float32(0.7)
    white = b.lit("#ffffff", 0.3)
    return lambda rgb: mix(rgb, white, cover)


def _sheet(b: Backdrop) -> tuple[Field, int]:
    """Returns a sheet to draw on at twice the size, and the number of its pixels to one of the picture."""
    return np.zeros((b.shape[0] * 2, b.shape[1] * 2), dtype=np.uint8), 2


def _cover(b: Backdrop, sheet: Field) -> Field:
    small = cv2.resize(sheet, (b.shape[1], b.shape[0]), interpolation=cv2.INTER_AREA)
    return small.astype(np.float32) * np.float32(1 / 255)
