"""Serves a painter as a worker's job: orders in, progress, previews and finished PNGs out.

Runs in the painter's process. Chooses the engine that the settings name and never another one: a model that is set and
missing is a failure with words, not a silent sketch. Imports engines, and with them torch, only when it loads.
"""

from __future__ import annotations

import importlib
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from assistant.core.class_names import current_name
from assistant.core.commands import PaintOrder
from assistant.core.engines import Painter, Progress
from assistant.core.errors import ConfigError, EngineError
from assistant.core.jobs import JobContext
from assistant.core.png_text import PictureFacts
from assistant.core.request import Picture
from assistant.core.wire import Message
from assistant.painting.png import encode
from assistant.settings.schema import PainterSettings

if TYPE_CHECKING:
    from assistant.painting.sketch_painter import SketchPainter

DIFFUSION = "assistant.painting.diffusion.diffusers_painter:DiffusersPainter"
SKETCH = "assistant.painting.sketch_painter:SketchPainter"


class PaintJob:
    """The painter's job; see `core.jobs` for what it says on the wire.

    Args:
        section: `PainterSettings` as JSON values.

    Raises:
        ConfigError: The section has options that painters do not know.
    """

    def __init__(self, section: dict[str, Any]) -> None:
        try:
            self._settings = PainterSettings.model_validate(section)
        except ValidationError as error:
            raise ConfigError("The painter's settings cannot be used", str(error)) from error
        self._painter: Painter | None = None
        self._sketcher: SketchPainter | None = None

    def load(self) -> dict[str, Any]:
        """Build the engine and get it ready. Blocks. Returns its name and version.

        Raises:
            ConfigError: `painter.engine` names no painter.
            ModelMissing: The model or the packages that it needs are not there.
            OutOfMemory: The model does not fit.
        """
        painter: Painter = _engine_class(engine_path(self._settings))(self._settings)
        painter.load()
        self._painter = painter
        return {"name": painter.name, "version": painter.version}

    def run(self, order: Message, context: JobContext) -> Message:
        """Paint what is ordered. Blocks; sends progress, previews, and at the end each picture.

        Raises:
            EngineError: The order cannot be read, or the painter failed.
        """
        if self._painter is None:
            raise EngineError("The painter is not ready", "Try again in a moment.")
        wanted = read_order(order.data)
        if order.data.get("unfinished"):
            return self._sketch(wanted, context)
        watch = _Watch(context)
        pictures = self._painter.paint(wanted, watch.report)
        created = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        for index, picture in enumerate(pictures):
            context.check()
            facts = PictureFacts(
                words=wanted.words,
                prompt=wanted.prompt,
                seed=picture.seed,
                painter=self._painter.name,
                painter_version=self._painter.version,
                app_version=str(order.data.get("app_version", "")),
                created=created,
                request=str(order.data.get("request", "")),
                steps=watch.total // wanted.count or None,
                subject=wanted.subject,
                style=wanted.style or "",
            )
            context.send(Message("picture", _numbers(index, picture), encode(picture, facts)))
        painter = self._painter
        told = {"painter": painter.name, "version": painter.version, "count": len(pictures)}
        return Message("result", {**told, "undrawn": list(painter.undrawn)})

    def _sketch(self, wanted: PaintOrder, context: JobContext) -> Message:
        """Draw what was said so far, small: the sketch painter does, whichever paints in the end."""
        from assistant.painting.sketch_painter import SketchPainter

        if self._sketcher is None:
            own = self._painter if isinstance(self._painter, SketchPainter) else None
            self._sketcher = own or SketchPainter(self._settings)
        preview = self._sketcher.update(wanted)
        _Watch(context).report(Progress(0, 1, preview))
        told = {"painter": self._sketcher.name, "version": self._sketcher.version, "count": 0}
        return Message("result", {**told, "undrawn": list(self._sketcher.undrawn)})


class _Watch:
    """Passes an engine's progress on, and remembers how many steps there were."""

    def __init__(self, context: JobContext) -> None:
        self._context = context
        self.total = 0

    def report(self, progress: Progress) -> None:
        self.total = progress.total
        told: dict[str, Any] = {"done": progress.done, "total": progress.total}
        preview = progress.preview
        if preview is None:
            self._context.send(Message("progress", told))
            return
        told["preview"] = {"index": preview.index, "width_px": preview.width_px, "height_px": preview.height_px}
        self._context.send(Message("progress", told, preview.rgb))


def engine_path(settings: PainterSettings) -> str:
    """The "module:Class" that the settings mean: "auto" is diffusion where a model is set, else the sketch painter."""
    if settings.engine != "auto":
        return settings.engine
    return DIFFUSION if settings.model else SKETCH


def read_order(data: dict[str, Any]) -> PaintOrder:
    """The order in a job message.

    Raises:
        EngineError: A field is missing or of the wrong kind.
    """
    kinds: dict[str, tuple[type, ...]] = {
        "words": (str,),
        "prompt": (str,),
        "subject": (str,),
        "style": (str, type(None)),
        "count": (int,),
        "seed": (int,),
        "width_px": (int, type(None)),
        "height_px": (int, type(None)),
    }
    values: dict[str, Any] = {field.name: data.get(field.name) for field in fields(PaintOrder)}
    wrong = [name for name, value in values.items() if type(value) not in kinds[name]]
    if not wrong and not 1 <= values["count"] <= 4:
        wrong = ["count"]
    if wrong:
        raise EngineError("The order to paint cannot be read", f"Wrong or missing: {', '.join(wrong)}.")
    return PaintOrder(**values)


def _engine_class(path: str) -> type[Any]:
    module, _, name = current_name(path).partition(":")
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, ValueError, AttributeError) as error:
        raise ConfigError(
            f"There is no painter {path!r}", f'Set painter.engine to "auto" or to "module:Class" ({error}).'
        ) from error
    if not isinstance(found, type):
        raise ConfigError(f"{path!r} is no painter", 'Set painter.engine to "auto" or to "module:Class".')
    return found


def _numbers(index: int, picture: Picture) -> dict[str, int]:
    return {"index": index, "width_px": picture.width_px, "height_px": picture.height_px, "seed": picture.seed}
