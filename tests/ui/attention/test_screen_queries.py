"""Tests how the desktop's answers are read, and on a real sway with a real window how a fullscreen window is seen."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers.qt_fixtures import Until
from helpers.sway_session import sway_or_skip
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from assistant.ui.attention.screen_probe import SwayFullscreenQuery, is_filled, is_shared

FILM = Path(__file__).resolve().parents[2] / "helpers" / "film.py"


def filled(until: Until, path: str) -> bool:
    owner, answers = QObject(), list[bool]()
    SwayFullscreenQuery(path, owner).ask(answers.append)
    until(lambda: answers, "an answer")
    return answers[0]


def test_sway_tells_what_fills_the_screen(app: QApplication, until: Until) -> None:
    with sway_or_skip() as session:
        path = session.env["SWAYSOCK"]
        assert not filled(until, path)
        film = session.run(sys.executable, str(FILM), QT_QPA_PLATFORM="wayland")
        until(lambda: filled(until, path), "the film")
        assert session.ask("swaymsg", "fullscreen disable")
        until(lambda: not filled(until, path), "a film in a window")
        film.kill()


def test_a_sway_that_is_gone_is_no(app: QApplication, until: Until, tmp_path: Path) -> None:
    assert not filled(until, str(tmp_path / "nowhere.sock"))


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
