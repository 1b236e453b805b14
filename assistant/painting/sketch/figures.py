"""One actor as one cut-out: its glyph or body, in its colour, with what it wears, holds, rides or sits in.

Runs in the painter's process. Knows anchors and sizes within the actor; where the actor stands is `layout`'s business,
and what light falls on it is `lighting`'s.
"""

from __future__ import annotations

import numpy as np

from assistant.painting.sketch.anchors import anchors_of, asleep, is_flat, rim_of
from assistant.painting.sketch.carrying import Rider, carried
from assistant.painting.sketch.costuming import Casting, Costumer, Figure
from assistant.painting.sketch.fields import Field, Rng
from assistant.painting.sketch.glyphs import GlyphFont, enlarged
from assistant.painting.sketch.pasting import Sheet, mirrored, turned
from assistant.painting.sketch.scene import Scene, Subject
from assistant.painting.sketch.shapes import trimmed
from assistant.painting.sketch.things_drawn import drawn_thing
from assistant.painting.sketch.wardrobe import parts_of

_NOTES, _ZZZ = "🎶", "💤"
_BENT = {"jump": 8.0, "run": -4.0, "dance": 7.0, "fall": 35.0, "upside_down": 180.0}
"""How far a glyph that cannot be posed is turned instead, degrees clockwise, for one that looks to the left."""
_SAT_IN = frozenset({"ride", "drive", "sit"})
_DEEPEST = 3
"""Carriers upon carriers that are drawn: a candle on a cake on a table."""


class FigureMaker:
    """Makes figures from subjects with one font.

    Raises:
        ConfigError: A table of config/sketch cannot be read.
    """

    def __init__(self, font: GlyphFont) -> None:
        self._font = font
        self._costumer = Costumer(font)

    def actor(self, scene: Scene, index: int, height_px: int, rng: Rng, facing: int = 0) -> Field:
        """The subject at `index` with all that belongs to it, its own body about `height_px` high.

        Args:
            scene: Where it comes from.
            index: Which subject.
            height_px: Height of its body; what it rides, wears or holds up comes on top of that.
            rng: Source of chance.
            facing: −1 to look to the left, 1 to the right, 0 as chance has it.
        """
        look = facing or int(rng.choice((-1, 1)))
        return trimmed(self._figure(scene, index, height_px, rng, look).pixels)

    def wide(self, scene: Scene, index: int) -> float:
        """About how many times as wide as high the figure of a subject is, without drawing it."""
        cast = self._cast(scene, index, 100)
        carrier = next((part for part in cast.parts if part.role in ("mount", "vessel")), None)
        if carrier is None and self._costumer.is_bodied(cast):
            return 0.62
        rows, columns = self.thing(carrier or cast.subject).shape[:2]
        return float(columns / rows) * (0.8 if carrier else 1.0)

    def thing(self, subject: Subject) -> Field:
        """A thing alone, at the font's size, in its colour and material."""
        return self._costumer.picture(subject)

    def _cast(self, scene: Scene, index: int, height_px: int) -> Casting:
        subject = scene.subjects[index]
        parts = tuple(part for _, part in parts_of(scene, index))
        mounted = None
        for part in parts:
            if part.role in ("mount", "vessel"):
                mounted = part.how or ("sit" if part.role == "vessel" else "stand" if is_flat(part.thing) else "ride")
                break
        return Casting(subject, parts, self._costumer.wardrobe.character(subject, list(parts)), height_px, mounted)

    def _figure(self, scene: Scene, index: int, height_px: int, rng: Rng, look: int, depth: int = 0) -> Figure:
        cast = self._cast(scene, index, height_px)
        subject = cast.subject
        if self._costumer.is_bodied(cast):
            figure = self._costumer.body(cast, rng)
            if look < 0:
                figure = _mirrored(figure)
        else:
            figure = self._glyph(cast, look)
        if figure.roll:
            figure = Figure(turned(figure.pixels, -figure.roll * look), {}, 0.4)
        self._signs(figure, subject)
        for number, part in parts_of(scene, index):
            if part.role not in ("mount", "vessel") or depth >= _DEEPEST:
                continue
            tall = max(12.0, height_px * self._beside(subject, part))
            carrier = self._figure(scene, number, round(tall), rng, look, depth + 1)
            rim = rim_of(part.thing) if part.role == "vessel" else None
            is_posed = self._costumer.is_bodied(cast)
            sinks = cast.mounted in _SAT_IN and not is_flat(part.thing)
            rider = Rider(figure.pixels, figure.anchors.get("seat", (0.5, 0.98)), is_posed, sinks)
            pixels = carried(rider, carrier.pixels, carrier.anchors.get("seat", (0.5, 0.4)), rim)
            figure = Figure(pixels, {}, 0.4)
        return figure

    def _beside(self, subject: Subject, part: Subject) -> float:
        """Height of what carries beside the height of its rider."""
        ratio = (part.thing.bulk * part.scale / max(subject.thing.bulk * subject.scale, 0.2)) ** 0.7
        rows, columns = self.thing(part).shape[:2]
        long = min(1.0, rows / columns + 0.25)
        return float(np.clip(ratio, 0.6, 2.0) * long) * (0.95 if part.role == "mount" else 1.05)

    def _glyph(self, cast: Casting, look: int) -> Figure:
        """A figure that is its glyph, or a drawing of the thing, with things pasted on."""
        subject, thing = cast.subject, cast.subject.thing
        drawing = drawn_thing(thing.name, cast.height_px, subject.colour)
        if drawing is not None:
            return Figure(drawing, {"seat": (0.5, 0.10), "feet": (0.5, 1.0)}, 0.4)
        glyph = self.thing(subject)
        if subject.action in ("sleep", "lie") and thing.is_creature:
            glyph = asleep(glyph)
        anchors = anchors_of(thing, glyph)
        span = anchors.pop("span")[0]
        figure = Figure(enlarged(glyph, cast.height_px), anchors, span)
        if thing.facing and thing.facing != look:
            figure = _mirrored(figure)
        if cast.worn() or cast.held() or subject.helmet:
            sheet = Sheet(figure.pixels, figure.anchors, figure.span)
            for part in cast.worn():
                sheet.wear(self.thing(part), part.thing.slot, part.thing.name)
            for part in cast.held():
                hold = self._costumer.wardrobe.hold(part)
                sheet.hold(self.thing(part), hold.at, hold.tall * 0.55, both=hold.both)
            if subject.helmet:
                sheet.glass()
            figure = Figure(sheet.pixels, sheet.anchors(), figure.span)
        bend = _BENT.get(subject.action or "", 0.0) if thing.is_creature else 0.0
        return Figure(turned(figure.pixels, bend * look), {}, figure.span) if bend else figure

    def _signs(self, figure: Figure, subject: Subject) -> None:
        """Notes around who dances or sings, zzz over who sleeps."""
        sheet = Sheet(figure.pixels, figure.anchors, figure.span)
        if subject.action in ("dance", "sing"):
            sheet.paste(self._font.picture(_NOTES), (1.08, 0.08), tall=0.16)
            sheet.paste(self._font.picture(_NOTES), (-0.08, 0.26), tall=0.13)
        elif subject.action == "sleep" and (subject.thing.is_creature or subject.thing.is_person):
            x, y = figure.anchors.get("head", (0.3, 0.1))
            sheet.paste(self._font.picture(_ZZZ), (x + 0.20, y - 0.16), tall=0.24)
        else:
            return
        figure.anchors, figure.pixels = sheet.anchors(), sheet.pixels


def _mirrored(figure: Figure) -> Figure:
    pixels, anchors = mirrored(figure.pixels, figure.anchors)
    return Figure(pixels, anchors, figure.span, figure.roll)
