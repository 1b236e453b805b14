"""Opens the system's Noto colour emoji font, and enlarges, tints and recolours its glyphs.

Pictures have premultiplied alpha, so that they can be enlarged without pale fringes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from sketchpainter.raster.arrays import Field, blurred, colour, luma, resized, shaded, spread
from sketchpainter.sketch_errors import FontMissing

FONT_SIZE = 109
"""The only size at which the font has its 136 × 128 px bitmaps."""
_ADVANCE_PX = (100.0, 145.0)
"""Minimum and maximum width of one glyph at that size."""
_SMOOTHING = 0.42
"""Smoothing of enlarged glyphs, in their old pixels: enough to hide the steps of their edges."""

FONT_PLACES = (
    "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",  # Debian, Ubuntu
    "/usr/share/fonts/google-noto-color-emoji-fonts/NotoColorEmoji.ttf",  # Fedora
    "/usr/share/fonts/google-noto-emoji/NotoColorEmoji.ttf",  # older Fedora
    "/usr/share/fonts/noto/NotoColorEmoji.ttf",  # Arch
    "/usr/share/fonts/truetype/NotoColorEmoji.ttf",  # openSUSE
    "/usr/local/share/fonts/NotoColorEmoji.ttf",
)
MISSING_HINT = (
    "Install the Noto colour emoji font: fonts-noto-color-emoji on Debian and Ubuntu, "
    "google-noto-color-emoji-fonts on Fedora, noto-fonts-emoji on Arch."
)


def find_font(places: tuple[str, ...] = FONT_PLACES) -> Path:
    """Finds the font's file in the distributions' folders, in the user's fonts, or by fontconfig. Blocks for 5 s at
    most.

    Raises:
        FontMissing: It is not installed.
    """
    data_home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    for place in (*places, f"{data_home}/fonts/NotoColorEmoji.ttf"):
        if Path(place).is_file():
            return Path(place)
    tool = shutil.which("fc-match")
    if tool:
        try:
            answer = subprocess.run(
                [tool, "-f", "%{file}", "Noto Color Emoji"], capture_output=True, text=True, timeout=5, check=False
            ).stdout
        except (OSError, subprocess.TimeoutExpired):
            answer = ""
        if answer.endswith("NotoColorEmoji.ttf") and Path(answer).is_file():
            return Path(answer)
    raise FontMissing("The sketch painter's font is not installed", MISSING_HINT)


class GlyphFont:
    """Draws emoji with the opened font.

    Raises:
        FontMissing: The file is not the font with bitmaps.
    """

    def __init__(self, path: Path) -> None:
        try:
            # ImageFont.truetype would silently take another file of this name if this one is broken.
            self._font = ImageFont.FreeTypeFont(str(path), FONT_SIZE)
        except OSError as error:
            raise FontMissing(f"The font {path} cannot be read", MISSING_HINT) from error
        self.picture = lru_cache(maxsize=256)(self._picture)
        # Builds of the font with outlines instead of bitmaps open well, but draw nothing or black shapes.
        probe = self._picture("🦊")
        if not self.has("🦊") or float(np.ptp(probe[..., :3].mean((0, 1)))) < 0.05:
            raise FontMissing(f"The font {path} has no colour bitmaps", MISSING_HINT)

    def has(self, glyph: str) -> bool:
        """Returns whether the font draws this emoji as one picture."""
        left, top, right, bottom = self._font.getbbox(glyph)
        # An emoji that the font lacks has the width of one glyph and no height; a broken sequence has the width of two.
        return bottom > top and _ADVANCE_PX[0] < right - left < _ADVANCE_PX[1]

    def _picture(self, glyph: str) -> Field:
        """Draws the emoji, trimmed: height × width × 4 with premultiplied alpha, about 128 px high at most."""
        image = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
        ImageDraw.Draw(image).text((20, 20), glyph, font=self._font, embedded_color=True)
        # Drawing on opaque black gives the colour multiplied by its alpha.
        black = Image.new("RGB", (200, 200))
        ImageDraw.Draw(black).text((20, 20), glyph, font=self._font, embedded_color=True)
        box = image.getbbox() or (0, 0, 1, 1)
        alpha = np.asarray(image.crop(box).getchannel("A"), dtype=np.float32)
        return np.dstack([np.asarray(black.crop(box), dtype=np.float32), alpha]) / np.float32(255)


def enlarged(figure: Field, height_px: int) -> Field:
    """Returns the figure at another height: it is smoothed by half of an old pixel, then its edges are sharpened."""
    width_px = max(1, round(figure.shape[1] * height_px / figure.shape[0]))
    growth = height_px / figure.shape[0]
    if growth <= 1.3:
        return np.clip(resized(figure, width_px, height_px), 0.0, 1.0)
    fine = blurred(figure, _SMOOTHING)
    own = opaque(fine)
    soft = blurred(own, 0.9)
    sharp = resized(own + (own - soft) * np.float32(1.5), width_px, height_px)
    # Pixels stay within the range of their neighbourhood, or edges would ring.
    reach = np.ones((3, 3), np.uint8)
    low = resized(cv2.erode(own, reach), width_px, height_px, Image.Resampling.BILINEAR)
    high = resized(cv2.dilate(own, reach), width_px, height_px, Image.Resampling.BILINEAR)
    np.clip(sharp, low, high, out=sharp)
    np.clip(sharp, 0.0, 1.0, out=sharp)
    alpha = resized(fine[..., 3], width_px, height_px)
    firm = np.clip((alpha - 0.5) * np.float32(min(growth, 3.2) * 1.05) + 0.5, 0.0, 1.0)
    sharp *= spread(firm)
    return np.asarray(cv2.merge([*cv2.split(sharp), firm]), dtype=np.float32)


def opaque(figure: Field) -> Field:
    """Returns a premultiplied figure's own colours, without its alpha."""
    own: Field = np.ascontiguousarray(figure[..., :3])
    return own / spread(np.maximum(figure[..., 3], 1e-3))


def tinted(figure: Field, to: str) -> Field:
    """Returns the figure in another colour; its shading, whites and blacks stay.

    Args:
        figure: Premultiplied, height × width × 4.
        to: sRGB "#rrggbb".
    """
    alpha = figure[..., 3]
    own = opaque(figure)
    red, green, blue = cv2.split(own)
    vivid = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
    bright = luma(own)
    solid = alpha > 0.5
    if not solid.any():
        return figure
    coloured = float((vivid[solid] > 0.22).mean()) > 0.25
    share = np.clip((vivid - 0.08) / 0.2, 0, 1) if coloured else np.clip((0.97 - bright) / 0.25, 0, 1)
    share = share * np.clip((bright - 0.08) / 0.15, 0, 1)
    middle = float(np.quantile(bright[solid & (share > 0.5)], 0.5)) if (solid & (share > 0.5)).any() else 0.5
    light = bright / np.float32(max(middle, 0.15))
    dark, pale = np.minimum(light, 1), np.clip((light - 1) * np.float32(0.75), 0, 0.85)
    toned = shaded(colour(to), dark - pale) + spread(pale)
    own += (toned - own) * spread(share)
    np.clip(own, 0, 1, out=own)
    own *= spread(alpha)
    return np.asarray(cv2.merge([*cv2.split(own), np.ascontiguousarray(alpha)]), dtype=np.float32)


_MATERIALS = {
    "gold": ("#e3b23c", 1.35, 1.0),
    "silver": ("#c3ccd6", 1.35, 1.0),
    "metal": ("#98a4b0", 1.3, 1.0),
    "stone": ("#9b978f", 1.0, 1.0),
    "wood": ("#a9713d", 1.0, 1.0),
    "glass": ("#bfe6ef", 1.2, 0.62),
    "ice": ("#a9ddf5", 1.15, 0.78),
    "crystal": ("#cdb8f5", 1.3, 0.74),
    "paper": ("#f3ead6", 0.8, 1.0),
    "chocolate": ("#5d3620", 1.1, 1.0),
    "wool": ("#e8d3b0", 0.8, 1.0),
}
"""Colour, contrast and opacity of each material."""


def in_material(figure: Field, material: str) -> Field:
    """Returns the figure as if made of a material: all of it in the material's colour, with its own shading."""
    if material not in _MATERIALS:
        return figure
    ink, contrast, dense = _MATERIALS[material]
    alpha = figure[..., 3:]
    bright = luma(figure[..., :3] / np.maximum(alpha, 1e-3))
    solid = figure[..., 3] > 0.5
    middle = float(bright[solid].mean()) if solid.any() else 0.5
    tone = np.clip(1 + (bright - middle) * contrast, 0.3, 1.9)[..., None]
    target = colour(ink)
    own = np.where(tone <= 1, target * tone, target + (1 - target) * (tone - 1))
    return np.concatenate([np.clip(own, 0, 1) * alpha * dense, alpha * dense], axis=-1).astype(np.float32)
