"""The first step: say the word and see it heard, or choose another microphone. Window processes."""

from __future__ import annotations

from assistant.core.errors import AssistantError
from assistant.ui.windows.settings.mic_test.mic_test_view import Trying
from assistant.ui.windows.settings.microphone_picker import Microphones
from assistant.ui.windows.settings.pages.page import Card, words
from assistant.ui.windows.settings.settings_store import Book
from assistant.ui.windows.welcome.step import Step

KEY = "hearing.device"


class MicrophoneStep(Step):
    """Say the word and see it heard."""

    def __init__(self, book: Book) -> None:
        super().__init__("Say “Jarvis”", "See whether it hears you. If nothing moves, choose another microphone below.")
        self._book = book
        self.hears: bool | None = None
        """Whether the running Jarvis hears; None where none runs."""
        self.trying = Trying()
        self.microphones = Microphones()
        self.microphones.choose(str(book.stand(KEY).value))
        self.microphones.chosen.connect(self._on_chosen)
        self.wrong = words("", "wrong")
        self.wrong.hide()
        self.column.addWidget(Card(self.trying))
        self.column.addWidget(Card(self.microphones))
        self.column.addWidget(self.wrong)
        self.column.addStretch(1)
        self._is_seen = False

    def seen(self) -> None:
        self._is_seen = True
        self.microphones.look()
        if self.hears:
            self.trying.start()

    def left(self) -> None:
        self._is_seen = False
        self.trying.stop()
        self.microphones.stop()

    def show_daemon(self, hears: bool | None) -> None:
        """Whether the running Jarvis hears. Its microphone is open then, and may be watched unasked."""
        began = hears and not self.hears
        self.hears = hears
        if began and self._is_seen and not self.trying.is_on:
            self.trying.start()

    def _on_chosen(self, device: str) -> None:
        self.wrong.hide()
        try:
            self._book.write(KEY, device)
        except AssistantError as error:
            self.wrong.setText(str(error))
            self.wrong.show()
            self._book.read()
            self.microphones.choose(str(self._book.stand(KEY).value))
            return
        self.microphones.choose(device)
        self.trying.start(device)
