"""Takes screenshots of the settings window and the first steps: `python -m tests.desktop.settings_screenshots FOLDER`.

Everything is real: an X server, a sound server that says "Jarvis" into its microphone, a running `jarvis run`, and the
windows. Writes one WebP for each page.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests")]

from helpers.desktop_session import DesktopSession  # noqa: E402
from helpers.jarvis_process import Jarvis  # noqa: E402
from helpers.program_session import wait_for  # noqa: E402
from helpers.pulse import PulseServer  # noqa: E402
from PIL import Image  # noqa: E402

CALL = CHECKOUT / "models" / "wake" / "self-test" / "jarvis.wav"
SETTINGS, WELCOME = "Settings", "Welcome to Jarvis"
SETTLED_S = 2.5
"""What a page looks up in the background is there by then, also on a busy machine."""


def window_picture(session: DesktopSession, title: str) -> Image.Image:
    """Returns what is inside this window's frame."""
    window = wait_for(lambda: session.windows(title), title)[0]
    file = session.folder / "window.png"
    session.ask("import", "-silent", "-window", str(window), str(file))
    with Image.open(file) as picture:
        return picture.convert("RGB")


def save(picture: Image.Image, folder: Path, name: str) -> None:
    file = folder / f"{name}.webp"
    picture.save(file, quality=86, method=6)
    print(f"{file} ({file.stat().st_size // 1024} kB)")  # noqa: T201 - what a person asked for


class Studio:
    """Is a desktop with a daemon that hears."""

    def __init__(self, session: DesktopSession, pulse: PulseServer, folder: Path) -> None:
        self._session, self._pulse, self._folder = session, pulse, folder
        self._env = {name: value for name, value in pulse.env.items() if name.startswith("PULSE_")}
        self._env["PATH"] = f"{Path(sys.executable).parent}:{session.env['PATH']}"

    def open(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Starts `jarvis` with these arguments on the desktop."""
        return self._session.run(sys.executable, "-m", "assistant", *arguments, **self._env)

    def say_jarvis(self) -> None:
        self._pulse.play(CALL)

    def settings(self) -> None:
        for page in ("microphone", "painter", "privacy"):
            self.open("settings", page)
            wait_for(lambda: self._session.windows(SETTINGS), "the settings")
            time.sleep(SETTLED_S)
            if page == "microphone":
                self.say_jarvis()
                time.sleep(1.2)
            save(window_picture(self._session, SETTINGS), self._folder, f"settings-{page}")
        self._session.ask("xdotool", "search", "--name", SETTINGS, "windowclose")

    def welcome(self) -> None:
        process = self.open("welcome")
        wait_for(lambda: self._session.windows(WELCOME), "the first steps")
        time.sleep(SETTLED_S)
        self.say_jarvis()
        time.sleep(1.2)
        save(window_picture(self._session, WELCOME), self._folder, "welcome-1")
        self._session.ask("xdotool", "key", "Return")
        time.sleep(SETTLED_S)
        self._session.ask("xdotool", "key", "alt+p")  # the button that paints
        wait_for(lambda: list(self._session.home.glob("Pictures/Jarvis/**/*.png")), "a picture", 90)
        time.sleep(2 * SETTLED_S)
        save(window_picture(self._session, WELCOME), self._folder, "welcome-2")
        self._session.ask("xdotool", "key", "Return")
        time.sleep(2 * SETTLED_S)
        save(window_picture(self._session, WELCOME), self._folder, "welcome-3")
        process.terminate()


def main(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    with DesktopSession((1360, 900)) as session, PulseServer() as pulse:
        env = session.env | {name: value for name, value in pulse.env.items() if name.startswith("PULSE_")}
        with Jarvis(session.home, env) as jarvis:
            jarvis.start("--no-overlay")
            wait_for((session.runtime / "jarvis" / "control.sock").exists, "the daemon")
            wait_for(lambda: jarvis.json("status")[0]["listening"], "the ears", 60)
            studio = Studio(session, pulse, folder)
            studio.settings()
            studio.welcome()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots")))
