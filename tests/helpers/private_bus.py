"""Runs message buses of the tests' own: real dbus-daemons that nobody else knows."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from helpers.program_session import PrivateServer, ProgramSession, wait_for

_CONFIG = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>{address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class PrivateBus(PrivateServer):
    """Is a bus that can be killed and started again at the same address."""

    def __init__(self) -> None:
        super().__init__("jb-")
        self.address = f"unix:path={self.folder}/bus"

    def start(self) -> None:
        """Starts it; returns when it takes connections."""
        (self.folder / "bus").unlink(missing_ok=True)
        command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={self.address}"]
        self._process = subprocess.Popen(
            [*command, "--print-address"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline().startswith("unix:"), "dbus-daemon did not start"


def bus_or_skip() -> PrivateBus:
    """Returns a bus that is not yet started, or skips the test and names what to install."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("NO D-BUS TEST WAS RUN: apt-get install dbus")
    return PrivateBus()


def start_bus(session: ProgramSession) -> None:
    """Starts a session bus on which nothing starts by itself, whatever the machine has installed.

    What is started on the desktop afterwards finds it.
    """
    address = f"unix:path={session.runtime}/bus"
    config = session.folder / "bus.conf"
    config.write_text(_CONFIG.format(address=address))
    session.run("dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile")
    wait_for((session.runtime / "bus").exists, "a session bus")
    session.env["DBUS_SESSION_BUS_ADDRESS"] = address
