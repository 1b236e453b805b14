"""Shares one sketcher, since each reads the font and the tables anew."""

from __future__ import annotations

import pytest

from sketchpainter.painter import Sketcher


@pytest.fixture(scope="session")
def sketcher() -> Sketcher:
    made = Sketcher()
    made.load()
    return made
