"""Takes screenshots of the gallery and the tray's menu: `python -m tests.desktop.gallery_screenshots OUT`.

Window, tray host, the daemon's socket and files are real, the daemon behind the socket is played, and the sketch
painter paints the pictures, which takes some seconds for each; `--pictures FOLDER` takes a gallery that is there.
Writes gallery-grid, gallery-full and tray-menu as WebP.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests")]

from helpers.desktop_session import DesktopSession  # noqa: E402
from helpers.fake_daemon import STATE, FakeDaemon  # noqa: E402
from helpers.program_session import wait_for  # noqa: E402
from helpers.window_below import TITLE as TITLE_BELOW  # noqa: E402
from PIL import Image  # noqa: E402

from assistant.core.commands import PaintOrder  # noqa: E402
from assistant.core.png_text import PictureFacts  # noqa: E402
from assistant.core.request import EncodedPicture  # noqa: E402
from assistant.gallery.picture_store import Gallery  # noqa: E402
from assistant.painting.png import encode  # noqa: E402
from assistant.painting.sketch_painter import SketchPainter  # noqa: E402
from assistant.settings.schema import PainterSettings  # noqa: E402

WISHES = (
    ("a lighthouse at night", "oil painting"),
    ("a cat on a roof under the moon", "ink drawing"),
    ("a castle on a hill", "oil painting"),
    ("a sailing ship in a storm", "watercolor"),
    ("an owl in a forest", ""),
    ("a red apple on a table", "oil painting"),
    ("two penguins on the ice", "pastel"),
    ("a fox in the snow", "watercolor"),
)
TITLE = "Gallery"
SETTLED_S = 2.0
"""Longer than the window takes to draw all that it shows, also on a busy machine."""


def paint(folder: Path) -> None:
    """Fills a gallery."""
    painter = SketchPainter(PainterSettings())
    painter.load()
    gallery = Gallery(folder, 1000)
    for number, (subject, style) in enumerate(WISHES):
        words = f"paint me {subject}" + (f", as a {style}" if style else "")
        prompt = f"{subject}, {style}" if style else subject
        order = PaintOrder(words, prompt, subject, style or None, 1, 700 + number)
        [picture] = painter.paint(order, lambda _progress: None)
        created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        by = (painter.name, painter.version, "0.1.0", created)
        facts = PictureFacts(words, prompt, picture.seed, *by, f"a{number}", None, subject, style)
        encoded = EncodedPicture(encode(picture, facts), picture.width_px, picture.height_px, picture.seed)
        gallery.add(encoded, f"a{number}", words, painter.name)
    gallery.keep([gallery.recent(1)[0].id])
    gallery.close()


def shoot_window(session: DesktopSession, out: Path) -> None:
    """Takes the grid, and one picture."""
    session.run(sys.executable, "-m", "assistant", "gallery")
    window = wait_for(lambda: session.windows(TITLE), "the gallery")[0]
    session.ask("xdotool", "windowsize", "--sync", str(window), "1180", "780")
    session.ask("xdotool", "windowmove", "--sync", str(window), "50", "30")
    session.ask("xdotool", "windowfocus", "--sync", str(window))
    session.point(1270, 790)
    time.sleep(SETTLED_S)
    grab(session, window, out / "gallery-grid.webp")
    session.ask("xdotool", "key", "--clearmodifiers", "Right", "Return")
    time.sleep(SETTLED_S)
    grab(session, window, out / "gallery-full.webp")
    session.ask("xdotool", "key", "--clearmodifiers", "ctrl+q")
    wait_for(lambda: not session.windows(TITLE), "the end of the gallery")


def grab(session: DesktopSession, window: int, file: Path) -> None:
    """Saves the window alone, without what the window manager draws around it."""
    command = ("import", "-silent", "-window", str(window), "png:-")
    raw = subprocess.run(command, env=session.env, capture_output=True, timeout=20, check=True).stdout
    with Image.open(BytesIO(raw)) as image:
        save(image.convert("RGB"), file)


def shoot_tray(session: DesktopSession, daemon: FakeDaemon, out: Path) -> None:
    """Takes the tray's menu with its last pictures open."""
    daemon.answers["status"] = STATE
    session.run(sys.executable, "-m", "assistant.ui.overlay.app")
    daemon.wait_asked("subscribe")
    right = session.size[0]
    cyan = wait_for(lambda: icon_at(session.screenshot()), "the tray icon")
    session.click(*cyan)
    time.sleep(SETTLED_S)
    # Down from the words about the state: listen, mute, pause, last pictures.
    session.ask("xdotool", "key", "--delay", "120", "Down", "Down", "Down", "Down", "Right")
    time.sleep(SETTLED_S)
    save(session.screenshot().crop((right - 780, 0, right, 470)), out / "tray-menu.webp")


def icon_at(screen: Image.Image) -> tuple[int, int] | None:
    """Returns where the listening ring is on the panel at the top right."""
    pixels = screen.load()
    assert pixels is not None
    for x in range(screen.width - 200, screen.width):
        for y in range(30):
            red, green, blue = pixels[x, y][:3]  # type: ignore[index]
            if red < 140 and green > 180 and blue > 220:
                return x + 6, y + 4
    return None


def save(image: Image.Image, file: Path) -> None:
    image.save(file, quality=86, method=6)
    print(f"{file} ({file.stat().st_size // 1024} kB)")  # noqa: T201 - what a person asked for


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pictures", type=Path, help="a gallery that is there already")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with DesktopSession() as session, FakeDaemon(session.runtime / "jarvis" / "control.sock") as daemon:
        folder = session.home / "Pictures" / "Jarvis"
        if options.pictures is None:
            paint(folder)
        else:
            shutil.copytree(options.pictures, folder)
        shoot_window(session, options.out)
        session.run(sys.executable, str(Path(__file__).resolve().parents[1] / "helpers" / "window_below.py"), "dark")
        wait_for(lambda: session.windows(TITLE_BELOW), "the window below")
        shoot_tray(session, daemon, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
