"""Keys as people write them ("Ctrl+Alt+J"), as the portal does ("CTRL+ALT+j") and as GNOME does ("<Control><Alt>j").

Pure. What people may write is checked by the settings (`settings.KEYS`).
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
"""Name: as the portal's "shortcuts" specification, as GTK's accelerators and as Hyprland have it."""
_KEYSYMS: Final = {"Space": "space", "PageUp": "Prior", "PageDown": "Next"}
"""Where xkb's name is another one; letters are in lower case there."""


def for_portal(keys: str) -> str:
    """A trigger by the XDG shortcuts specification: modifiers and an xkb keysym name, joined by "+"."""
    modifiers, key = _parts(keys)
    return "+".join([*(_MODIFIERS[one][0] for one in modifiers), _keysym(key)])


def for_gnome(keys: str) -> str:
    """A GTK accelerator."""
    modifiers, key = _parts(keys)
    return "".join(_MODIFIERS[one][1] for one in modifiers) + _keysym(key)


def for_hyprland(keys: str) -> str:
    """The first two fields of `bind`."""
    modifiers, key = _parts(keys)
    return f"{' '.join(_MODIFIERS[one][2].upper() for one in modifiers)}, {_keysym(key).upper()}"


def for_sway(keys: str) -> str:
    """What follows `bindsym`: Super is Mod4, Alt is Mod1 there."""
    modifiers, key = _parts(keys)
    names = {"Super": "Mod4", "Alt": "Mod1"}
    return "+".join([*(names.get(one, one) for one in modifiers), _keysym(key)])


def from_gnome(accelerator: str) -> str:
    """A GTK accelerator as a person writes it; one that is none of ours comes back as it is."""
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
