"""Runs the first steps as a process of their own with Qt's loop: `python -m assistant.ui.windows.welcome.app`."""

from __future__ import annotations

import sys

from assistant.ui.windows.window_launch import open_window


def main() -> int:
    """Shows the first steps until they are closed, and returns the exit status."""

    def make() -> object:
        from assistant.ui.windows.welcome.welcome_window import make_window

        return make_window()

    return open_window("welcome", make)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
