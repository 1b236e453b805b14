"""GNOME's custom shortcut is set with GNOME's real schema in a settings file of the test; other entries stay."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from assistant.core.errors import ConfigError
from assistant.hotkey import gnome_shortcut as gnome
from assistant.hotkey import hotkey_methods as choosing
from assistant.hotkey.key_names import for_gnome, for_hyprland, for_portal, for_sway, from_gnome
from assistant.settings.loading import load_settings

THEIRS = f"{gnome.FOLDER}custom0/"


def has_schema() -> bool:
    if shutil.which("gsettings") is None:
        return False
    done = subprocess.run(["gsettings", "list-schemas"], capture_output=True, text=True, check=False, timeout=20)
    return gnome.SCHEMA in done.stdout.split()


needs_gnome = pytest.mark.skipif(
    not has_schema(), reason="NO SHORTCUT OF GNOME'S WAS TESTED: install libglib2.0-bin gnome-settings-daemon-common"
)


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Makes the environment look like GNOME; returns the file with its settings."""
    for name, value in {
        "XDG_CURRENT_DESKTOP": "ubuntu:GNOME",
        "GSETTINGS_BACKEND": "keyfile",
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "HOME": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    return tmp_path / "glib-2.0" / "settings" / "keyfile"


def theirs() -> None:
    """Adds a shortcut for another program."""
    for key, value in (("name", "Terminal"), ("command", "xterm"), ("binding", "<Primary><Alt>t")):
        gsettings("set", f"{gnome.SCHEMA}.custom-keybinding:{THEIRS}", key, value)
    gsettings("set", gnome.SCHEMA, gnome.LIST, f"['{THEIRS}']")


def gsettings(*arguments: str) -> str:
    done = subprocess.run(["gsettings", *arguments], capture_output=True, text=True, check=True, timeout=20)
    return done.stdout.strip()


@needs_gnome
def test_ours_comes_and_goes_and_theirs_stays(desktop: Path) -> None:
    theirs()
    before = desktop.read_text()
    assert gnome.is_here()
    assert gnome.current() is None
    gnome.add("Super+J", "/opt/jarvis listen")
    gnome.add("Ctrl+Alt+J", "/opt/jarvis listen")
    assert gnome.current() == "Ctrl+Alt+J"
    assert gsettings("get", gnome.SCHEMA, gnome.LIST) == f"['{THEIRS}', '{gnome.OURS}']"
    ours = f"{gnome.SCHEMA}.custom-keybinding:{gnome.OURS}"
    assert gsettings("get", ours, "command") == "'/opt/jarvis listen'"
    assert gsettings("get", ours, "binding") == "'<Control><Alt>j'"
    assert gnome.remove()
    assert not gnome.remove()
    assert gnome.current() is None
    empty = f"[{gnome.OURS.strip('/')}]"  # all that a file keeps of a group without keys
    assert [line for line in desktop.read_text().splitlines() if line not in {"", empty}] == [
        line for line in before.splitlines() if line
    ]


@needs_gnome
def test_keys_that_another_shortcut_has_are_not_taken(desktop: Path) -> None:
    theirs()
    with pytest.raises(ConfigError, match="Terminal"):
        gnome.add("Ctrl+Alt+T", "jarvis listen")
    assert gsettings("get", gnome.SCHEMA, gnome.LIST) == f"['{THEIRS}']"


@needs_gnome
def test_without_a_portal_gnome_gets_the_shortcut_and_says_when_it_works(desktop: Path) -> None:
    found = choosing.set_keys("Ctrl+Alt+J")
    assert (found.backend, found.active, found.keys) == ("gnome", True, "Ctrl+Alt+J")
    assert "does not run now" in found.words
    assert load_settings(environ={}).hotkey.keys == "Ctrl+Alt+J"
    assert choosing.status() == found
    gone = choosing.remove()
    assert (gone.active, gnome.current(), load_settings(environ={}).hotkey.keys) == (False, None, None)


@pytest.mark.parametrize(
    ("here", "says"),
    [
        ("KDE", "System Settings"),
        ("XFCE", "Application Shortcuts"),
        ("sway", "bindsym Ctrl+Mod1+j exec"),
        ("Hyprland", "bind = CTRL ALT, J, exec,"),
        ("", "keyboard settings"),
    ],
)
def test_elsewhere_nothing_is_said_to_be_registered_and_the_way_by_hand_is_told(
    desktop: Path, monkeypatch: pytest.MonkeyPatch, here: str, says: str
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", here)
    found = choosing.set_keys("Ctrl+Alt+J")
    assert (found.backend, found.active, found.keys) == ("none", False, "")
    assert "jarvis run" in found.hint
    assert says in choosing.recipe("Ctrl+Alt+J")
    assert choosing.command() in choosing.recipe("Ctrl+Alt+J")
    assert not desktop.exists()


@pytest.mark.parametrize(
    ("keys", "portal", "gtk", "sway", "hyprland"),
    [
        ("Ctrl+Alt+J", "CTRL+ALT+j", "<Control><Alt>j", "Ctrl+Mod1+j", "CTRL ALT, J"),
        ("Super+Space", "LOGO+space", "<Super>space", "Mod4+space", "SUPER, SPACE"),
        ("Shift+F9", "SHIFT+F9", "<Shift>F9", "Shift+F9", "SHIFT, F9"),
        ("Ctrl+PageUp", "CTRL+Prior", "<Control>Prior", "Ctrl+Prior", "CTRL, PRIOR"),
    ],
)
def test_keys_in_every_desktops_writing(keys: str, portal: str, gtk: str, sway: str, hyprland: str) -> None:
    assert (for_portal(keys), for_gnome(keys), for_sway(keys), for_hyprland(keys)) == (portal, gtk, sway, hyprland)
    assert from_gnome(gtk) == keys
    assert from_gnome("<Hyper>x") == "<Hyper>x"
