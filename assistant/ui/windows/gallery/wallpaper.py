"""Makes a picture the desktop's wallpaper, by the first way that this desktop has, and says truly what came of it.

Runs on a thread of the window process: each way may block. The desktop's portal is asked first; it shows the person a
preview. Without it the desktop's own settings are changed and read back, and only where there is no desktop at all, but
a bare window manager, a program paints the root window.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.ui.windows.gallery.wallpaper_portal import Portal, ask_portal

_WAIT_S: Final = 10.0
"""For a command of the desktop's."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it."""

    done: bool
    words: str
    """For the person."""


def set_wallpaper(picture: Path) -> Outcome:
    """Try the ways in order. Blocks, for as long as the person looks at the portal's preview."""
    answer = ask_portal(picture)
    if answer is Portal.SET:
        return Outcome(True, "It is the wallpaper now")
    if answer is Portal.DECLINED:
        return Outcome(False, "The wallpaper was left as it is")
    desktops = {name.casefold() for name in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":") if name}
    for names, way in _WAYS:
        if names & desktops:
            return _said(way(picture), picture)
    if desktops - _BARE or not os.environ.get("DISPLAY"):
        return _said("", picture)
    return _said(_by_root_window(picture), picture)


def _said(by: str, picture: Path) -> Outcome:
    if by:
        return Outcome(True, f"It is the wallpaper now ({by})")
    return Outcome(False, f"This desktop offers no way to set the wallpaper. Set it by hand: {picture}")


def _by_gsettings(schema: str, keys: Sequence[str], value: Callable[[Path], str]) -> Callable[[Path], str]:
    def way(picture: Path) -> str:
        wanted = value(picture)
        # A desktop may not know the second key, which is for its dark style.
        done = [_run("gsettings", "set", schema, key, wanted) is not None for key in keys]
        found = _run("gsettings", "get", schema, keys[0])
        return f"by {schema}" if done[0] and found is not None and found.strip("'\"") == wanted else ""

    return way


def _by_plasma(picture: Path) -> str:
    return "by Plasma" if _run("plasma-apply-wallpaperimage", str(picture)) is not None else ""


def _by_xfce(picture: Path) -> str:
    channel = ("xfconf-query", "-c", "xfce4-desktop")
    listed = (_run(*channel, "-l") or "").splitlines()
    places = [name for name in listed if name.endswith("/last-image")]
    done = [_run(*channel, "-p", name, "-s", str(picture)) is not None for name in places]
    return "by Xfce’s settings" if done and all(done) else ""


def _by_root_window(picture: Path) -> str:
    for program, words in (("feh", ("--no-fehbg", "--bg-fill")), ("xwallpaper", ("--zoom",))):
        if _run(program, *words, str(picture)) is not None:
            return f"by {program}, until you log out"
    return ""


def _run(*command: str) -> str | None:
    """What a command prints; None where it is not there, fails or hangs."""
    if shutil.which(command[0]) is None:
        return None
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_WAIT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _uri(picture: Path) -> str:
    return picture.as_uri()


_GNOME = _by_gsettings("org.gnome.desktop.background", ("picture-uri", "picture-uri-dark"), _uri)
_WAYS: Final[tuple[tuple[set[str], Callable[[Path], str]], ...]] = (
    ({"gnome", "unity", "budgie", "pantheon"}, _GNOME),
    ({"x-cinnamon", "cinnamon"}, _by_gsettings("org.cinnamon.desktop.background", ("picture-uri",), _uri)),
    ({"mate"}, _by_gsettings("org.mate.background", ("picture-filename",), str)),
    ({"kde"}, _by_plasma),
    ({"xfce"}, _by_xfce),
)
_BARE: Final = {"openbox", "fluxbox", "i3", "awesome", "bspwm", "icewm", "dwm", "herbstluftwm", "qtile"}
"""Names of window managers that draw no desktop: what is on the root window is seen."""
