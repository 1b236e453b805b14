"""Logging for every process: to standard error, which the journal keeps under systemd. Never words, never prompts.

What a person said is private: it is logged at DEBUG only, which is off unless asked for.
"""

from __future__ import annotations

import logging
import os
import sys

_JOURNAL_LEVELS = {
    logging.DEBUG: "<7>",
    logging.INFO: "<6>",
    logging.WARNING: "<4>",
    logging.ERROR: "<3>",
    logging.CRITICAL: "<2>",
}


class _JournalFormatter(logging.Formatter):
    """Prefixes the syslog priority that journald reads from a stream (sd-daemon(3))."""

    def format(self, record: logging.LogRecord) -> str:
        return _JOURNAL_LEVELS.get(record.levelno, "<6>") + super().format(record).replace("\n", "\n  ")


def start_logging(*, verbose: bool = False, quiet: bool = False) -> None:
    """Send the log to standard error: ERROR and worse when quiet, DEBUG when verbose, else INFO."""
    handler = logging.StreamHandler(sys.stderr)
    if os.environ.get("JOURNAL_STREAM"):
        handler.setFormatter(_JournalFormatter("%(name)s: %(message)s"))
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S"))
    level = logging.DEBUG if verbose else logging.ERROR if quiet else logging.INFO
    logging.basicConfig(level=level, handlers=[handler], force=True)
