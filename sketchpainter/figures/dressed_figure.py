"""Draws the bodies of people, of characters, and of animals with a face of their own.

Chooses head, clothes and pose by the tables of outfits, and has them drawn.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from sketchpainter.figures.anchors import with_closed_eyes
from sketchpainter.figures.default_people import YELLOW, Person, is_generic_person, random_clothes, random_person
from sketchpainter.figures.drawn_heads import drawn_head
from sketchpainter.figures.drawn_things import drawn_thing
from sketchpainter.figures.figure_parts import Hand, Head, Held, Outfit, PosedBody
from sketchpainter.figures.figure_spec import Figure, FigureSpec
from sketchpainter.figures.glyph_bodies import curled, seated, striding
from sketchpainter.figures.glyphs import GlyphFont, in_material, tinted
from sketchpainter.figures.held_props import drawn_prop
from sketchpainter.figures.outfits import ACTING, Hold, OutfitTables, bust_clothes, coat_of, with_garment
from sketchpainter.figures.paste_sheet import PasteSheet
from sketchpainter.figures.posture import BUILDS
from sketchpainter.figures.skeleton_figure import Accessories, draw_body
from sketchpainter.raster.arrays import Field, Rng, resized
from sketchpainter.raster.compositing import mirrored
from sketchpainter.scene.scene import Subject
from sketchpainter.tables import read_table

_WHEELS = {"roller skate": "roller", "ice skate": "ice", "skis": "ski"}
_LARGEST_PX = 340
"""Maximum height at which a body is drawn; higher ones are enlarged."""
_LIKE_PEOPLE = frozenset({"robot", "alien", "ogre", "goblin"})
"""Things that are no people but have a person's build."""
_BEASTS = frozenset({"dragon", "T-Rex"})
_SEATED = frozenset({"sit"})
_CHILDREN = frozenset({"girl", "boy", "baby", "child", "elf", "fairy"})
_LONG_TAILS = frozenset({"cat", "black cat", "tiger", "mouse", "rat", "monkey", "leopard"})
_LYING = frozenset({"sleep", "lie"})
_FOUR_LEGS = frozenset({"run", "walk", "jump", "fly", "swim"})


class BodyMaker:
    """Draws bodies with one font.

    Raises:
        TableError: A table of sketchpainter/data cannot be read.
    """

    def __init__(self, font: GlyphFont) -> None:
        self._font = font
        self.outfits = OutfitTables()
        self._coats: dict[str, dict[str, str]] = read_table("glyphs")["bodies"]

    def picture(self, subject: Subject) -> Field:
        """Returns a thing's glyph or drawing in its colour and material."""
        thing = subject.thing
        drawing = drawn_thing(thing.name, 128, subject.colour)
        if drawing is not None:
            return drawing
        glyph = self._font.picture(thing.glyph)
        if subject.colour and not thing.is_person:
            glyph = tinted(glyph, subject.colour)
        return in_material(glyph, subject.material) if subject.material and not thing.is_person else glyph

    def is_bodied(self, spec: FigureSpec) -> bool:
        """Returns whether a subject gets a drawn body."""
        thing, subject = spec.subject.thing, spec.subject
        if thing.name == "superhero" and spec.character == "superhero":
            return bool(spec.parts or spec.mounted) or subject.action not in (None, "fly")
        person = thing.stance in ("head_person", "bust") and (thing.is_person or thing.name in _LIKE_PEOPLE)
        person = person or is_generic_person(thing.name)
        return bool(spec.character) or person or self._is_upright(spec) or self._is_headed(spec)

    def _is_upright(self, spec: FigureSpec) -> bool:
        """Returns whether an animal acts like a person."""
        faced = spec.subject.thing.name in self.outfits.faces or spec.subject.thing.stance == "head_animal"
        clothed = [part for part in spec.worn() if part.thing.slot in ("feet", "body", "hand")]
        clothed = [part for part in clothed if not part.thing.is_creature]
        # A fighting dragon stays on its four legs.
        action = None if spec.subject.thing.name in _BEASTS else spec.subject.action
        combine_riders = spec.mounted and action not in _LYING
        acts = clothed or spec.held() or action in ACTING - _SEATED or combine_riders
        return faced and bool(acts)

    def _is_headed(self, spec: FigureSpec) -> bool:
        """Returns whether an animal's glyph is only a head, or whether the animal must lie down."""
        thing = spec.subject.thing
        faced = thing.name in self.outfits.faces
        profile = thing.stance == "bust" and not thing.is_person
        sits = spec.subject.action in _LYING | _SEATED or bool(spec.hats())
        if thing.name in _LIKE_PEOPLE:
            return False
        return thing.stance == "head_animal" or profile or (faced and sits)

    def body(self, spec: FigureSpec, rng: Rng) -> Figure:
        """Draws the figure, looking to the right where its direction is known. Very large figures are drawn smaller and
        enlarged.
        """
        if spec.height_px > _LARGEST_PX:
            figure = self.body(replace(spec, height_px=_LARGEST_PX), rng)
            growth = spec.height_px / _LARGEST_PX
            rows, columns = figure.pixels.shape[:2]
            pixels = np.clip(resized(figure.pixels, round(columns * growth), round(rows * growth)), 0, 1)
            return replace(figure, pixels=pixels)
        thing = spec.subject.thing
        if not spec.character and not thing.is_person and self._is_headed(spec) and not self._is_upright(spec):
            posed = self._animal(spec)
            figure = Figure(*mirrored(posed.pixels, posed.points), posed.head_part)
            return self._hatted(spec, figure) if spec.hats() else figure
        return self._skeleton_body(spec, rng)

    def _hatted(self, spec: FigureSpec, figure: Figure) -> Figure:
        """Returns an animal with the things on its head."""
        sheet = PasteSheet(figure.pixels, figure.anchors, figure.span)
        for part in spec.hats():
            sheet.paste_worn(self.picture(part), part.thing.slot, part.thing.name)
        return Figure(sheet.pixels, sheet.anchors(), figure.span)

    def _head(self, spec: FigureSpec, person: Person | None = None) -> Head:
        subject, thing = spec.subject, spec.subject.thing
        outfit = self.outfits.outfit(spec.character) if spec.character else Outfit()
        is_face = thing.name in self.outfits.faces and thing.name != "robot"
        if (
            outfit.text("head")
            and not is_face
            and (thing.stance == "stands" or thing.is_person or thing.name == "robot")
        ):
            return drawn_head(outfit.text("head"), outfit, spec.height_px * 0.34)
        face = self.outfits.faces.get(thing.name)
        own = person.glyph if person else thing.glyph
        glyph = self._font.picture(face if face and self._font.has(face) else own)
        tint = "#3a3a40" if thing.name == "black cat" else subject.colour
        if tint and not thing.is_person:
            glyph = tinted(glyph, tint)
        if subject.material and not thing.is_person:
            glyph = in_material(glyph, subject.material)
        if subject.action in _LYING:
            glyph = with_closed_eyes(glyph)
        if thing.stance == "bust" and thing.is_person:
            return Head(glyph, (0.5, 0.44), (0.5, 0.10), 0.62, has_shoulders=True)
        return Head(glyph, (0.5, 0.48), (0.5, 0.10), 0.92)

    def _outfit(self, spec: FigureSpec, head: Head, person: Person | None, rng: Rng) -> Outfit:
        thing, coat = spec.subject.thing, self._coats.get(spec.subject.thing.name)
        if spec.character:
            outfit = self.outfits.outfit(spec.character)
            if not outfit.has("skin") and spec.character != "astronaut":
                animal = not thing.is_person and thing.name in self.outfits.faces
                skin = coat_of(head.pixels, coat).ink("top") if animal else person.skin if person else YELLOW
                bare = {"gloves": skin} | ({"sleeves": skin} if spec.character == "ballerina" else {})
                outfit = Outfit({**outfit.row, **bare})
        elif person:
            own = bust_clothes(head.pixels, person.skin, rng) if head.has_shoulders else None
            outfit = own or random_clothes(person, spec.subject.colour, rng)
        else:
            outfit = coat_of(head.pixels, None if spec.subject.colour or spec.subject.material else coat)
        for part in spec.worn():
            if part.thing.slot == "body":
                outfit = with_garment(outfit, self.picture(part), part.thing.name)
        return outfit

    def _held(self, spec: FigureSpec) -> tuple[list[Held], list[Hold]]:
        """Returns the things in the hands and their holds: the first in the right hand, the second in the left one."""
        things = self._in_hands(spec)
        held: list[Held] = []
        holds: list[Hold] = []
        for part in things[:2]:
            prop = self.outfits.prop(spec.character, part)
            hold = self.outfits.hold(part, prop)
            drawn = drawn_prop(prop, spec.height_px * 0.3) if prop else None
            picture, grip = (drawn[0], hold.at) if drawn else (self._small(part), hold.at)
            hand: Hand | Literal["both"] = "both" if hold.both else "right" if not holds else "left"
            if hand == "left":
                picture, grip = np.ascontiguousarray(picture[:, ::-1]), (1 - grip[0], grip[1])
            turn = hold.turn * (-1 if hand == "left" else 1)
            holds.append(hold)
            held.append(Held(picture, grip, hold.tall, hand, turn))
        return held, holds

    def _small(self, part: Subject) -> Field:
        """Returns the picture of a held thing; an animal whose glyph is a head is drawn sitting."""
        if part.thing.stance != "head_animal":
            return self.picture(part)
        return self._animal(FigureSpec(part, (), None, 150, None)).pixels

    def _in_hands(self, spec: FigureSpec) -> list[Subject]:
        """Returns the held things. After the first, those with a drawing of their own come before those that can hang
        from an arm.
        """
        things = spec.held()
        rest = sorted(things[1:], key=lambda part: not self.outfits.is_own_prop(spec.character, part))
        return [*things[:1], *rest]

    def _skeleton_body(self, spec: FigureSpec, rng: Rng) -> Figure:
        thing = spec.subject.thing
        looks = np.random.default_rng(rng.integers(2**32))
        person = random_person(thing.name, thing.glyph, self._font.has, looks) if thing.is_person else None
        head = self._head(spec, person)
        outfit = self._outfit(spec, head, person, looks)
        grown = thing.is_person and thing.name not in _CHILDREN
        build = BUILDS[outfit.text("build") or ("grown" if grown else "small")]
        is_drawn = bool(outfit.text("head")) and thing.name not in self.outfits.faces
        hats, wheels = [], ""
        for part in spec.worn():
            if part.thing.name in _WHEELS:
                wheels = _WHEELS[part.thing.name]
            elif part.thing.slot in ("eyes", "neck") or (part.thing.slot == "head" and not (is_drawn and part.implied)):
                hats.append((self.picture(part), part.thing.slot))
        held, holds = self._held(spec)
        pose = self.outfits.posed(spec.subject, holds, mounted=spec.mounted, wheels=bool(wheels), rng=rng)
        tail = self._coats.get(thing.name, {}) if not spec.character else {}
        glass = spec.character == "astronaut" and not head.has_shoulders
        accessories = Accessories(tuple(held), tuple(hats), wheels, glass, tail, self._slung(spec))
        posed = draw_body(head, outfit, pose, build, spec.height_px, accessories)
        return Figure(posed.pixels, posed.points, posed.head_part, pose.roll)

    def _slung(self, spec: FigureSpec) -> Field | None:
        """Returns a third thing, which is worn over the shoulder."""
        more = self._in_hands(spec)[2:]
        if not more:
            return None
        prop = self.outfits.prop(spec.character, more[0])
        drawn = drawn_prop(prop, spec.height_px * 0.3) if prop else None
        return drawn[0] if drawn else self.picture(more[0])

    def _animal(self, spec: FigureSpec) -> PosedBody:
        subject = spec.subject
        head, row = self._head(spec), self._coats.get(subject.thing.name)
        coat = coat_of(head.pixels, None if subject.colour or subject.material else row)
        if row:
            tip = coat.ink("belly") if subject.colour else row.get("tip", "#777777")
            coat = Outfit({**coat.row, "tail": row.get("tail", "none"), "tip": tip})
        elif subject.thing.name == "zebra":
            coat = Outfit({**coat.row, "tail": "tuft", "tip": "#2b2a2e", "stripes": "#2b2a2e", "belly": "#f6f3ec"})
        elif subject.thing.name in _LONG_TAILS:
            coat = Outfit({**coat.row, "tail": "long"})
        skins = [part for part in spec.worn() if part.thing.is_creature]
        if skins:
            wool = coat_of(self.picture(skins[0]), None).ink("top")
            coat = Outfit({**coat.row, "top": wool, "bottom": wool, "belly": wool, "wool": wool})
        if subject.action in _LYING:
            return curled(head, coat, spec.height_px)
        if subject.action in _FOUR_LEGS or subject.thing.stance == "bust":
            return striding(head, coat, spec.height_px, gallop=0.0 if subject.action in (None, "walk") else 1.0)
        return seated(head, coat, spec.height_px)
