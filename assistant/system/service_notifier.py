"""Tells systemd how the service is (sd_notify(3)), in the daemon. Silent where systemd did not start it."""

from __future__ import annotations

import os
import socket


class ServiceNotifier:
    """Sends state lines to `$NOTIFY_SOCKET`; does nothing when there is none."""

    def __init__(self) -> None:
        address = os.environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address

    def _send(self, state: str) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.setblocking(False)  # A manager that does not read must not stop the daemon's loop.
            try:
                channel.sendto(state.encode(), self._address)
            except OSError:
                return

    @property
    def watchdog_s(self) -> float | None:
        """Within so many seconds systemd wants a sign of life, again and again; None where it wants none."""
        wanted, whose = os.environ.get("WATCHDOG_USEC", ""), os.environ.get("WATCHDOG_PID", "")
        if not self._address or not wanted.isdecimal() or whose not in {"", str(os.getpid())}:
            return None
        return int(wanted) / 1e6 or None

    def ready(self) -> None:
        """The daemon hears, or knows why it does not."""
        self._send("READY=1")

    def status(self, text: str) -> None:
        """One line for `systemctl status`."""
        self._send(f"STATUS={text}")

    def alive(self) -> None:
        """Feed the watchdog. Call it only because audio frames were scored."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """The daemon ends."""
        self._send("STOPPING=1")
