"""Makes the cut-out of a subject: its glyph or body, and the things that it wears, holds, rides or sits in.

Knows anchors and sizes within the figure. `layout` decides where the figure stands, and `compose.lighting` what light
falls on it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sketchpainter.figures.anchors import (
    GLASS,
    HEAPS,
    VASES,
    curve_of,
    find_anchors,
    is_flat,
    is_ridden,
    rim_of,
    room_on,
    seat_of_drawing,
    with_closed_eyes,
)
from sketchpainter.figures.carrying import Carrier, Rider, combine_riders, height_beside
from sketchpainter.figures.drawn_things import drawn_thing
from sketchpainter.figures.dressed_figure import BodyMaker
from sketchpainter.figures.figure_spec import Figure, FigureSpec
from sketchpainter.figures.glyphs import GlyphFont, enlarged
from sketchpainter.figures.outfits import parts_of
from sketchpainter.figures.paste_sheet import PasteSheet, add_signs
from sketchpainter.raster.arrays import Field, Rng
from sketchpainter.raster.compositing import mirrored, turned
from sketchpainter.raster.shapes import trimmed
from sketchpainter.scene.implied_props import COMPANY
from sketchpainter.scene.scene import Scene, Subject

_BENT = {"jump": 8.0, "run": -4.0, "dance": 7.0, "fall": 35.0, "upside_down": 180.0}
"""Turn of a glyph that cannot be posed, degrees clockwise for one that looks to the left."""
_LAID = 82.0
"""Turn of a fairy that sleeps or lies, degrees, in the same sense as `_BENT`."""
_SAT_IN = frozenset({"ride", "drive", "sit"})
_MEASURED_PX = 60
"""Height at which a figure is drawn to measure its width."""
_REMEMBERED = 200
_SMALL_PX, _SMALL_KEPT = 208, 24
"""Maximum height of figures that are kept, and their number: some ten megabytes at most."""
_FEW = 3
"""Maximum number of riders for which a carrier keeps its size."""
_DEEPEST = 3
"""Maximum number of carriers upon carriers that are drawn: a candle on a cake on a table."""


class FigureMaker:
    """Makes figures from subjects with one font.

    Raises:
        TableError: A table of sketchpainter/data cannot be read.
    """

    def __init__(self, font: GlyphFont) -> None:
        self._font = font
        self._bodies = BodyMaker(font)
        self._extents: dict[tuple[object, ...], tuple[float, float]] = {}
        self._small: dict[tuple[object, ...], Field] = {}

    def draw(self, scene: Scene, index: int, height_px: int, rng: Rng, facing: int = 0) -> Field:
        """Draws the subject at `index` with all that belongs to it.

        Args:
            scene: The scene that has the subject.
            index: Index of the subject.
            height_px: Height of its body, pixels; carriers and things that it wears or holds up come on top.
            rng: Random generator.
            facing: −1 to look to the left, 1 to the right, 0 for a random side.

        Returns:
            Premultiplied pixels, height × width × 4, not to be written to: small figures are kept, for pictures that
            grow word by word.
        """
        if height_px > _SMALL_PX:
            return self._drawn(scene, index, height_px, rng, facing)
        key = (*_all_of(scene, index), index, height_px, facing, str(rng.bit_generator.state["state"]))
        if key not in self._small:
            if len(self._small) >= _SMALL_KEPT:
                self._small.pop(next(iter(self._small)))
            self._small[key] = self._drawn(scene, index, height_px, rng, facing)
            self._small[key].setflags(write=False)
        return self._small[key]

    def _drawn(self, scene: Scene, index: int, height_px: int, rng: Rng, facing: int) -> Field:
        chance = int(rng.choice((-1, 1)))
        return trimmed(self._figure(scene, index, height_px, rng, facing or chance).pixels).copy()

    def extent(self, scene: Scene, index: int) -> tuple[float, float]:
        """Returns width and height of a subject's whole figure, by the height of its body.

        The figure is drawn small once, and the result is kept.
        """
        key = _look_of(scene, index)
        if key not in self._extents:
            if len(self._extents) > _REMEMBERED:
                self._extents.clear()
            made = self.draw(scene, index, _MEASURED_PX, np.random.default_rng(0), 1)
            self._extents[key] = (made.shape[1] / _MEASURED_PX, made.shape[0] / _MEASURED_PX)
        return self._extents[key]

    def thing_picture(self, subject: Subject) -> Field:
        """Returns a thing alone, at the font's size, in its colour and material."""
        return self._bodies.picture(subject)

    def _spec(self, scene: Scene, index: int, height_px: int) -> FigureSpec:
        subject = scene.subjects[index]
        parts = tuple(part for _, part in parts_of(scene, index))
        mounted = None
        for part in parts:
            if part.role in ("mount", "vessel"):
                mounted = part.how or ("sit" if part.role == "vessel" else "stand" if is_flat(part.thing) else "ride")
                if mounted == "stand" and part.role == "mount" and is_ridden(part.thing):
                    mounted = "ride"
                break
        return FigureSpec(subject, parts, self._bodies.outfits.character(subject, list(parts)), height_px, mounted)

    def _figure(self, scene: Scene, index: int, height_px: int, rng: Rng, look: int, depth: int = 0) -> Figure:
        figure = self._alone(scene, index, height_px, rng, look)
        for number, part in parts_of(scene, index):
            if part.role not in ("mount", "vessel") or depth >= _DEEPEST:
                continue
            others = self._others(scene, index, part, lambda who, px: self._alone(scene, who, px, rng, look), height_px)
            figures = [figure, *(other or figure for other in others)]
            tall = max(12.0, height_px * height_beside(scene.subjects[index], part, self.thing_picture(part)))
            if len(figures) > _FEW:
                tall *= 1.25
            figure = self._carried(scene, (index, number), figures, self._figure(
                scene, number, round(tall), rng, look, depth + 1))  # fmt: skip
        return figure

    def _alone(self, scene: Scene, index: int, height_px: int, rng: Rng, look: int) -> Figure:
        """Draws one of a subject without its carrier."""
        spec = self._spec(scene, index, height_px)
        if self._bodies.is_bodied(spec):
            figure = self._bodies.body(spec, rng)
            if look < 0:
                figure = _mirrored(figure)
        else:
            figure = self._glyph(spec, look)
        if figure.roll:
            figure = Figure(turned(figure.pixels, -figure.roll * look), {}, 0.4)
        return add_signs(figure, scene, index, look, self._font)

    def _others(
        self, scene: Scene, index: int, carrier: Subject, draw: Callable[[int, int], Figure], height_px: int
    ) -> list[Figure | None]:
        """Draws the other riders that share a carrier; people differ, and None stands for a copy of the first rider."""
        one = scene.subjects[index]
        count = one.count if carrier.count == 1 else 1
        found: list[Figure | None] = [draw(index, height_px) if one.thing.is_person else None for _ in range(1, count)]
        for number, guest in parts_of(scene, index):
            if guest.thing.slot == COMPANY:
                tall = max(12, round(height_px * min(0.9, guest.thing.bulk / one.thing.bulk)))
                found += [draw(number, tall)] * guest.count
        return found

    def _carried(self, scene: Scene, who: tuple[int, int], figures: list[Figure], below: Figure) -> Figure:
        """Draws figures on their carrier; `who` holds the indexes of rider and carrier."""
        spec, part = self._spec(scene, who[0], 100), scene.subjects[who[1]]
        name = part.thing.name
        is_posed = self._bodies.is_bodied(spec)
        sinks = spec.mounted in _SAT_IN and not is_flat(part.thing)
        seat, rim = below.anchors.get("seat", (0.5, 0.4)), rim_of(part.thing) if part.role == "vessel" else None
        if rim is not None and part.thing.stance == "building" and spec.subject.action in ("sleep", "lie"):
            # Who sleeps in a tree lies on a bough, in front of the leaves.
            seat, rim, sinks = (0.45, 0.56), None, False
        elif rim is not None and name not in GLASS:
            heaped = name in HEAPS and not spec.subject.thing.is_creature
            deep = 0.12 if name in VASES or heaped or (is_posed and sinks) else 0.30
            seat = (seat[0] if 0.3 < seat[0] < 0.7 else 0.5, min(0.95, rim + deep))
        own = scene.subjects[who[0]].count
        riders = [Rider(one.pixels, one.anchors.get("seat", (0.5, 0.98)), is_posed, sinks) for one in figures[:own]]
        riders += [Rider(one.pixels, (0.5, 0.70), is_posed, sinks) for one in figures[own:]]
        carrier = Carrier(below.pixels, seat, rim, room_on(name), curve_of(name), name in GLASS, name in VASES)
        return Figure(combine_riders(riders, carrier), {}, 0.4)

    def _glyph(self, spec: FigureSpec, look: int) -> Figure:
        """Draws a figure as its glyph, or as a drawing of the thing, with things pasted on."""
        subject, thing = spec.subject, spec.subject.thing
        drawing = drawn_thing(thing.name, spec.height_px, subject.colour)
        if drawing is not None:
            return Figure(drawing, {"seat": seat_of_drawing(thing.name), "feet": (0.5, 1.0)}, 0.4)
        glyph = self.thing_picture(subject)
        if subject.action in ("sleep", "lie") and thing.is_creature:
            glyph = with_closed_eyes(glyph)
        anchors = find_anchors(thing, glyph)
        span = anchors.pop("span")[0]
        figure = Figure(enlarged(glyph, spec.height_px), anchors, span)
        if thing.facing and thing.facing != look:
            figure = _mirrored(figure)
        if spec.parts or subject.helmet:
            sheet = PasteSheet(figure.pixels, figure.anchors, figure.span)
            for part in spec.worn():
                sheet.paste_worn(self.thing_picture(part), part.thing.slot, part.thing.name)
            for part in spec.held():
                if thing.name == "person juggling" and part.thing.name.endswith("ball"):
                    continue  # The glyph itself has the balls in the air.
                hold = self._bodies.outfits.hold(part)
                sheet.paste_held(self.thing_picture(part), hold.at, hold.tall * 0.55, both=hold.both)
            for part in spec.breathed():
                sheet.paste_breath(self.thing_picture(part), -1 if thing.facing == 0 else look)
            if subject.helmet:
                sheet.paste_helmet()
            figure = Figure(sheet.pixels, sheet.anchors(), figure.span)
        bend = _BENT.get(subject.action or "", 0.0) if thing.is_creature else 0.0
        if subject.action in ("sleep", "lie") and thing.is_person and thing.stance == "flies":
            bend = _LAID
        return Figure(turned(figure.pixels, bend * look), {}, figure.span) if bend else figure


def _mirrored(figure: Figure) -> Figure:
    pixels, anchors = mirrored(figure.pixels, figure.anchors)
    return Figure(pixels, anchors, figure.span, figure.roll)


def _all_of(scene: Scene, index: int) -> tuple[object, ...]:
    """Returns everything that a figure is drawn from, as a key."""
    parts = (number for number, _ in parts_of(scene, index) if number != index)
    return (repr(scene.subjects[index]), *(part for number in parts for part in _all_of(scene, number)))


def _look_of(scene: Scene, index: int) -> tuple[object, ...]:
    """Returns everything that a figure's outline depends on, as a key."""
    s = scene.subjects[index]
    own = (s.thing.name, s.count, s.scale, s.role, s.action, s.helmet, s.costume, s.how, s.material, s.meets, s.implied)
    return (*own, *(_look_of(scene, number) for number, _ in parts_of(scene, index) if number != index))
