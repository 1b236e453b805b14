"""Notifies systemd of the service's state (sd_notify(3)); does nothing if systemd did not start the process."""

from __future__ import annotations

import os
import socket


class ServiceNotifier:
    """Sends state lines to `$NOTIFY_SOCKET`, if it is set. Never blocks, never raises."""

    def __init__(self) -> None:
        address = os.environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address

    def _send(self, state: str) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.setblocking(False)  # A manager that does not read must not block the daemon's loop.
            try:
                channel.sendto(state.encode(), self._address)
            except OSError:
                return

    @property
    def watchdog_s(self) -> float | None:
        """Longest time between two calls of `alive` that systemd allows; None if it has no watchdog."""
        wanted, whose = os.environ.get("WATCHDOG_USEC", ""), os.environ.get("WATCHDOG_PID", "")
        if not self._address or not wanted.isdecimal() or whose not in {"", str(os.getpid())}:
            return None
        return int(wanted) / 1e6 or None

    def ready(self) -> None:
        """Notify that the daemon has started: it hears, or knows why it does not."""
        self._send("READY=1")

    def status(self, text: str) -> None:
        """Set the line that `systemctl status` shows."""
        self._send(f"STATUS={text}")

    def alive(self) -> None:
        """Feed the watchdog. To be called only because audio frames were scored."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """Notify that the daemon is stopping."""
        self._send("STOPPING=1")
