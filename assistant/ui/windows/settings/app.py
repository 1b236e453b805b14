"""Runs the settings window as a process of its own: `python -m assistant.ui.windows.settings.app [PAGE]`."""

from __future__ import annotations

import sys

from assistant.ui.windows.window_launch import open_window


def main(page: str = "") -> int:
    """Shows the window until it is closed; a second one brings the first to the front. Returns the exit status."""

    def make() -> object:
        from assistant.ui.windows.settings.settings_window import make_window

        return make_window()

    return open_window("settings", make, page)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
