"""Adds ornaments of great painters to the finished picture: gold leaf, drips, halos, crests, planes, cut paper.

Ornaments stay off the figures, so that the figures stay what they are. Each function takes the finished picture and
returns it with ornaments.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sketchpainter.raster.arrays import Field, blurred, colour, grid, luma, mix, noise, smoothstep
from sketchpainter.styles.habits.ornament_sheet import OrnamentSheet, clear_of_figures, random_ink, rotated
from sketchpainter.styles.style_context import StyleContext
from sketchpainter.styles.surfaces import edge_distance, relief_light


def planes(context: StyleContext, rgb: Field) -> Field:
    """Adds, like Mondrian, planes of red, yellow and blue between black bars behind the figure."""
    rng, unit, (height, width) = context.rng, context.unit, context.shape
    boxes = [(0.0, 0.0, float(width), float(height))]
    for _ in range(11):
        boxes.sort(key=lambda b: (b[2] - b[0]) * (b[3] - b[1]))
        left, top, right, bottom = boxes.pop()
        cut = rng.uniform(0.28, 0.72)
        if right - left > bottom - top:
            middle = left + cut * (right - left)
            boxes += [(left, top, middle, bottom), (middle, top, right, bottom)]
        else:
            middle = top + cut * (bottom - top)
            boxes += [(left, top, right, middle), (left, middle, right, bottom)]
    sheet = OrnamentSheet(context.shape)
    inks = ["#f4f0e6"] * 5 + ["#d7261e", "#21409a", "#f6c915", "#e6e4de"]
    order = [inks[i] for i in rng.permutation(len(inks))]
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], dtype=float)
    for number, (left, top, right, bottom) in enumerate(boxes):
        sheet.shape(corners * (right - left, bottom - top) + (left, top), colour(order[number % len(order)]))
    for left, top, right, bottom in boxes:
        around = np.array([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)])
        sheet.line(around, 8 * unit, colour("#141414"))
    whole = sheet.laid_over(rgb, 1 - smoothstep(0.4, 0.6, context.figures))
    bar = blurred(context.figures, 3.0 * unit)
    outline = smoothstep(0.10, 0.22, bar) * (1 - smoothstep(0.4, 0.6, context.figures))
    return mix(whole, colour("#141414"), outline)


def geometry(context: StyleContext, rgb: Field) -> Field:
    """Adds, like Kandinsky, circles within circles, rays, grids and bows that float around the figure."""
    rng, unit, (height, width) = context.rng, context.unit, context.shape
    sheet = OrnamentSheet(context.shape)
    inks = ["#d7263d", "#f4b400", "#1b4fa0", "#2a9d8f", "#f28c28", "#6a2c91", "#111111", "#f6efe0", "#e56b9f"]
    for _ in range(13):
        x, y, size = rng.uniform(0, width), rng.uniform(0, height), unit * rng.uniform(16, 52)
        for part in np.linspace(1, 0.25, int(rng.integers(2, 5))):
            sheet.disc(x, y, size * part, random_ink(rng, inks))
    for _ in range(9):
        angle, x, y = rng.uniform(0, 2 * np.pi), rng.uniform(0, width), rng.uniform(0, height)
        tip = np.array([(0, -1), (0.34, 0.6), (-0.34, 0.6)]) * unit * rng.uniform(34, 80)
        sheet.shape(rotated(tip, x, y, angle), random_ink(rng, inks))
    for _ in range(16):
        angle, x, y = rng.uniform(0, np.pi), rng.uniform(0, width), rng.uniform(0, height)
        ray = np.array([(-1.0, 0), (1.0, 0)]) * unit * rng.uniform(60, 200)
        sheet.line(rotated(ray, x, y, angle), unit * rng.uniform(1.2, 4), colour("#141414"))
    for _ in range(5):
        t = np.linspace(0, np.pi * rng.uniform(0.6, 1.3), 30)
        bow = np.stack([np.cos(t), np.sin(t)], -1) * unit * rng.uniform(40, 110)
        sheet.line(bow + np.array([rng.uniform(0, width), rng.uniform(0, height)]), 3.5 * unit, random_ink(rng, inks))
    for _ in range(3):
        x, y, cell = rng.uniform(0.05, 0.8) * width, rng.uniform(0.05, 0.8) * height, unit * 11
        angle = rng.normal(0, 0.3)
        for number in range(16):
            corner = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) + np.array([number % 4, number // 4])
            sheet.shape(
                rotated(corner * cell, x, y, angle), random_ink(rng, ["#141414", "#f6efe0", "#f4b400", "#d7263d"])
            )
    return sheet.laid_over(rgb, 0.90 * clear_of_figures(context, 3.0))


def signs(context: StyleContext, rgb: Field) -> Field:
    """Adds, like Miró, stars, eyes and balloons of pure colour on thin black lines."""
    rng, unit, (height, width) = context.rng, context.unit, context.shape
    sheet = OrnamentSheet(context.shape)
    black = colour("#111111")
    pure = ["#d9261c", "#f3c300", "#1d4f9e", "#111111", "#2e8b57"]
    for _ in range(12):
        steps = np.linspace(0, 1, 40)
        bend = np.cumsum(np.sin(steps * rng.uniform(4, 11) + rng.uniform(0, 6)) * 0.12) + rng.uniform(0, 2 * np.pi)
        path = np.cumsum(np.stack([np.cos(bend), np.sin(bend)], -1) * unit * 4.5, 0)
        path += (rng.uniform(0, width), rng.uniform(0, height))
        sheet.line(path, 1.8 * unit, black)
        sheet.disc(path[-1][0], path[-1][1], unit * rng.uniform(4, 11), random_ink(rng, pure))
        sheet.disc(path[0][0], path[0][1], unit * rng.uniform(2, 5), black)
    for _ in range(10):
        x, y, size = rng.uniform(0, width), rng.uniform(0, height), unit * rng.uniform(9, 19)
        for turn in range(4):
            ray = np.array([(-1.0, 0), (1.0, 0)]) * size
            sheet.line(rotated(ray, x, y, turn * np.pi / 4), 2.0 * unit, black)
    for _ in range(7):
        x, y, size = rng.uniform(0, width), rng.uniform(0, height), unit * rng.uniform(12, 34)
        t = np.linspace(0, 2 * np.pi, 40)
        blob = np.stack([np.cos(t), np.sin(t)], -1) * (1 + 0.35 * np.sin(2 * t + x) + 0.15 * np.sin(3 * t))[:, None]
        sheet.shape(blob * size + (x, y), random_ink(rng, pure))
        if size > 22 * unit:
            sheet.disc(x, y, size * 0.34, colour("#f6efe0"))
            sheet.disc(x, y, size * 0.16, black)
    return sheet.laid_over(rgb, 0.95 * clear_of_figures(context, 4.0))


def cutouts(context: StyleContext, rgb: Field) -> Field:
    """Adds, like Matisse, fields of pure colour with leaves and algae cut from painted paper."""
    rng, unit, (height, width) = context.rng, context.unit, context.shape
    sheet = OrnamentSheet(context.shape)
    fields = ["#1f4fa3", "#e8542f", "#f5b82e", "#2c8f5a", "#e884a6", "#6a3f8f"]
    order = [fields[i] for i in rng.permutation(len(fields))]
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], dtype=float)
    columns, rows = (3, 2) if width >= height else (2, 3)
    for number in range(6):
        at = np.array([number % columns * width / columns, number // columns * height / rows])
        wave = rng.normal(0, 4 * unit, (4, 2))
        sheet.shape(corners * (width / columns + 1, height / rows + 1) + at + wave, colour(order[number]))
    for number in range(13):
        x, y = rng.uniform(0.03, 0.97) * width, rng.uniform(0.03, 0.97) * height
        size, angle = unit * rng.uniform(38, 74), rng.uniform(0, 2 * np.pi)
        ink = colour("#f8f2e2") if number % 3 else random_ink(rng, fields)
        fingers = int(rng.integers(3, 6))
        for finger in range(-fingers, fingers + 1):
            t = np.linspace(0, 2 * np.pi, 24)
            lobe = (
                np.stack([np.cos(t) * 0.34 + 0.30, np.sin(t) * 0.095], -1) * size * (1.15 - abs(finger) / fingers / 2)
            )
            side = 1 if finger > 0 else -1
            root = np.array([(abs(finger) / fingers * 1.5 - 0.85) * size, 0.0])
            sheet.shape(rotated(rotated(lobe, 0, 0, side * 1.05) + root, x, y, angle), ink)
        stem = np.array([(-0.95, 0.0), (0.8, 0.0)]) * size
        sheet.line(rotated(stem, x, y, angle), 6 * unit, ink)
    return sheet.laid_over(rgb, 0.96 * (1 - smoothstep(0.3, 0.7, context.figures)))


def with_ornaments(context: StyleContext, rgb: Field) -> Field:
    """Returns the picture with the ornaments of its artist, if there are any."""
    add = ORNAMENTS.get(context.artist.finish or "")
    return add(context, rgb) if add else rgb


def _gold(context: StyleContext, rgb: Field) -> Field:
    """Adds, like Klimt, gold leaf as the ground, strewn with spirals, eyes and little rectangles."""
    rng, unit, shape = context.rng, context.unit, context.shape
    height, width = shape
    sheet = OrnamentSheet(shape)
    inks = ["#1d1a17", "#f3ead0", "#b3202a", "#20486e", "#7a5a1e", "#f7d774", "#3f6b4f"]
    for _ in range(150):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        size = unit * rng.uniform(5, 17) * (0.7 + 0.6 * y / height)
        kind = rng.random()
        if kind < 0.34:
            t = np.linspace(0.4, rng.uniform(10, 17), 46)
            curl = np.stack([np.cos(t), np.sin(t)], -1) * (t / 17 * size * 1.5)[:, None] + (x, y)
            sheet.line(curl, 1.7 * unit, random_ink(rng, ["#5c3f10", "#7a5a1e", "#fff0b0"]))
        elif kind < 0.62:
            sheet.disc(x, y, size * 0.62, random_ink(rng, inks))
            sheet.disc(x, y, size * 0.42, random_ink(rng, ["#f7d774", "#f3ead0", "#d9a93c"]))
            sheet.disc(x, y, size * 0.2, random_ink(rng, inks))
        else:
            angle = float(rng.choice([0.0, 0.0, np.pi / 2]) + rng.normal(0, 0.08))
            box = np.array([(-0.3, -0.75), (0.3, -0.75), (0.3, 0.75), (-0.3, 0.75)]) * size
            sheet.shape(rotated(box, x, y, angle), random_ink(rng, inks))
            sheet.shape(rotated(box * 0.45, x, y, angle), random_ink(rng, ["#f7d774", "#f3ead0", "#1d1a17"]))
    side = 30 * unit
    across, down = grid(shape)
    tones = rng.random(1024, dtype=np.float32)
    leaf = tones[(np.floor(across / side) * 7 + np.floor(down / side) * 31).astype(np.int64) % 1024]
    rough = noise(rng, shape, 16 * unit, octaves=4)
    bright = 0.42 + 0.42 * luma(rgb) + 0.10 * (leaf - 0.5) + 0.26 * (rough - 0.5)
    gold = mix(colour("#5e3f0e") * np.ones_like(rgb), colour("#e0ac3a"), smoothstep(0.1, 0.62, bright))
    gold = mix(gold, colour("#fff2b8"), smoothstep(0.66, 0.98, bright) * 0.85)
    gold = gold * (1 + relief_light(rough, unit, 2.2) * 0.35)[..., None]
    ground = mix(rgb, np.clip(gold, 0, 1), 0.80 * clear_of_figures(context, 2.0))
    shown = sheet.laid_over(ground, 0.88 * clear_of_figures(context, 5.0))
    rim = np.clip(blurred(context.figures, 2.4 * unit) * 4 * (1 - context.figures), 0, 1) * (1 - context.figures)
    return mix(shown, colour("#f4cf62"), 0.75 * smoothstep(0.3, 0.8, rim))


def _drips(context: StyleContext, rgb: Field) -> Field:
    """Adds, like Pollock, threads and drops of paint flung over everything."""
    rng, unit, (height, width) = context.rng, context.unit, context.shape
    sheet = OrnamentSheet(context.shape)
    inks = ["#141312", "#f4f0e4", "#c9952c", "#2f4a63", "#a33b22", "#141312", "#e7ddc4"]
    for _ in range(90):
        ink = random_ink(rng, inks)
        steps = int(rng.integers(30, 90))
        turn = np.cumsum(rng.normal(0, 0.16, steps)) + rng.uniform(0, 2 * np.pi)
        turn += 0.9 * np.sin(np.arange(steps) / rng.uniform(4, 12))
        path = np.cumsum(np.stack([np.cos(turn), np.sin(turn)], -1) * unit * rng.uniform(4, 9), 0)
        path += (rng.uniform(-0.1, 1.0) * width, rng.uniform(-0.1, 1.0) * height)
        wide = unit * float(rng.choice([1.0, 1.4, 2.2, 3.4]))
        sheet.line(path, wide, ink)
        for x, y in path[:: int(rng.integers(6, 14))]:
            sheet.disc(x, y, wide * rng.uniform(0.7, 1.6), ink)
    for _ in range(420):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        sheet.disc(x, y, unit * (0.5 + 3.6 * float(rng.random()) ** 4), random_ink(rng, inks))
    body = sheet.pixels[..., 3]
    shaded = sheet.laid_over(rgb, 0.95 - 0.72 * smoothstep(0.2, 0.8, context.figures))
    return np.asarray(np.clip(shaded * (1 + 0.4 * relief_light(blurred(body, 0.8 * unit), unit, 0.8))[..., None], 0, 1))


def _crests(context: StyleContext, rgb: Field) -> Field:
    """Adds, like Hokusai, waves that break along the lower edge, row before row, with claws of foam."""
    unit, (height, width) = context.unit, context.shape
    sheet = OrnamentSheet(context.shape)
    navy, blue, pale, foam = (colour(text) for text in ("#14284f", "#24508a", "#8fb3c8", "#f4efdf"))
    for row in range(3):
        base = height - (50 - 21 * row) * unit
        step = (74 - 8 * row) * unit
        for number in range(-1, int(width / step) + 2):
            x = (number + 0.5 * (row % 2) + float(context.rng.uniform(-0.08, 0.08))) * step
            for share, ink in ((1.0, foam), (0.90, navy), (0.70, pale), (0.58, blue), (0.36, pale), (0.26, navy)):
                sheet.disc(x, base + 0.42 * step, step * 0.62 * share, ink)
            for claw in range(5):
                angle = -np.pi * (0.30 + 0.10 * claw)
                tip = np.array([np.cos(angle), np.sin(angle)]) * step * 0.62 + (x, base + 0.42 * step)
                sheet.disc(tip[0], tip[1], step * 0.075, navy)
                sheet.disc(tip[0], tip[1], step * 0.055, foam)
    inset = 15.6 * unit
    rim = smoothstep(inset, inset + 1.0, edge_distance(context.shape))
    return sheet.laid_over(rgb, 0.93 * clear_of_figures(context, 1.5) * rim)


def _halo(context: StyleContext, rgb: Field) -> Field:
    """Adds, like Mucha, an ornamented disc behind the head, and a frame with whiplash corners."""
    unit, (height, width) = context.unit, context.shape
    sheet = OrnamentSheet(context.shape)
    rows, columns = np.flatnonzero(context.figures.max(1) > 0.4), np.flatnonzero(context.figures.max(0) > 0.4)
    tall = float(rows[-1] - rows[0]) if len(rows) else 0.4 * height
    x = float(columns.mean()) if len(columns) else width / 2
    y = float(rows[0]) + 0.34 * tall if len(rows) else height * 0.4
    radius = float(np.clip(0.62 * tall, 0.26 * min(height, width), 0.44 * min(height, width)))
    cream, gold, line, green = (colour(text) for text in ("#f3e2b8", "#c9973f", "#5a3a22", "#8fa67a"))
    sheet.disc(x, y, radius, line)
    sheet.disc(x, y, radius - 3 * unit, gold)
    sheet.disc(x, y, radius * 0.80, line)
    sheet.disc(x, y, radius * 0.80 - 2 * unit, cream)
    for number in range(24):
        angle = number * np.pi / 12
        px, py = x + np.cos(angle) * radius * 0.895, y + np.sin(angle) * radius * 0.895
        sheet.disc(px, py, radius * 0.062, line)
        sheet.disc(px, py, radius * 0.046, cream if number % 2 else green)
        sheet.disc(px, py, radius * 0.018, colour("#a8452f"))
    behind = 1 - smoothstep(0.35, 0.65, context.figures)
    shown = sheet.laid_over(rgb, 0.93 * behind)
    frame = OrnamentSheet(context.shape)
    inset = 14 * unit
    corners = np.array(
        [
            (inset, inset),
            (width - inset, inset),
            (width - inset, height - inset),
            (inset, height - inset),
            (inset, inset),
        ]
    )
    frame.line(corners, 5 * unit, line)
    frame.line(corners, 2.4 * unit, gold)
    for cx, cy, sx, sy in ((0, 0, 1, 1), (width, 0, -1, 1), (0, height, 1, -1), (width, height, -1, -1)):
        for reach in (46, 62, 78):
            t = np.linspace(0, np.pi / 2, 20)
            arc = np.stack(
                [
                    cx + sx * (inset + reach * unit * (1 - np.sin(t))),
                    cy + sy * (inset + reach * unit * (1 - np.cos(t))),
                ],
                -1,
            )
            frame.line(arc, 2.2 * unit, line if reach != 62 else gold)
    return frame.laid_over(shown, 0.95)


ORNAMENTS: dict[str, Callable[[StyleContext, Field], Field]] = {
    "gold": _gold,
    "planes": planes,
    "drips": _drips,
    "cutouts": cutouts,
    "crests": _crests,
    "halo": _halo,
    "geometry": geometry,
    "signs": signs,
}
"""The function of each habit that adds to the finished picture."""
