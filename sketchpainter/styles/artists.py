"""Reads the palettes and brushes of great painters from sketchpainter/data/styles.toml.

Values only; `grading` and the styles use them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any

from sketchpainter.sketch_errors import TableError
from sketchpainter.tables import read_table

TABLE = "styles"


@dataclass(frozen=True, slots=True)
class Brush:
    """The way in which strokes are laid. Radii are for a picture 512 px in its shorter side."""

    radii: tuple[float, ...] = (26.0, 12.0, 6.0, 3.1, 1.7)
    """Radii of the brushes, coarse to fine, pixels."""
    reach: float = 7.0
    """Length of the longest stroke, in radii."""
    accuracy: float = 0.05
    """Error of the canvas, 0 … 1, above which a finer brush goes over it."""
    jitter: float = 0.045
    """Difference in brightness between neighbouring strokes, as a standard deviation."""
    hue: float = 0.03
    """Difference in colour between neighbouring strokes, as a standard deviation."""
    streak: float = 0.22
    """Difference in brightness between the bristles of one stroke."""
    relief: float = 0.55
    """Strength of the light on thick paint; 0 is matt."""
    dry: float = 0.25
    """0 … 1; the larger, the sooner a stroke runs out of paint and breaks up."""
    swirl: float = 0.0
    """0 follows the forms only; 1 whirls."""
    wave: float = 0.0
    """Strength of long parallel waves in the strokes, 0 … 1."""
    turn: float | None = None
    """Direction of the strokes where no form leads them, degrees; None lets the place decide."""
    dots: bool = False
    """True for dabs of broken colour instead of strokes."""
    contour: str | None = None
    """sRGB colour of the line around forms; None draws none."""
    contour_px: float = 1.6
    """Half of the line's width, pixels of 512."""
    care: float = 0.75
    """Care with which figures are finished, 0 … 1."""
    simple: float = 0.0
    """Size of the background's detail that is left out before painting, pixels of 512."""


@dataclass(frozen=True, slots=True)
class Artist:
    """A great painter's palette, brush and habit; without a name, only a style's brush."""

    name: str = ""
    palette: tuple[str, ...] = ()
    """sRGB colours that the picture is drawn towards; empty to keep its own."""
    pull: float = 0.0
    """Strength of that, 0 … 1."""
    saturation: float = 1.0
    contrast: float = 1.0
    gamma: float = 1.0
    """Values below 1 brighten the middle tones, above 1 darken them."""
    warmth: float = 0.0
    """Share of an old varnish's amber, 0 … 1."""
    finish: str | None = None
    """Name of a habit in `motif_habits` ("facets", "waves" …) or `ornaments` ("gold", "planes" …)."""
    brush: Brush = Brush()


def artist_of(style: str, name: str | None) -> Artist:
    """Returns the artist of this name, painting in this style; without a known name the style's own brush.

    Raises:
        TableError: The table cannot be read.
    """
    table = _table()
    brush = _brush(Brush(), table["styles"].get(style, {}).get("brush", {}))
    row = table["manners"].get(name or "")
    if row is None or name is None:
        return Artist(brush=brush)
    try:
        own = {key: row[key] for key in ("pull", "saturation", "contrast", "gamma", "warmth", "finish") if key in row}
        brush = _brush(brush, row.get("brush", {})) if style == row["style"] else brush
        return Artist(name=name, palette=tuple(row.get("palette", ())), brush=brush, **own)
    except TypeError as error:
        raise TableError(f"{TABLE}: {name}: {error}", "Correct the line, or reinstall Jarvis.") from error


def styles() -> tuple[str, ...]:
    """Returns the names of all styles."""
    return tuple(_table()["styles"])


def artists() -> dict[str, str]:
    """Returns the names of all artists, each with the style that it paints in if the prompt names none."""
    return {name: row["style"] for name, row in _table()["manners"].items()}


def _brush(brush: Brush, row: dict[str, Any]) -> Brush:
    unknown = set(row) - {field.name for field in fields(Brush)}
    if unknown:
        raise TableError(
            f"{TABLE}.toml: a brush has no {sorted(unknown)[0]!r}", "Correct the line, or reinstall Jarvis."
        )
    changes: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return replace(brush, **changes)


@cache
def _table() -> dict[str, Any]:
    return read_table(TABLE)
