"""Sets up logging in every process: to the journal under systemd, else to standard error.

A person's words are private: they are logged at DEBUG only, which is off by default. A line that belongs to a request
has its id, in the journal as the field JARVIS_REQUEST, elsewhere before the message.
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
"""Maximum number of characters of a message in the journal, which has to fit into one datagram."""

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Id of the current request; set by the task that fulfils it, and inherited by its threads."""

_PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}


def request_of(record: logging.LogRecord) -> str:
    """Returns the request id of a log line: that of `extra={"request": id}`, else that of the current task."""
    return str(getattr(record, "request", "")) or request_id.get()


class _LineFormatter(logging.Formatter):
    """Formats a line for standard error, with the priority before it if the journal reads it (sd-daemon(3))."""

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
        fallback: Handles lines that the journal does not accept.
        address: The journal's socket.
    """

    def __init__(self, fallback: logging.Handler, address: str = JOURNAL_SOCKET) -> None:
        super().__init__()
        self._fallback = fallback
        self._address = address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line. Hardly ever blocks, since the kernel queues datagrams."""
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
    """Returns a field in the journal's native protocol; values with line breaks have their length before them."""
    if b"\n" not in value:
        return name.encode() + b"=" + value + b"\n"
    return name.encode() + b"\n" + struct.pack("<Q", len(value)) + value + b"\n"


def in_journal() -> bool:
    """Returns True if standard error is the journal: JOURNAL_STREAM has its device and inode (systemd.exec(5))."""
    named = os.environ.get("JOURNAL_STREAM", "")
    try:
        there = os.fstat(sys.stderr.fileno())
    except (OSError, ValueError):
        return False
    return named == f"{there.st_dev}:{there.st_ino}"


def start_logging(*, verbose: bool = False, quiet: bool = False) -> None:
    """Configure the root logger: ERROR and above if quiet, DEBUG if verbose, else INFO."""
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    if in_journal():
        handler.setFormatter(_LineFormatter("%(name)s: %(about)s%(message)s", with_priority=True))
        handler = JournalHandler(handler)
        handler.setFormatter(_LineFormatter("%(name)s: %(about)s%(message)s"))
    else:
        handler.setFormatter(_LineFormatter("%(asctime)s %(levelname)-7s %(name)s: %(about)s%(message)s", "%H:%M:%S"))
    level = logging.DEBUG if verbose else logging.ERROR if quiet else logging.INFO
    logging.basicConfig(level=level, handlers=[handler], force=True)
