"""A session bus for a desktop session on which nothing starts by itself, whatever the machine has installed."""

from __future__ import annotations

from helpers.desktop_session import DesktopSession, wait_for

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


def start_bus(session: DesktopSession) -> None:
    """Start the bus; what is started on the desktop afterwards finds it."""
    address = f"unix:path={session.runtime}/bus"
    config = session.folder / "bus.conf"
    config.write_text(_CONFIG.format(address=address))
    session.run("dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile")
    wait_for((session.runtime / "bus").exists, "a session bus")
    session.env["DBUS_SESSION_BUS_ADDRESS"] = address
