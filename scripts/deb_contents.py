"""Puts the content of the .deb together for `build_deb`: interpreter, packages, files for the desktop."""

from __future__ import annotations

import gzip
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from email.utils import formatdate
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGING = ROOT / "packaging"
NAME = "jarvis-paints"
"""Name of the .deb and of the project."""
HOME = "usr/lib/jarvis"
MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"
SITE = f"{HOME}/lib/python{MINOR}/site-packages"
SYSTEM_PYTHON = Path(f"/usr/bin/python{MINOR}")
LEFT_OUT = (
    "*/__pycache__/*",
    "*.pyi",
    "../*",
    "PySide6/Qt/qml/*",
    "PySide6/Qt/translations/*",
    "PySide6/Qt/metatypes/*",
    "PySide6/Qt/plugins/qmltooling/*",
    "PySide6/Qt/plugins/designer/*",
    "PySide6/Qt/lib/libQt6Designer*",
    "PySide6/Qt/lib/libQt6Labs*",
    "PySide6/Qt/lib/libQt6Qml*",
    "PySide6/Qt/lib/libQt6Quick*",
    "PySide6/Qt/libexec/*",
    "PySide6/QtDesigner*",
    "PySide6/QtQml*",
    "PySide6/QtQuick*",
    "PySide6/*qml*",
    "PySide6/assistant",
    "PySide6/designer",
    "PySide6/linguist",
    "PySide6/lrelease",
    "PySide6/lupdate",
    "PySide6/include/*",
    "PySide6/typesystems/*",
    "PySide6/glue/*",
    "PySide6/doc/*",
    "*/tests/*",
)
"""Patterns of files of other packages that Jarvis does not need: type stubs, test suites, Qt's designers and its
QML."""


def put_interpreter(tree: Path) -> None:
    """Makes the frame of a virtualenv: its `python3` sees its packages, and nothing of /usr/local."""
    (tree / HOME / "bin").mkdir(parents=True)
    (tree / HOME / "bin/python3").symlink_to(SYSTEM_PYTHON)
    (tree / HOME / "pyvenv.cfg").write_text("home = /usr/bin\ninclude-system-site-packages = false\n")
    launcher = tree / "usr/bin/jarvis"
    launcher.parent.mkdir(parents=True)
    launcher.write_text(f"#!/{HOME}/bin/python3 -P\nimport sys\n\nfrom assistant.cli import main\n\nsys.exit(main())\n")
    launcher.chmod(0o755)


def site_packages() -> Path:
    """Returns the folder of .venv's packages."""
    return Path(next(iter(importlib.metadata.distribution("pydantic").files or ())).locate()).parents[1]


def put_way_to_venv(site: Path) -> None:
    """Puts a path to .venv's packages in place of the packages."""
    (site / "venv.pth").write_text(f"{site_packages()}\n", encoding="utf-8")


def needed(lines: list[str], found: dict[str, importlib.metadata.Distribution]) -> None:
    """Adds the packages of these requirements and all their dependencies on this machine, without extras."""
    from packaging.requirements import Requirement

    for line in lines:
        requirement = Requirement(line)
        key = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if key in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        try:
            found[key] = importlib.metadata.distribution(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            sys.exit(f"build_deb: {requirement.name} is not in .venv. Install what is missing: make setup")
        needed(found[key].requires or [], found)


def put_packages(site: Path, lines: list[str]) -> None:
    """Puts all packages that these requirements need from .venv, as hard links on the same disk."""
    found: dict[str, importlib.metadata.Distribution] = {}
    needed(lines, found)
    for distribution in found.values():
        for file in distribution.files or ():
            source = Path(str(file.locate()))
            if source.is_file() and not any(fnmatch(str(file), pattern) for pattern in LEFT_OUT):
                target = site / str(file)
                target.parent.mkdir(parents=True, exist_ok=True)
                try:
                    os.link(source, target)
                except OSError:
                    shutil.copy2(source, target)


def put_files(tree: Path, version: str, changed_at: float) -> None:
    """Puts the files for the desktop, systemd, D-Bus and the shells. `changed_at` is in seconds since 1970."""
    from assistant.system import units

    command = ["/usr/bin/jarvis"]
    put(tree, "usr/lib/systemd/user", {name: units.template(name, command) for name in (units.UNIT, units.OVERLAY)})
    put(tree, "usr/share/dbus-1/services", {units.ACTIVATION: units.template(units.ACTIVATION, command)})
    desktop = {path.name: path.read_text(encoding="utf-8") for path in (PACKAGING / "desktop").iterdir()}
    put(tree, "usr/share/applications", {name: text for name, text in desktop.items() if name.endswith(".desktop")})
    put(tree, "usr/share/metainfo", {name: text for name, text in desktop.items() if name.endswith(".xml")})
    for icon in (ROOT / "assets" / "icons").glob("jarvis*"):
        size = "scalable" if icon.suffix == ".svg" else "{0}x{0}".format(icon.stem.rpartition("-")[2])
        folder = tree / "usr/share/icons/hicolor" / size / "apps"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(icon, folder / f"jarvis{icon.suffix}")
    manual = (PACKAGING / "debian/jarvis.1").read_text(encoding="utf-8").replace("@VERSION@", version)
    put_packed(tree / "usr/share/man/man1/jarvis.1.gz", manual)
    put_completions(tree)
    documents = f"usr/share/doc/{NAME}"
    put(tree, documents, {"copyright": (PACKAGING / "debian/copyright").read_text(encoding="utf-8")})
    changes = f"{NAME} ({version}) unstable; urgency=medium\n\n  * See the project's CHANGELOG.md.\n\n"
    sign = f" -- The Jarvis project <jarvis@jarvis.invalid>  {formatdate(changed_at)}\n"
    put_packed(tree / documents / "changelog.gz", changes + sign)
    put(tree, "usr/share/lintian/overrides", {NAME: (PACKAGING / "debian/lintian-overrides").read_text("utf-8")})


def put(tree: Path, folder: str, files: dict[str, str]) -> None:
    (tree / folder).mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (tree / folder / name).write_text(text, encoding="utf-8")


def put_packed(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def put_completions(tree: Path) -> None:
    """Puts typer's completions of `jarvis` for the shells."""
    from assistant.core.child_process import child_environment, python_command

    places = {
        "bash": "usr/share/bash-completion/completions/jarvis",
        "zsh": "usr/share/zsh/vendor-completions/_jarvis",
        "fish": "usr/share/fish/vendor_completions.d/jarvis.fish",
    }
    for shell, place in places.items():
        env = {**child_environment(), "_JARVIS_COMPLETE": f"source_{shell}"}
        done = subprocess.run(python_command("assistant"), env=env, capture_output=True, text=True, check=False)
        if done.stdout.strip():
            put(tree, str(Path(place).parent), {Path(place).name: done.stdout})
