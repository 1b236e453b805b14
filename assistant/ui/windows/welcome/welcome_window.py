"""Shows the first steps one at a time, with dots for the place and a way out at any moment."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from assistant import paths
from assistant.core.messages.event_messages import StateEvent
from assistant.ui.common import style
from assistant.ui.common.daemon_link import DaemonLink
from assistant.ui.windows import window_style
from assistant.ui.windows.settings.settings_store import SettingsStore
from assistant.ui.windows.settings.style_sheet import sheet
from assistant.ui.windows.settings.widgets import named
from assistant.ui.windows.welcome.painter_step import PainterStep
from assistant.ui.windows.welcome.welcome_steps import CallingStep, MicrophoneStep, Step


class Dots(QWidget):
    """Shows which step is at the front."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count
        self._at = 0
        self.setFixedSize(QSize(count * 22, 16))

    def go(self, at: int) -> None:
        """Marks this step."""
        self._at = at
        self.setAccessibleName(f"Step {at + 1} of {self._count}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        to_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for index in range(self._count):
            place = self._count - 1 - index if to_left else index
            painter.setBrush(style.HEARING if index == self._at else window_style.LINE)
            radius = 4.5 if index == self._at else 3.5
            painter.drawEllipse(QPointF(11 + 22 * place, 8), radius, radius)
        painter.end()


class WelcomeWindow(QWidget):
    """Is the window of the first steps.

    Args:
        store: The settings.
        link: The daemon.
    """

    def __init__(self, store: SettingsStore, link: DaemonLink) -> None:
        super().__init__()
        self.setObjectName("ground")
        self.setWindowTitle("Welcome to Jarvis")
        self.setStyleSheet(sheet())
        self.link = link
        self._at = 0
        self.microphone = MicrophoneStep(store)
        self.painter = PainterStep()
        self.calling = CallingStep()
        self.steps: list[Step] = [self.microphone, self.painter, self.calling]
        self.stack = QStackedWidget()
        for step in self.steps:
            self.stack.addWidget(self._scrolled(step))
        self.dots = Dots(len(self.steps))
        self.skip = QPushButton("Skip")
        self.skip.setToolTip("Everything here is in the settings as well: jarvis settings.")
        self.back = QPushButton("Back")
        self.next = named(QPushButton("Next"), "go")
        self.next.setDefault(True)
        self.skip.clicked.connect(self.close)
        self.back.clicked.connect(lambda: self.go(self._at - 1))
        self.next.clicked.connect(lambda: self.go(self._at + 1))
        self._lay_out()
        link.state.connect(self._on_state)
        link.lost.connect(lambda: self.microphone.show_daemon(None))
        self._show(0)
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        unit = style.text_scale()
        return QSize(round(800 * unit), round(800 * unit)).boundedTo(window_style.room())

    def go(self, to: int) -> None:
        """Goes to this step; past the last one the window closes."""
        if to >= len(self.steps):
            self.close()
        elif to >= 0 and to != self._at:
            self.steps[self._at].on_hidden()
            self._show(to)
            self.steps[to].on_shown()

    def _show(self, at: int) -> None:
        self._at = at
        self.stack.setCurrentIndex(at)
        self.dots.go(at)
        is_last = at == len(self.steps) - 1
        self.next.setText("Done" if is_last else "Next")
        self.skip.setVisible(not is_last)
        self.back.setVisible(at > 0)
        self.next.setFocus()

    @staticmethod
    def _scrolled(step: Step) -> QScrollArea:
        """Makes the step scrollable, so that it hides nothing with large texts or on small screens."""
        area = named(QScrollArea(), "page")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        around = QVBoxLayout(holder)
        around.setContentsMargins(40, 34, 40, 10)
        around.addWidget(step)
        area.setWidget(holder)
        return area

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stack, 1)
        ways = QHBoxLayout()
        ways.setSpacing(10)
        ways.addStretch(1)
        ways.addWidget(self.back)
        ways.addWidget(self.next)
        foot = QGridLayout()
        foot.setContentsMargins(40, 12, 40, 24)
        foot.addWidget(self.skip, 0, 0, Qt.AlignmentFlag.AlignLeading)
        foot.addWidget(self.dots, 0, 1, Qt.AlignmentFlag.AlignCenter)
        foot.addLayout(ways, 0, 2)
        for place in (0, 2):
            foot.setColumnStretch(place, 1)
        column.addLayout(foot)

    def _on_state(self, state: StateEvent) -> None:
        self.microphone.show_daemon(state.tray in {"listening", "busy"})

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.next.click()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.steps[self._at].on_shown()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        self.steps[self._at].on_hidden()
        self.link.close()
        super().closeEvent(event)


def make_window() -> WelcomeWindow:
    """Makes the window of this user, connected to the daemon."""
    link = DaemonLink(paths.socket_path(), shows=False)
    window = WelcomeWindow(SettingsStore(), link)
    link.setParent(window)
    link.start()
    return window
