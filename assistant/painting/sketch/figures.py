"""One actor as one cut-out: its glyph or body, in its colour, with what it wears, holds, rides or sits in.

Runs in the painter's process. Knows anchors and sizes within the actor; where the actor stands is `layout`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import numpy as np
from PIL import Image

from assistant.painting.sketch.bodies import Coat, recoloured, seated, standing, trimmed
from assistant.painting.sketch.fields import Field, Rng, blurred, colour, grid, smoothstep
from assistant.painting.sketch.glyphs import GlyphFont, enlarged, tinted
from assistant.painting.sketch.scene import Scene, Subject
from assistant.painting.sketch.vocabulary import Point, read_table

_SHIRTS = ("#3f78c9", "#d9534f", "#3f9e6b", "#e0a132", "#7d4fb0", "#2f9fa8", "#c9568f")
_RIMS = {"sailboat": 0.80, "canoe": 0.42, "speedboat": 0.45, "bathtub": 0.42, "hot beverage": 0.30, "bed": 0.50}
"""How far down a vessel's rim is, as a part of its height."""
_FLAT_MOUNTS = frozenset({"skateboard", "sled", "desert island", "cloud", "bed", "couch and lamp", "rock"})
"""What is stood upon rather than straddled."""
_LONG = frozenset({"skateboard", "skis"})
"""What both feet stand on."""
_NOTES, _ZZZ = "🎶", "💤"


@dataclass(slots=True)
class Figure:
    """A cut-out with premultiplied alpha, and its known points as parts of its box."""

    pixels: Field
    anchors: dict[str, Point] = field(default_factory=dict)
    span: float = 0.45
    """Width of the head as a part of the box's width."""


class FigureMaker:
    """Makes figures from subjects with one font."""

    def __init__(self, font: GlyphFont) -> None:
        self._font = font
        table = read_table("glyphs")
        self._bodies: dict[str, dict[str, str]] = table["bodies"]
        self._grips: dict[str, list[float]] = table["grips"]

    def actor(self, scene: Scene, index: int, height_px: int, rng: Rng) -> Field:
        """The subject at `index` of the scene with all that belongs to it, about `height_px` high without its hat."""
        subject = scene.subjects[index]
        parts = sorted((s for s in scene.subjects if s.of == index), key=lambda part: part.implied)
        actor = self._bare(subject, rng)
        own = Figure(enlarged(actor.pixels, height_px), actor.anchors, actor.span)
        flipped = subject.thing.facing != 0 and bool(rng.random() < 0.5)
        if flipped:
            own = _mirrored(own)
        sheet = _Sheet(own)
        hands = ["right", "left"] if not flipped else ["left", "right"]
        for part in parts:
            if part.role == "worn":
                self._wear(sheet, part, rng)
            elif part.role == "held":
                self._hold(sheet, part, hands, rng)
        if subject.helmet:
            sheet.glass()
        self._act(sheet, subject)
        pixels = trimmed(sheet.pixels)
        for part in parts:
            if part.role in ("mount", "vessel"):
                pixels = self._seat(pixels, subject, part, rng)
        return pixels

    def thing(self, subject: Subject, rng: Rng) -> Field:
        """A thing alone, at the font's size."""
        return self._bare(subject, rng).pixels

    def _bare(self, subject: Subject, rng: Rng) -> Figure:
        thing = subject.thing
        glyph = self._font.picture(thing.glyph)
        if thing.stance in ("head_animal", "head_person"):
            return self._with_body(subject, glyph, rng)
        if subject.colour and not thing.is_person:
            glyph = tinted(glyph, subject.colour)
        anchors: dict[str, Point] = dict(thing.anchors)
        crown = glyph[: max(2, glyph.shape[0] // 7), :, 3].sum(0)
        top = float((crown * np.arange(len(crown))).sum() / max(crown.sum(), 1e-6) / len(crown))
        bust = thing.stance == "bust"
        anchors.setdefault("head", (0.5 if bust else top, 0.05))
        anchors.setdefault("eyes", (anchors["head"][0], 0.46 if bust else 0.2))
        anchors.setdefault("right", (0.86, 0.84 if bust else 0.62))
        anchors.setdefault("left", (0.14, 0.84 if bust else 0.62))
        anchors.setdefault("feet", (0.5, 0.97))
        span = anchors.pop("span", (0.56 if bust else 0.42, 0.0))[0]
        return Figure(glyph, anchors, span)

    def _with_body(self, subject: Subject, head: Field, rng: Rng) -> Figure:
        thing, row = subject.thing, self._bodies.get(subject.thing.name)
        tint = subject.colour if thing.stance == "head_animal" or thing.name in ("robot", "alien") else None
        if tint:
            head = tinted(head, tint)
        dancing, waving = subject.action == "dance", float(rng.uniform(0.0, 0.25))
        if thing.stance == "head_animal":
            coat = _coat(row or {})
            pixels = seated(head, recoloured(coat, tint) if tint else coat)
            points = {"head": (0.40, 0.04), "eyes": (0.40, 0.24), "right": (0.62, 0.70), "left": (0.16, 0.70)}
            if coat.tail in ("none", "stub"):
                points = {"head": (0.5, 0.04), "eyes": (0.5, 0.24), "right": (0.80, 0.70), "left": (0.20, 0.70)}
            return Figure(pixels, {**points, "feet": (points["head"][0], 0.97)}, 0.66)
        if row:
            coat = _coat({**row, "limbs": row["paws"]})
            if tint:
                coat = Coat(tint, "#c8f4ff", tint, "#e8b331", limbs="#e8b331")
        else:
            shirt = subject.colour or str(rng.choice(_SHIRTS))
            trousers = str(rng.choice(("#37474f", "#4a5a8a", "#6b5344")))
            coat = Coat(shirt, "#ffffff", "#4e342e", "#ffca28", limbs=trousers)
        pixels = standing(
            head,
            coat,
            arms=1.0 if dancing else waving,
            stride=float(rng.choice((-0.9, 0.9))) if dancing else 0.0,
            boxy=thing.name == "robot",
        )
        hand = 0.40 if dancing else 0.62
        points = {"head": (0.5, 0.04), "eyes": (0.5, 0.24), "right": (0.93, hand), "left": (0.07, hand)}
        return Figure(pixels, {**points, "feet": (0.5, 0.97)}, 0.58)

    def _wear(self, sheet: _Sheet, part: Subject, rng: Rng) -> None:
        glyph = self.thing(part, rng)
        own = sheet.own
        head_px = own.span * own.pixels.shape[1]
        match part.thing.slot:
            case "eyes":
                sheet.paste(glyph, own.anchors["eyes"], wide=head_px * 0.72)
            case "neck":
                x, y = own.anchors["eyes"]
                sheet.paste(glyph, (x, min(0.9, y + 0.24)), wide=head_px * 0.62)
            case "feet":
                x, y = own.anchors["feet"]
                for shift in (0.0,) if part.thing.name in _LONG or "single" in own.anchors else (-0.16, 0.16):
                    sheet.paste(
                        glyph,
                        (x + shift, y),
                        wide=max(head_px * 0.42, own.pixels.shape[0] * (0.42 if part.thing.name in _LONG else 0.17)),
                    )
            case _:
                x, y = own.anchors["head"]
                sheet.paste(glyph, (x, y), wide=head_px * 0.68, grip=(0.5, 0.80))

    def _hold(self, sheet: _Sheet, part: Subject, hands: list[str], rng: Rng) -> None:
        glyph = self.thing(part, rng)
        size = 0.38 if part.thing.bulk >= 0.6 else 0.30
        x, y = sheet.own.anchors[hands.pop(0)] if hands else next(sheet.spare)
        grip_x, grip_y = self._grips.get(part.thing.name, (0.5, 0.5))
        if (grip_x > 0.5) == (x > 0.5) and grip_x != 0.5:
            # Its far end points away from the one who holds it.
            glyph, grip_x = np.ascontiguousarray(glyph[:, ::-1]), 1 - grip_x
        tall = sheet.own.pixels.shape[0] * size * part.scale
        sheet.paste(glyph, (x + (0.03 if x > 0.5 else -0.03), y), tall=tall, grip=(grip_x, grip_y))

    def _act(self, sheet: _Sheet, subject: Subject) -> None:
        x, y = sheet.own.anchors["head"]
        size = sheet.own.pixels.shape[0] * 0.20
        if subject.action == "dance":
            sheet.paste(self._font.picture(_NOTES), (1.12, max(0.05, y + 0.02)), tall=size)
            sheet.paste(self._font.picture(_NOTES), (-0.12, y + 0.20), tall=size * 0.8)
        elif subject.action == "sleep":
            sheet.paste(self._font.picture(_ZZZ), (x + 0.38, y - 0.06), tall=size)

    def _seat(self, rider: Field, subject: Subject, part: Subject, rng: Rng) -> Field:
        """The rider on or in what carries it."""
        base = self._bare(part, rng)
        ratio = float(np.clip(subject.thing.bulk / max(part.thing.bulk, 0.3), 0.55, 1.8))
        carrier = enlarged(base.pixels, max(8, round(rider.shape[0] / ratio / (1.0 if part.role == "mount" else 0.9))))
        anchors = base.anchors
        if part.thing.facing != 0 and rng.random() < 0.5:
            carrier = np.ascontiguousarray(carrier[:, ::-1])
            anchors = {key: (1 - x, y) for key, (x, y) in anchors.items()}
        rim = _RIMS.get(part.thing.name, 0.42)
        flat = part.thing.name in _FLAT_MOUNTS
        at = anchors.get("seat", (0.5, (0.2 if flat else 0.38) if part.role == "mount" else rim + 0.16))
        height, width = carrier.shape[:2]
        pad_top, pad_side = rider.shape[0], rider.shape[1]
        pixels = np.zeros((height + pad_top, width + 2 * pad_side, 4), dtype=np.float32)
        top, left = (
            pad_top + round(at[1] * height) - rider.shape[0],
            pad_side + round(at[0] * width) - rider.shape[1] // 2,
        )
        behind = part.role == "mount" and not flat
        if not behind:
            _over(pixels, carrier, pad_top, pad_side)
        _over(pixels, rider, max(0, top), left)
        if behind:
            _over(pixels, carrier, pad_top, pad_side)
        elif part.role == "vessel":
            lower = round(rim * height)
            _over(pixels, carrier[lower:], pad_top + lower, pad_side)
        return trimmed(pixels)


class _Sheet:
    """The actor on a larger transparent sheet, to paste its things on."""

    def __init__(self, own: Figure) -> None:
        self.own = own
        self.spare = cycle(((1.12, 0.86), (-0.12, 0.86), (1.25, 0.5), (-0.25, 0.5)))
        """Where things go when both hands are full: set down beside the actor."""
        height, width = own.pixels.shape[:2]
        self._top, self._left = height // 2, max(width, height // 2)
        self.pixels = np.zeros((height + 2 * self._top, width + 2 * self._left, 4), dtype=np.float32)
        _over(self.pixels, own.pixels, self._top, self._left)

    def paste(
        self, glyph: Field, at: Point, *, tall: float | None = None, wide: float | None = None, grip: Point = (0.5, 0.5)
    ) -> None:
        """Paste with the point `grip` of the glyph's box on the point `at` of the actor's box."""
        height = tall if tall is not None else (wide or 1.0) * glyph.shape[0] / glyph.shape[1]
        big = enlarged(glyph, max(3, round(height)))
        y = self._top + at[1] * self.own.pixels.shape[0] - grip[1] * big.shape[0]
        x = self._left + at[0] * self.own.pixels.shape[1] - grip[0] * big.shape[1]
        _over(self.pixels, big, round(y), round(x))

    def glass(self) -> None:
        """An astronaut's helmet around the head: a faint ball with a rim and a glint."""
        head, eyes = self.own.anchors["head"], self.own.anchors["eyes"]
        x, y = grid(self.pixels.shape[:2])
        radius = self.own.span * self.own.pixels.shape[1] * 0.66
        cx = self._left + (head[0] + eyes[0]) / 2 * self.own.pixels.shape[1]
        cy = self._top + eyes[1] * self.own.pixels.shape[0]
        away = np.hypot(x - cx, y - cy) / radius
        glint = smoothstep(0.16, 0.06, np.abs(np.hypot((x - cx), (y - cy)) / radius - 0.76)) * ((x < cx) & (y < cy))
        rim = smoothstep(0.10, 0.04, np.abs(away - 0.97))
        cover = np.clip(
            0.16 * smoothstep(1.0, 0.97, away) + 0.9 * rim + 0.75 * blurred(glint.astype(np.float32), 1.0), 0, 1
        )
        ink = colour("#e8f1f8")
        self.pixels = self.pixels * (1 - cover[..., None]) + np.dstack([cover[..., None] * ink, cover])


def _coat(row: dict[str, Any]) -> Coat:
    plain = {"coat": "#9a9a9a", "belly": "#d8d8d8", "paws": "#777777", "tip": "#777777"}
    return Coat(**{**plain, **row})


def _mirrored(figure: Figure) -> Figure:
    anchors = {key: (1 - x, y) for key, (x, y) in figure.anchors.items()}
    return Figure(np.ascontiguousarray(figure.pixels[:, ::-1]), anchors, figure.span)


def _over(sheet: Field, figure: Field, top: int, left: int) -> None:
    """Lay a figure over the sheet, in place; what lies outside is cut off."""
    y0, x0 = max(0, top), max(0, left)
    y1, x1 = min(sheet.shape[0], top + figure.shape[0]), min(sheet.shape[1], left + figure.shape[1])
    if y0 >= y1 or x0 >= x1:
        return
    part = figure[y0 - top : y1 - top, x0 - left : x1 - left]
    sheet[y0:y1, x0:x1] = part + sheet[y0:y1, x0:x1] * (1 - part[..., 3:])


def turned(figure: Field, degrees: float) -> Field:
    """The figure turned anticlockwise."""
    channels = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(figure[..., c])).rotate(degrees, Image.Resampling.BICUBIC, expand=True)
        )
        for c in range(4)
    ]
    return trimmed(np.clip(np.stack(channels, axis=-1), 0, 1).astype(np.float32))
