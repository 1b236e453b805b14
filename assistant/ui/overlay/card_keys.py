"""Walking over the card's buttons with keys, once a click has given it the keyboard. Runs in the overlay process."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent

from assistant.ui.overlay.chip import Button
from assistant.ui.overlay.picture_view import PictureTile

_NEXT = {Qt.Key.Key_Tab, Qt.Key.Key_Right, Qt.Key.Key_Down}
_BACK = {Qt.Key.Key_Backtab, Qt.Key.Key_Left, Qt.Key.Key_Up}
_DO = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
_MODIFIERS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}


class Keys:
    """Which button the keys have chosen.

    Args:
        buttons: Those that there are at the moment, in reading order, pictures first.
    """

    def __init__(self, buttons: Callable[[], list[Button]]) -> None:
        self._buttons = buttons
        self.active = False
        """Whether the card has the keyboard."""
        self.chosen: Button | None = None

    def start(self) -> None:
        """The keyboard is ours."""
        self.active = True

    def stop(self) -> None:
        """It is no longer."""
        self.active = False
        self._choose(None)

    def press(self, key: int) -> bool:
        """A key was pressed; whether it means something here."""
        buttons = self._buttons()
        if key in _MODIFIERS:
            return True
        if key in _NEXT | _BACK and buttons:
            step = 1 if key in _NEXT else -1
            at = buttons.index(self.chosen) if self.chosen in buttons else (-1 if step > 0 else 0)
            self._choose(buttons[(at + step) % len(buttons)])
            return True
        if key in _DO and self.chosen in buttons and self.chosen is not None:
            self.chosen.click()
            return True
        number = key - Qt.Key.Key_1
        if 0 <= number < 4:
            pictures = [button for button in buttons if isinstance(button, PictureTile)]
            if number < len(pictures):
                pictures[number].click()
                return True
        return False

    def _choose(self, button: Button | None) -> None:
        if button is self.chosen:
            return
        if self.chosen is not None:
            self.chosen.set_hot(self.chosen.is_pointed_at)
        self.chosen = button
        if button is not None:
            button.set_hot(True)
            QAccessible.updateAccessibility(QAccessibleEvent(button, QAccessible.Event.Focus))
