"""Implements the command `jarvis`: a client of the daemon, or, without a daemon, one request in its own process.

Every failure is one line with a hint and an exit status, never a traceback:
0 done · 1 a request failed · 2 wrong usage or settings · 3 nobody said the wake word · 4 no daemon runs · 130 Ctrl-C.
"""

from __future__ import annotations

import os
import sys

from assistant.core.child_process import leave_current_folder
from assistant.core.errors import AssistantError, ConfigError, DaemonError

EXIT_FAILED, EXIT_USAGE, EXIT_NOBODY_SPOKE, EXIT_NO_DAEMON, EXIT_INTERRUPTED = 1, 2, 3, 4, 130


def main() -> None:
    """Runs the command line and ends the process."""
    leave_current_folder()
    from assistant.cli.app import app

    try:
        app(prog_name="jarvis")
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        _discard_output()
        sys.exit(EXIT_FAILED)
    except OSError as error:  # A full disk behind ">", a terminal that went away.
        _discard_output()
        where = f": {error.filename}" if error.filename else ""
        sys.stderr.write(f"jarvis: {error.strerror or error}{where}\n")
        sys.exit(EXIT_FAILED)
    except AssistantError as error:
        sys.stderr.write(f"jarvis: {error}\n")
        sys.exit(exit_status(error))


def exit_status(error: AssistantError) -> int:
    """Returns the exit status of a failure."""
    if isinstance(error, ConfigError):
        return EXIT_USAGE
    return EXIT_NO_DAEMON if isinstance(error, DaemonError) else EXIT_FAILED


def _discard_output() -> None:
    """Redirects standard output to /dev/null, since Python would try to flush it at its end and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
