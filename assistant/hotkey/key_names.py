"""Converts keys between the forms of people ("Ctrl+Alt+J"), the portal ("CTRL+ALT+j") and GNOME ("<Control><Alt>j").

The settings check the form of people (`settings.schema.KEYS`).
"""

from __future__ import annotations

import re
from typing import Final

_MODIFIERS: Final = {
    "Ctrl": ("CTRL", "<Control>", "Ctrl"),
    "Alt": ("ALT", "<Alt>", "ALT"),
    "Shift": ("SHIFT", "<Shift>", "SHIFT"),
    "Super": ("LOGO", "<Super>", "SUPER"),
}
"""Name → name in the XDG shortcuts specification, in GTK's accelerators, and in Hyprland."""
_KEYSYMS: Final = {"Space": "space", "PageUp": "Prior", "PageDown": "Next"}
"""Name → xkb's name, where it differs; xkb has letters in lower case."""


def for_portal(keys: str) -> str:
    """Returns a trigger of the XDG shortcuts specification: modifiers and an xkb keysym name, joined by "+"."""
    modifiers, key = _parts(keys)
    return "+".join([*(_MODIFIERS[one][0] for one in modifiers), _keysym(key)])


def for_gnome(keys: str) -> str:
    """Returns a GTK accelerator."""
    modifiers, key = _parts(keys)
    return "".join(_MODIFIERS[one][1] for one in modifiers) + _keysym(key)


def for_hyprland(keys: str) -> str:
    """Returns the first two fields of Hyprland's `bind`."""
    modifiers, key = _parts(keys)
    return f"{' '.join(_MODIFIERS[one][2].upper() for one in modifiers)}, {_keysym(key).upper()}"


def for_sway(keys: str) -> str:
    """Returns the argument of sway's `bindsym`, in which Super is Mod4 and Alt is Mod1."""
    modifiers, key = _parts(keys)
    names = {"Super": "Mod4", "Alt": "Mod1"}
    return "+".join([*(names.get(one, one) for one in modifiers), _keysym(key)])


def from_gnome(accelerator: str) -> str:
    """Converts a GTK accelerator to the form of people; an unknown one is returned unchanged."""
    modifiers = re.findall(r"<(\w+)>", accelerator)
    key = re.sub(r"<\w+>", "", accelerator)
    names = {"Control": "Ctrl", "Primary": "Ctrl", "Ctrl": "Ctrl", "Alt": "Alt", "Shift": "Shift", "Super": "Super"}
    if not key or any(one not in names for one in modifiers):
        return accelerator
    plain = {keysym: name for name, keysym in _KEYSYMS.items()}
    return "+".join([*(names[one] for one in modifiers), plain.get(key, key.upper() if len(key) == 1 else key)])


def _parts(keys: str) -> tuple[list[str], str]:
    *modifiers, key = keys.split("+")
    return modifiers, key


def _keysym(key: str) -> str:
    return _KEYSYMS.get(key, key.lower() if len(key) == 1 else key)
