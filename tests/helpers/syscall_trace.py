"""Watches with strace which sockets a program and its children use, and which files they write. For tests.

`Trace.command` wraps a command; `Trace.findings` judges the calls that it made. Needs the Debian package strace and the
permission to trace. `tracer_or_skip` skips a test where either is missing, says which, and fails it in CI.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

_SOCKET_CALLS = frozenset({"socket", "connect", "bind", "sendto", "sendmsg", "sendmmsg"})
_OPENING_CALLS = frozenset({"open", "openat", "openat2"})
_MAKING_CALLS = frozenset(
    {"creat", "mkdir", "mkdirat", "mknod", "mknodat", "rename", "renameat", "renameat2"}
    | {"link", "linkat", "symlink", "symlinkat"}
)
_STARTING_CALLS = frozenset({"execve", "fork", "vfork", "clone", "clone3"})
_HIDING_CALLS = frozenset({"io_uring_setup"})
"""Calls of a process that sends and opens by these is not seen by strace any more."""

_NAME_FILES = frozenset({"/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/gai.conf"})
"""Files that the C library opens to look up the name of a machine, before it asks anybody."""
_NAME_SERVICES = ("io.systemd.Resolve", "avahi-daemon/socket")
"""Unix sockets of services that look up the names of machines."""

_CALL = re.compile(r"(?P<name>\w+)\((?P<rest>.*)")
_FAILED = re.compile(r"\)\s+= -1 E\w+")
_OPENED = re.compile(r"\)\s+= \d+<(?P<path>[^>]*)>")
_STARTED = re.compile(r"\)\s+= (?P<child>\d+)$")
_SOCKET = re.compile(r"<socket:\[\d+\]>")
_WRITES = re.compile(r"\bO_(WRONLY|RDWR|CREAT|TRUNC)\b")
_PATH = re.compile(r'(?:(?:AT_FDCWD|\d+)<(?P<folder>[^>]*)>, )?"(?P<path>[^"]*)"')
_START_S = 20.0


class Trace:
    """Everything that the commands which were wrapped by `command`, and their children, did.

    Args:
        folder: A folder that does not exist yet; it takes one file a thread.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._commands = 0

    def command(self, *command: str) -> list[str]:
        """The command that runs `command` under strace; it ends when `command` and all its children have ended."""
        self._commands += 1
        calls = self._folder / str(self._commands)
        calls.mkdir(parents=True)
        every = _SOCKET_CALLS | _OPENING_CALLS | _MAKING_CALLS | _STARTING_CALLS | _HIDING_CALLS
        options = [
            # Every thread and child, each in a file of its own: in a common one, overlapping calls are torn in two.
            *("-f", "-ff", "-o", str(calls / "thread")),
            # "?": arm64 has no open, mkdir or fork.
            *("-e", "trace=" + ",".join(f"?{name}" for name in sorted(every))),
            *("--seccomp-bpf", "-e", "signal=none", "-qq"),
            # Paths of descriptors, and enough of a message to read the name that is looked up.
            *("-y", "-s", "120"),
            # A signal to strace ends the program, too; otherwise it would be ignored.
            *("-I", "2"),
        ]
        return ["strace", *options, *command]

    def programs(self) -> list[str]:
        """The command line of every program that ran, as strace prints it: `["python", "-m", "assistant"]`."""
        return [
            _arguments(line) for _, line in self._lines() if line.startswith("execve(") and not _FAILED.search(line)
        ]

    def findings(self, own: Iterable[Path], allowed: Iterable[str]) -> list[str]:
        """The calls that reach beyond this machine or write where they should not, each after its program's name.

        Args:
            own: Folders in which everything may be written. The folders above them may be made.
            allowed: Regular expressions of further paths that may be written.
        """
        owned, patterns = [str(folder) for folder in own], [re.compile(pattern) for pattern in allowed]
        programs = self._program_of_each_thread()
        sockets = {found[0] for _, line in self._lines() if _is_outbound(line) for found in _SOCKET.finditer(line)}
        return [
            f"{programs.get(thread, '?')}: {line}"
            for thread, line in self._lines()
            if _is_outbound(line)
            # What is sent over a connected socket names no address: it says which name was looked up.
            or any(found[0] in sockets for found in _SOCKET.finditer(line))
            or any(not _may_write(path, owned, patterns) for path in _written(line))
        ]

    def _lines(self) -> Iterator[tuple[Path, str]]:
        for thread in sorted(self._folder.glob("*/thread.*")):
            for line in thread.read_text(errors="replace").splitlines():
                yield thread, line

    def _program_of_each_thread(self) -> dict[Path, str]:
        parents: dict[Path, Path] = {}
        programs: dict[Path, str] = {}
        for thread, line in self._lines():
            call = line.partition("(")[0]
            if call == "execve" and not _FAILED.search(line):
                programs[thread] = _arguments(line)
            elif call in _STARTING_CALLS and (started := _STARTED.search(line)):
                parents[thread.with_suffix(f".{started['child']}")] = thread
        for thread in parents:
            ancestor = thread
            while ancestor not in programs and ancestor in parents:
                ancestor = parents[ancestor]
            if ancestor in programs:
                programs[thread] = programs[ancestor]
        return programs


def _arguments(line: str) -> str:
    """The list of arguments in a line of execve."""
    return line[line.find("[") : line.find("]") + 1]


def _is_outbound(line: str) -> bool:
    """Whether a call uses another socket than a Unix one, looks up a name, or hides what follows."""
    if (call := _CALL.match(line)) is None:
        return False
    name, rest = call["name"], call["rest"]
    if name in _SOCKET_CALLS:
        families = set(re.findall(r"\bAF_\w+", rest)) - {"AF_UNIX", "AF_UNSPEC"}
        return bool(families) or any(service in rest for service in _NAME_SERVICES)
    if name in _OPENING_CALLS:
        return any(found["path"] in _NAME_FILES for found in _PATH.finditer(rest))
    return name in _HIDING_CALLS


def _written(line: str) -> list[str]:
    """The absolute paths that a call made or opened for writing; none where the call failed."""
    call = _CALL.match(line)
    if call is None or _FAILED.search(line):
        return []
    if call["name"] in _OPENING_CALLS and _WRITES.search(line):
        return [opened["path"] for opened in _OPENED.finditer(line)]
    if call["name"] in _MAKING_CALLS:
        # The last of two paths: a link may point anywhere, and a file that is renamed was judged when it was made.
        *_, last = _PATH.finditer(call["rest"])
        # Without a folder, a relative path stays relative, and so is a finding: no folder of ours is above it.
        return [os.path.normpath(Path(last["folder"] or "", last["path"]))]
    return []


def _may_write(path: str, own: list[str], allowed: list[re.Pattern[str]]) -> bool:
    is_own = any(f"{path}/".startswith(f"{folder}/") or folder.startswith(f"{path}/") for folder in own)
    return is_own or any(pattern.search(path) for pattern in allowed)


def tracer_or_skip() -> None:
    """Return where programs can be traced; else skip the test, or fail it in CI, where it has to run."""
    if shutil.which("strace") is None:
        _give_up("install strace: apt-get install strace")
    problem = _failure("strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=socket", "true")
    if problem:
        _give_up(f"this system lets no program trace another (a container without CAP_SYS_PTRACE?): {problem}")


def empty_network_or_skip() -> list[str]:
    """The beginning of a command that runs in a network without any interface that is up; else skip, or fail in CI."""
    # Root needs no user namespace. Others keep their own number in theirs: the message bus compares it.
    command = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-current-user", "--net"]
    if problem := _failure(*command, "true"):
        _give_up(f"this system gives this user no network namespace: {problem}")
    return command


def _failure(*command: str) -> str:
    """What a command says that fails; empty where it succeeds."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=_START_S, check=False)
    return done.stderr.strip() or f"exit status {done.returncode}" if done.returncode else ""


def _give_up(reason: str) -> None:
    message = f"NO TEST WATCHED WHAT JARVIS CONTACTS: {reason}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
