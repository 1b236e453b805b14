"""`python -m assistant.windows.welcome.app`: the first steps as a process of their own, with Qt's loop."""

from __future__ import annotations

import sys

from assistant.windows.opening import open_window


def main() -> int:
    """Show them until they are closed. Returns the exit status."""

    def make() -> object:
        from assistant.windows.welcome.window import make_window

        return make_window()

    return open_window("welcome", make)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
