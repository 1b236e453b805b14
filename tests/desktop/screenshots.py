"""Takes screenshots of the overlay in every state, on a dark and on a light desktop: `make screenshots`.

The overlay is the real one on a real X server; the daemon is played, so that every state can be held still. The sketch
painter paints the pictures. Writes one sheet for each desktop, and the states that the documentation shows one by one,
into docs/screenshots. `make screenshots ARGS=FOLDER` writes elsewhere.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests")]

from helpers.desktop_session import DesktopSession  # noqa: E402
from helpers.fake_daemon import FakeDaemon  # noqa: E402
from helpers.paintings import Painting, paint  # noqa: E402
from helpers.program_session import wait_for  # noqa: E402
from helpers.window_below import TITLE  # noqa: E402
from PIL import Image, ImageDraw, ImageFont  # noqa: E402

FOLDER = CHECKOUT / "docs" / "screenshots"
SIZE = (1280, 800)
BOX = (100, 290, 1180, 800)
SETTLED_S = 1.3
"""Longer than every movement of the overlay, also on a busy machine."""
FAILURE = {"title": "The microphone went away", "hint": "“USB Audio” was unplugged. Plug it in, or choose another one."}
ALONE = ("showing", "painting", "four", "hearing")
"""States that are also kept as files of their own, on the dark desktop."""


class Studio:
    """Holds the overlay in one state after another."""

    def __init__(self, session: DesktopSession, daemon: FakeDaemon, paintings: dict[int, Painting]) -> None:
        self._session, self._tell, self._daemon = session, daemon.tell, daemon
        self._paintings = paintings
        self._shown = 0
        self.shots: dict[str, Image.Image] = {}

    def shoot(self, name: str) -> None:
        time.sleep(SETTLED_S)
        self.shots[name] = self._session.screenshot().crop(BOX)

    def shoot_all(self) -> None:
        self._session.point(40, 400)
        states: tuple[Callable[[], None], ...] = (self._hear, self._paint, self._show, self._fail)
        for state in states:
            state()

    def _hear(self) -> None:
        words = self._paintings[2].words
        self._tell("request", id="a", stage="listening", doubtful=True)
        wait_for(lambda: self._session.windows("Jarvis glow"), "the glow")
        self.shoot("in doubt")
        self._tell("request", id="a", stage="listening")
        wait_for(lambda: self._session.windows("Jarvis"), "the pill")
        self._tell("level", request="a", level=0.85, time_left=0.72)
        self.shoot("listening")
        first = words.rsplit(" ", 4)[0]
        self._tell("request", id="a", stage="listening", words=first.rsplit(" ", 1)[0], tentative=True)
        self._tell("request", id="a", stage="listening", words=words.rsplit(" ", 1)[0], tentative=True)
        self._tell("level", request="a", level=0.6, time_left=0.9)
        self.shoot("hearing")
        self._tell("request", id="a", stage="understanding", words=words)
        self.shoot("thinking")

    def _paint(self) -> None:
        painting = self._paintings[2]
        self._tell("request", id="a", stage="painting", words=painting.words, command=painting.command, count=2)
        self.shoot("begun")
        for preview in painting.previews:
            size = {"width_px": preview.width_px, "height_px": preview.height_px}
            self._tell("preview", preview.rgb, request="a", index=preview.index, count=2, **size)
        self._tell("progress", request="a", done=3, total=5)
        self.shoot("painting")

    def _show(self) -> None:
        self._finish("a", 2)
        self.shoot("showing")
        self._tell("request", id="b", stage="listening")
        self._tell("level", request="b", level=0.5, time_left=0.9)
        self.shoot("called again")
        self._tell("request", id="b", stage="cancelled")
        self._finish("c", 1)
        self._tell("request", id="d", stage="done", command={"kind": "save", "which": None})
        self.shoot("kept")
        self._finish("e", 4)
        self.shoot("four")

    def _fail(self) -> None:
        self._tell("dismissed")
        self._tell("request", id="f", stage="failed", failure=FAILURE)
        self.shoot("failed")

    def _finish(self, request: str, count: int) -> None:
        painting = self._paintings[count]
        told = {
            "pictures": painting.paths,
            "painter": "sketch",
            "marks": {"understood": 0.0, "painted": painting.seconds},
        }
        self._tell("request", id=request, stage="showing", command=painting.command, **told)
        self._shown += 1
        self._daemon.wait_asked("shown", self._shown)


def sheet(shots: dict[str, Image.Image]) -> Image.Image:
    """Puts all states on one image, three in a row, each with its name."""
    columns, gap, label = 3, 10, 26
    width, height = BOX[2] - BOX[0], BOX[3] - BOX[1]
    width, height = width // 2, height // 2
    rows = -(-len(shots) // columns)
    result = Image.new("RGB", (columns * (width + gap) + gap, rows * (height + gap + label) + gap), (11, 14, 18))
    draw, font = ImageDraw.Draw(result), ImageFont.truetype("DejaVuSans.ttf", 13)
    for index, (name, shot) in enumerate(shots.items()):
        left, top = gap + index % columns * (width + gap), gap + index // columns * (height + gap + label)
        result.paste(shot.resize((width, height), Image.Resampling.LANCZOS), (left, top))
        draw.text((left + 4, top + height + 5), name, font=font, fill=(143, 167, 186))
    return result


def main(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for look in ("dark", "light"):
        with DesktopSession(SIZE, tray=False) as session, FakeDaemon(session.runtime / "jarvis/control.sock") as daemon:
            paintings = {count: paint(session.folder / str(count), count) for count in (2, 1, 4)}
            session.run(sys.executable, str(Path(__file__).resolve().parents[1] / "helpers" / "window_below.py"), look)
            wait_for(lambda: session.windows(TITLE), "the window below")
            session.run(sys.executable, "-m", "assistant.ui.overlay.app", "--show-seconds", "600")
            daemon.wait_asked("subscribe")
            studio = Studio(session, daemon, paintings)
            studio.shoot_all()
        files = {f"overlay-{look}": sheet(studio.shots)}
        if look == "dark":
            files |= {name: studio.shots[name] for name in ALONE}
        for name, image in files.items():
            file = folder / f"{name}.webp"
            image.save(file, quality=84, method=6)
            print(f"{file} ({file.stat().st_size // 1024} kB)")  # noqa: T201 - what a person asked for
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
