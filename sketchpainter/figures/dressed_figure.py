"""Bodies for those who have one drawn: people, characters, animals with a face of their own.

Runs in the painter's process. Chooses head, clothes and pose by the wardrobe and has them drawn.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sketchpainter.figures.anchors import asleep
from sketchpainter.figures.default_people import YELLOW, Person, clothes_of, is_anybody, person_of
from sketchpainter.figures.drawn_heads import drawn_head
from sketchpainter.figures.drawn_things import drawn_thing
from sketchpainter.figures.figure_parts import Dress, Hand, Head, Held, Posed
from sketchpainter.figures.figure_spec import Casting, Figure
from sketchpainter.figures.glyph_bodies import curled, seated, striding
from sketchpainter.figures.glyphs import GlyphFont, made_of, tinted
from sketchpainter.figures.held_props import drawn_prop
from sketchpainter.figures.outfits import ACTING, Hold, Wardrobe, bust_clothes, clad_in, fur_of
from sketchpainter.figures.paste_sheet import PasteSheet
from sketchpainter.figures.posture import BUILDS
from sketchpainter.figures.skeleton_figure import Kit, draw_puppet
from sketchpainter.raster.arrays import Field, Rng, resized
from sketchpainter.scene.scene import Subject
from sketchpainter.scene.things import Point
from sketchpainter.tables import read_table

_WHEELS = {"roller skate": "roller", "ice skate": "ice", "skis": "ski"}
_LARGEST_PX = 340
"""Height up to which a body is drawn at its size."""
_LIKE_PEOPLE = frozenset({"robot", "alien", "ogre", "goblin"})
"""Not people, but built like them."""
_BEASTS = frozenset({"dragon", "T-Rex"})
_SEATED = frozenset({"sit"})
_CHILDREN = frozenset({"girl", "boy", "baby", "child", "elf", "fairy"})
_LONG_TAILS = frozenset({"cat", "black cat", "tiger", "mouse", "rat", "monkey", "leopard"})
_LYING = frozenset({"sleep", "lie"})
_FOUR_LEGS = frozenset({"run", "walk", "jump", "fly", "swim"})


class Costumer:
    """Draws bodies with one font.

    Raises:
        TableError: A table of sketchpainter/data cannot be read.
    """

    def __init__(self, font: GlyphFont) -> None:
        self._font = font
        self.wardrobe = Wardrobe()
        self._coats: dict[str, dict[str, str]] = read_table("glyphs")["bodies"]

    def picture(self, subject: Subject) -> Field:
        """A thing's glyph in its colour and material."""
        thing = subject.thing
        drawing = drawn_thing(thing.name, 128, subject.colour)
        if drawing is not None:
            return drawing
        glyph = self._font.picture(thing.glyph)
        if subject.colour and not thing.is_person:
            glyph = tinted(glyph, subject.colour)
        return made_of(glyph, subject.material) if subject.material and not thing.is_person else glyph

    def is_bodied(self, cast: Casting) -> bool:
        """Whether this subject gets a drawn body."""
        thing, subject = cast.subject.thing, cast.subject
        if thing.name == "superhero" and cast.character == "superhero":
            return bool(cast.parts or cast.mounted) or subject.action not in (None, "fly")
        person = thing.stance in ("head_person", "bust") and (thing.is_person or thing.name in _LIKE_PEOPLE)
        person = person or is_anybody(thing.name)
        return bool(cast.character) or person or self._is_upright(cast) or self._is_headed(cast)

    def _is_upright(self, cast: Casting) -> bool:
        """Whether an animal acts like a person."""
        faced = cast.subject.thing.name in self.wardrobe.faces or cast.subject.thing.stance == "head_animal"
        clothed = [part for part in cast.worn() if part.thing.slot in ("feet", "body", "hand")]
        clothed = [part for part in clothed if not part.thing.is_creature]
        # A dragon fights as the beast that it is.
        action = None if cast.subject.thing.name in _BEASTS else cast.subject.action
        carried = cast.mounted and action not in _LYING
        acts = clothed or cast.held() or action in ACTING - _SEATED or carried
        return faced and bool(acts)

    def _is_headed(self, cast: Casting) -> bool:
        """Whether an animal's glyph is only a head, or must lie down."""
        thing = cast.subject.thing
        faced = thing.name in self.wardrobe.faces
        profile = thing.stance == "bust" and not thing.is_person
        sits = cast.subject.action in _LYING | _SEATED or bool(cast.hats())
        if thing.name in _LIKE_PEOPLE:
            return False
        return thing.stance == "head_animal" or profile or (faced and sits)

    def body(self, cast: Casting, rng: Rng) -> Figure:
        """The figure, looking to the right where that can be told; very large ones are drawn smaller and enlarged."""
        if cast.height_px > _LARGEST_PX:
            figure = self.body(replace(cast, height_px=_LARGEST_PX), rng)
            growth = cast.height_px / _LARGEST_PX
            rows, columns = figure.pixels.shape[:2]
            figure.pixels = np.clip(resized(figure.pixels, round(columns * growth), round(rows * growth)), 0, 1)
            return figure
        thing = cast.subject.thing
        if not cast.character and not thing.is_person and self._is_headed(cast) and not self._is_upright(cast):
            posed = self._animal(cast)
            figure = Figure(np.ascontiguousarray(posed.pixels[:, ::-1]), _flipped(posed.points), posed.head_part)
            return self._hatted(cast, figure) if cast.hats() else figure
        return self._puppet(cast, rng)

    def _hatted(self, cast: Casting, figure: Figure) -> Figure:
        """An animal with what it wears on its head."""
        sheet = PasteSheet(figure.pixels, figure.anchors, figure.span)
        for part in cast.hats():
            sheet.wear(self.picture(part), part.thing.slot, part.thing.name)
        return Figure(sheet.pixels, sheet.anchors(), figure.span)

    def _head(self, cast: Casting, person: Person | None = None) -> Head:
        subject, thing = cast.subject, cast.subject.thing
        dress = self.wardrobe.dress(cast.character) if cast.character else Dress()
        is_face = thing.name in self.wardrobe.faces and thing.name != "robot"
        if (
            dress.text("head")
            and not is_face
            and (thing.stance == "stands" or thing.is_person or thing.name == "robot")
        ):
            return drawn_head(dress.text("head"), dress, cast.height_px * 0.34)
        face = self.wardrobe.faces.get(thing.name)
        own = person.glyph if person else thing.glyph
        glyph = self._font.picture(face if face and self._font.has(face) else own)
        tint = "#3a3a40" if thing.name == "black cat" else subject.colour
        if tint and not thing.is_person:
            glyph = tinted(glyph, tint)
        if subject.material and not thing.is_person:
            glyph = made_of(glyph, subject.material)
        if subject.action in _LYING:
            glyph = asleep(glyph)
        if thing.stance == "bust" and thing.is_person:
            return Head(glyph, (0.5, 0.44), (0.5, 0.10), 0.62, has_shoulders=True)
        return Head(glyph, (0.5, 0.48), (0.5, 0.10), 0.92)

    def _dress(self, cast: Casting, head: Head, person: Person | None, rng: Rng) -> Dress:
        thing, coat = cast.subject.thing, self._coats.get(cast.subject.thing.name)
        if cast.character:
            dress = self.wardrobe.dress(cast.character)
            if not dress.has("skin") and cast.character != "astronaut":
                animal = not thing.is_person and thing.name in self.wardrobe.faces
                skin = fur_of(head.pixels, coat).ink("top") if animal else person.skin if person else YELLOW
                bare = {"gloves": skin} | ({"sleeves": skin} if cast.character == "ballerina" else {})
                dress = Dress({**dress.row, **bare})
        elif person:
            own = bust_clothes(head.pixels, person.skin, rng) if head.has_shoulders else None
            dress = own or clothes_of(person, cast.subject.colour, rng)
        else:
            dress = fur_of(head.pixels, None if cast.subject.colour or cast.subject.material else coat)
        for part in cast.worn():
            if part.thing.slot == "body":
                dress = clad_in(dress, self.picture(part), part.thing.name)
        return dress

    def _held(self, cast: Casting) -> tuple[list[Held], list[Hold]]:
        """Things in hands: the first in the right one, the second in the left one."""
        things = self._in_hands(cast)
        held: list[Held] = []
        holds: list[Hold] = []
        for part in things[:2]:
            prop = self.wardrobe.prop(cast.character, part)
            hold = self.wardrobe.hold(part, prop)
            drawn = drawn_prop(prop, cast.height_px * 0.3) if prop else None
            picture, grip = (drawn[0], hold.at) if drawn else (self._small(part), hold.at)
            hand: Hand | str = "both" if hold.both else "right" if not holds else "left"
            if hand == "left":
                picture, grip = np.ascontiguousarray(picture[:, ::-1]), (1 - grip[0], grip[1])
            turn = hold.turn * (-1 if hand == "left" else 1)
            holds.append(hold)
            held.append(Held(picture, grip, hold.tall, hand, turn, hold.pose == "drink"))  # type: ignore[arg-type]
        return held, holds

    def _small(self, part: Subject) -> Field:
        """What is held: its picture, or a small animal that sits."""
        if part.thing.stance != "head_animal":
            return self.picture(part)
        return self._animal(Casting(part, (), None, 150, None)).pixels

    def _in_hands(self, cast: Casting) -> list[Subject]:
        """What it holds; after the first, what has a drawing of its own comes before what can hang from an arm."""
        things = cast.held()
        rest = sorted(things[1:], key=lambda part: not self.wardrobe.is_own_prop(cast.character, part))
        return [*things[:1], *rest]

    def _puppet(self, cast: Casting, rng: Rng) -> Figure:
        thing = cast.subject.thing
        looks = np.random.default_rng(rng.integers(2**32))
        person = person_of(thing.name, thing.glyph, self._font.has, looks) if thing.is_person else None
        head = self._head(cast, person)
        dress = self._dress(cast, head, person, looks)
        grown = thing.is_person and thing.name not in _CHILDREN
        build = BUILDS[dress.text("build") or ("grown" if grown else "small")]
        is_drawn = bool(dress.text("head")) and thing.name not in self.wardrobe.faces
        hats, wheels = [], ""
        for part in cast.worn():
            if part.thing.name in _WHEELS:
                wheels = _WHEELS[part.thing.name]
            elif part.thing.slot in ("eyes", "neck") or (part.thing.slot == "head" and not (is_drawn and part.implied)):
                hats.append((self.picture(part), part.thing.slot))
        held, holds = self._held(cast)
        pose = self.wardrobe.posed(cast.subject, holds, mounted=cast.mounted, wheels=bool(wheels), rng=rng)
        tail = self._coats.get(thing.name, {}) if not cast.character else {}
        glass = cast.character == "astronaut" and not head.has_shoulders
        kit = Kit(tuple(held), tuple(hats), wheels, glass, tail, self._slung(cast))
        posed = draw_puppet(head, dress, pose, build, cast.height_px, kit)
        return Figure(posed.pixels, posed.points, posed.head_part, pose.roll)

    def _slung(self, cast: Casting) -> Field | None:
        """A third thing, worn over the shoulder."""
        more = self._in_hands(cast)[2:]
        if not more:
            return None
        prop = self.wardrobe.prop(cast.character, more[0])
        drawn = drawn_prop(prop, cast.height_px * 0.3) if prop else None
        return drawn[0] if drawn else self.picture(more[0])

    def _animal(self, cast: Casting) -> Posed:
        subject = cast.subject
        head, row = self._head(cast), self._coats.get(subject.thing.name)
        coat = fur_of(head.pixels, None if subject.colour or subject.material else row)
        if row:
            tip = coat.ink("belly") if subject.colour else row.get("tip", "#777777")
            coat = Dress({**coat.row, "tail": row.get("tail", "none"), "tip": tip})
        elif subject.thing.name == "zebra":
            coat = Dress({**coat.row, "tail": "tuft", "tip": "#2b2a2e", "stripes": "#2b2a2e", "belly": "#f6f3ec"})
        elif subject.thing.name in _LONG_TAILS:
            coat = Dress({**coat.row, "tail": "long"})
        skins = [part for part in cast.worn() if part.thing.is_creature]
        if skins:
            wool = fur_of(self.picture(skins[0]), None).ink("top")
            coat = Dress({**coat.row, "top": wool, "bottom": wool, "belly": wool, "wool": wool})
        if subject.action in _LYING:
            return curled(head, coat, cast.height_px)
        if subject.action in _FOUR_LEGS or subject.thing.stance == "bust":
            return striding(head, coat, cast.height_px, gallop=0.0 if subject.action in (None, "walk") else 1.0)
        return seated(head, coat, cast.height_px)


def _flipped(points: dict[str, Point]) -> dict[str, Point]:
    return {key: (1 - x, y) for key, (x, y) in points.items()}
