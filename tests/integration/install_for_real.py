# ruff: noqa: T201 - what it measures is for the one who runs it
"""`make test-install`: builds the .deb with everything in it, installs it on this machine, tries it, and removes it.

Not part of `make test`: it needs root, two minutes and 1 GB. What it needs besides, the package itself asks apt for.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.desktop_session import desktop_or_skip
from helpers.fake_daemon import FakeDaemon
from integration.test_install import Installed

from assistant import __version__

ROOT = Path(__file__).resolve().parents[2]
PLACES = [Path("/usr/bin/jarvis"), Path("/usr/lib/jarvis"), Path("/usr/share/doc/jarvis-paints")]
PLACES += [Path("/usr/share/applications/jarvis.desktop"), Path("/usr/lib/systemd/user/jarvis.service")]


def say(words: str, since: float) -> None:
    print(f"{words}: {time.monotonic() - since:.1f} s")


def system(*command: str | Path) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The package, installed; purged in the end, whatever happened."""
    if os.geteuid() != 0 or shutil.which("dpkg") is None:
        pytest.skip("NOTHING WAS INSTALLED: that needs root, on Debian or Ubuntu")
    if any(place.exists() for place in PLACES):
        pytest.skip("NOTHING WAS INSTALLED: a Jarvis is installed here already")
    since = time.monotonic()
    into = tmp_path_factory.mktemp("deb")
    package = Path(system(sys.executable, "scripts/build_deb", "--quick", "--into", into).split()[-1])
    say(f"built, {package.stat().st_size / 1e6:.0f} MB without compression", since)
    since = time.monotonic()
    try:
        system("apt-get", "install", "-y", "--no-install-recommends", package)
        say("installed", since)
        yield package
    finally:
        system("dpkg", "--purge", "jarvis-paints")
    left = [place for place in PLACES if place.exists() or place.is_symlink()]
    assert not left, f"purging left {left}"


@pytest.fixture
def jarvis(package: Path, tmp_path: Path) -> Iterator[Installed]:
    installed = Installed(["/usr/bin/jarvis"], tmp_path)
    yield installed
    installed.close()


def test_it_paints_and_finds_its_own_data(jarvis: Installed) -> None:
    since = time.monotonic()
    (data,) = Path("/usr/lib/jarvis/lib").glob("python*/site-packages/assistant/data")
    jarvis.check(data)
    say("--version, doctor and paint", since)


def test_it_hears_the_bundled_recording(jarvis: Installed) -> None:
    (demo,) = Path("/usr/lib/jarvis/lib").glob("python*/site-packages/assistant/data/models/demo/fox.wav")
    since = time.monotonic()
    heard = jarvis("hear", str(demo))
    assert heard.returncode == 0, heard.stderr
    assert "fox" in heard.stdout
    say("hear", since)


def test_its_overlay_comes_up_with_what_is_left_of_qt(package: Path) -> None:
    with desktop_or_skip() as session:
        del session.env["PYTHONPATH"]
        with FakeDaemon(session.runtime / "jarvis" / "control.sock") as daemon:
            overlay = session.run("/usr/bin/jarvis", "overlay")
            daemon.wait_asked("subscribe")
            assert overlay.poll() is None, session.log("jarvis")


def test_systemd_takes_its_units(package: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("NOT VERIFIED: this machine has no systemd")
    units = ["/usr/lib/systemd/user/jarvis.service", "/usr/lib/systemd/user/jarvis-overlay.service"]
    done = subprocess.run(
        ["systemd-analyze", "--user", "verify", *units],
        env={**os.environ, "XDG_RUNTIME_DIR": "/tmp"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "jarvis" not in done.stderr, done.stderr


def test_lintian_finds_no_error(tmp_path: Path) -> None:
    """In what is ours: the wheels that the package carries are their authors', and left out here."""
    if shutil.which("lintian") is None:
        pytest.skip("NOT LOOKED AT: lintian is missing")
    package = system(sys.executable, "scripts/build_deb", "--bare", "--into", tmp_path).split()[-1]
    done = subprocess.run(
        ["lintian", "--fail-on", "error,warning", package], capture_output=True, text=True, check=False
    )
    print(done.stdout)
    assert done.returncode == 0


def test_files_are_the_ones_that_were_built(package: Path) -> None:
    assert system("dpkg", "--verify", "jarvis-paints") == "", "something was changed by running it"
    assert __version__ in system("dpkg-query", "-W", "jarvis-paints")
