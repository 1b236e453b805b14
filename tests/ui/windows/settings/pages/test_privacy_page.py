"""Tests that what is stored on this machine is counted."""

from __future__ import annotations

from pathlib import Path

from assistant.settings.schema import Settings
from assistant.ui.windows.settings.pages.privacy_page import places, to_open
from assistant.wake_log.store import WakeLogStore


def test_what_is_kept_is_counted(config: Path, tmp_path: Path) -> None:
    pictures = tmp_path / "Pictures" / "Jarvis" / "2026"
    pictures.mkdir(parents=True)
    for number in range(3):
        (pictures / f"{number}.png").write_bytes(b"x" * 400_000)
    WakeLogStore().add(1e9, "jarvis", 0.9, 0.5, "painted")
    found = {place.title: place for place in places(Settings())}
    assert found["Pictures"].how_much == "3 pictures, 1.2 MB"
    assert found["Pictures"].path == tmp_path / "Pictures" / "Jarvis"
    assert found["Settings"].path == config
    assert found["Wake words of your own"].how_much == "nothing"
    assert to_open(found["Wake words of your own"].path).is_dir()
    assert to_open(found["Settings"].path) == config.parent
