"""Tests that every option is described, from the model and from default.toml, so that none can be forgotten."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import Field
from PySide6.QtWidgets import QApplication

from assistant.settings.loading import all_keys, setting_values
from assistant.settings.schema import Settings
from assistant.ui.windows.settings.fields import make_field
from assistant.ui.windows.settings.option_catalogue import _kind, _range, options, section_title, value_text
from assistant.ui.windows.settings.option_titles import TITLES


def test_no_option_is_forgotten_and_each_default_fits() -> None:
    found = options()
    assert list(found) == all_keys()
    for key, default in setting_values(Settings()).items():
        option = found[key]
        assert option.title
        assert option.default == default
        if option.kind in {"whole", "decimal"} and default is not None:
            assert option.least <= default <= option.most, key
        if option.kind == "choice":
            assert default in option.choices


def test_titles_name_what_there_is_and_the_others_name_themselves() -> None:
    assert TITLES.keys() <= set(all_keys())
    assert section_title("new_section") == "New section"
    assert section_title("wake") == "Wake word"


def test_words_units_and_ranges_come_from_the_model_and_the_file() -> None:
    patience = options()["hearing.patience_ms"]
    assert (patience.unit, patience.least, patience.most, patience.kind) == ("ms", 200, 5000, "whole")
    assert patience.words == "Silence that ends an utterance."
    assert options()["painter.model"].optional
    assert options()["painter.model"].example.startswith("/")
    assert options()["painter.seed"].most == 2**31 - 1
    assert "“jarvis devices”" in options()["hearing.device"].words
    assert options()["wake.sensitivity"].matches("EASILY score")
    assert not options()["wake.sensitivity"].matches("easily gpu")


@pytest.mark.parametrize(
    ("annotation", "kind", "optional"),
    [
        (bool, "switch", False),
        (int | None, "whole", True),
        (Annotated[float, Field(gt=0, lt=2)], "decimal", False),
        (Literal["a", "b"] | None, "choice", True),
        (tuple[str, ...], "texts", False),
        (dict[str, float], "table", False),
        (str, "text", False),
    ],
)
def test_a_new_setting_of_any_kind_gets_a_field(annotation: Any, kind: str, optional: bool) -> None:
    assert _kind(annotation, ())[:2] == (kind, optional)


def test_open_ends_of_a_range_are_left_out() -> None:
    assert _range((Field(gt=0, lt=2).metadata[0], Field(lt=2).metadata[0]), "decimal") == (0.01, 1.99)
    assert _range(tuple(Field(gt=0, lt=5).metadata), "whole") == (1, 4)


@pytest.mark.parametrize("key", all_keys())
def test_each_field_gives_back_what_it_shows(app: QApplication, key: str) -> None:
    option = options()[key]
    field = make_field(option)
    field.show_value(option.default)
    assert field.value() == option.default
    assert field.focusProxy() is not None
    assert field.focusProxy().accessibleName()


def test_values_in_words() -> None:
    said = [value_text(options()[key], value) for key, value in (("hearing.patience_ms", 650), ("painter.count", None))]
    assert said == ["650 ms", "automatic"]
    assert value_text(options()["wake.models"], ["jarvis", "friday"]) == "jarvis, friday"
    assert value_text(options()["wake.log"], True) == "on"
