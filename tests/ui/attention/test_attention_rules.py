"""Tests the rule for when pictures wait."""

from __future__ import annotations

import pytest

from assistant.settings.schema import MannersSettings
from assistant.ui.attention.gatekeeper import AttentionRules
from assistant.ui.attention.screen_probe import Busy

JUST_NOW, LONG_AGO = 5.0, 120.0


@pytest.mark.parametrize(
    ("busy", "asked_s_ago", "held"),
    [
        (frozenset(), LONG_AGO, None),
        ({Busy.FULLSCREEN}, JUST_NOW, None),
        ({Busy.FULLSCREEN}, LONG_AGO, Busy.FULLSCREEN),
        ({Busy.DO_NOT_DISTURB}, JUST_NOW, None),
        ({Busy.DO_NOT_DISTURB}, LONG_AGO, Busy.DO_NOT_DISTURB),
        ({Busy.SHARING}, JUST_NOW, Busy.SHARING),
        ({Busy.SHARING, Busy.FULLSCREEN}, JUST_NOW, Busy.SHARING),
    ],
)
def test_who_just_asked_is_answered_except_in_a_shared_screen(
    busy: set[Busy], asked_s_ago: float, held: Busy | None
) -> None:
    assert AttentionRules().holds(frozenset(busy), asked_s_ago) is held


def test_each_reason_has_its_own_setting() -> None:
    rules = AttentionRules.of(
        {"manners.fullscreen": "show", "manners.do_not_disturb": "hold", "manners.sharing": "answer"}
    )
    assert rules.holds(frozenset({Busy.FULLSCREEN}), LONG_AGO) is None
    assert rules.holds(frozenset({Busy.DO_NOT_DISTURB}), 0) is Busy.DO_NOT_DISTURB
    assert rules.holds(frozenset({Busy.SHARING}), JUST_NOW) is None


def test_the_defaults_are_those_of_the_settings() -> None:
    values = {f"manners.{key}": value for key, value in MannersSettings().model_dump().items()}
    assert AttentionRules.of(values) == AttentionRules() == AttentionRules.of({})


def test_strange_values_change_nothing() -> None:
    assert AttentionRules.of({"manners.fullscreen": 7, "manners.answer_s": "soon"}) == AttentionRules()
