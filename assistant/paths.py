"""Returns the XDG folders of the user and the data files of the program. Makes no folder."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _xdg(variable: str, fallback: str) -> Path:
    value = os.environ.get(variable, "")
    return Path(value) if value.startswith("/") else Path.home() / fallback


def runtime_dir() -> Path:
    """Returns the folder of the control socket: `$XDG_RUNTIME_DIR/jarvis`, or a folder in /tmp if that is not set."""
    base = os.environ.get("XDG_RUNTIME_DIR", "")
    return Path(base) / "jarvis" if base.startswith("/") else Path(f"/tmp/jarvis-{os.getuid()}")


def socket_path() -> Path:
    """Returns the path of the control socket."""
    return runtime_dir() / "control.sock"


def config_files() -> list[Path]:
    """Returns the settings files, weakest first."""
    return [Path("/etc/xdg/jarvis/config.toml"), _xdg("XDG_CONFIG_HOME", ".config") / "jarvis" / "config.toml"]


def config_home() -> Path:
    """Returns the folder of this user's settings of all programs."""
    return _xdg("XDG_CONFIG_HOME", ".config")


def state_dir() -> Path:
    """Returns the folder for state that survives a restart but is no setting: the mute switch, the wake log."""
    return _xdg("XDG_STATE_HOME", ".local/state") / "jarvis"


def data_home() -> Path:
    """Returns the folder for data that cannot be made again quickly: trained wake words."""
    return _xdg("XDG_DATA_HOME", ".local/share") / "jarvis"


def cache_dir() -> Path:
    """Returns the folder for data that can be made again."""
    return _xdg("XDG_CACHE_HOME", ".cache") / "jarvis"


def pictures_dir() -> Path:
    """Returns the folder `Jarvis` in the user's pictures folder, as the desktop names it."""
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
    """Returns a file of the program: "config/default.toml", "models/wake/jarvis.onnx".

    An installed wheel has them in `assistant/data`; a checkout has them at its top.
    """
    installed = _PACKAGE / "data" / relative
    return installed if installed.exists() else _PACKAGE.parent / relative
