"""Ornaments of the moderns: planes and bars, geometry, signs, and cut paper, all behind the figures.

Runs in the painter's process. Each function takes the finished picture and gives it back ornamented.
"""

from __future__ import annotations

import numpy as np

from sketchpainter.raster.arrays import Field, blurred, colour, mix, smoothstep
from sketchpainter.styles.ornament_sheet import Sheet, behind, choice, turned
from sketchpainter.styles.style_context import Easel


def planes(easel: Easel, rgb: Field) -> Field:
    """Mondrian: behind the figure stand planes of red, yellow and blue between black bars."""
    rng, unit, (height, width) = easel.rng, easel.unit, easel.shape
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
    sheet = Sheet(easel.shape)
    inks = ["#f4f0e6"] * 5 + ["#d7261e", "#21409a", "#f6c915", "#e6e4de"]
    order = [inks[i] for i in rng.permutation(len(inks))]
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], dtype=float)
    for number, (left, top, right, bottom) in enumerate(boxes):
        sheet.shape(corners * (right - left, bottom - top) + (left, top), colour(order[number % len(order)]))
    for left, top, right, bottom in boxes:
        around = np.array([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)])
        sheet.line(around, 8 * unit, colour("#141414"))
    whole = sheet.over(rgb, 1 - smoothstep(0.4, 0.6, easel.figures))
    bar = blurred(easel.figures, 3.0 * unit)
    outline = smoothstep(0.10, 0.22, bar) * (1 - smoothstep(0.4, 0.6, easel.figures))
    return mix(whole, colour("#141414"), outline)


def geometry(easel: Easel, rgb: Field) -> Field:
    """Kandinsky: circles within circles, rays, grids and bows, floating around the figure."""
    rng, unit, (height, width) = easel.rng, easel.unit, easel.shape
    sheet = Sheet(easel.shape)
    inks = ["#d7263d", "#f4b400", "#1b4fa0", "#2a9d8f", "#f28c28", "#6a2c91", "#111111", "#f6efe0", "#e56b9f"]
    for _ in range(13):
        x, y, size = rng.uniform(0, width), rng.uniform(0, height), unit * rng.uniform(16, 52)
        for part in np.linspace(1, 0.25, int(rng.integers(2, 5))):
            sheet.disc(x, y, size * part, choice(rng, inks))
    for _ in range(9):
        angle, x, y = rng.uniform(0, 2 * np.pi), rng.uniform(0, width), rng.uniform(0, height)
        tip = np.array([(0, -1), (0.34, 0.6), (-0.34, 0.6)]) * unit * rng.uniform(34, 80)
        sheet.shape(turned(tip, x, y, angle), choice(rng, inks))
    for _ in range(16):
        angle, x, y = rng.uniform(0, np.pi), rng.uniform(0, width), rng.uniform(0, height)
        ray = np.array([(-1.0, 0), (1.0, 0)]) * unit * rng.uniform(60, 200)
        sheet.line(turned(ray, x, y, angle), unit * rng.uniform(1.2, 4), colour("#141414"))
    for _ in range(5):
        t = np.linspace(0, np.pi * rng.uniform(0.6, 1.3), 30)
        bow = np.stack([np.cos(t), np.sin(t)], -1) * unit * rng.uniform(40, 110)
        sheet.line(bow + np.array([rng.uniform(0, width), rng.uniform(0, height)]), 3.5 * unit, choice(rng, inks))
    for _ in range(3):
        x, y, cell = rng.uniform(0.05, 0.8) * width, rng.uniform(0.05, 0.8) * height, unit * 11
        angle = rng.normal(0, 0.3)
        for number in range(16):
            corner = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) + np.array([number % 4, number // 4])
            sheet.shape(turned(corner * cell, x, y, angle), choice(rng, ["#141414", "#f6efe0", "#f4b400", "#d7263d"]))
    return sheet.over(rgb, 0.90 * behind(easel, 3.0))


def signs(easel: Easel, rgb: Field) -> Field:
    """Miró: stars, eyes and balloons of pure colour on thin black lines."""
    rng, unit, (height, width) = easel.rng, easel.unit, easel.shape
    sheet = Sheet(easel.shape)
    black = colour("#111111")
    pure = ["#d9261c", "#f3c300", "#1d4f9e", "#111111", "#2e8b57"]
    for _ in range(12):
        steps = np.linspace(0, 1, 40)
        bend = np.cumsum(np.sin(steps * rng.uniform(4, 11) + rng.uniform(0, 6)) * 0.12) + rng.uniform(0, 2 * np.pi)
        path = np.cumsum(np.stack([np.cos(bend), np.sin(bend)], -1) * unit * 4.5, 0)
        path += (rng.uniform(0, width), rng.uniform(0, height))
        sheet.line(path, 1.8 * unit, black)
        sheet.disc(path[-1][0], path[-1][1], unit * rng.uniform(4, 11), choice(rng, pure))
        sheet.disc(path[0][0], path[0][1], unit * rng.uniform(2, 5), black)
    for _ in range(10):
        x, y, size = rng.uniform(0, width), rng.uniform(0, height), unit * rng.uniform(9, 19)
        for turn in range(4):
            ray = np.array([(-1.0, 0), (1.0, 0)]) * size
            sheet.line(turned(ray, x, y, turn * np.pi / 4), 2.0 * unit, black)
    for _ in range(7):
        x, y, size = rng.uniform(0, width), rng.uniform(0, height), unit * rng.uniform(12, 34)
        t = np.linspace(0, 2 * np.pi, 40)
        blob = np.stack([np.cos(t), np.sin(t)], -1) * (1 + 0.35 * np.sin(2 * t + x) + 0.15 * np.sin(3 * t))[:, None]
        sheet.shape(blob * size + (x, y), choice(rng, pure))
        if size > 22 * unit:
            sheet.disc(x, y, size * 0.34, colour("#f6efe0"))
            sheet.disc(x, y, size * 0.16, black)
    return sheet.over(rgb, 0.95 * behind(easel, 4.0))


def cutouts(easel: Easel, rgb: Field) -> Field:
    """Matisse: fields of pure colour with leaves and algae cut from painted paper."""
    rng, unit, (height, width) = easel.rng, easel.unit, easel.shape
    sheet = Sheet(easel.shape)
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
        ink = colour("#f8f2e2") if number % 3 else choice(rng, fields)
        fingers = int(rng.integers(3, 6))
        for finger in range(-fingers, fingers + 1):
            t = np.linspace(0, 2 * np.pi, 24)
            lobe = (
                np.stack([np.cos(t) * 0.34 + 0.30, np.sin(t) * 0.095], -1) * size * (1.15 - abs(finger) / fingers / 2)
            )
            side = 1 if finger > 0 else -1
            root = np.array([(abs(finger) / fingers * 1.5 - 0.85) * size, 0.0])
            sheet.shape(turned(turned(lobe, 0, 0, side * 1.05) + root, x, y, angle), ink)
        stem = np.array([(-0.95, 0.0), (0.8, 0.0)]) * size
        sheet.line(turned(stem, x, y, angle), 6 * unit, ink)
    return sheet.over(rgb, 0.96 * (1 - smoothstep(0.3, 0.7, easel.figures)))
