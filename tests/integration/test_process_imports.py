"""No process loads a heavy library that belongs to another process."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DAEMON_NEVER = (
    "numpy",
    "torch",
    "diffusers",
    "transformers",
    "PySide6",
    "onnxruntime",
    "faster_whisper",
    "PIL",
    "pyaudio",
)
EARS_NEVER = ("torch", "diffusers", "transformers", "PySide6", "faster_whisper", "scipy", "sklearn", "PIL")


def loaded_by(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter holds after `code`."""
    script = f"{code}\nimport sys; print(' '.join(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_the_daemon_loads_no_engine() -> None:
    modules = loaded_by(
        "from assistant.settings.schema import Settings; from assistant.daemon.services import Services; "
        "Services(Settings()).grammar()"
    )
    assert "hassil" in modules
    assert not modules & set(DAEMON_NEVER)


def test_the_ears_load_no_painter_and_no_transcriber() -> None:
    modules = loaded_by("from assistant.hearing.job import EarsJob; EarsJob({}).load()")
    assert "onnxruntime" in modules
    assert not modules & set(EARS_NEVER)


def test_help_comes_without_the_daemon() -> None:
    modules = loaded_by("import assistant.cli.app")
    assert not modules & {"pydantic", "hassil", "numpy"}
