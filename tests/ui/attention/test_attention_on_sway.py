"""What fills the screen on Wayland, where the compositor tells it: a real sway, a real window."""

from __future__ import annotations

import sys
from pathlib import Path

from helpers.qt_looking import Until
from helpers.sway_session import sway_or_skip
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from assistant.ui.attention.sway_fullscreen import SwayQuestion

FILM = Path(__file__).resolve().parents[2] / "helpers" / "film.py"


def filled(until: Until, path: str) -> bool:
    owner, answers = QObject(), list[bool]()
    SwayQuestion(path, owner).ask(answers.append)
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
