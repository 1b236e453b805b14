"""The tray's menus of microphones and painters: what there is, the one in use checked, another one taken by a click.

Runs `jarvis use …` in a process of its own each time: looking at microphones blocks for a second, and the settings are
the command line's to write. Overlay process.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, QProcess, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from assistant.ui.common.jarvis_command import prepare
from assistant.ui.common.paragraph import one_line

Kind = Literal["microphone", "painter"]
LOOKING = "Looking…"

Finished = Callable[[bool, list[str], str], object]
"""Gets whether the command did well, the lines that it printed, and the last line of what went wrong."""


class Choices(QObject):
    """One such menu.

    Args:
        kind: What is chosen.
        parent: The menu that it is part of.
    """

    said = Signal(str, bool)
    """What came of a choice, for a person; whether it was taken."""

    def __init__(self, kind: Kind, parent: QMenu) -> None:
        super().__init__(parent)
        self._kind = kind
        self._process: QProcess | None = None
        self.menu = QMenu(kind.capitalize(), parent)
        self._group: QActionGroup | None = None
        self._shown: list[str] | None = None
        self.menu.addAction(LOOKING).setEnabled(False)

    def look(self) -> None:
        """See what there is now; until it is known the menu shows what there was."""
        self._run([], self._on_looked)

    def _choose(self, name: str) -> None:
        self._run([name], self._on_chosen)

    def _run(self, words: list[str], then: Finished) -> None:
        if self._process is not None:
            return
        process = self._process = QProcess(self)
        process.finished.connect(lambda status, _how: self._on_finished(process, status, then))
        process.errorOccurred.connect(lambda _error: self._on_finished(process, -1, then))
        prepare(process, "use", self._kind, "--json", "--", *words)
        process.start()

    def _on_finished(self, process: QProcess, status: int, then: Finished) -> None:
        if self._process is not process:
            return
        self._process = None
        lines = bytes(process.readAllStandardOutput().data()).decode("utf-8", "replace").splitlines()
        error = bytes(process.readAllStandardError().data()).decode("utf-8", "replace").strip().splitlines()
        process.deleteLater()
        then(status == 0, lines, error[-1] if error else "")

    def _on_looked(self, good: bool, lines: list[str], error: str) -> None:
        if good and lines == self._shown:  # An open menu is not changed under the pointer for nothing.
            return
        self._shown = lines if good else None
        self.menu.clear()
        self._group = QActionGroup(self.menu)
        for line in lines if good else ():
            choice = json.loads(line)
            action = self.menu.addAction(one_line(str(choice["words"]))[:80].replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(bool(choice["current"]))
            self._group.addAction(action)
            action.triggered.connect(lambda _checked=False, name=str(choice["name"]): self._choose(name))
        if not good:
            words = one_line(error)[:80].replace("&", "&&") or "This cannot be looked up now"
            self.menu.addAction(words).setEnabled(False)

    def _on_chosen(self, good: bool, lines: list[str], error: str) -> None:
        if good and lines:
            self.said.emit(str(json.loads(lines[-1])["said"]), True)
        else:
            self.said.emit(error.removeprefix("jarvis: ") or "It could not be taken", False)
        self._shown = None  # A click has moved the check mark, whatever came of it.
        self.look()
