"""Tests the tray in real trays: tint2 (XEmbed), xfce4-panel (StatusNotifierItem and XEmbed), one that comes late."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from helpers.desktop_session import DesktopSession, desktop_or_skip
from helpers.fake_daemon import STATE, FakeDaemon
from helpers.program_session import end_process, wait_for
from helpers.screen_colours import Place, places

CYAN, GREY, WHITE = (0x5F, 0xD4, 0xFF), (0x7D, 0x8C, 0x99), (255, 255, 255)
GALLERY = "Gallery"
PANEL_S = 90.0
"""A panel of xfce4 starts several processes; on a busy machine that was seen to take 20 s."""

_PANEL = """\
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=2;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="30"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
    </property>
  </property>
</channel>
"""


@contextmanager
def session_bus(desktop: DesktopSession) -> Iterator[None]:
    """Runs a bus for what is started on the desktop from now on."""
    path = desktop.runtime / "bus"
    desktop.env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={path}"
    address = f"--address=unix:path={path}"
    bus = desktop.run("dbus-daemon", "--session", "--nofork", "--nopidfile", address)
    wait_for(path.exists, "the session bus")
    yield
    end_process(bus)


def start_overlay(desktop: DesktopSession, daemon: FakeDaemon, **env: str) -> subprocess.Popen[bytes]:
    daemon.answers["status"] = STATE
    overlay = desktop.run(sys.executable, "-m", "assistant.ui.overlay.app", log="overlay", **env)
    daemon.wait_asked("subscribe")
    return overlay


def icon(desktop: DesktopSession, what: str) -> Place:
    """Returns the middle of the listening ring on a panel at the top."""
    box = (0, 0, desktop.size[0], 34)

    def look() -> Place | None:
        found = places(desktop.screenshot(), CYAN, box)
        return found[len(found) // 2] if len(found) >= 6 else None

    return wait_for(look, what, PANEL_S)


def press(desktop: DesktopSession, *keys: str) -> None:
    desktop.ask("xdotool", "key", "--delay", "60", *keys)


def open_menu(desktop: DesktopSession, daemon: FakeDaemon, at: Place, button: int = 1) -> None:
    """Clicks the icon until the menu is open and asks for the status. A menu that just closes takes no click."""
    before = daemon.verbs().count("status")
    for _ in range(5):
        desktop.point(200, 500)  # xdotool waits for long where the pointer is already there.
        desktop.click(*at, button)
        end = time.monotonic() + 4
        while time.monotonic() < end:
            if daemon.verbs().count("status") > before:
                desktop.point(300, 400)
                return
            time.sleep(0.05)
        press(desktop, "Escape")
    pytest.fail(f"the menu does not open: {daemon.verbs()}")


def test_the_whole_menu_in_an_xembed_tray() -> None:
    with (
        desktop_or_skip((900, 600)) as desktop,
        FakeDaemon(desktop.runtime / "jarvis" / "control.sock") as daemon,
    ):
        start_overlay(desktop, daemon)
        at = icon(desktop, "the icon in tint2")
        open_menu(desktop, daemon, at)
        # The line about the state cannot be chosen.
        press(desktop, "Down", "Return")
        daemon.wait_asked("listen")
        open_menu(desktop, daemon, at)
        press(desktop, "Down", "Down", "Down", "Return")
        assert daemon.wait_asked("mute") == {"for_s": 3600}
        open_menu(desktop, daemon, at)
        press(desktop, "Down", "Down", "Down", "Down", "Down", "Return")
        wait_for(lambda: desktop.windows(GALLERY), "the gallery")
        daemon.tell("state", **STATE | {"tray": "muted", "muted": True})
        wait_for(lambda: len(places(desktop.screenshot(), GREY, (690, 0, 900, 32), 24)) > 6, "a muted tray")


def test_a_status_notifier_tray_its_own_menu_and_its_return() -> None:
    if shutil.which("xfce4-panel") is None:
        pytest.skip("NO STATUSNOTIFIER TEST WAS RUN: install xfce4-panel xfconf")
    with (
        desktop_or_skip((900, 600), compositor=False, tray=False) as desktop,
        FakeDaemon(desktop.runtime / "jarvis" / "control.sock") as daemon,
        session_bus(desktop),
    ):
        channel = desktop.home / ".config/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml"
        channel.parent.mkdir(parents=True)
        channel.write_text(_PANEL)
        panel = desktop.run("xfce4-panel", "--disable-wm-check")
        names = ("busctl", f"--address={desktop.env['DBUS_SESSION_BUS_ADDRESS']}", "list", "--no-legend")
        wait_for(lambda: "org.kde.StatusNotifierWatcher" in desktop.ask(*names), "the panel's tray", PANEL_S)
        start_overlay(desktop, daemon)
        at = icon(desktop, "the icon in the panel")
        # The right button opens the menu that the panel draws, from what the bus tells of it.
        open_menu(desktop, daemon, at, 3)
        wait_for(lambda: len(places(desktop.screenshot(), WHITE, (4, 60, 200, 200), 4)) > 5000, "the panel's menu")
        press(desktop, "Down", "Return")
        daemon.wait_asked("listen")
        end_process(panel)
        wait_for(lambda: len(places(desktop.screenshot(), CYAN, (0, 0, 900, 34))) == 0, "the panel's end")
        desktop.run("xfce4-panel", "--disable-wm-check")
        icon(desktop, "the icon in the panel that came back")


def test_a_status_notifier_tray_that_comes_late_gets_the_icon() -> None:
    """Tests what happens at a login: the overlay is there before the tray, and the tray takes no XEmbed icons."""
    with (
        desktop_or_skip((640, 480), compositor=False, tray=False) as desktop,
        FakeDaemon(desktop.runtime / "jarvis" / "control.sock") as daemon,
        session_bus(desktop),
    ):
        overlay = start_overlay(desktop, daemon)
        host = str(Path(__file__).resolve().parents[1] / "helpers" / "status_notifier_host.py")
        desktop.run(sys.executable, host, log="host")
        wait_for(lambda: "item" in desktop.log("host"), "the icon in the tray that came late")
        daemon.wait_asked("subscribe", 2)
        assert overlay.poll() is None, "the same process goes on, as far as whoever started it can see"
