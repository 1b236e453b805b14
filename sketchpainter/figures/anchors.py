"""Finds where head, eyes, hands, back and feet of a glyph are: from a table, or from its outline.

Points are parts of the glyph's box. All functions are pure.
"""

from __future__ import annotations

import cv2
import numpy as np

from sketchpainter.raster.arrays import Field, luma
from sketchpainter.scene.things import Point, Thing

_FLAT = frozenset(
    {"skateboard", "sled", "desert island", "cloud", "bed", "couch and lamp", "rock", "rug", "birthday cake", "books"}
    | {
        "turtle",
        "log",
        "wood",
        "table",
        "bench",
        "bridge",
        "road",
        "wall",
        "surfboard",
        "snowboard",
        "brick",
        "cheese wedge",
        "pancakes",
        "magic carpet",
    }
)
"""Things that a figure stands or lies on; on other carriers it sits astride."""
_RIDDEN = frozenset({"motorcycle", "bicycle", "motor scooter", "rocket", "tractor", "sled", "carousel horse"})
_DRAWN_SEATS = {
    "layer cake": (0.5, 0.19),
    "plate": (0.5, 0.55),
    "bowl": (0.5, 0.30),
    "armchair": (0.5, 0.64),
    "surfboard": (0.5, 0.42),
    "table": (0.5, 0.10),
    "bridge": (0.5, 0.05),
    "islet": (0.5, 0.20),
    "leaf": (0.46, 0.55),
    "fishbowl": (0.5, 0.62),
    "glass bottle": (0.40, 0.50),
}
"""Point at which a figure sits or stands on a drawn thing, parts of its box."""
_ROOMS = {"layer cake": 0.25, "table": 0.36, "plate": 0.24, "amphora": 0.26, "wall": 0.40, "potted plant": 0.2}
_ROOMS |= {
    "basket": 0.24,
    "bowl": 0.27,
    "vase": 0.26,
    "rowboat": 0.34,
    "fishbowl": 0.30,
    "glass bottle": 0.36,
    "wine glass": 0.14,
    "bench": 0.34,
}
"""Half of the width that several figures may take on a carrier, part of its width; 0.32 for other carriers."""
_CURVES = {"layer cake": 0.085, "bowl": 0.11, "plate": 0.10}
GLASS = frozenset({"fishbowl", "glass bottle"})
"""Vessels with transparent sides."""
HEAPS = frozenset({"basket", "bowl", "bucket", "bowl with spoon", "shopping cart", "pot of food"})
"""Vessels in which many things lie and show over the rim."""
VASES = frozenset({"amphora", "vase", "tumbler glass", "jar", "wine glass", "glass of milk"})
_RIMS = {
    "rowboat": 0.34,
    "bowl": 0.41,
    "vase": 0.05,
    "amphora": 0.05,
    "tumbler glass": 0.12,
    "jar": 0.16,
    "wine glass": 0.10,
}
_RIMS |= {"sailboat": 0.80, "canoe": 0.42, "speedboat": 0.45, "bathtub": 0.42, "hot beverage": 0.30, "bed": 0.50}
_RIMS |= {"teacup without handle": 0.28, "basket": 0.34, "bucket": 0.30, "bowl with spoon": 0.42, "nest with eggs": 0.5}
_RIMS |= {"automobile": 0.34, "racing car": 0.42, "sport utility vehicle": 0.28, "wrapped gift": 0.35, "tent": 0.55}
"""Distance of a vessel's rim from its top, part of its height."""


def is_flat(thing: Thing) -> bool:
    """Returns whether a figure stands on the thing rather than sits astride."""
    return thing.name in _FLAT


def is_ridden(thing: Thing) -> bool:
    """Returns whether a figure on the thing sits astride, unless the prompt says otherwise."""
    return thing.name in _RIDDEN or (thing.is_creature and thing.bulk >= 0.8)


def rim_of(thing: Thing) -> float:
    """Returns the distance of a vessel's rim from its top, part of its height."""
    return _RIMS.get(thing.name, 0.40)


def seat_of_drawing(name: str) -> Point:
    """Returns the point at which a figure sits or stands on a drawn thing, parts of its box."""
    return _DRAWN_SEATS.get(name, (0.5, 0.10))


def room_on(name: str) -> float:
    """Returns half of the width that several figures may take on a thing, part of its width."""
    return _ROOMS.get(name, 0.32)


def curve_of(name: str) -> float:
    """Returns how much the top of a thing bends, on which others stand, part of its height."""
    return _CURVES.get(name, 0.0)


def find_anchors(thing: Thing, glyph: Field) -> dict[str, Point]:
    """Finds all anchors of a glyph: those of its table row, and for the others what the outline suggests.

    Args:
        thing: Its row says which way it looks.
        glyph: Its picture, premultiplied.

    Returns:
        head, eyes, mouth, right, left, seat, feet, and span (width of the head) as the x of a point.
    """
    solid = glyph[..., 3] > 0.4
    height, width = solid.shape
    found: dict[str, Point] = {}
    top = np.where(solid.any(0), solid.argmax(0), height) / height
    columns = np.arange(width) / width
    if thing.facing == 0 or thing.stance == "bust":
        region = (columns > 0.25) & (columns < 0.75)
    else:
        region = (columns < 0.55) if thing.facing < 0 else (columns > 0.45)
    high = float(top[region].min()) if region.any() else 0.0
    near = region & (top < high + 0.06)
    head_x = float(columns[near].mean()) if near.any() else 0.5
    span = 0.56 if thing.stance == "bust" or thing.facing == 0 else 0.40
    front = 0.14 if thing.facing <= 0 else 0.86
    found["head"] = (head_x, min(high + 0.05, 0.9))
    found["eyes"] = (head_x, min(high + (0.40 if span > 0.5 else 0.17), 0.9))
    found["mouth"] = (front if thing.facing else head_x, min(high + 0.26, 0.9))
    found["right"] = (1 - front if thing.facing > 0 else 0.86, 0.62) if thing.facing == 0 else (front, 0.58)
    found["left"] = (0.14, 0.62) if thing.facing == 0 else (0.5, 0.60)
    back = (columns > 0.45) & (columns < 0.72) if thing.facing < 0 else (columns > 0.28) & (columns < 0.55)
    saddle = float(np.quantile(top[back], 0.5)) if back.any() else 0.3
    found["seat"] = (float(columns[back].mean()) if back.any() else 0.5, min(saddle + 0.10, 0.9))
    if is_flat(thing):
        found["seat"] = (0.5, min(float(np.quantile(top[(columns > 0.35) & (columns < 0.65)], 0.5)) + 0.10, 0.9))
    found["feet"] = (0.5, 0.97)
    found["span"] = (span, 0.0)
    found.update({key: at for key, at in thing.anchors.items() if key != "single"})
    return found


def with_closed_eyes(face: Field, lid: str = "#3a2a24") -> Field:
    """Returns the face with closed eyes where two eyes are found, else the face itself.

    Args:
        face: Premultiplied pixels, height × width × 4.
        lid: sRGB "#rrggbb" of the closed lids.
    """
    height, width = face.shape[:2]
    own = face[..., :3] / np.maximum(face[..., 3:], 1e-3)
    dark = ((luma(own) < 0.30) & (face[..., 3] > 0.6)).astype(np.uint8)
    dark[: height // 5], dark[height * 7 // 10 :] = 0, 0
    count, labels, stats, middles = cv2.connectedComponentsWithStats(dark)
    area = height * width
    spots = [i for i in range(1, count) if 0.003 * area < stats[i, cv2.CC_STAT_AREA] < 0.06 * area]
    best, cost = None, 0.25
    for i in spots:
        for j in spots:
            (xi, yi), (xj, yj) = middles[i], middles[j]
            if xi >= width / 2 or xj <= width / 2:
                continue
            off = abs(yi - yj) / height + abs(xi + xj - width) / width
            off += abs(stats[i, cv2.CC_STAT_AREA] - stats[j, cv2.CC_STAT_AREA]) / area * 6
            if off < cost:
                best, cost = (i, j), off
    if best is None:
        return face
    closed = face.copy()
    for i in best:
        mask = (labels == i).astype(np.uint8)
        grown = cv2.dilate(mask, np.ones((3, 3), np.uint8), iterations=max(2, width // 40))
        ring = (cv2.dilate(grown, np.ones((3, 3), np.uint8), iterations=3) - grown) > 0
        ring &= face[..., 3] > 0.9
        if not ring.any():
            return face
        closed[..., :3][grown > 0] = np.quantile(face[..., :3][ring], 0.5, axis=0)
        x, y = middles[i]
        radius = max(2.0, float(np.sqrt(mask.sum() / np.pi)) * 1.25)
        ink = [int(lid[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        sheet = np.ascontiguousarray(closed[..., :3])
        centre, axes = (round(float(x)), round(float(y))), (round(radius), round(radius * 0.7))
        cv2.ellipse(sheet, centre, axes, 0, 15, 165, ink, max(1, round(radius * 0.35)), cv2.LINE_AA)
        closed[..., :3] = sheet
    return closed
