"""The painter's job: which engine it takes, what it says on the wire, what it does with a cancel."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers.reports import Reports
from msgspec.structs import replace

from assistant.core.commands import PaintOrder
from assistant.core.engines import Preview, Progress, Report
from assistant.core.errors import ConfigError, EngineError, JobCancelled, ModelMissing
from assistant.core.jobs import JobContext
from assistant.core.message import Message
from assistant.core.messages.engine_messages import (
    DraftOrder,
    JobProgress,
    PaintedPicture,
    PaintingOrder,
    PaintingResult,
    PreviewSize,
)
from assistant.core.png_text import read_facts
from assistant.core.request import Picture
from assistant.painting.job import DIFFUSION, SKETCH, PaintJob, engine_path
from assistant.settings.schema import PainterSettings

WISH = PaintOrder("paint a fox", "a fox, oil", "a fox", "oil", 2, 7)
ORDER = PaintingOrder(WISH, "ab12cd34", "0.1.0")
HERE = "assistant_test_painter:Squares"


class Squares:
    """Paints squares in two steps each; a painter as somebody else may bring one."""

    name, version = "Squares", "3"
    undrawn = ("circle",)

    def __init__(self, settings: PainterSettings) -> None:
        self.size = settings.width_px or 4

    def load(self) -> None:
        """Is ready at once."""

    def paint(self, order: PaintOrder, report: Report) -> list[Picture]:
        for done in range(2 * order.count):
            report(Progress(done + 1, 2 * order.count, Preview(b"\1\2\3", 1, 1, done // 2)))
        pixels = bytes(self.size * self.size * 3)
        return [Picture(pixels, self.size, self.size, order.seed + index) for index in range(order.count)]


@pytest.fixture(autouse=True)
def somebody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    import types

    module = types.ModuleType("assistant_test_painter")
    module.Squares = Squares  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "assistant_test_painter", module)


def context(reports: Reports, cancel_at: int | None = None) -> JobContext:
    def check() -> None:
        if cancel_at is not None and len(reports.all) >= cancel_at:
            raise JobCancelled

    def send(message: Message, payload: bytes = b"", /) -> None:
        check()
        reports(message, payload)

    return JobContext(send=send, check=check, receive=lambda: None)


def ready(**section: Any) -> PaintJob:
    job = PaintJob(PainterSettings.model_validate(section).model_dump(mode="json"))
    job.load()
    return job


def test_what_auto_means() -> None:
    assert engine_path(PainterSettings()) == SKETCH
    assert engine_path(PainterSettings(model="some/model")) == DIFFUSION
    assert engine_path(PainterSettings(engine=HERE, model="some/model")) == HERE


def test_an_order_becomes_progress_previews_pictures_and_a_result() -> None:
    reports = Reports()
    job = ready(engine=HERE, width_px=64)
    result = job.run(ORDER, b"", context(reports))
    assert result == PaintingResult("Squares", "3", 2, ("circle",))
    assert reports.of(JobProgress) == [
        JobProgress(done, 4, PreviewSize(index, 1, 1)) for done, index in ((1, 0), (2, 0), (3, 1), (4, 1))
    ]
    assert reports.all[0][1] == b"\1\2\3"
    pictures = reports.of(PaintedPicture)
    assert pictures == [PaintedPicture(index, 64, 64, 7 + index) for index in (0, 1)]
    facts = read_facts(reports.payload_of(pictures[1]))
    assert (facts.words, facts.prompt, facts.seed, facts.steps) == ("paint a fox", "a fox, oil", 8, 2)
    assert (facts.painter, facts.painter_version, facts.app_version) == ("Squares", "3", "0.1.0")
    assert facts.request == "ab12cd34"
    assert facts.created.endswith("Z")


@pytest.mark.parametrize("moment", [0, 3, 4, 5])
def test_a_cancel_passes_at_any_moment(moment: int) -> None:
    reports = Reports()
    with pytest.raises(JobCancelled):
        ready(engine=HERE).run(ORDER, b"", context(reports, moment))
    assert len(reports.all) == moment


def test_a_painter_refuses_what_it_does_not_support(monkeypatch: pytest.MonkeyPatch) -> None:
    sized = replace(ORDER, order=replace(WISH, width_px=64, height_px=32))
    assert ready(engine=HERE).run(sized, b"", context(Reports())).count == 2, "one that says nothing takes sizes"
    monkeypatch.setattr(Squares, "supports", frozenset({"width_px"}), raising=False)
    with pytest.raises(EngineError, match="Squares cannot do what was asked: height_px"):
        ready(engine=HERE).run(sized, b"", context(Reports()))


@pytest.mark.parametrize("engine", ["nonsense", "no.such.module:X", "assistant.painting.job:Nobody", ":", "math:pi"])
def test_an_engine_that_is_none_is_said(engine: str) -> None:
    with pytest.raises(ConfigError, match="painter"):
        ready(engine=engine)


def test_settings_that_are_wrong_are_said() -> None:
    with pytest.raises(ConfigError):
        PaintJob({"stepz": 4})


def test_a_missing_model_is_a_failure_and_no_silent_sketch(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="nowhere"):
        ready(model=str(tmp_path / "nowhere"))


def test_a_real_diffusion_model_through_the_job(tiny: Callable[[str], Path]) -> None:
    reports = Reports()
    job = PaintJob(PainterSettings(model=str(tiny("sd")), steps=2).model_dump(mode="json"))
    loaded = job.load()
    assert loaded.name == "Tiny-SD"
    assert job.run(ORDER, b"", context(reports)).version == loaded.version
    assert sum(progress.preview is not None for progress in reports.of(JobProgress)) == 4
    assert [type(message) for message in reports.messages[-2:]] == [PaintedPicture, PaintedPicture]
    assert read_facts(reports.all[-1][1]).steps == 2


@pytest.mark.parametrize("engine", [HERE, SKETCH])
def test_what_was_said_so_far_is_drawn_small_whichever_painter_paints(engine: str) -> None:
    job = PaintJob({"engine": engine})
    job.load()
    pictures = []
    for words in ("a fox", "a fox and a balloon"):
        reports = Reports()
        result = job.run(DraftOrder(replace(WISH, subject=words)), b"", context(reports))
        assert (result.painter, result.count) == ("sketch", 0)
        ((progress, pixels),) = reports.all
        assert isinstance(progress, JobProgress)
        assert progress.preview is not None
        assert len(pixels) == progress.preview.width_px * progress.preview.height_px * 3
        pictures.append(pixels)
    assert pictures[0] != pictures[1]
