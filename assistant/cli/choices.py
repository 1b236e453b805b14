"""Lists microphones and painters, and changes to another one, for `jarvis use`.

A change is written to the user's config.toml and sent to a running daemon: its ears take another microphone at once;
another painter needs a restart, which is requested unless something is being painted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import paths
from assistant.control.client import ControlClient
from assistant.core.class_names import current_name
from assistant.core.errors import AssistantError, ConfigError, DaemonError
from assistant.core.messages.control_messages import RestartRequest, SettingsRequest, StatusRequest, TuneRequest
from assistant.settings.editing import edit_settings
from assistant.settings.loading import load_settings, setting_values

SKETCH = "assistant.painting.sketch_painter:SketchPainter"
DEFAULT_MICROPHONE = "default"
Keys = tuple[str, ...]
_DEVICE: Keys = ("hearing", "device")
_ENGINE: Keys = ("painter", "engine")
_MODEL: Keys = ("painter", "model")


@dataclass(frozen=True, slots=True)
class Choice:
    """A microphone or painter that can be chosen."""

    name: str
    """The name for the command."""
    words: str
    """The name for people."""
    changes: Mapping[Keys, Any]
    """The settings that the choice writes."""
    current: bool


def current_settings() -> dict[str, Any]:
    """Returns every setting as `section.key` → value, of the running daemon, or of the files. Raises ConfigError."""
    try:
        with ControlClient() as client:
            return dict(client.ask(SettingsRequest()).values)
    except DaemonError:
        return setting_values(load_settings())


def microphones(values: Mapping[str, Any]) -> list[Choice]:
    """Returns the default microphone, the present ones, and the chosen one even if it is gone. Blocks for a second."""
    from assistant.system.microphone_list import microphones as there_are

    used = str(values["hearing.device"])
    names = [str(found["name"]) for found in there_are()]
    # Like the ears: the setting is a part of a name, in any case, and the first match counts.
    current = next((name for name in names if used.casefold() in name.casefold()), used)
    if used == DEFAULT_MICROPHONE:
        current = DEFAULT_MICROPHONE
    if current not in (*names, DEFAULT_MICROPHONE):
        names.append(current)
    described = {DEFAULT_MICROPHONE: "The desktop’s default", **{name: name for name in names}}
    return [Choice(name, words, {_DEVICE: name}, name == current) for name, words in described.items()]


def painters(values: Mapping[str, Any]) -> list[Choice]:
    """Returns the sketch painter, the model of the settings, and the models in Jarvis' own folder."""
    engine, model = values["painter.engine"], values["painter.model"]
    sketches = current_name(str(engine)) == SKETCH or (engine == "auto" and not model)
    # With a model in the settings, "auto" would mean that model; it stays in the settings for a later choice.
    choices = [Choice("sketch", "Sketch painter", {_ENGINE: SKETCH if model else "auto"}, sketches)]
    folder = paths.data_home() / "models"
    found = [str(index.parent) for index in sorted(folder.glob("*/model_index.json"))]
    for path in dict.fromkeys([*([str(model)] if model else []), *found]):
        changes = {_ENGINE: "auto", _MODEL: path}
        choices.append(Choice(path, Path(path).name, changes, not sketches and path == model and engine == "auto"))
    if not any(choice.current for choice in choices):
        choices.append(Choice(str(engine), str(engine), {_ENGINE: engine}, True))
    return choices


def find(name: str, choices: list[Choice]) -> Choice:
    """Returns the choice with this name or these words, in any case. Raises ConfigError if there is none."""
    wanted = name.casefold()
    for choice in choices:
        if wanted in (choice.name.casefold(), choice.words.casefold()):
            return choice
    there = ", ".join(choice.name for choice in choices)
    raise ConfigError(f"There is no {name!r} here", f"There is: {there}.")


def take(choice: Choice) -> str:
    """Write a choice to the settings and notify the running daemon. Returns a message that says when it takes effect.

    Raises:
        ConfigError: The settings cannot be changed.
    """
    file = edit_settings(choice.changes)
    device = choice.changes.get(_DEVICE)
    try:
        with ControlClient() as client:
            if device is not None:
                client.ask(TuneRequest(device=str(device)))
                return f"{choice.words}: the ears open it now."
            if client.ask(StatusRequest()).busy:
                return f"{choice.words}: written to {file.name}. Something is being painted: later, jarvis restart."
            client.ask(RestartRequest())
            return f"{choice.words}: Jarvis starts again with it."
    except DaemonError:
        return f"{choice.words}: it counts when Jarvis is started."
    except AssistantError as error:
        return f"{choice.words}: written to {file.name}, but the running Jarvis said: {error}"
