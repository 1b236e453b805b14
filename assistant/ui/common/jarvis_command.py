"""Prepares Qt's processes that run a module of ours, most often a command of `jarvis`."""

from __future__ import annotations

from PySide6.QtCore import QProcess, QProcessEnvironment

from assistant.core.child_process import PYTHON_VARIABLES, child_environment, python_command


def prepare(process: QProcess, *arguments: str, module: str = "assistant") -> None:
    """Gives a process that has not started its program, arguments and environment: `python -m MODULE ARGUMENTS`."""
    program, *rest = python_command(module, *arguments)
    # Qt's own copy, so that values that are no UTF-8 stay as they are.
    environment = QProcessEnvironment.systemEnvironment()
    ours = child_environment()
    for name in PYTHON_VARIABLES:
        if name in ours:
            environment.insert(name, ours[name])
        else:
            environment.remove(name)
    process.setProgram(program)
    process.setArguments(rest)
    process.setProcessEnvironment(environment)


def start_detached(*arguments: str) -> None:
    """Runs a command of `jarvis` that goes on when this process ends."""
    process = QProcess()
    prepare(process, *arguments)
    process.startDetached()
