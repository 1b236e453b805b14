"""What `jarvis doctor` finds, and that it reports a missing part instead of failing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli.doctor import examine
from assistant.settings.schema import Settings
from sketchpainter.figures import glyphs

ROOT = Path(__file__).parents[2]


def test_a_missing_emoji_font_is_a_finding(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "PATH"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(glyphs.find_font, "__defaults__", ((str(tmp_path / "none.ttf"),),))
    font = next(finding for finding in examine(Settings) if finding.what == "emoji font")
    assert font.state == "bad"
    assert font.found == "The sketch painter's font is not installed"
    assert font.hint == glyphs.MISSING_HINT


def test_it_examines_everything_where_the_checkout_is_the_current_folder(tmp_path: Path) -> None:
    variables = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path / "run")}
    command = [sys.executable, "-m", "assistant", "doctor"]
    done = subprocess.run(command, cwd=ROOT, env=variables, check=False, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr
    assert "emoji font" in done.stdout
    assert "daemon" in done.stdout
