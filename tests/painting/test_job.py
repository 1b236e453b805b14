"""The painter's job: which engine it takes, what it says on the wire, what it does with a cancel."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from assistant.core.commands import PaintOrder
from assistant.core.engines import Preview, Progress, Report
from assistant.core.errors import ConfigError, EngineError, JobCancelled, ModelMissing
from assistant.core.jobs import JobContext
from assistant.core.png_text import read_facts
from assistant.core.request import Picture
from assistant.core.wire import Message
from assistant.painting.job import DIFFUSION, SKETCH, PaintJob, engine_path
from assistant.settings.schema import PainterSettings

ORDER = asdict(PaintOrder("paint a fox", "a fox, oil", "a fox", "oil", 2, 7)) | {
    "request": "ab12cd34",
    "app_version": "0.1.0",
}
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


def context(sent: list[Message], cancel_at: int | None = None) -> JobContext:
    def check() -> None:
        if cancel_at is not None and len(sent) >= cancel_at:
            raise JobCancelled

    def send(message: Message) -> None:
        check()
        sent.append(message)

    return JobContext(send=send, check=check, told=lambda: None)


def ready(**section: Any) -> PaintJob:
    job = PaintJob(PainterSettings.model_validate(section).model_dump(mode="json"))
    job.load()
    return job


def test_what_auto_means() -> None:
    assert engine_path(PainterSettings()) == SKETCH
    assert engine_path(PainterSettings(model="some/model")) == DIFFUSION
    assert engine_path(PainterSettings(engine=HERE, model="some/model")) == HERE


def test_an_order_becomes_progress_previews_pictures_and_a_result() -> None:
    sent: list[Message] = []
    job = ready(engine=HERE, width_px=64)
    result = job.run(Message("job", ORDER), context(sent))
    assert result == Message("result", {"painter": "Squares", "version": "3", "count": 2, "undrawn": ["circle"]})
    progress = [message for message in sent if message.type == "progress"]
    assert [(message.data["done"], message.data["total"]) for message in progress] == [
        (done, 4) for done in (1, 2, 3, 4)
    ]
    assert progress[0].data["preview"] == {"index": 0, "width_px": 1, "height_px": 1}
    assert progress[0].payload == b"\1\2\3"
    assert [message.data["preview"]["index"] for message in progress] == [0, 0, 1, 1]
    pictures = [message for message in sent if message.type == "picture"]
    assert [message.data for message in pictures] == [
        {"index": index, "width_px": 64, "height_px": 64, "seed": 7 + index} for index in (0, 1)
    ]
    facts = read_facts(pictures[1].payload)
    assert (facts.words, facts.prompt, facts.seed, facts.steps) == ("paint a fox", "a fox, oil", 8, 2)
    assert (facts.painter, facts.painter_version, facts.app_version) == ("Squares", "3", "0.1.0")
    assert facts.request == "ab12cd34"
    assert facts.created.endswith("Z")


@pytest.mark.parametrize("moment", [0, 3, 4, 5])
def test_a_cancel_passes_at_any_moment(moment: int) -> None:
    sent: list[Message] = []
    with pytest.raises(JobCancelled):
        ready(engine=HERE).run(Message("job", ORDER), context(sent, moment))
    assert len(sent) == moment


@pytest.mark.parametrize(
    "wrong", [{"prompt": None}, {"count": 0}, {"count": 5}, {"count": True}, {"seed": "7"}, {"width_px": 1.5}]
)
def test_an_order_that_cannot_be_read_is_said(wrong: dict[str, Any]) -> None:
    with pytest.raises(EngineError, match=next(iter(wrong))):
        ready(engine=HERE).run(Message("job", ORDER | wrong), context([]))


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
    sent: list[Message] = []
    job = PaintJob(PainterSettings(model=str(tiny("sd")), steps=2).model_dump(mode="json"))
    ready_words = job.load()
    assert ready_words["name"] == "Tiny-SD"
    assert job.run(Message("job", ORDER), context(sent)).data["version"] == ready_words["version"]
    kinds = [message.type for message in sent]
    assert sum("preview" in message.data for message in sent) == 4
    assert kinds[-2:] == ["picture", "picture"]
    assert read_facts(sent[-1].payload).steps == 2


@pytest.mark.parametrize("engine", [HERE, SKETCH])
def test_what_was_said_so_far_is_drawn_small_whichever_painter_paints(engine: str) -> None:
    job = PaintJob({"engine": engine})
    job.load()
    sent: list[Message] = []
    pictures = []
    for words in ("a fox", "a fox and a balloon"):
        result = job.run(Message("job", {**ORDER, "subject": words, "unfinished": True}), context(sent))
        assert (result.data["painter"], result.data["count"]) == ("sketch", 0)
        (preview,) = sent
        size = preview.data["preview"]
        assert len(preview.payload) == size["width_px"] * size["height_px"] * 3
        pictures.append(preview.payload)
        sent.clear()
    assert pictures[0] != pictures[1]
