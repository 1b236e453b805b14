"""Makes the command and the environment of every Python process that Jarvis starts.

Python takes modules from the current folder: with `-m` and `-c`, and where PYTHONPATH has an empty or relative entry.
A `json.py` in the folder where a person typed `jarvis run` would then be executed instead of Python's own. So no
process of ours looks there: the command has `-P`, and the environment names no folder that depends on the current one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

PYTHON_FOLDERS = ("PYTHONHOME", "PYTHONPYCACHEPREFIX", "PYTHONUSERBASE")
"""Variables that name a folder from which Python takes code (python(1))."""
PYTHON_VARIABLES = ("PYTHONPATH", *PYTHON_FOLDERS)
"""The variables that `child_environment` may change or leave out."""
_INSTALLED = frozenset({"site-packages", "dist-packages"})


def python_command(module: str, *arguments: str, python: str | None = None) -> list[str]:
    """Returns the command line of a Python process that runs one of our modules, program first.

    Start it with `child_environment` of the same interpreter.

    Args:
        module: The module's full name, as for `python -m`.
        arguments: What the module gets.
        python: Path of the interpreter, 3.11 or newer; None takes the one that runs now.
    """
    return [python or sys.executable, "-P", "-m", module, *arguments]


def restart_command() -> list[str]:
    """Returns the command line that starts this very process anew, with the interpreter options that it was given."""
    return [sys.executable, *([] if sys.flags.safe_path else ["-P"]), *sys.orig_argv[1:]]


def child_environment(python: str | None = None) -> dict[str, str]:
    """Returns this process's environment for a child in which Python finds this very program, and no code elsewhere.

    Absolute entries of PYTHONPATH stay; entries and folders that depend on the current folder go. A checkout is put on
    the path where the child would not find it. An installed package is not: its folder holds the packages of this
    interpreter, and the child's may be another one.

    Args:
        python: Path of the child's interpreter; None is the one that runs now.
    """
    environment = dict(os.environ)
    for name in PYTHON_FOLDERS:
        # PYTHONHOME may be two folders, "prefix:exec_prefix".
        if not all(map(_is_absolute, environment.get(name, "/").split(os.pathsep))):
            del environment[name]
    folders = [folder for folder in _python_path() if _is_absolute(folder)]
    home = _home()
    is_another = python is not None and python != sys.executable
    if home.name not in _INSTALLED and (is_another or str(home) not in _lasting(sys.path)):
        folders.insert(0, str(home))
    environment.pop("PYTHONPATH", None)
    if folders:
        environment["PYTHONPATH"] = os.pathsep.join(folders)
    return environment


def leave_current_folder() -> None:
    """Makes this process import no more modules from the current folder; for an entry point, before it imports others.

    What Python itself and the entry point imported before cannot be mended from here. The folder of this very program
    stays on the path, but last where it depends on the current one, so that nothing in it hides another module.
    """
    lasting = _lasting(sys.path)
    home = str(_home())
    # In a checkout, `sketchpainter` lies beside `assistant` and is imported later than it.
    sys.path[:] = lasting if home in lasting else [*lasting, home]


def _home() -> Path:
    """The folder from which this program's packages are imported: a checkout, or the interpreter's packages."""
    return Path(__file__).resolve().parents[2]


def _python_path() -> list[str]:
    """The entries of PYTHONPATH; an empty one stands for the current folder."""
    value = os.environ.get("PYTHONPATH", "")
    return value.split(os.pathsep) if value else []


def _is_absolute(folder: str) -> bool:
    return folder.startswith("/")


def _lasting(path: list[str]) -> list[str]:
    """The entries of `path` that do not depend on the current folder."""
    named = _python_path()
    meant = {folder for folder in named if _is_absolute(folder)}
    try:
        dependent = {os.path.realpath(folder) for folder in ("", *named) if not _is_absolute(folder)}
    except OSError:  # The current folder was removed, so nothing can be imported from it.
        dependent = set()
    return [
        folder
        for folder in path
        if folder in meant or (_is_absolute(folder) and os.path.realpath(folder) not in dependent)
    ]
