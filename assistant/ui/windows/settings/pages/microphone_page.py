"""Lets a person choose and try a microphone."""

from __future__ import annotations

from assistant.core.errors import AssistantError
from assistant.ui.windows.settings.mic_test.mic_test_view import MicTestView
from assistant.ui.windows.settings.microphone_picker import MicrophonePicker
from assistant.ui.windows.settings.pages.page import Page
from assistant.ui.windows.settings.settings_store import SettingsStore
from assistant.ui.windows.settings.widgets import Card, wrapped_label

KEY = "hearing.device"


class MicrophonePage(Page):
    """Shows which microphone is set, how loud it is, and whether it hears the word."""

    def __init__(self, store: SettingsStore) -> None:
        super().__init__(
            "Microphone", "Choose it by name, say “Jarvis”, and see whether that would have woken it.", store
        )
        self.mic_test_view = MicTestView()
        self.add(Card(self.mic_test_view))
        self.add_heading("Which one")
        self.microphones = MicrophonePicker()
        self.microphones.chosen.connect(self._on_chosen)
        self.wrong = wrapped_label("", "wrong")
        self.wrong.hide()
        self.note = wrapped_label("", "note")
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
        state = self.store.state(KEY)
        self.microphones.choose(str(state.value))
        self.microphones.setEnabled(not state.is_fixed)
        self.note.setText(
            f"Set by {state.source}, which outweighs this file: change it there." if state.is_fixed else ""
        )
        self.note.setVisible(state.is_fixed)

    def show_daemon(self, hears: bool | None, device: str | None) -> None:
        """Takes what the running Jarvis hears with.

        Args:
            hears: Whether its microphone is open; None where none runs.
            device: Its `hearing.device`.
        """
        began = hears and not self._daemon_hears
        self._daemon_hears, self._in_force = hears, device
        if began and self._is_seen and not self.mic_test_view.is_on:
            self._try()

    def on_shown(self) -> None:
        self._is_seen = True
        self.microphones.refresh()
        if self._daemon_hears:
            self._try()

    def on_hidden(self) -> None:
        self._is_seen = False
        self.mic_test_view.stop()
        self.microphones.stop()

    def _try(self) -> None:
        """Starts the test with the daemon's ears where they use the chosen microphone, else with its own ears."""
        wanted = str(self.store.state(KEY).value)
        self.mic_test_view.start(None if not self._daemon_hears or self._in_force in {None, wanted} else wanted)

    def _on_chosen(self, device: str) -> None:
        self.wrong.hide()
        try:
            self.store.write(KEY, device)
        except AssistantError as error:
            self.wrong.setText(str(error))
            self.wrong.show()
            self.refresh()
            return
        self.written.emit(KEY, device)
        if self.mic_test_view.is_on:
            self._try()
