"""How push to talk stands with the desktop's portal, and the words for it. Plain values; daemon's loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["off", "absent", "asking", "bound", "without_keys", "empty", "denied", "gone", "failed"]
SETTLED = frozenset({"off", "absent", "bound", "without_keys", "empty", "denied", "gone", "failed"})
SAYS: dict[State, str] = {
    "off": "No keys are asked for.",
    "absent": "This desktop offers no global shortcuts to programs.",
    "asking": "The desktop asks you now whether Jarvis may have the keys.",
    "bound": "The desktop gives the keys to Jarvis.",
    "without_keys": "The desktop knows the shortcut but gave it no keys: set them in its keyboard settings.",
    "empty": "The desktop said yes, and gave no shortcut.",
    "denied": "You, or the desktop, refused the keys.",
    "gone": "The desktop's portal went away; Jarvis asks again when it is back.",
    "failed": "The desktop's portal failed.",
}


@dataclass(frozen=True, slots=True)
class Held:
    """What the portal gave."""

    state: State = "off"
    keys: str = ""
    """As the desktop writes them for people; "" unless `bound`."""
    words: str = SAYS["off"]
