"""A real `systemd --user` with its own D-Bus and journal, for tests of the service. Needs root, and gives it away.

The manager runs as a user without rights in mount and process namespaces of its own, so that the machine's systemd,
journal and users are not touched and nothing outlives a test. A service gets there exactly what it gets on a desktop:
sandboxing differs between root's manager and a user's. `manager_or_skip` skips, and says so, where that cannot be had.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from helpers.program_session import CHECKOUT, START_S, PrivateFolder, becomes

SYSTEMD = Path("/lib/systemd/systemd")
JOURNALD = Path("/lib/systemd/systemd-journald")
USER_ID = 61234
"""A number that no user of the machine has; the name stands only in the namespace's /etc/passwd."""
HOME = Path("/home/jarvis-test")

BOOT = """\
set -eu
mount -t tmpfs tmpfs /run/systemd
mkdir -p /run/systemd/system /run/systemd/journal
mount -t tmpfs tmpfs /var/log
mkdir -p /run/log && mount -t tmpfs tmpfs /run/log
mount --bind {folder}/passwd /etc/passwd
{expose}
mount -t tmpfs tmpfs /run/user
mkdir -p /run/user/{uid} {home} && mount --bind {folder}/run /run/user/{uid} && mount --bind {folder}/home {home}
({journald} >/dev/null 2>&1 </dev/null) &
{cgroups}
setpriv --reuid={uid} --regid={uid} --clear-groups \\
  env -i {environment} {systemd} --user </dev/null >/dev/null 2>&1 &
echo started
wait -n || true
"""
"""Runs as the first process of the namespaces: when it ends, the kernel ends everything in them."""


class UserManager(PrivateFolder):
    """Is a user's service manager.

    Args:
        env: More for the environment of the manager and of every command: a sound server.
    """

    def __init__(self, env: Mapping[str, str] | None = None) -> None:
        super().__init__("ju-")
        self.home = self.folder / "home"
        """The user's home as the test sees it; the user's own programs see it as HOME, in its usual place."""
        runtime = f"/run/user/{USER_ID}"
        self.env = {
            "HOME": str(HOME),
            "USER": "jarvis-test",
            "LOGNAME": "jarvis-test",
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "XDG_RUNTIME_DIR": runtime,
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={runtime}/bus",
            **(env or {}),
        }
        self._cgroups: list[Path] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._first = 0

    def start(self) -> None:
        self.folder.chmod(0o755)
        for path in (self.home, self.folder / "run"):
            path.mkdir(mode=0o700)
            os.chown(path, USER_ID, USER_ID)
        users = Path("/etc/passwd").read_text() + f"jarvis-test:x:{USER_ID}:{USER_ID}::{HOME}:/bin/sh\n"
        (self.folder / "passwd").write_text(users)
        self._cgroups = list(_own_cgroups(self.folder.name))
        script = BOOT.format(
            folder=self.folder,
            expose="\n".join(_expose(self.folder)),
            journald=JOURNALD,
            cgroups="\n".join(f"echo $$ > {path}/cgroup.procs" for path in self._cgroups),
            uid=USER_ID,
            home=HOME,
            environment=" ".join(f"'{name}={value}'" for name, value in self.env.items()),
            systemd=SYSTEMD,
        )
        namespaces = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--mount-proc"]
        with (self.folder / "boot").open("wb") as log:
            self._process = subprocess.Popen(
                [*namespaces, "bash", "-c", script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log
            )
        assert self._process.stdout is not None
        if self._process.stdout.readline() != b"started\n":
            raise RuntimeError("the manager was not started: " + (self.folder / "boot").read_text()[-2000:])
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        self._first = int(children.split()[0])
        self.wait_for(
            lambda: self.systemctl("is-system-running").strip() in {"running", "degraded"}, "the manager runs"
        )

    def close(self) -> None:
        """Ends everything that runs in the namespaces and removes all traces."""
        if self._first:
            with suppress(ProcessLookupError):
                os.kill(self._first, signal.SIGKILL)
        if self._process is not None:
            self._process.wait(START_S)
            if self._process.stdout:
                self._process.stdout.close()
        for root in self._cgroups:
            deadline = time.monotonic() + START_S
            while root.exists() and time.monotonic() < deadline:
                for folder in sorted(root.rglob("*/"), key=lambda path: -len(path.parts)):
                    with suppress(OSError):
                        folder.rmdir()
                with suppress(OSError):
                    root.rmdir()
        super().close()

    def run(self, *command: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command as the user and wait for it."""
        return subprocess.run(
            [*self._inside(), *_environment({**self.env, **(env or {})}), *command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def jarvis(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `jarvis` as the user."""
        return self.run(sys.executable, "-P", "-m", "assistant", *arguments)

    def systemctl(self, *arguments: str) -> str:
        """Returns what `systemctl --user` prints, standard error included."""
        done = self.run("systemctl", "--user", *arguments)
        return done.stdout + done.stderr

    def show(self, unit: str, name: str) -> str:
        """Returns one property of a unit."""
        return self.systemctl("show", "--value", f"--property={name}", unit).strip()

    def processes(self, *words: str) -> list[int]:
        """Returns the numbers, within the namespace, of the processes whose command line has all these words."""
        listed = self.run("ps", "-eww", "-o", "pid=,stat=,args=").stdout.splitlines()
        rows = [line.split(None, 2) for line in listed]
        return [
            int(row[0])
            for row in rows
            if len(row) == 3 and not row[1].startswith("Z") and all(word in row[2] for word in words) and row[2] != "ps"
        ]

    def signal(self, number: signal.Signals, *pids: int) -> None:
        """Send a signal to processes, named by their numbers within the namespace."""
        done = self.run("kill", f"-{number.value}", *map(str, pids))
        assert done.returncode == 0, done.stderr

    def journal(self, *arguments: str) -> str:
        """Returns what the namespace's journal holds; root may read all of it."""
        inside = ["nsenter", f"--target={self._first}", "--mount", "--pid", "journalctl", "--no-pager", *arguments]
        return subprocess.run(inside, capture_output=True, text=True, timeout=60, check=False).stdout

    def wait_for(self, true: Callable[[], object], what: str, seconds: float = START_S) -> None:
        """Waits until something is true; fails where that takes longer than `seconds`."""
        assert becomes(true, seconds), f"never: {what}\n{self.journal('-n', '40', '-o', 'cat')}"

    def _inside(self) -> list[str]:
        here = ["nsenter", f"--target={self._first}", "--mount", "--pid", "--wd=/"]
        return [*here, "setpriv", f"--reuid={USER_ID}", f"--regid={USER_ID}", "--clear-groups"]


def _environment(env: Mapping[str, str]) -> list[str]:
    return ["env", "-i", *(f"{name}={value}" for name, value in env.items())]


def _own_cgroups(name: str) -> Iterator[Path]:
    """Yields a group for the manager in each hierarchy that it uses, owned by its user. Raises OSError."""
    top = Path("/sys/fs/cgroup")
    trees = [top] if (top / "cgroup.procs").exists() else [top / "systemd", top / "unified", top / "memory"]
    for tree in trees:
        if tree.is_dir():
            own = tree / name
            own.mkdir()
            for path in (own, *own.iterdir()):
                if path == own or path.name in {"cgroup.procs", "cgroup.subtree_control", "cgroup.threads", "tasks"}:
                    os.chown(path, USER_ID, USER_ID)
            yield own


def _expose(folder: Path) -> Iterator[str]:
    """Yields commands that empty /home, and let the user reach this Python and this checkout wherever they lie."""
    wanted = {Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve(), CHECKOUT}
    closed: dict[Path, list[Path]] = {HOME.parent: []}
    for path in wanted:
        for above in reversed(path.parents):
            if above == HOME.parent or not above.stat().st_mode & 0o001:
                closed.setdefault(above, []).append(path)
                break
    for number, (above, paths) in enumerate(closed.items()):
        for place, path in enumerate(paths):
            yield f"mkdir -p {folder}/x{number}-{place} && mount --bind {path} {folder}/x{number}-{place}"
        yield f"mount -t tmpfs -o mode=755 tmpfs {above}"
        for place, path in enumerate(paths):
            yield f"mkdir -p {path} && mount --bind {folder}/x{number}-{place} {path}"


def lacking() -> str:
    """Returns what is missing for a manager; "" when nothing is."""
    if os.getuid() != 0:
        return "root's rights"
    programs = ("unshare", "nsenter", "setpriv", "systemctl", "journalctl", "busctl", "dbus-daemon", "gdbus", "ps")
    missing = [name for name in programs if shutil.which(name) is None]
    missing += [str(path) for path in (SYSTEMD, JOURNALD) if not path.exists()]
    return ", ".join(missing)


@contextmanager
def manager_or_skip(env: Mapping[str, str] | None = None) -> Iterator[UserManager]:
    """Gives a test a manager that runs, or skips it and says loudly why."""
    if missing := lacking():
        pytest.skip(f"NO SERVICE TEST WAS RUN: it needs {missing}")
    tried = subprocess.run(
        ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "mount", "-t", "tmpfs", "none", "/mnt"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    if tried.returncode:
        pytest.skip(f"NO SERVICE TEST WAS RUN: namespaces are refused here ({tried.stderr.strip()})")
    with ExitStack() as ending:
        try:
            manager = ending.enter_context(UserManager(env))
        except OSError as error:
            pytest.skip(f"NO SERVICE TEST WAS RUN: {error}")
        yield manager
