"""Installs Jarvis as a service of this user, and removes it again, for `jarvis service`.

It asks nothing, reports each step, writes only below the user's own folders, and can undo everything.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from assistant import paths
from assistant.control.client import ControlClient
from assistant.core.errors import AssistantError, DaemonError, ServiceError
from assistant.core.messages.control_messages import StatusRequest
from assistant.settings.schema import Settings
from assistant.system import service_manager
from assistant.system.service_manager import properties, systemctl
from assistant.system.units import ACTIVATION, AUTOSTART, DROP_IN, OVERLAY, UNIT, Allowances, drop_in, template

SYSTEM_UNITS = tuple(Path(folder) for folder in ("/etc/systemd/user", "/usr/lib/systemd/user", "/lib/systemd/user"))
"""Folders in which packages install units."""

BUNDLED = "tiny.en"
"""The speech model that is installed with Jarvis."""

Report = Callable[[str], None]
"""Receives each step as a line for people."""


def places() -> dict[str, Path]:
    """Returns the paths of all files of the service for this user, by name."""
    config, data = paths.config_home(), paths.data_home().parent
    units = config / "systemd" / "user"
    return {
        UNIT: units / UNIT,
        OVERLAY: units / OVERLAY,
        ACTIVATION: data / "dbus-1" / "services" / ACTIVATION,
        AUTOSTART: config / "autostart" / AUTOSTART,
        DROP_IN: units / DROP_IN,
    }


def allowances(settings: Settings, *, namespaces: bool) -> Allowances:
    """Returns the access that the settings need in the sandbox."""
    own = settings.gallery.folder
    folders = [Path(own).expanduser() if own else paths.pictures_dir(), paths.state_dir(), paths.cache_dir()]
    network = _is_fetched(settings.painter.model, "") or _is_fetched(settings.transcriber.model, BUNDLED)
    if network:
        folders.append(Path(os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface"))
    return Allowances(tuple(folders), network, namespaces)


def _is_fetched(model: str | None, bundled: str) -> bool:
    """Returns True if a model is named by its hub name, so that it may have to be downloaded."""
    if not model or model == bundled or model.startswith(("/", "~", ".")):
        return False
    return not Path(model).exists()


def install(settings: Settings, command: Sequence[str], report: Report) -> None:
    """Write the files, enable the service and start it. Blocks.

    Args:
        settings: Decide which folders the service may write to, and whether it may use the network.
        command: The command that starts this installation, by absolute path.
        report: Called with each step.

    Raises:
        ServiceError: There is no service manager, or the service does not start.
    """
    service_manager.check_manager()
    by_hand = _running_by_hand()
    namespaces = service_manager.has_namespaces()
    allowed = allowances(settings, namespaces=namespaces)
    for folder in allowed.folders:
        folder.mkdir(parents=True, exist_ok=True)
    for path, text in _files(command, allowed):
        _write(path, text)
        report(f"wrote {path}")
    if not namespaces:
        report("this machine lets no user have namespaces: the service can read and write all your files, as you can")
    systemctl("daemon-reload")
    service_manager.reload_bus()
    systemctl("enable", UNIT, OVERLAY)
    report("it starts whenever you log in")
    if by_hand:
        report(f"Jarvis runs already, started by hand (process {by_hand}). End it and let the service take over:")
        report(f"    jarvis quit && systemctl --user start {UNIT}")
    else:
        _start(report)
    report("undo all of it with: jarvis service uninstall")


def _start(report: Report) -> None:
    if failed := [unit for unit in _loaded() if properties(unit, "ActiveState")["ActiveState"] == "failed"]:
        systemctl("reset-failed", *failed)
    systemctl("restart", UNIT)
    report("Jarvis runs")
    if service_manager.import_screen():
        systemctl("restart", OVERLAY)
        report("the overlay runs")
    else:
        report("no screen is named here, so the overlay comes with your next graphical session")


def uninstall(report: Report) -> None:
    """Stop the service and remove the files of `install`. Pictures and settings stay. Blocks.

    Raises:
        ServiceError: There is no service manager, or it refuses.
    """
    service_manager.check_manager()
    loaded = _loaded()
    if loaded:
        systemctl("disable", "--now", *loaded)
        report("stopped, and no longer started when you log in")
    for path in places().values():
        if path.exists():
            path.unlink()
            report(f"removed {path}")
    for folder in {path.parent for path in places().values() if path.parent.name.endswith(".d")}:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        elif folder.is_dir():
            report(f"left what is yours in {folder}")
    systemctl("daemon-reload")
    service_manager.reload_bus()
    if left := _loaded():
        report(f"a package of the system still holds {' and '.join(left)}; it is off for you")


def is_stale(settings: Settings) -> bool:
    """Returns True if the settings need other access than when the service was installed."""
    path = places()[DROP_IN]
    if not path.exists():
        return False
    text = path.read_text(encoding="utf-8")
    return not any(text == drop_in(allowances(settings, namespaces=namespaces)) for namespaces in (True, False))


def _files(command: Sequence[str], allowed: Allowances) -> Iterator[tuple[Path, str]]:
    """Yields path and content of the files to write, without those that a system package holds identically."""
    for name, path in places().items():
        text = drop_in(allowed) if name == DROP_IN else template(name, command)
        packaged = [folder / name for folder in SYSTEM_UNITS if (folder / name).is_file()]
        if any(file.read_text(encoding="utf-8") == text for file in packaged):
            path.unlink(missing_ok=True)
        else:
            yield path, text


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ServiceError(f"{path} cannot be written", f"{error.strerror}.") from error


def _loaded() -> list[str]:
    """Returns those of the two units that systemd has a file of."""
    return [unit for unit in (UNIT, OVERLAY) if properties(unit, "FragmentPath")["FragmentPath"]]


def _running_by_hand() -> int | None:
    """Returns the process id of a daemon that is not the service's; None if there is none."""
    try:
        with ControlClient() as client:
            pid = client.ask(StatusRequest()).pid
    except DaemonError:
        return None
    except AssistantError as error:
        raise ServiceError("A Jarvis that runs already does not answer", str(error)) from error
    main = properties(UNIT, "MainPID").get("MainPID", "0")
    return None if main == str(pid) else pid
