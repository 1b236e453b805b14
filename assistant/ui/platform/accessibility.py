"""Reads what the desktop asks of every program: less motion, larger text.

The settings portal (KDE, GNOME and others answer it) is asked once at the start and listened to afterwards; where there
is none, GTK's own file is read. Nothing waits for an answer, and no answer means no wish.
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


class AccessibilitySettings(QObject):
    """Holds what the desktop asks now.

    Args:
        calm: Less motion, whatever the desktop says: our own setting.
    """

    changed = Signal()

    def __init__(self, *, reduced_motion: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reduced_motion = reduced_motion
        self._answers: dict[tuple[str, str], object] = {}
        self._points = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()

    @property
    def reduced_motion(self) -> bool:
        """Returns whether things fade only, instead of moving."""
        told = self._answers
        return (
            self._reduced_motion
            or _number(told.get(REDUCED_MOTION), 0.0) == 1.0
            or _number(told.get(ANIMATIONS), 1.0) == 0.0
            or _number(told.get(DURATIONS), 1.0) == 0.0
        )

    def ask(self, bus: SessionBus) -> None:
        """Asks the desktop, now and at each of its changes."""
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
        if self._answers.get(wish) == value:
            return
        self._answers[wish] = value
        if wish == TEXT_SCALE:
            self._scale_text()
        self.changed.emit()

    def _scale_text(self) -> None:
        """Sets the text scale on Wayland. On X11 GNOME's factor is in the screen's text resolution already."""
        if QGuiApplication.platformName().startswith("wayland"):
            font = QGuiApplication.font()
            font.setPointSizeF(self._points * min(3.0, max(0.5, _number(self._answers.get(TEXT_SCALE), 1.0))))
            QGuiApplication.setFont(font)


def _plain(value: object) -> object:
    """Returns what is in a variant (its signature and its value), however often it is wrapped: `Read` does it twice."""
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
