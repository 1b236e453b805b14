"""Runs the overlay for a daemon that was started by hand, and starts it again when it ends.

Under systemd the overlay is a unit of its own and this module is not used. The end of the overlay never touches a
request.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from pathlib import Path

from assistant.core.child_process import child_environment, python_command
from assistant.settings.schema import OverlaySettings

log = logging.getLogger(__name__)

DO_NOT_RESTART = frozenset({0, 69, 75})
"""Exit statuses of an overlay that was asked to end, found no display, or found another overlay (sysexits.h)."""


def has_display() -> bool:
    """Return whether a graphical session is named in the environment."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def overlay_command(settings: OverlaySettings, gallery: Path) -> list[str]:
    """Return the command that starts the overlay's process."""
    options = ["--show-seconds", f"{settings.show_s:g}", "--gallery", str(gallery)]
    if settings.reduced_motion:
        options.append("--reduced-motion")
    return python_command("assistant.ui.overlay.app", *options)


class OverlayProcess:
    """Runs the overlay's process.

    Args:
        settings: How the overlay shows pictures.
        gallery: The folder that the tray's menu opens.
    """

    def __init__(self, settings: OverlaySettings, gallery: Path) -> None:
        self._settings = settings
        self._gallery = gallery
        self._process: asyncio.subprocess.Process | None = None

    async def run(self) -> None:
        """Run the overlay, and run it again whenever it ends, until cancelled or there is no display."""
        pause = 0.5
        command = overlay_command(self._settings, self._gallery)
        try:
            while True:
                self._process = await asyncio.create_subprocess_exec(
                    *command, stdin=asyncio.subprocess.DEVNULL, env=child_environment()
                )
                started = asyncio.get_running_loop().time()
                status = await self._process.wait()
                if status in DO_NOT_RESTART:
                    log.info("the overlay ended (%d)", status)
                    return
                log.warning("the overlay ended with %d; it is started again", status)
                if asyncio.get_running_loop().time() - started > 60:
                    pause = 0.5
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30)
        finally:
            await self.close()

    async def close(self) -> None:
        """End the overlay."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(2):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
