"""Runs the overlay with a stopwatch: `python bench/overlay_frames.py FRAMES.jsonl [the overlay's own options]`.

Notes each frame of pill and card as a line of JSON: when it began and ended (CLOCK_MONOTONIC seconds) and the CPU time
of its thread. A frame is everything from Qt's request to update until the pixels are handed to the X server.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import IO

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(CHECKOUT)]

from PySide6.QtCore import QEvent  # noqa: E402

from assistant.ui.overlay import app  # noqa: E402
from assistant.ui.overlay.card import PictureCard  # noqa: E402
from assistant.ui.overlay.pane import Pane  # noqa: E402
from assistant.ui.overlay.pill import PillPane  # noqa: E402


def watch(kind: type[Pane], name: str, file: IO[str]) -> None:
    """Notes every frame of this kind of pane from now on."""

    def event(self: Pane, what: QEvent) -> bool:
        if what.type() != QEvent.Type.UpdateRequest:
            return bool(super(kind, self).event(what))
        began, cpu = time.monotonic(), time.thread_time()
        done = bool(super(kind, self).event(what))
        note = {"pane": name, "began": began, "ended": time.monotonic(), "cpu_s": time.thread_time() - cpu}
        file.write(json.dumps(note) + "\n")
        file.flush()
        return done

    kind.event = event  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    with Path(sys.argv[1]).open("a") as frames:
        watch(PillPane, "pill", frames)
        watch(PictureCard, "card", frames)
        sys.exit(app.main(sys.argv[2:]))
