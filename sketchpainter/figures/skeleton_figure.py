"""Draws a body that can be posed: trunk, limbs and head by angles, dressed in an outfit, with things in its hands.

Lengths are in head widths, y points downwards, and the middle of the hips is the origin. `layout` decides where the
figure stands, and `compose.lighting` what light falls on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sketchpainter.figures.figure_parts import Head, Held, Outfit, PosedBody
from sketchpainter.figures.garments import paint_behind, paint_trunk
from sketchpainter.figures.posture import Build, Joints, Pose, add, joints_of
from sketchpainter.raster.arrays import Field, grid, shaded
from sketchpainter.raster.compositing import lay_over
from sketchpainter.raster.shapes import Pad, Spot2, margins


def paint_legs(pad: Pad, joints: Joints, outfit: Outfit, build: Build, wheels: str) -> None:
    """Paints both legs, and shoes, skates or skis on the feet."""
    width = build.leg_width
    bare = outfit.size("skirt") > 0
    for name, sign in (("left", -1.0), ("right", 1.0)):
        hip, knee, foot = joints.hips[name], joints.knees[name], joints.feet[name]
        ink, shade = outfit.ink("bottom", "top"), 0.90 if sign < 0 else 1.0
        pad.limb([hip, knee, foot], [width * 1.12, width, width * 0.80], ink, form=0.09, shade=shade, lift=0.03)
        if outfit.has("thighs"):
            pad.limb([hip, knee], [width * 1.16, width * 1.02], outfit.ink("thighs"), form=0.09, shade=shade)
        if outfit.has("pads"):
            pad.oval(knee, width * 0.56, width * 0.50, outfit.ink("pads"), form=0.08, shade=shade, lift=0.03)
        if not bare:
            boot = add(foot, ((knee[0] - foot[0]) * 0.42, (knee[1] - foot[1]) * 0.42))
            if build.head < 0.9:
                pad.limb([boot, foot], [width * 0.94, width * 0.88], outfit.ink("shoes"), form=0.08, shade=shade)
        toe = add(foot, (sign * 0.075 * (1 if wheels == "" else 0.6), 0.045))
        pad.oval(toe, 0.155, 0.088, outfit.ink("shoes"), form=0.06, shade=shade, lift=0.03)
        if wheels:
            _wheels(pad, toe, wheels)


def _wheels(pad: Pad, foot: Spot2, kind: str) -> None:
    x, y = foot
    if kind == "roller":
        pad.limb([(x - 0.15, y + 0.075), (x + 0.15, y + 0.075)], [0.05, 0.05], "#5b6470", form=0.02)
        for at in (-0.12, 0.12):
            pad.oval((x + at, y + 0.13), 0.072, 0.072, "#e8b330", form=0.03)
            pad.oval((x + at, y + 0.13), 0.028, 0.028, "#7a5a18", form=0.0, lift=0.0)
    elif kind == "ice":
        pad.limb([(x - 0.17, y + 0.11), (x + 0.19, y + 0.11)], [0.035, 0.035], "#d5dde6", form=0.01)
        for at in (-0.1, 0.1):
            pad.limb([(x + at, y + 0.04), (x + at, y + 0.11)], [0.03, 0.03], "#9aa6b3", form=0.01)
    else:
        pad.limb([(x - 0.62, y + 0.10), (x + 0.55, y + 0.10), (x + 0.70, y + 0.0)], [0.06, 0.06, 0.03], "#c8323c")


def paint_tail(pad: Pad, tail: Mapping[str, str]) -> None:
    """Paints a tail behind the body: bushy, ringed, tuft or stub."""
    kind, ink, tip = tail.get("tail", "none"), tail.get("coat", "#999999"), tail.get("tip", "#777777")
    if kind == "none":
        return
    if kind == "stub":
        pad.oval((0.30, 0.06), 0.11, 0.10, tip, form=0.05)
        return
    t = np.linspace(0, 1, 9)
    x, y = 0.12 + 0.62 * np.sin(t * 1.9) * (1 - 0.15 * t), 0.18 - 0.74 * t**1.25
    wide = 0.11 + 0.26 * np.sin(np.pi * np.minimum(1, t * 0.93 + 0.04)) ** 0.8 if kind != "tuft" else 0.09 + 0 * t
    spots = [(float(a), float(b)) for a, b in zip(x, y, strict=True)]
    pad.limb(spots, [float(w) for w in wide], ink, form=0.09)
    if kind == "tuft":
        pad.oval(spots[-1], 0.10, 0.12, tip, form=0.05)
    else:
        pad.limb(spots[-3:], [float(w) for w in wide[-3:]], tip, form=0.09, lift=0.0)
        if kind == "ringed":
            for i in (2, 4):
                pad.limb(spots[i : i + 2], [float(w) for w in wide[i : i + 2]], tip, form=0.09, lift=0.0)


@dataclass(frozen=True, slots=True)
class Accessories:
    """Things that a figure has with it."""

    held: tuple[Held, ...] = ()
    """Things in the hands."""
    hats: tuple[tuple[Field, str], ...] = ()
    """Pictures worn on the head, each with its slot: head, eyes or neck."""
    wheels: str = ""
    """"roller", "ice" or "ski" under the feet, or ""."""
    glass: bool = False
    """True if the figure wears an astronaut's glass helmet."""
    tail: Mapping[str, str] = field(default_factory=dict)
    """Colours of an animal's tail; empty without a tail."""
    slung: Field | None = None
    """A thing that hangs from the elbow."""


def draw_body(
    head: Head, outfit: Outfit, pose: Pose, build: Build, height_px: float, accessories: Accessories
) -> PosedBody:
    """Draws a posed figure.

    Args:
        head: The head.
        outfit: The clothes, or the fur.
        pose: The angles. The caller turns the figure by the pose's roll.
        build: The proportions.
        height_px: Height of the upright figure, pixels, by and large.
        accessories: The things that it has with it.
    """
    held = accessories.held
    upright = build.head * 0.92 + build.trunk + 2 * build.leg + 0.12
    reach = 1.0 + max((one.tall for one in held), default=0.4)
    box = (-1.3 - reach, -build.trunk - 1.2 - reach, 1.3 + reach, 2 * build.leg + 0.7)
    pad = Pad(box, height_px / upright)
    joints = joints_of(pose, build)
    if accessories.tail:
        paint_tail(pad, accessories.tail)
    paint_behind(pad, joints, outfit, build)
    paint_legs(pad, joints, outfit, build, accessories.wheels)
    paint_trunk(pad, joints, outfit, build)
    front = {"both": {"right", "left"}, "right": {"right"}}.get(pose.front, set())
    top: dict[str, Spot2] = {}
    if head.has_shoulders:
        top = _head(pad, head, joints, (pose, build), accessories)
    for name in ("left", "right"):
        if name not in front:
            _arm(pad, joints, name, outfit, build, held)
    if accessories.slung is not None:
        pad.stamp(accessories.slung, add(joints.elbows["right"], (0.0, 0.02)), 0.66, grip=(0.5, 0.08))
    for one in held:
        if one.hand == "both":
            _both(pad, joints, one, outfit, build)
    if not head.has_shoulders:
        top = _head(pad, head, joints, (pose, build), accessories)
    for name in ("left", "right"):
        if name in front:
            _arm(pad, joints, name, outfit, build, held)
    rows, columns = margins(pad.pixels)
    spots = {**joints.hands, **top, "seat": (0.0, 0.10), "feet": (0.0, max(at[1] for at in joints.feet.values()) + 0.1)}
    height, width = rows.stop - rows.start, columns.stop - columns.start
    points = {}
    for name, spot in spots.items():
        x, y = pad.px(spot)
        points[name] = ((x - columns.start) / width, (y - rows.start) / height)
    return PosedBody(pad.pixels[rows, columns].copy(), points, build.head * head.span * pad.unit / width)


def _arm(pad: Pad, joints: Joints, name: str, outfit: Outfit, build: Build, held: tuple[Held, ...]) -> None:
    shoulder, elbow, hand = joints.shoulders[name], joints.elbows[name], joints.hands[name]
    width, shade = build.arm_width, 0.93 if name == "left" else 1.0
    wrist = add(elbow, ((hand[0] - elbow[0]) * 0.8, (hand[1] - elbow[1]) * 0.8))
    sleeve = outfit.ink("sleeves", "top")
    pad.limb([shoulder, elbow, wrist], [width * 1.15, width, width * 0.85], sleeve, form=0.07, shade=shade, lift=0.06)
    if outfit.has("pads"):
        pad.oval(shoulder, width * 0.74, width * 0.66, outfit.ink("top"), form=0.09, shade=shade, lift=0.04)
    glove = outfit.ink("gloves", "skin")
    if build.head < 0.9 and glove != sleeve:
        middle = add(elbow, ((hand[0] - elbow[0]) * 0.35, (hand[1] - elbow[1]) * 0.35))
        pad.limb([middle, wrist], [width * 0.98, width * 0.92], glove, form=0.06, shade=shade)
    for one in held:
        if one.hand == name:
            pad.stamp(one.pixels, hand, one.tall, grip=one.grip, turn=one.turn)
    pad.oval(hand, width * 0.62, width * 0.60, glove, form=0.05, shade=shade, lift=0.03)


def _both(pad: Pad, joints: Joints, one: Held, outfit: Outfit, build: Build) -> None:
    """Paints a thing in front of the chest, held by both hands."""
    right, left = joints.hands["right"], joints.hands["left"]
    middle = ((right[0] + left[0]) / 2, (right[1] + left[1]) / 2)
    pad.stamp(one.pixels, middle, one.tall, grip=one.grip, turn=one.turn)
    for hand in (left, right):
        pad.oval(hand, build.arm_width * 0.55, build.arm_width * 0.53, outfit.ink("gloves", "skin"), form=0.05)


def _head(
    pad: Pad, head: Head, joints: Joints, manner: tuple[Pose, Build], accessories: Accessories
) -> dict[str, Spot2]:
    """Paints the head and returns its anchors."""
    pose, build = manner
    rows, columns = head.pixels.shape[:2]
    wide = build.head * (1.18 if head.has_shoulders else 1.0 / max(head.span, 0.6) * 0.92)
    tall = wide * rows / columns
    turn = pose.lean * 0.5 + pose.nod
    if head.has_shoulders:
        base, grip, turn = add(joints.neck, (-joints.up[0] * 0.30, -joints.up[1] * 0.30)), (0.5, 1.0), pose.lean
    else:
        base, grip = add(joints.neck, (-joints.up[0] * 0.04, -joints.up[1] * 0.04)), (0.5, 0.94)
    pad.stamp(head.pixels, base, tall, grip=grip, turn=turn)
    t = np.radians(turn)

    def at(part: Spot2) -> Spot2:
        x, y = (part[0] - grip[0]) * wide, (part[1] - grip[1]) * tall
        return base[0] + x * float(np.cos(t)) - y * float(np.sin(t)), base[1] + x * float(np.sin(t)) + y * float(
            np.cos(t)
        )

    skull = wide * head.span
    if accessories.glass:
        _glass(pad, at((0.5, 0.5)), max(skull, tall) * 0.66)
    for picture, slot in accessories.hats:
        across = {"eyes": 0.74, "neck": 0.66}.get(slot, 0.74) * skull
        high = across * picture.shape[0] / picture.shape[1]
        spot, hold = {"eyes": (head.eyes, (0.5, 0.5)), "neck": ((0.5, 1.0), (0.5, 0.35))}.get(
            slot, (head.crown, (0.5, 0.84))
        )
        pad.stamp(picture, at(spot), high, grip=hold, turn=turn)
    return {"head": at(head.crown), "eyes": at(head.eyes), "mouth": at((head.eyes[0], head.eyes[1] + 0.25))}


def _glass(pad: Pad, at: Spot2, radius: float) -> None:
    """Paints an astronaut's helmet: a faint ball with a rim and a glint."""
    x, y = pad.px(at)
    reach = radius * pad.unit
    x0, y0 = max(0, int(x - reach) - 2), max(0, int(y - reach) - 2)
    area = pad.pixels[y0 : int(y + reach) + 3, x0 : int(x + reach) + 3]
    columns, rows = grid((area.shape[0], area.shape[1]))
    x, y = x - x0, y - y0
    away = np.hypot(columns - x, rows - y) / reach
    rim = np.clip(1 - np.abs(away - 0.96) / 0.055, 0, 1)
    glint = np.clip(1 - np.abs(away - 0.76) / 0.07, 0, 1) * np.clip((x - columns - 0.1 * (y - rows)) / 8, 0, 1)
    glint = glint * (rows < y - 0.15 * reach)
    cover = np.clip(0.13 * (away < 0.96) + 0.92 * rim + 0.75 * glint, 0, 1).astype(np.float32)
    lay_over(area, np.dstack([shaded(np.array([0.90, 0.95, 0.98]), cover), cover]))
