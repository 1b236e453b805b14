"""Which job each kind of worker does, and how its class is found.

Used by the worker process alone: the daemon never imports a job. Imports nothing until it is asked to.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import cast

from assistant.core.errors import ConfigError, EngineError
from assistant.core.jobs import Job
from assistant.core.message import Message

JOBS = MappingProxyType(
    {
        "ears": "assistant.hearing.job:EarsJob",
        "transcriber": "assistant.transcribing.job:TranscribeJob",
        "painter": "assistant.painting.job:PaintJob",
    }
)
"""Kind of worker → "module:Class" of its job."""


def job_class(kind: str, spec: str | None = None) -> Callable[[Mapping[str, object]], Job[Message]]:
    """The class that does the work of `kind`, imported now.

    Args:
        kind: A key of JOBS, or any name when `spec` is given.
        spec: "module:Class" to take instead of the table's.

    Raises:
        ConfigError: No such kind, module or class.
        EngineError: The module needs a package that is not installed.
    """
    spec = spec or JOBS.get(kind)
    if spec is None:
        raise ConfigError(f"There is no worker called {kind}", f"There are: {', '.join(JOBS)}.")
    module_name, _, class_name = spec.partition(":")
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise missing_package(kind, error) from error
    found = getattr(module, class_name, None)
    if not (isinstance(found, type) and issubclass(found, Job)):
        raise ConfigError(f"The {kind} has no program {spec}", 'Write it as "module:Class".')
    return cast(Callable[[Mapping[str, object]], Job[Message]], found)


def missing_package(kind: str, error: ImportError) -> EngineError:
    """What to tell a person when `kind` cannot import something that it needs."""
    return EngineError(
        f"The {kind} needs the Python package {error.name or '(see the log)'}, which cannot be loaded",
        f"Install it in the worker's virtualenv ({error}), or choose another engine in the settings.",
    )
