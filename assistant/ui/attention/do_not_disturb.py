"""Whether the desktop is set not to disturb: asked of its notification server, or of its settings. Overlay process.

Asks only servers that are there and starts none. What the desktops offer:
KDE Plasma tells `Inhibited`, which is also true while it counts a fullscreen window or a shared screen as a reason;
dunst tells `paused`; mako tells its modes; xfce4-notifyd keeps it in xfconf; GNOME and Cinnamon keep it in GSettings.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QProcess

from assistant.ui.platform.session_bus import SessionBus


def _has_quiet_mode(modes: object) -> bool:
    return isinstance(modes, list) and "do-not-disturb" in modes


_PROPERTIES = "org.freedesktop.DBus.Properties"
_NOTIFICATIONS, _NOTIFICATIONS_PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"

Answer = Callable[[bool], None]


@dataclass(frozen=True, slots=True)
class BusQuestion:
    """A call, and how its answer reads."""

    service: str
    path: str
    interface: str
    method: str
    arguments: tuple[str, ...]
    is_quiet: Callable[[Any], bool] = bool


BUS_QUESTIONS = (
    BusQuestion(_NOTIFICATIONS, _NOTIFICATIONS_PATH, _PROPERTIES, "Get", (_NOTIFICATIONS, "Inhibited")),
    BusQuestion(_NOTIFICATIONS, _NOTIFICATIONS_PATH, _PROPERTIES, "Get", ("org.dunstproject.cmd0", "paused")),
    BusQuestion(_NOTIFICATIONS, "/fr/emersion/Mako", "fr.emersion.Mako", "ListModes", (), _has_quiet_mode),
    BusQuestion(
        "org.xfce.Xfconf", "/org/xfce/Xfconf", "org.xfce.Xfconf", "GetProperty", ("xfce4-notifyd", "/do-not-disturb")
    ),
)
"""A server that does not know the question answers with an error, which is no."""
SETTINGS_QUESTIONS = {
    "GNOME": (("org.gnome.desktop.notifications", "show-banners"), "false"),
    "X-CINNAMON": (("org.cinnamon.desktop.notifications", "display-notifications"), "false"),
}
"""By a part of XDG_CURRENT_DESKTOP: schema and key, and the value that means quiet."""
ANSWER_MS = 1000


class QuietQuestion(QObject):
    """Asks everybody who may know; the desktop is quiet if one of them says so."""

    def __init__(self, bus: SessionBus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = bus
        self._processes: set[QProcess] = set()

    def ask(self, answer: Answer) -> None:
        """Ask, and give the answer once, later or at once."""
        desktops = os.environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":")
        settings = [asked for desktop, asked in SETTINGS_QUESTIONS.items() if desktop in desktops]
        any_of([self._ask_servers, *(partial(self._ask_settings, *asked) for asked in settings)], answer)

    def _ask_servers(self, answer: Answer) -> None:
        def ask_owned(owned: frozenset[str]) -> None:
            asked = [question for question in BUS_QUESTIONS if question.service in owned]
            any_of([partial(self._ask_bus, question) for question in asked], answer)

        self._bus.names(ask_owned)

    def _ask_bus(self, question: BusQuestion, give: Answer) -> None:
        def told(body: tuple[Any, ...] | None) -> None:
            value = body[0] if body else False
            # A variant comes as its signature and its value.
            give(question.is_quiet(value[1] if isinstance(value, tuple) else value))

        address = (question.service, question.path, question.interface)
        signature = "s" * len(question.arguments)
        self._bus.call(address, question.method, told, signature=signature, body=question.arguments)

    def _ask_settings(self, key: tuple[str, str], quiet: str, give: Answer) -> None:
        program = shutil.which("gsettings")
        if program is None:
            give(False)
            return
        process = QProcess(self)
        self._processes.add(process)

        def finished() -> None:
            if process in self._processes:
                self._processes.discard(process)
                give(bytes(process.readAllStandardOutput().data()).decode(errors="replace").strip() == quiet)
                process.deleteLater()

        process.finished.connect(finished)
        process.errorOccurred.connect(finished)
        process.start(program, ["get", *key])


def any_of(questions: list[Callable[[Answer], None]], answer: Answer) -> None:
    """Ask all of them and give one answer, once: True as soon as one says so, False when all have said no."""
    left, over = len(questions), False

    def give(said: bool) -> None:
        nonlocal left, over
        left -= 1
        if not over and (said or left <= 0):
            over = True
            answer(said)

    for question in questions:
        question(give)
    if not questions:
        answer(False)
