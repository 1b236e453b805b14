"""Pictures the overlay in every state, on a dark and on a light desktop: `make screenshots`.

The overlay is the real one on a real X server; the daemon is played, so that every state can be held still. The
pictures are painted by the sketch painter. Writes one sheet for each desktop into docs/screenshots.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests")]

from desktop.desktop_session import DesktopSession, wait_for  # noqa: E402
from desktop.window_below import TITLE  # noqa: E402
from PIL import Image  # noqa: E402
from qt.fake_daemon import STATE, FakeDaemon  # noqa: E402

from assistant.core.commands import PaintOrder  # noqa: E402
from assistant.core.engines import Preview, Progress  # noqa: E402
from assistant.painting.sketch.sketch_painter import SketchPainter  # noqa: E402
from assistant.settings import PainterSettings  # noqa: E402

FOLDER = CHECKOUT / "docs" / "screenshots"
SUBJECT, STYLE = "a fox in the snow", "watercolor"
COMMAND = {"kind": "paint", "subject": SUBJECT, "style": STYLE, "count": None}
WORDS = f"paint me {SUBJECT}, as a {STYLE}"
BOX = (330, 270, 950, 790)
TRAY_BOX = (1080, 0, 1124, 30)
SETTLED_S = 1.2
"""Longer than every movement of the overlay, also on a busy machine."""


class Studio:
    """Holds the overlay in one state after another."""

    def __init__(
        self, session: DesktopSession, daemon: FakeDaemon, previews: list[Preview], paths: list[str], seconds: float
    ) -> None:
        self._session, self._daemon = session, daemon
        self._seconds = seconds
        self._previews, self._paths = previews, paths
        self.shots: list[Image.Image] = []
        self.trays: list[Image.Image] = []

    def shoot(self) -> None:
        time.sleep(SETTLED_S)
        self.shots.append(self._session.screenshot().crop(BOX))

    def shoot_all(self) -> None:
        tell = self._daemon.tell
        self._session.point(40, 400)
        tell("request", id="a", stage="listening")
        wait_for(lambda: self._session.windows("Jarvis"), "the pill")
        tell("level", request="a", level=0.85, time_left=0.72)
        self.shoot()
        tell("request", id="a", stage="understanding", words=WORDS)
        self.shoot()
        tell("request", id="a", stage="painting", words=WORDS, command=COMMAND, count=2)
        for preview in self._previews:
            size = {"width_px": preview.width_px, "height_px": preview.height_px}
            tell("preview", preview.rgb, request="a", index=preview.index, count=2, **size)
        tell("progress", request="a", done=3, total=5)
        self.shoot()
        self.show("a", self._paths)
        self.shoot()
        tell("request", id="b", stage="listening")
        tell("level", request="b", level=0.5, time_left=0.9)
        self.shoot()
        failure = {"title": "The microphone went away", "hint": "“USB Audio” was unplugged. Plug it in again."}
        tell("dismiss")
        tell("request", id="b", stage="failed", failure=failure)
        self.shoot()
        self.show("c", self._paths[:1])
        tell("request", id="d", stage="done", command={"kind": "save", "which": None})
        wait_for(lambda: not self._session.windows("Jarvis"), "the end of the failure's words", 30)
        self.shoot()
        for truth in ("listening", "busy", "deaf", "muted"):
            tell("state", **STATE | {"tray": truth})
            time.sleep(SETTLED_S)
            self.trays.append(self._session.screenshot().crop(TRAY_BOX))

    def show(self, request: str, paths: list[str]) -> None:
        told = {"pictures": paths, "painter": "sketch", "marks": {"understood": 0.0, "painted": self._seconds}}
        self._daemon.tell("request", id=request, stage="showing", command=COMMAND, **told)
        self._daemon.wait_asked("shown", 1 if request == "a" else 2)


def paint(folder: Path) -> tuple[list[Preview], list[str], float]:
    """A look at each of two pictures half way, where they lie, and the seconds that both took."""
    painter = SketchPainter(PainterSettings())
    painter.load()
    looks: dict[int, list[Preview]] = {}

    def report(progress: Progress) -> None:
        if progress.preview is not None:
            looks.setdefault(progress.preview.index, []).append(progress.preview)

    prompt = f"{SUBJECT}, {STYLE}"
    order = PaintOrder(words=WORDS, prompt=prompt, subject=SUBJECT, style=STYLE, count=2, seed=7)
    paths = []
    begun = time.monotonic()
    pictures = painter.paint(order, report)
    seconds = time.monotonic() - begun
    for index, picture in enumerate(pictures):
        path = folder / f"{index}.png"
        Image.frombytes("RGB", (picture.width_px, picture.height_px), picture.rgb).save(path)
        paths.append(str(path))
    return [of_one[len(of_one) // 3] for of_one in looks.values()], paths, seconds


def sheet(studio: Studio) -> Image.Image:
    """All states on one image, the four trays below."""
    columns, gap = 2, 8
    shots = [
        shot.resize((shot.width * 2 // 3, shot.height * 2 // 3), Image.Resampling.LANCZOS) for shot in studio.shots
    ]
    width, height = shots[0].size
    rows = -(-len(shots) // columns)
    result = Image.new("RGB", (columns * (width + gap) + gap, rows * (height + gap) + gap), (11, 14, 18))
    for index, shot in enumerate(shots):
        result.paste(shot, (gap + (index % columns) * (width + gap), gap + (index // columns) * (height + gap)))
    left, top = gap + width + gap, gap + (rows - 1) * (height + gap)
    for index, tray in enumerate(studio.trays):
        large = tray.resize((tray.width * 3, tray.height * 3), Image.Resampling.LANCZOS)
        result.paste(large, (left + 40 + index % 2 * (large.width + 20), top + 40 + index // 2 * (large.height + 20)))
    return result


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for look in ("dark", "light"):
        with DesktopSession() as session, FakeDaemon(session.runtime / "jarvis" / "control.sock") as daemon:
            previews, paths, seconds = paint(session.folder)
            session.run(sys.executable, str(Path(__file__).with_name("window_below.py")), look)
            wait_for(lambda: session.windows(TITLE), "the window below")
            session.run(sys.executable, "-m", "assistant.showing.app", "--show-seconds", "600")
            daemon.wait_asked("subscribe")
            studio = Studio(session, daemon, previews, paths, seconds)
            studio.shoot_all()
        file = FOLDER / f"overlay-{look}.webp"
        sheet(studio).save(file, quality=82, method=6)
        if look == "dark":
            studio.shots[3].save(FOLDER / "showing.webp", quality=88, method=6)
        print(f"{file} ({file.stat().st_size // 1024} kB)")  # noqa: T201 - what a person asked for
    return 0


if __name__ == "__main__":
    sys.exit(main())
