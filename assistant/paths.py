"""Where things lie: the XDG folders of the user, and the data that comes with the program. Makes no folder."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _xdg(variable: str, fallback: str) -> Path:
    value = os.environ.get(variable, "")
    return Path(value) if value.startswith("/") else Path.home() / fallback


def runtime_dir() -> Path:
    """Folder of the control socket: `$XDG_RUNTIME_DIR/jarvis`, or one of our own in /tmp where there is none."""
    base = os.environ.get("XDG_RUNTIME_DIR", "")
    return Path(base) / "jarvis" if base.startswith("/") else Path(f"/tmp/jarvis-{os.getuid()}")


def socket_path() -> Path:
    """The control socket."""
    return runtime_dir() / "control.sock"


def config_files() -> list[Path]:
    """Settings files, weakest first."""
    return [Path("/etc/xdg/jarvis/config.toml"), _xdg("XDG_CONFIG_HOME", ".config") / "jarvis" / "config.toml"]


def config_home() -> Path:
    """Where this user's programs keep their settings."""
    return _xdg("XDG_CONFIG_HOME", ".config")


def state_dir() -> Path:
    """What survives a restart but is no setting: the mute switch."""
    return _xdg("XDG_STATE_HOME", ".local/state") / "jarvis"


def data_home() -> Path:
    """What the user added and no one can make again at once: wake words that they trained."""
    return _xdg("XDG_DATA_HOME", ".local/share") / "jarvis"


def cache_dir() -> Path:
    """What can be made again: rendered glyphs, indexes."""
    return _xdg("XDG_CACHE_HOME", ".cache") / "jarvis"


def pictures_dir() -> Path:
    """The user's pictures folder, as the desktop names it, with `Jarvis` in it."""
    return _pictures_home() / "Jarvis"


def _pictures_home() -> Path:
    user_dirs = _xdg("XDG_CONFIG_HOME", ".config") / "user-dirs.dirs"
    try:
        lines = user_dirs.read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    for line in lines:
        name, _, value = line.partition("=")
        if name.strip() == "XDG_PICTURES_DIR":
            return Path(value.strip().strip('"').replace("$HOME", str(Path.home())))
    return Path.home() / "Pictures"


def data_file(relative: str) -> Path:
    """A file that comes with the program: "config/default.toml", "models/wake/jarvis.onnx".

    An installed wheel carries them in `assistant/data`; a checkout has them at its top.
    """
    installed = _PACKAGE / "data" / relative
    return installed if installed.exists() else _PACKAGE.parent / relative
