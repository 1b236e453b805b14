"""`jarvis gallery`: opens the window. It runs in this very process, so that closing it ends the command."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.shared_options import Set, settings_with


def gallery(
    search: Annotated[str, typer.Argument(help="Words or a time to look for: [cyan]fox yesterday[/cyan].")] = "",
    overrides: Set = None,
) -> None:
    """Look at all pictures: find, keep, copy, paint again, delete. A second one brings the first to the front."""
    from assistant.daemon.services import gallery_of
    from assistant.ui.windows.gallery.app import main

    raise typer.Exit(main(gallery_of(settings_with(overrides)).folder, search))
