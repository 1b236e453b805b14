"""How many pictures are painted where nobody says: two where that is quick, one where each takes minutes."""

from pathlib import Path

import pytest

from assistant.core.commands import Paint, Repeat
from assistant.pipeline import paint_orders as ordering
from assistant.pipeline.paint_orders import PaintOrders
from assistant.settings.schema import PainterSettings

FOX = Paint("a fox")


@pytest.mark.parametrize(
    ("settings", "gpu", "count"),
    [
        (PainterSettings(), False, 2),
        (PainterSettings(model="/models/sdxl"), False, 1),
        (PainterSettings(model="/models/sdxl"), True, 2),
        (PainterSettings(model="/models/sdxl", device="cpu"), True, 1),
        (PainterSettings(model="/models/sdxl", count=3), False, 3),
    ],
)
def test_the_usual_count_is_what_the_painter_can_paint_quickly(
    settings: PainterSettings, gpu: bool, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = tmp_path / "version"
    if gpu:
        driver.touch()
    monkeypatch.setattr(ordering, "_NVIDIA", driver)
    assert PaintOrders(settings).paint(FOX, "paint a fox").count == count


def test_what_the_person_says_wins() -> None:
    assert (
        PaintOrders(PainterSettings(count=1)).paint(Paint("a fox", count=4), "paint four pictures of a fox").count == 4
    )


def test_a_repeat_has_the_seed_and_the_count_of_the_earlier_picture() -> None:
    orders = PaintOrders(PainterSettings(seed=7))
    order = orders.paint(Paint("a fox", count=2), "two foxes", Repeat(seed=41, count=1))
    assert (order.seed, order.count, order.words) == (41, 1, "two foxes")
    assert orders.paint(FOX, "a fox", Repeat()).seed == 7
