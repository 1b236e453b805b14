"""Makes a picture the desktop's wallpaper, by the first way that this desktop has, and reports the real result.

Each way may block, so it runs on a thread. The desktop's portal (org.freedesktop.portal.Wallpaper, version 1) is asked
first: it gets the open file, not its name, shows the person a preview, and answers when the person has decided. Without
it the desktop's own settings are changed and read back, and only where there is no desktop at all, but a bare window
manager, a program paints the root window.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.errors import DBusFastError

PORTAL: Final = "org.freedesktop.portal.Desktop"
_PLACE: Final = "/org/freedesktop/portal/desktop"
_DECIDES_WITHIN_S: Final = 600.0
_ANSWERS_WITHIN_S: Final = 25.0

_WAIT_S: Final = 10.0
"""Time limit of a command of the desktop's."""


class PortalAnswer(Enum):
    """Is the portal's answer."""

    SET = "set"
    DECLINED = "declined"
    """The person did not want it, or never decided."""
    ABSENT = "absent"
    """There is no portal, it does not know wallpapers, or it failed."""


def ask_portal(picture: Path) -> PortalAnswer:
    """Asks the portal, and blocks until the person has decided."""
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS", "").startswith("disabled:"):
        return PortalAnswer.ABSENT
    try:
        return asyncio.run(_ask(picture))
    except (OSError, DBusFastError, EOFError, TimeoutError):
        return PortalAnswer.ABSENT


async def _ask(picture: Path) -> PortalAnswer:
    bus = await asyncio.wait_for(MessageBus(bus_type=BusType.SESSION, negotiate_unix_fd=True).connect(), 5)
    handle = os.open(picture, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return await _ask_on(bus, handle)
    finally:
        os.close(handle)
        bus.disconnect()


async def _ask_on(bus: MessageBus, handle: int) -> PortalAnswer:
    token = f"jarvis{secrets.token_hex(6)}"
    sender = str(bus.unique_name).removeprefix(":").replace(".", "_")
    request = f"{_PLACE}/request/{sender}/{token}"
    decided: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def on_message(message: Message) -> None:
        answers = message.message_type is MessageType.SIGNAL and message.member == "Response"
        if answers and message.path == request and not decided.done():
            decided.set_result(int(message.body[0]))

    bus.add_message_handler(on_message)
    # Before the question, because the answer may be quicker than its own reply.
    rule = f"type='signal',interface='org.freedesktop.portal.Request',member='Response',path='{request}'"
    dbus = "org.freedesktop.DBus"
    match = Message(dbus, "/org/freedesktop/DBus", dbus, "AddMatch", signature="s", body=[rule])
    await bus.call(match)
    options = {"handle_token": Variant("s", token), "show-preview": Variant("b", True), "set-on": Variant("s", "both")}
    question = Message(
        PORTAL,
        _PLACE,
        "org.freedesktop.portal.Wallpaper",
        "SetWallpaperFile",
        signature="sha{sv}",
        body=["", 0, options],
        unix_fds=[handle],
    )
    reply = await asyncio.wait_for(bus.call(question), _ANSWERS_WITHIN_S)
    if reply is None or reply.message_type is MessageType.ERROR:
        return PortalAnswer.ABSENT
    try:
        answer = await asyncio.wait_for(decided, _DECIDES_WITHIN_S)
    except TimeoutError:
        return PortalAnswer.DECLINED
    return {0: PortalAnswer.SET, 1: PortalAnswer.DECLINED}.get(answer, PortalAnswer.ABSENT)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Describes the result."""

    done: bool
    words: str
    """The words for the person."""


def set_wallpaper(picture: Path) -> Outcome:
    """Tries the ways in order. Blocks for as long as the person looks at the portal's preview."""
    answer = ask_portal(picture)
    if answer is PortalAnswer.SET:
        return Outcome(True, "It is the wallpaper now")
    if answer is PortalAnswer.DECLINED:
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
    """Returns what a command prints; None where the command is missing, fails or hangs."""
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
