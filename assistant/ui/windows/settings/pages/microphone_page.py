"""The page on which a microphone is chosen and tried. Window processes."""

from __future__ import annotations

from assistant.core.errors import AssistantError
from assistant.ui.windows.settings.mic_test.mic_test_view import Trying
from assistant.ui.windows.settings.microphone_picker import Microphones
from assistant.ui.windows.settings.pages.page import Card, Page, words
from assistant.ui.windows.settings.settings_store import Book

KEY = "hearing.device"


class MicrophonePage(Page):
    """Which microphone, how loud it is, and whether it hears the word."""

    def __init__(self, book: Book) -> None:
        super().__init__(
            "Microphone", "Choose it by name, say “Jarvis”, and see whether that would have woken it.", book
        )
        self.trying = Trying()
        self.add(Card(self.trying))
        self.add_heading("Which one")
        self.microphones = Microphones()
        self.microphones.chosen.connect(self._on_chosen)
        self.wrong = words("", "wrong")
        self.wrong.hide()
        self.note = words("", "note")
        self.note.hide()
        self.add(Card(self.microphones))
        self.add(self.note, self.wrong)
        self.end()
        self._daemon_hears: bool | None = None
        self._in_force: str | None = None
        self._is_seen = False
        self.refresh()

    def refresh(self) -> None:
        super().refresh()
        stand = self.book.stand(KEY)
        self.microphones.choose(str(stand.value))
        self.microphones.setEnabled(not stand.is_fixed)
        self.note.setText(
            f"Set by {stand.source}, which outweighs this file: change it there." if stand.is_fixed else ""
        )
        self.note.setVisible(stand.is_fixed)

    def show_daemon(self, hears: bool | None, device: str | None) -> None:
        """What the running Jarvis hears with.

        Args:
            hears: Whether its microphone is open; None where none runs.
            device: Its `hearing.device`.
        """
        began = hears and not self._daemon_hears
        self._daemon_hears, self._in_force = hears, device
        if began and self._is_seen and not self.trying.is_on:
            self._try()

    def seen(self) -> None:
        self._is_seen = True
        self.microphones.look()
        if self._daemon_hears:
            self._try()

    def left(self) -> None:
        self._is_seen = False
        self.trying.stop()
        self.microphones.stop()

    def _try(self) -> None:
        """The daemon's ears where they hear with the chosen microphone, else ears of our own."""
        wanted = str(self.book.stand(KEY).value)
        self.trying.start(None if not self._daemon_hears or self._in_force in {None, wanted} else wanted)

    def _on_chosen(self, device: str) -> None:
        self.wrong.hide()
        try:
            self.book.write(KEY, device)
        except AssistantError as error:
            self.wrong.setText(str(error))
            self.wrong.show()
            self.refresh()
            return
        self.written.emit(KEY, device)
        if self.trying.is_on:
            self._try()
