"""Chooses clothes, held props and pose of a subject by the tables of outfits, poses and ways of holding.

Nothing here draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sketchpainter.figures.figure_parts import Outfit
from sketchpainter.figures.posture import Pose
from sketchpainter.raster.arrays import Field, Rng, colour, luma
from sketchpainter.scene.scene import Scene, Subject
from sketchpainter.scene.things import Point
from sketchpainter.tables import read_table

_TROUSERS = ("#37474f", "#4a5a8a", "#6b5344", "#3f4a3c")
_BY_PROP = {("superhero", "shield"): "captain america", ("superhero", "hammer"): "thor"}
"""Characters that are recognised by a prop that comes with their name."""
_PROPS = {("captain america", "shield"): "star shield", ("thor", "hammer"): "mjolnir"}
_DRAWN = frozenset({"fishing pole", "handbag"})
"""Props that are drawn for every figure."""
_SWORDS = frozenset({"dagger", "crossed swords"})
_OUTFIT_OF = {"superhero": "superhero", "person wearing turban": "student"}
_MEETING = {"kiss": "embrace", "hug": "embrace", "talk": "talk", "feed": "offer", "watch": "watch", "fight": "fight"}
"""Pose of a subject that meets another one, by meeting; for other meetings its action decides."""
_TO_MOUTH = frozenset({"drink", "eat"})
_AT_EASE = ("stand", "stand", "wave", "walk", "hip", "akimbo")
"""Poses to choose from for a subject without an action."""
ACTING = frozenset(
    {"dance", "sit", "read", "sing", "cook", "skate", "surf", "ski", "climb", "fight", "wave", "cry", "laugh", "pray"}
    | {"paint", "hug"}
)
"""Actions that an animal can do only upright, like a person."""


@dataclass(frozen=True, slots=True)
class Hold:
    """The way in which a thing is held; sketchpainter/data/holding.toml explains the fields."""

    at: Point = (0.5, 0.6)
    tall: float = 0.62
    pose: str = "hold"
    turn: float = 0.0
    both: bool = False


class OutfitTables:
    """Holds the tables of outfits, holds and poses.

    Raises:
        TableError: A table of sketchpainter/data cannot be read.
    """

    def __init__(self) -> None:
        outfits, holding = read_table("outfits"), read_table("holding")
        self._outfits: dict[str, dict[str, Any]] = outfits["outfits"]
        self._same: dict[str, str] = outfits["same"]
        self.faces: dict[str, str] = outfits["faces"]
        self._food = frozenset(holding["food"]["names"])
        self._holds = {name: _hold(row) for name, row in holding["things"].items()}
        self._defaults = {name: _hold(row) for name, row in holding["default"].items()}
        self._poses = {name: _pose(row) for name, row in read_table("poses").items()}

    def character(self, subject: Subject, parts: list[Subject]) -> str | None:
        """Returns the name of the outfit that a subject wears, or None for its own clothes."""
        if subject.costume:
            name = subject.costume.lower()
            name = self._same.get(name, name)
            if name in self._outfits:
                return name
        for part in parts:
            found = _BY_PROP.get((subject.thing.name, part.thing.name)) if part.implied else None
            if found:
                return found
        if subject.thing.name == "robot" and subject.colour == "#dc143c":
            return "iron man"
        if subject.helmet:
            return "astronaut"
        own = subject.thing.name.lower()
        own = self._same.get(own, own) if subject.thing.stance == "bust" else ""
        return _OUTFIT_OF.get(subject.thing.name) or (own if own in self._outfits else None)

    def outfit(self, name: str) -> Outfit:
        """Returns an outfit by its name."""
        return Outfit(self._outfits[name])

    def hold(self, subject: Subject, prop: str | None = None) -> Hold:
        """Returns how a thing is held."""
        name = prop or subject.thing.name
        default = self._defaults["food" if name in self._food else "hand"]
        hold = self._holds.get(name, default)
        if name not in self._holds:
            hold = replace(hold, tall=hold.tall * float(np.clip(subject.thing.bulk / 0.55, 0.8, 1.8)) ** 0.6)
        if subject.how in ("kiss", "hug"):
            hold = self._defaults[subject.how]
        elif subject.how in ("drink", "eat") and not hold.both:
            hold = replace(hold, pose="drink" if subject.how == "drink" else "eat")
        elif subject.how in ("play", "read") and hold.both:
            hold = replace(hold, pose=str(subject.how))
        return replace(hold, tall=hold.tall * subject.scale)

    def prop(self, character: str | None, part: Subject) -> str | None:
        """Returns the name of the drawn prop that replaces a held thing's glyph, or None."""
        if part.thing.name in _SWORDS and part.thing.name != "crossed swords" and character:
            return "sword"
        return _PROPS.get((character or "", part.thing.name)) or (
            part.thing.name if part.thing.name in _DRAWN else None
        )

    def is_own_prop(self, character: str | None, part: Subject) -> bool:
        """Returns whether a held thing is the one that a character is known by."""
        return (character or "", part.thing.name) in _PROPS

    def pose(self, name: str | None) -> Pose:
        """Returns a pose by its name; unknown names give the standing pose."""
        return self._poses.get(name or "stand", self._poses["stand"])

    def posed(self, subject: Subject, holds: list[Hold], *, mounted: str | None, wheels: bool, rng: Rng) -> Pose:
        """Returns the whole pose: legs by the subject's action, arms by the things that it holds."""
        action = subject.action or ("skate" if wheels else None)
        if action in (None, "lie") and mounted in ("ride", "drive", "sit"):
            action = "ride" if mounted != "sit" else "sit"
        elif action == "sit" and mounted is None:
            action = "squat"
        if subject.toward is not None and not wheels and mounted is None:
            action = _MEETING.get(subject.meets or "", action)
        elif action == "hug" and holds:
            action = None
        pose = self.pose("sleep" if action == "lie" else action)
        chance = str(rng.choice(_AT_EASE))
        if action is None and not holds:
            pose = self.pose(chance)
        for number, hold in enumerate(holds[:2]):
            # Only one thing at a time goes to the mouth.
            full = number and hold.pose in _TO_MOUTH and holds[0].pose in _TO_MOUTH
            arm = self.pose("hold" if full else hold.pose)
            if hold.both:
                pose = replace(pose, right=arm.right, left=arm.left, lean=pose.lean + arm.lean)
                break
            if number == 0:
                front = "right" if arm.front != "none" else pose.front
                pose = replace(pose, right=arm.right, front=front, lean=pose.lean + arm.lean)
            else:
                pose = replace(pose, left=(-arm.right[0], -arm.right[1]))
        return pose


def parts_of(scene: Scene, index: int) -> list[tuple[int, Subject]]:
    """Returns the subjects that belong to a subject, with their indexes; implied ones come last."""
    found = [(i, s) for i, s in enumerate(scene.subjects) if s.of == index]
    return sorted(found, key=lambda pair: pair[1].implied)


def bust_clothes(bust: Field, skin: str, rng: Rng) -> Outfit:
    """Returns clothes like those that a person's glyph shows down to the chest."""
    trousers = str(rng.choice(_TROUSERS))
    low = bust[-max(3, bust.shape[0] // 12) :]
    wide = low.shape[1]
    middle, side = low[:, wide * 2 // 5 : wide * 3 // 5], low[:, wide // 6 : wide // 3]
    top, sleeves = hex_of(_main_ink(middle)), hex_of(_main_ink(side))
    return Outfit({"top": top, "sleeves": sleeves, "bottom": trousers, "shoes": "#3f3530", "gloves": skin})


def coat_of(face: Field, row: Mapping[str, Any] | None) -> Outfit:
    """Returns the coat of an animal with this face; a row of the table overrules the face."""
    if row:
        coat, belly, paws = row["coat"], row["belly"], row["paws"]
    else:
        main = _main_ink(face)
        coat, belly, paws = hex_of(main), hex_of(main + (1 - main) * 0.55), hex_of(main * 0.8)
    limbs = (row or {}).get("limbs", coat)
    return Outfit({"top": coat, "sleeves": limbs, "bottom": limbs, "belly": belly, "shoes": paws, "gloves": paws})


def with_garment(outfit: Outfit, garment: Field, name: str) -> Outfit:
    """Returns the outfit with a garment's colours."""
    worn = coat_of(garment, None).ink("top")
    row = {**outfit.row, "top": worn, "sleeves": worn}
    if name in ("dress", "kimono", "sari"):
        row |= {"skirt": 0.8, "skirt_ink": worn}
    elif name in ("jeans", "shorts"):
        row = {**outfit.row, "bottom": worn}
    return Outfit({key: value for key, value in row.items() if key not in ("mark", "belly", "waist")})


def _main_ink(pixels: Field) -> Field:
    """Returns the colour that covers most of a picture."""
    solid = pixels[..., 3] > 0.7
    if not solid.any():
        return colour("#8a8a8a")
    own = pixels[solid][:, :3] / pixels[solid][:, 3:]
    coarse = np.round(own * 7).astype(int)
    keys = coarse[:, 0] * 64 + coarse[:, 1] * 8 + coarse[:, 2]
    found, counts = np.unique(keys, return_counts=True)
    bright = np.array([luma(own[keys == key].mean(0)) for key in found])
    best = found[np.argmax(counts * np.where(bright < 0.2, 0.4, 1.0))]
    return np.asarray(np.median(own[keys == best], axis=0), dtype=np.float32)


def hex_of(parts: Field) -> str:
    """Formats a colour as "#rrggbb"."""
    return "#" + "".join(f"{round(float(np.clip(part, 0, 1)) * 255):02x}" for part in parts)


def _hold(row: Mapping[str, Any]) -> Hold:
    at = row.get("at", (0.5, 0.6))
    return Hold(
        (float(at[0]), float(at[1])),
        float(row.get("tall", 0.62)),
        str(row.get("pose", "hold")),
        float(row.get("turn", 0.0)),
        bool(row.get("both", False)),
    )


def _pose(row: Mapping[str, Any]) -> Pose:
    values: dict[str, Any] = {key: tuple(map(float, v)) if isinstance(v, list) else v for key, v in row.items()}
    return Pose(**values)
