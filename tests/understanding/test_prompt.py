"""A command becomes a painter's order."""

import pytest

from assistant.core.commands import Paint
from assistant.settings.schema import PainterSettings
from assistant.understanding.prompt import compose


@pytest.mark.parametrize(
    ("style", "prompt"),
    [
        (None, "a fox"),
        ("watercolor", "a fox, watercolor painting"),
        ("Watercolour", "a fox, watercolor painting"),
        ("watercolour painting", "a fox, watercolor painting"),
        ("watercolor portrait", "a fox, watercolor portrait"),
        ("watercolor by Turner", "a fox, watercolor painting by Turner"),
        ("oil painting by Botticelli", "a fox, oil painting by Botticelli"),
        ("in the style of Van Gogh", "a fox, in the style of Van Gogh"),
        ("pencil sketch", "a fox, pencil sketch"),
        ("  pixel   art ", "a fox, pixel art"),
    ],
)
def test_subject_and_style_make_one_phrase(style: str | None, prompt: str) -> None:
    order = compose(Paint("a fox", style), PainterSettings(), 7, "paint me a fox")
    assert order.prompt == prompt
    assert order.subject == "a fox"
    assert order.words == "paint me a fox"
    assert order.seed == 7


@pytest.mark.parametrize(("said", "set_to", "count"), [(None, 2, 2), (None, 4, 4), (3, 2, 3), (1, 2, 1), (9, 2, 4)])
def test_a_spoken_count_wins(said: int | None, set_to: int, count: int) -> None:
    assert compose(Paint("a fox", None, said), PainterSettings(count=set_to), 0, "").count == count


def test_the_size_comes_from_the_settings() -> None:
    order = compose(Paint("a fox"), PainterSettings(width_px=640), 0, "")
    assert (order.width_px, order.height_px) == (640, None)
