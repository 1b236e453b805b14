"""When pictures wait, and how what a desktop tells is read. The rest of the manners is tested on Qt's loop."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.settings.schema import MannersSettings
from assistant.ui.attention.attention_rules import Busy, Rules
from assistant.ui.attention.screen_sharing import is_shared
from assistant.ui.attention.sway_fullscreen import is_filled

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
    assert Rules().holds(frozenset(busy), asked_s_ago) is held


def test_each_reason_has_its_own_setting() -> None:
    rules = Rules.of({"manners.fullscreen": "show", "manners.do_not_disturb": "hold", "manners.sharing": "answer"})
    assert rules.holds(frozenset({Busy.FULLSCREEN}), LONG_AGO) is None
    assert rules.holds(frozenset({Busy.DO_NOT_DISTURB}), 0) is Busy.DO_NOT_DISTURB
    assert rules.holds(frozenset({Busy.SHARING}), JUST_NOW) is None


def test_the_defaults_are_those_of_the_settings() -> None:
    values = {f"manners.{key}": value for key, value in MannersSettings().model_dump().items()}
    assert Rules.of(values) == Rules() == Rules.of({})


def test_strange_values_change_nothing() -> None:
    assert Rules.of({"manners.fullscreen": 7, "manners.answer_s": "soon"}) == Rules()


def node(media_class: str, state: str = "running", **properties: str) -> dict[str, Any]:
    return {
        "type": "PipeWire:Interface:Node",
        "info": {"state": state, "props": {"media.class": media_class} | properties},
    }


@pytest.mark.parametrize(
    ("nodes", "shared"),
    [
        ([node("Stream/Output/Video", **{"node.name": "gnome-shell"})], True),
        ([node("Video/Source", **{"node.name": "xdg-desktop-portal-wlr"})], True),
        ([node("Stream/Output/Video", state="suspended")], False),
        ([node("Video/Source", **{"device.api": "v4l2"})], False),
        ([node("Video/Source", **{"api.libcamera.path": "/x"})], False),
        ([node("Stream/Input/Video"), node("Audio/Sink"), node("Stream/Output/Audio")], False),
        ([{"type": "PipeWire:Interface:Core"}, {"info": None}, {"info": {"state": "running"}}], False),
    ],
)
def test_a_running_source_of_video_that_is_no_camera_is_a_shared_screen(
    nodes: list[dict[str, Any]], shared: bool
) -> None:
    assert is_shared(json.dumps(nodes).encode()) is shared


@pytest.mark.parametrize("dump", [b"", b"[", b"7", b'{"a": 1}', b"[7]"])
def test_an_answer_that_cannot_be_read_is_no(dump: bytes) -> None:
    assert not is_shared(dump)
    assert not is_filled(dump)


@pytest.mark.parametrize("mode", [0, 1])
def test_the_focused_window_of_sways_tree_counts(mode: int) -> None:
    window = {"id": 4, "type": "con", "fullscreen_mode": mode, "focus": []}
    other = {"id": 5, "type": "con", "fullscreen_mode": 1, "focus": []}
    workspace = {"id": 3, "type": "workspace", "fullscreen_mode": 1, "focus": [4, 5], "nodes": [other, window]}
    output = {"id": 2, "type": "output", "focus": [3], "nodes": [workspace]}
    root = {"id": 1, "type": "root", "focus": [2], "nodes": [output]}
    assert is_filled(json.dumps(root).encode()) is bool(mode)
