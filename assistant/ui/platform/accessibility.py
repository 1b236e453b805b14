"""What the desktop asks of every program: less motion, larger text. Runs in the overlay process.

Asked of the settings portal (KDE, GNOME and others answer it) and read from GTK's own file where there is none. It asks
once at the start and listens afterwards; it never waits for an answer, and no answer means no wish.
"""

from __future__ import annotations

import configparser
import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication

from assistant.ui.platform.session_bus import Body, SessionBus

_PORTAL = ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings")

REDUCED_MOTION = ("org.freedesktop.appearance", "reduced-motion")
ANIMATIONS = ("org.gnome.desktop.interface", "enable-animations")
DURATIONS = ("org.kde.kdeglobals.KDE", "AnimationDurationFactor")
TEXT_SCALE = ("org.gnome.desktop.interface", "text-scaling-factor")
_ASKED = (REDUCED_MOTION, ANIMATIONS, DURATIONS, TEXT_SCALE)


class Wishes(QObject):
    """What is asked now.

    Args:
        calm: Less motion, whatever the desktop says: our own setting.
    """

    changed = Signal()

    def __init__(self, *, calm: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calm = calm
        self._told: dict[tuple[str, str], object] = {}
        self._points = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()

    @property
    def calm(self) -> bool:
        """Whether things fade only, instead of moving."""
        told = self._told
        return (
            self._calm
            or _number(told.get(REDUCED_MOTION), 0.0) == 1.0
            or _number(told.get(ANIMATIONS), 1.0) == 0.0
            or _number(told.get(DURATIONS), 1.0) == 0.0
        )

    def ask(self, bus: SessionBus) -> None:
        """Ask the desktop, now and whenever it changes its mind."""
        if _gtk_says_no_animations():
            self._take(ANIMATIONS, value=False)
        bus.listen(_PORTAL, "SettingChanged", self._on_changed)
        for wish in _ASKED:
            bus.call(_PORTAL, "Read", partial(self._on_answer, wish), signature="ss", body=wish, start=True)

    def _on_changed(self, told: Body) -> None:
        namespace, key, value = told
        if (namespace, key) in _ASKED:
            self._take((namespace, key), _plain(value))

    def _on_answer(self, wish: tuple[str, str], told: Body | None) -> None:
        if told:
            self._take(wish, _plain(told[0]))

    def _take(self, wish: tuple[str, str], value: object) -> None:
        if self._told.get(wish) == value:
            return
        self._told[wish] = value
        if wish == TEXT_SCALE:
            self._scale_text()
        self.changed.emit()

    def _scale_text(self) -> None:
        """On X11 GNOME's factor is in the screen's text resolution already; Qt's Wayland does not know of it."""
        if QGuiApplication.platformName().startswith("wayland"):
            font = QGuiApplication.font()
            font.setPointSizeF(self._points * min(3.0, max(0.5, _number(self._told.get(TEXT_SCALE), 1.0))))
            QGuiApplication.setFont(font)


def _plain(value: object) -> object:
    """What is in a variant (its signature and its value), however often it is wrapped: `Read` does it twice."""
    while isinstance(value, tuple):
        value = value[1]
    return value


def _number(value: object, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) else otherwise


def _gtk_says_no_animations() -> bool:
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    for version in ("gtk-4.0", "gtk-3.0"):
        file = configparser.ConfigParser(interpolation=None, strict=False)
        try:
            file.read(base / version / "settings.ini", encoding="utf-8")
        except (configparser.Error, OSError, UnicodeDecodeError):
            continue
        value = file.get("Settings", "gtk-enable-animations", fallback="").strip().lower()
        if value:
            return value in {"0", "false"}
    return False
