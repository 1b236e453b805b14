"""After whom it is painted: palettes and brushes of great painters, read from sketchpainter/data/styles.toml.

Runs in the painter's process. Values only; `grading` and the styles make use of them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any

from sketchpainter.errors import TableError
from sketchpainter.tables import read_table

TABLE = "styles"


@dataclass(frozen=True, slots=True)
class Brush:
    """How strokes are laid. Radii for a picture 512 px in its shorter side."""

    radii: tuple[float, ...] = (26.0, 12.0, 6.0, 3.1, 1.7)
    """Coarse to fine, pixels."""
    reach: float = 7.0
    """Longest stroke, in radii."""
    accuracy: float = 0.05
    """How far the canvas may be off before a finer brush goes over it, 0 … 1."""
    jitter: float = 0.045
    """How much neighbouring strokes differ in brightness."""
    hue: float = 0.03
    """How much they differ in colour."""
    streak: float = 0.22
    """How much the bristles of one stroke differ in brightness."""
    relief: float = 0.55
    """How strongly thick paint catches the light; 0 is matt."""
    dry: float = 0.25
    """How soon a stroke runs out of paint and breaks up, 0 … 1."""
    swirl: float = 0.0
    """0 follows forms only; 1 whirls."""
    wave: float = 0.0
    """How strongly strokes run in long parallel waves, 0 … 1."""
    turn: float | None = None
    """Degrees: all strokes run this way where no form leads them; None lets the place decide."""
    dots: bool = False
    """Dabs of broken colour instead of strokes."""
    contour: str | None = None
    """sRGB colour of the line around forms; None draws none."""
    contour_px: float = 1.6
    """Half its width, pixels of 512."""
    care: float = 0.75
    """How carefully figures are finished, 0 … 1."""
    simple: float = 0.0
    """How far small detail of the background is left out before painting, pixels of 512."""


@dataclass(frozen=True, slots=True)
class Artist:
    """A great name, or none."""

    name: str = ""
    palette: tuple[str, ...] = ()
    """sRGB colours that the picture is drawn towards; none leaves its own."""
    pull: float = 0.0
    """How far, 0 … 1."""
    saturation: float = 1.0
    contrast: float = 1.0
    gamma: float = 1.0
    """Below 1 brightens the middle tones, above darkens them."""
    warmth: float = 0.0
    """Share of an old varnish's amber, 0 … 1."""
    finish: str | None = None
    """A habit of its own, of `arranging` ("facets", "waves" …) or `ornaments` ("gold", "planes" …)."""
    brush: Brush = Brush()


def artist_of(style: str, name: str | None) -> Artist:
    """The manner of this name when painting in this style; without a name the style's own brush.

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
    """The names of all styles."""
    return tuple(_table()["styles"])


def artists() -> dict[str, str]:
    """The names of all manners, each with the style that it paints with where none was said."""
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
