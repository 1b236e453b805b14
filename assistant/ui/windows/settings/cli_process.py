"""Runs `jarvis …` beside the window and emits what it prints, line by line: the window never waits.

What takes time or needs another library's loop (the ears, PortAudio, gsettings) is a command of `jarvis` already.
"""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QObject, QProcess, Signal

from assistant.ui.common.jarvis_command import prepare


class CliProcess(QObject):
    """Runs one command at a time; starting another one ends the one before."""

    printed = Signal(object)
    """One JSON value that the command printed on a line of its own."""
    ended = Signal(int, str)
    """Exit status, and the last line on standard error. Not emitted for a command that was stopped."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None

    @property
    def is_running(self) -> bool:
        """Returns whether the command runs."""
        return self._process is not None

    def start(self, *arguments: str, module: str = "assistant") -> None:
        """Runs `python -m MODULE ARGUMENTS`."""
        self.stop()
        process = QProcess(self)
        process.readyReadStandardOutput.connect(lambda: self._read(process))
        process.finished.connect(lambda: self._on_end(process))
        process.errorOccurred.connect(lambda _: self._on_end(process))
        self._process = process
        prepare(process, *arguments, module=module)
        process.start()

    def stop(self) -> None:
        """Ends the command without a signal. Blocks for at most 3 s."""
        process, self._process = self._process, None
        if process is not None:
            process.blockSignals(True)
            process.terminate()
            if not process.waitForFinished(1500):
                process.kill()
                process.waitForFinished(1500)
            process.deleteLater()

    def _read(self, process: QProcess) -> None:
        while process is self._process and process.canReadLine():
            line = bytes(process.readLine().data()).decode("utf-8", "replace")
            try:
                value: Any = json.loads(line)
            except ValueError:
                continue
            self.printed.emit(value)

    def _on_end(self, process: QProcess) -> None:
        if process is not self._process:
            return
        self._read(process)
        self._process = None
        lines = bytes(process.readAllStandardError().data()).decode("utf-8", "replace").strip().splitlines()
        why = lines[-1].removeprefix("jarvis: ") if lines else ""
        status = process.exitCode() if process.exitStatus() is QProcess.ExitStatus.NormalExit else -1
        process.deleteLater()
        self.ended.emit(status, why)
