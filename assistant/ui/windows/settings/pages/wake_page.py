"""Shows the wake word: how easily it wakes, what that would have done lately, and which words count."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from assistant.core.errors import AssistantError
from assistant.paths import data_file, data_home
from assistant.ui.windows.settings.fields import REST_MS
from assistant.ui.windows.settings.pages.page import Page
from assistant.ui.windows.settings.settings_store import SettingsStore
from assistant.ui.windows.settings.widgets import Card, label, named, wrapped_label
from assistant.wake_log.analysis import MAX_SENSITIVITY, MIN_SENSITIVITY, estimate_sentence, estimate_wakes
from assistant.wake_log.store import WakeEntry, WakeLogStore

SENSITIVITY, WORDS = "wake.sensitivity", "wake.models"


class WakePage(Page):
    """Is the page of sensitivity, words and second look."""

    def __init__(self, store: SettingsStore) -> None:
        lead = "What you call it, and how easily that wakes it. Changes of the sensitivity count at once."
        super().__init__("Wake word", lead, store)
        self._entries: list[WakeEntry] = []
        self._problem = ""
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(MIN_SENSITIVITY * 100), round(MAX_SENSITIVITY * 100))
        self.slider.setAccessibleName("Sensitivity")
        self.value = named(QLabel(), "value")
        self.forecast = wrapped_label("")
        self.wrong = wrapped_label("", "wrong")
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._write_sensitivity)
        self.slider.valueChanged.connect(self._on_moved)
        self.slider.sliderReleased.connect(self._rest.start)
        self.add(Card(self._sensitivity_row()))
        self.add_heading("Words it listens for")
        self._boxes: dict[str, QCheckBox] = {}
        self._words = QVBoxLayout()
        holder = QWidget()
        holder.setLayout(self._words)
        self._words.setContentsMargins(0, 8, 0, 8)
        self.add(Card(holder))
        self.add_group("In doubt", ["wake.second_look", "wake.refractory_s", "wake.log", "wake.self_test_s"])
        self.add_group("More", ["wake.sensitivities", "wake.*"])
        self.end()
        self.refresh()

    def refresh(self) -> None:
        super().refresh()
        state = self.store.state(SENSITIVITY)
        if not (self.slider.isSliderDown() or self._rest.isActive()):
            self.slider.blockSignals(True)
            self.slider.setValue(round(float(state.value) * 100))
            self.slider.blockSignals(False)
        self.slider.setEnabled(not state.is_fixed)
        self._say("")
        self._show_forecast()
        self._show_words()

    def on_shown(self) -> None:
        try:
            self._entries, self._problem = WakeLogStore().read(), ""
        except AssistantError as error:
            self._entries, self._problem = [], str(error)
        self._show_forecast()

    def finish(self) -> None:
        super().finish()
        if self._rest.isActive():
            self._write_sensitivity()

    def _sensitivity_row(self) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 12, 0, 14)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(label("Sensitivity", "name"))
        top.addStretch(1)
        top.addWidget(self.value)
        ends = QHBoxLayout()
        ends.addWidget(label("wakes rarely", "words"))
        ends.addStretch(1)
        ends.addWidget(label("wakes easily", "words"))
        for layout in (top, self.slider, ends, self.forecast, self.wrong):
            if isinstance(layout, QWidget):
                column.addWidget(layout)
            else:
                column.addLayout(layout)
        return row

    def _on_moved(self, _value: int) -> None:
        self._show_forecast()
        if not self.slider.isSliderDown():
            self._rest.start()

    def _show_forecast(self) -> None:
        value = self.slider.value() / 100
        self.value.setText(f"{value:.2f}  ·  a score of {1 - value:.2f} wakes it")
        self.forecast.setText(
            self._problem or f"With what is in the wake log, {estimate_sentence(estimate_wakes(self._entries, value))}."
        )

    def _write_sensitivity(self) -> None:
        self._rest.stop()
        self._write(SENSITIVITY, self.slider.value() / 100)

    def _show_words(self) -> None:
        chosen = [str(one) for one in self.store.state(WORDS).value]
        names = sorted({*_heads(), *chosen}, key=lambda name: (name not in chosen, name))
        if list(self._boxes) != names:
            for box in self._boxes.values():
                box.deleteLater()
            self._boxes = {}
            for name in names:
                box = QCheckBox(name.replace("_", " ").replace("&", "&&"))
                box.clicked.connect(self._on_word)
                self._boxes[name] = box
                self._words.addWidget(box)
        for name, box in self._boxes.items():
            box.setChecked(name in chosen)
            box.setEnabled(not self.store.state(WORDS).is_fixed)

    def _on_word(self) -> None:
        chosen = [name for name, box in self._boxes.items() if box.isChecked()]
        if not chosen:
            self._show_words()
            self._say("wake.models: at least one word has to be listened for; to close the microphone, mute it.")
            return
        self._write(WORDS, chosen)

    def _write(self, key: str, value: object) -> None:
        if value == self.store.state(key).value:
            return
        try:
            self.store.write(key, value)
        except AssistantError as error:
            self.refresh()
            self._say(str(error))
        else:
            self.written.emit(key, value)

    def _say(self, why: str) -> None:
        self.wrong.setText(why)
        self.wrong.setVisible(bool(why))


def _heads() -> Iterator[str]:
    """Yields the wake words that came with Jarvis, and those that the person trained."""
    for folder in (data_file("models/wake"), data_home() / "wake"):
        yield from (file.stem for file in folder.glob("*.onnx"))
