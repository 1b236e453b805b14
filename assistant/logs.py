"""Logging for every process: to the journal under systemd, else to standard error. Never words, never prompts.

What a person said is private: it is logged at DEBUG only, which is off unless asked for. A line that was written for a
request carries its id: in the journal as the field JARVIS_REQUEST, elsewhere in front of the message.
"""

from __future__ import annotations

import logging
import os
import socket
import struct
import sys
from contextvars import ContextVar

JOURNAL_SOCKET = "/run/systemd/journal/socket"
IDENTIFIER = "jarvis"
LONGEST = 32 * 1024
"""Characters of a message in the journal: a datagram has to take it whole."""

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The request that is being worked on; set by the task that fulfils it, and inherited by its threads."""

_PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}


def request_of(record: logging.LogRecord) -> str:
    """The id that a line is about: given as `extra={"request": id}`, else that of the task it comes from."""
    return str(getattr(record, "request", "")) or request_id.get()


class _LineFormatter(logging.Formatter):
    """A line for standard error; with the priority in front where the journal reads it (sd-daemon(3))."""

    def __init__(self, form: str, clock: str | None = None, *, with_priority: bool = False) -> None:
        super().__init__(form, clock)
        self._with_priority = with_priority

    def format(self, record: logging.LogRecord) -> str:
        request = request_of(record)
        record.about = f"[{request}] " if request else ""
        line = super().format(record)
        if not self._with_priority:
            return line
        return f"<{_PRIORITIES.get(record.levelno, 6)}>" + line.replace("\n", "\n  ")


class JournalHandler(logging.Handler):
    """Writes each line with its fields to journald's own socket (systemd.journal-fields(7)).

    Args:
        address: The socket.
        fallback: Takes what the journal does not.
    """

    def __init__(self, fallback: logging.Handler, address: str = JOURNAL_SOCKET) -> None:
        super().__init__()
        self._fallback = fallback
        self._address = address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line. Never waits for long: the journal's queue is the kernel's."""
        try:
            self._socket.sendto(self._datagram(record), self._address)
        except OSError:
            self._fallback.handle(record)
        except Exception:
            self.handleError(record)

    def _datagram(self, record: logging.LogRecord) -> bytes:
        fields = {
            "MESSAGE": self.format(record)[:LONGEST],
            "PRIORITY": str(_PRIORITIES.get(record.levelno, 6)),
            "SYSLOG_IDENTIFIER": IDENTIFIER,
            "LOGGER": record.name,
            "CODE_FILE": record.pathname,
            "CODE_LINE": str(record.lineno),
        }
        if request := request_of(record):
            fields["JARVIS_REQUEST"] = request
        return b"".join(_field(name, value.encode("utf-8", "replace")) for name, value in fields.items())

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()
        super().close()


def _field(name: str, value: bytes) -> bytes:
    """A field of the journal's native protocol; one with line ends is told with its length."""
    if b"\n" not in value:
        return name.encode() + b"=" + value + b"\n"
    return name.encode() + b"\n" + struct.pack("<Q", len(value)) + value + b"\n"


def in_journal() -> bool:
    """Whether standard error goes to the journal: JOURNAL_STREAM names its device and inode (systemd.exec(5))."""
    named = os.environ.get("JOURNAL_STREAM", "")
    try:
        there = os.fstat(sys.stderr.fileno())
    except (OSError, ValueError):
        return False
    return named == f"{there.st_dev}:{there.st_ino}"


def start_logging(*, verbose: bool = False, quiet: bool = False) -> None:
    """Send the log to its place: ERROR and worse when quiet, DEBUG when verbose, else INFO."""
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    if in_journal():
        handler.setFormatter(_LineFormatter("%(name)s: %(about)s%(message)s", with_priority=True))
        handler = JournalHandler(handler)
        handler.setFormatter(_LineFormatter("%(name)s: %(about)s%(message)s"))
    else:
        handler.setFormatter(_LineFormatter("%(asctime)s %(levelname)-7s %(name)s: %(about)s%(message)s", "%H:%M:%S"))
    level = logging.DEBUG if verbose else logging.ERROR if quiet else logging.INFO
    logging.basicConfig(level=level, handlers=[handler], force=True)
