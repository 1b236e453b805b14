"""Makes the shared fixtures in this folder importable by every test, and lets Ctrl-C reach the programs under test."""

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

# Before any test's imports: it switches off what libraries report home, which they read while they are imported.
import assistant  # noqa: F401

sys.path.insert(0, str(Path(__file__).parent))

# A shell starts background commands with SIGINT ignored, and children inherit that: they would never see it.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Loads neither torch nor diffusers before a test asks for a tiny model.
pytest_plugins = ["helpers.diffusion_fixtures"]


@pytest.fixture
def play(tmp_path: Path) -> Callable[..., None]:
    """Run a scene, a coroutine function that gets a `walk_house.House`, in a house with these settings."""
    from helpers.walk_house import PATIENCE_S, House, house

    def run(scene: Callable[[House], Awaitable[None]], **settings: Any) -> None:
        async def main() -> None:
            async with asyncio.timeout(3 * PATIENCE_S), house(tmp_path, settings) as home:
                await scene(home)

        asyncio.run(main())

    return run


@pytest.fixture(autouse=True)
def logging_as_in_a_new_process() -> None:
    """Undoes what libraries and commands that ran in this process did to logging, so that tests hear every logger."""
    logging.disable(logging.NOTSET)
    logging.getLogger().setLevel(logging.WARNING)
    for name, logger in logging.root.manager.loggerDict.items():
        if isinstance(logger, logging.Logger) and name.partition(".")[0] in {"assistant", "sketchpainter"}:
            logger.disabled, logger.propagate = False, True
            logger.setLevel(logging.NOTSET)
