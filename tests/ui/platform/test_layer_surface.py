"""Tests layers on a real compositor from within: what it may do to them at any time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.filled import event
from helpers.qt_fixtures import Until, draw_png
from helpers.screen_colours import GREEN, places
from helpers.sway_session import SwaySession, sway_or_skip
from PySide6.QtWidgets import QApplication

from assistant.ui.common.daemon_link import DaemonLink
from assistant.ui.overlay.overlay import Overlay
from assistant.ui.platform.accessibility import AccessibilitySettings


@pytest.fixture
def desktop() -> Iterator[SwaySession]:
    with sway_or_skip() as session:
        yield session


@pytest.fixture
def connection(app: QApplication, desktop: SwaySession, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from assistant.ui.platform.wayland.wayland_connection import Connection

    monkeypatch.setenv("XDG_RUNTIME_DIR", str(desktop.runtime))
    monkeypatch.setenv("WAYLAND_DISPLAY", desktop.socket.name)
    connection = Connection()
    connection.listen()
    yield connection
    connection.close()


def test_an_output_that_goes_takes_nothing_away_for_good(
    connection: Any, desktop: SwaySession, tmp_path: Path, until: Until
) -> None:
    from assistant.ui.platform.wayland.layer_surface import LayerSurface, LayerSurfaceFactory

    link = DaemonLink(tmp_path / "nobody.sock")
    overlay = Overlay(link, LayerSurfaceFactory(connection), AccessibilitySettings(), show_s=60)
    picture = draw_png(tmp_path / "1.png", 0xFF1EAA46)
    command = {"kind": "paint", "subject": "a fox", "style": None, "count": None}
    shown = {"command": command, "pictures": [picture], "painter": "sketch"}
    link.request.emit(event("request", id="a", stage="showing", **shown))
    until(lambda: len(places(desktop.screenshot(), GREEN)) > 10_000, "the picture")
    surface = overlay.card._surface
    assert isinstance(surface, LayerSurface)
    before = surface.wl
    surface._on_closed(None)
    assert surface.wl is None
    until(lambda: surface.wl is not None and surface.wl is not before)
    until(lambda: len(places(desktop.screenshot(), GREEN)) > 10_000, "the picture, again")
    overlay.card.leave(0)
    until(lambda: not len(places(desktop.screenshot(), GREEN)), "an empty screen")
    assert surface.wl is None
    link.close()
