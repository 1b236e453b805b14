"""Installing: from a wheel into a fresh virtualenv, and from a .deb into a folder. Nothing is downloaded.

Both stand on the packages of this .venv, which stay where they are; `make test-install` carries them along for real.
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import __version__

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120
DATA = (
    *("config/default.toml", "assets/chimes/wake.wav", "assets/icons/jarvis.svg"),
    *("systemd/jarvis.service", "models/demo/fox.wav"),
)
"""Some of what comes with the program, one of each kind."""


def run(*command: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a program in an environment that knows nothing of this checkout."""
    plain = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "NO_COLOR": "1", **env}
    return subprocess.run(command, env=plain, cwd=cwd, capture_output=True, text=True, check=False, timeout=PATIENCE_S)


class Installed:
    """A Jarvis that was installed, and the clean home that it runs in.

    Args:
        command: What starts it.
        folder: An empty folder.
    """

    def __init__(self, command: list[str | Path], folder: Path) -> None:
        self.command = command
        self.home = folder / "home"
        self.cwd = folder / "elsewhere"
        self.runtime = Path(tempfile.mkdtemp(prefix="ji-", dir="/tmp"))
        for each in (self.home, self.cwd):
            each.mkdir()

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        env = {"HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.runtime)}
        return run(*self.command, *words, cwd=self.cwd, **env)

    def check(self, data: Path) -> None:
        """It tells its version, finds its own data below `data`, and paints, from another working directory."""
        assert self("--version").stdout.strip() == f"jarvis {__version__}"
        examined = self("doctor").stdout
        assert "Traceback" not in examined
        assert examined.count("whole") >= 3, "the models are in it"
        painted = self("paint", "a fox in the snow")
        assert painted.returncode == 0, painted.stderr
        (picture, *_) = sorted((self.home / "Pictures/Jarvis").glob("*.png"))
        assert picture.stat().st_size > 20_000
        for name in DATA:
            assert (data / name).is_file(), name
        assert not list(self.cwd.iterdir())

    def close(self) -> None:
        shutil.rmtree(self.runtime, ignore_errors=True)


@pytest.fixture(scope="module")
def site_packages() -> Path:
    """Where this .venv keeps its packages."""
    return Path(str(importlib.metadata.distribution("pydantic").locate_file("")))


# ---- from a wheel --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def from_wheel(tmp_path_factory: pytest.TempPathFactory, site_packages: Path) -> Iterator[Installed]:
    """As pipx and `uv tool install` do it: a virtualenv that holds the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    script = f"from hatchling.build import build_wheel; print(build_wheel({str(folder)!r}))"
    built = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    venv = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    pip = [sys.executable, "-m", "pip", "--python", venv / "bin/python", "install", "--no-deps", "--no-index", "-q"]
    subprocess.run([*pip, folder / built.stdout.split()[-1]], cwd=folder, check=True, capture_output=True)
    (site,) = venv.glob("lib/python*/site-packages")
    # A path file in a folder that a path file names is not read: this checkout stays out.
    (site / "more.pth").write_text(f"{site_packages}\n")
    installed = Installed([venv / "bin/jarvis"], folder)
    yield installed
    installed.close()


def test_a_wheel_is_all_that_jarvis_needs_besides_its_packages(from_wheel: Installed) -> None:
    (site,) = from_wheel.home.parent.glob("venv/lib/python*/site-packages/assistant")
    from_wheel.check(site / "data")
    python = from_wheel.home.parent / "venv/bin/python"
    where = run(python, "-c", "import assistant; print(assistant.__file__)", cwd=from_wheel.cwd).stdout
    assert where.startswith(str(site))


# ---- from a .deb ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def deb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package without the packages of others."""
    if shutil.which("dpkg-deb") is None:
        pytest.skip("NO .deb WAS BUILT: this machine has no dpkg-deb")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if not Path(f"/usr/bin/python{version}").exists():
        pytest.skip(f"NO .deb WAS BUILT: this system's Python is not {version}")
    folder = tmp_path_factory.mktemp("deb")
    command = [sys.executable, "scripts/build_deb", "--bare", "--quick", "--into", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.split()[-1])


def dpkg(root: Path, *words: str | Path) -> None:
    """Run dpkg on a system of its own below `root`."""
    options = ["--force-not-root", "--force-depends", "--no-triggers", "--log=/dev/null"]
    done = subprocess.run(
        ["dpkg", f"--root={root}", *options, *words], capture_output=True, text=True, check=False, timeout=PATIENCE_S
    )
    assert done.returncode == 0, done.stderr


def files(root: Path) -> set[str]:
    """What is there besides dpkg's own list of packages."""
    found = (path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir() or path.is_symlink())
    return {name for name in found if not name.startswith("var/lib/dpkg")}


def test_a_deb_installs_runs_and_leaves_nothing(deb: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    for name in ("info", "updates", "triggers"):
        (root / "var/lib/dpkg" / name).mkdir(parents=True)
    for name in ("status", "available"):
        (root / "var/lib/dpkg" / name).touch()
    dpkg(root, "--install", deb)
    there = files(root)
    for name in (
        "usr/bin/jarvis",
        "usr/lib/systemd/user/jarvis.service",
        "usr/lib/systemd/user/jarvis-overlay.service",
        "usr/share/dbus-1/services/org.jarvis.Assistant.service",
        "usr/share/applications/jarvis.desktop",
        "usr/share/icons/hicolor/scalable/apps/jarvis.svg",
        "usr/share/icons/hicolor/48x48/apps/jarvis.png",
        "usr/share/man/man1/jarvis.1.gz",
        "usr/share/bash-completion/completions/jarvis",
    ):
        assert name in there
    unit = (root / "usr/lib/systemd/user/jarvis.service").read_text()
    assert "ExecStart=/usr/bin/jarvis run --no-overlay" in unit
    assert "@" not in "".join(line for line in unit.splitlines() if line.startswith("ExecStart"))
    assert not (root / "etc").exists(), "nothing starts by itself"
    # The launcher names its place on a real system; here its interpreter is called by its own.
    installed = Installed([root / "usr/lib/jarvis/bin/python3", "-P", "-m", "assistant"], tmp_path)
    (data,) = root.glob("usr/lib/jarvis/lib/python*/site-packages/assistant/data")
    assert installed("--version").stdout.strip() == f"jarvis {__version__}"
    where = run(*installed.command[:2], "-c", "import assistant; print(assistant.__file__)", cwd=installed.cwd).stdout
    assert where.strip() == str(data.with_name("__init__.py"))
    for name in DATA:
        assert (data / name).is_file(), name
    installed.close()
    assert files(root) == there, "running it writes nothing beside its files"
    dpkg(root, "--remove", "jarvis-paints")
    dpkg(root, "--purge", "jarvis-paints")
    assert files(root) == set()
    assert not (root / "usr").exists()


def test_the_deb_says_what_it_needs(deb: Path) -> None:
    fields = subprocess.run(["dpkg-deb", "--field", deb], capture_output=True, text=True, check=True).stdout
    assert "@" not in fields.replace("@jarvis.invalid", "")
    depends = next(line for line in fields.splitlines() if line.startswith("Depends:"))
    assert f"python{sys.version_info.major}.{sys.version_info.minor}" in depends
    assert "libportaudio2" in depends
    assert "fonts-noto-color-emoji" in depends
    assert "gcc" not in depends
    assert "portaudio19-dev" not in depends


# ---- what desktops read --------------------------------------------------------------------------------------------


def test_what_desktops_read_is_valid() -> None:
    if missing := [tool for tool in ("desktop-file-validate", "appstreamcli") if shutil.which(tool) is None]:
        pytest.skip(f"NOT VALIDATED: {' and '.join(missing)} is missing (desktop-file-utils, appstream)")
    folder = ROOT / "packaging/desktop"
    for command in (
        ["desktop-file-validate", *folder.glob("*.desktop")],
        ["appstreamcli", "validate", "--no-net", *folder.glob("*.xml")],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
        assert done.returncode == 0, done.stdout + done.stderr
