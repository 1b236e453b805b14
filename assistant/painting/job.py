"""Serves a painter as a worker's job: orders in, progress, previews and finished PNGs out.

Runs in the painter's process. Chooses the engine that the settings name and never another one: a model that is set and
missing is a failure with words, not a silent sketch. Imports engines, and with them torch, only when it loads.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import ValidationError

from assistant.core.class_names import current_name
from assistant.core.commands import PaintOrder
from assistant.core.engines import Painter, Progress, refuse_unsupported
from assistant.core.errors import ConfigError, EngineError
from assistant.core.jobs import Job, JobContext
from assistant.core.message import Message
from assistant.core.messages.engine_messages import (
    DraftOrder,
    JobProgress,
    PaintedPicture,
    PaintingOrder,
    PaintingResult,
    PreviewSize,
)
from assistant.core.messages.job_messages import Ready
from assistant.core.png_text import PictureFacts
from assistant.painting.png import encode
from assistant.settings.schema import PainterSettings

if TYPE_CHECKING:
    from assistant.painting.sketch_painter import SketchPainter

DIFFUSION = "assistant.painting.diffusion.diffusers_painter:DiffusersPainter"
SKETCH = "assistant.painting.sketch_painter:SketchPainter"


EARLIER_SUPPORT = frozenset({"width_px", "height_px"})
"""What a painter of somebody else supports that does not say it: all that there was to ask for at first."""


class PaintJob(Job[PaintingOrder | DraftOrder]):
    """Paints orders, and draws drafts of them.

    Args:
        section: `PainterSettings` as JSON values.

    Raises:
        ConfigError: The section has options that painters do not know.
    """

    orders: ClassVar[tuple[type[Message], ...]] = (PaintingOrder, DraftOrder)

    def __init__(self, section: Mapping[str, object]) -> None:
        try:
            self._settings = PainterSettings.model_validate(section)
        except ValidationError as error:
            raise ConfigError("The painter's settings cannot be used", str(error)) from error
        self._painter: Painter | None = None
        self._sketcher: SketchPainter | None = None

    def load(self) -> Ready:
        """Build the engine and get it ready. Blocks. Returns its name and version.

        Raises:
            ConfigError: `painter.engine` names no painter.
            ModelMissing: The model or the packages that it needs are not there.
            OutOfMemory: The model does not fit.
        """
        painter: Painter = _engine_class(engine_path(self._settings))(self._settings)
        painter.load()
        self._painter = painter
        return Ready(painter.name, painter.version)

    def run(self, order: PaintingOrder | DraftOrder, _payload: bytes, context: JobContext, /) -> PaintingResult:
        """Paint what is ordered. Blocks; sends progress, previews, and at the end each picture.

        Raises:
            EngineError: The painter cannot do what the order asks for, or failed.
        """
        if self._painter is None:
            raise EngineError("The painter is not ready", "Try again in a moment.")
        if isinstance(order, DraftOrder):
            return self._draw_draft(order.order, context)
        painter, wanted = self._painter, order.order
        refuse_unsupported(wanted, getattr(painter, "supports", EARLIER_SUPPORT), painter.name)
        watch = _Watch(context)
        pictures = painter.paint(wanted, watch.report)
        created = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        for index, picture in enumerate(pictures):
            context.check()
            facts = PictureFacts(
                words=wanted.words,
                prompt=wanted.prompt,
                seed=picture.seed,
                painter=painter.name,
                painter_version=painter.version,
                app_version=order.app_version,
                created=created,
                request=order.request,
                steps=watch.total // wanted.count or None,
                subject=wanted.subject,
                style=wanted.style or "",
            )
            painted = PaintedPicture(index, picture.width_px, picture.height_px, picture.seed)
            context.send(painted, encode(picture, facts))
        return PaintingResult(painter.name, painter.version, len(pictures), tuple(painter.undrawn))

    def _draw_draft(self, wanted: PaintOrder, context: JobContext) -> PaintingResult:
        """Draw what was said so far, small: the sketch painter does, whichever paints in the end."""
        from assistant.painting.sketch_painter import SketchPainter

        if self._sketcher is None:
            own = self._painter if isinstance(self._painter, SketchPainter) else None
            self._sketcher = own or SketchPainter(self._settings)
        preview = self._sketcher.update(wanted)
        _Watch(context).report(Progress(0, 1, preview))
        return PaintingResult(self._sketcher.name, self._sketcher.version, 0, tuple(self._sketcher.undrawn))


class _Watch:
    """Passes an engine's progress on, and remembers how many steps there were."""

    def __init__(self, context: JobContext) -> None:
        self._context = context
        self.total = 0

    def report(self, progress: Progress) -> None:
        self.total = progress.total
        preview = progress.preview
        if preview is None:
            self._context.send(JobProgress(progress.done, progress.total))
            return
        size = PreviewSize(preview.index, preview.width_px, preview.height_px)
        self._context.send(JobProgress(progress.done, progress.total, size), preview.rgb)


def engine_path(settings: PainterSettings) -> str:
    """The "module:Class" that the settings mean: "auto" is diffusion where a model is set, else the sketch painter."""
    if settings.engine != "auto":
        return settings.engine
    return DIFFUSION if settings.model else SKETCH


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
