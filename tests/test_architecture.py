"""Who may import whom, and where each heavy third party lives. Fails on anything that is not listed."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "assistant").rglob("*.py"))

GROUND = {"core", "settings", "paths", ""}
"""What every room may use; "" is the package itself, for its version."""

MAY_IMPORT = {
    "core": {"core"},
    "settings": set(),
    "paths": set(),
    "logs": set(),
    "telling": set(),
    "misfit": set(),
    "configure": {"core", "settings", "paths", "misfit"},
    "hearing": GROUND,
    "transcribing": GROUND,
    "painting": GROUND,
    "gallery": {"core", "paths"},
    "understanding": GROUND,
    "workers": {"core", "settings"},
    "control": {"core", "paths"},
    "bus": {"core", "paths", ""},
    "showing": {"core", "paths", "control", "gallery"},
    "windows": GROUND | {"control", "gallery", "showing", "configure", "amend", "foresight", "wake_file"},
    "hotkey": GROUND | {"bus", "control", "configure", "amend", "misfit"},
    "training": GROUND | {"hearing"},
    "sounds": GROUND,
    "system": GROUND | {"control", "telling", "painting"},
}
"""Rooms that are not listed belong to the daemon or the CLI and may import what they lead."""

HOMES = {
    "torch": {"painting/diffusers_painter.py", "painting/diffusers_loading.py", "training/"},
    "onnx": {"training/"},
    "scipy": {"training/"},
    "hibari": {"training/"},
    "tomlkit": {"amend.py"},
    "diffusers": {"painting/diffusers_painter.py", "painting/diffusers_loading.py"},
    "transformers": {"painting/diffusers_loading.py"},
    "faster_whisper": {"transcribing/", "training/encoder.py"},
    "ctranslate2": {"transcribing/"},
    "dbus_fast": {"bus/", "hotkey/", "windows/gallery/wallpaper_portal.py"},
    "jeepney": {"showing/session_bus.py"},
    "pyaudio": {"hearing/microphone.py"},
    "onnxruntime": {"hearing/", "training/"},
    "openwakeword": {"hearing/reference.py"},
    "webrtcvad": {"hearing/"},
    "soxr": {"hearing/", "training/"},
    "av": {"hearing/recording.py"},
    "PySide6": {"showing/", "windows/"},
    "pywayland": {"showing/wayland/"},
    "hassil": {"understanding/"},
    "PIL": {"painting/"},
    "cv2": {"painting/sketch/"},
    "typer": {"cli/"},
    "rich": {"cli/"},
}

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


def room(path: Path) -> str:
    """The folder below `assistant`, or the file's name where it lies at the top."""
    parts = path.relative_to(ROOT / "assistant").with_suffix("").parts
    return parts[0] if parts[0] != "__init__" else ""


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            module = node.module or ""
            found |= {f"{module}.{alias.name}" for alias in node.names} if module == "assistant" else {module}
    return found


def rooms_imported(path: Path) -> set[str]:
    ours = [name.split(".") for name in imports(path)]
    names = {parts[1] if len(parts) > 1 else "" for parts in ours if parts[0] == "assistant"}
    return {"" if name.startswith("__") else name for name in names}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_what_it_may(path: Path) -> None:
    where = room(path)
    if where in MAY_IMPORT:
        assert rooms_imported(path) <= MAY_IMPORT[where] | {where}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_third_parties_stay_at_home(path: Path) -> None:
    place = str(path.relative_to(ROOT / "assistant"))
    for name in {name.split(".")[0] for name in imports(path)} & HOMES.keys():
        assert any(place.startswith(home) for home in HOMES[name]), f"{place} imports {name}"


def loaded_by(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter holds after `code`."""
    script = f"{code}\nimport sys; print(' '.join(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_the_daemon_loads_no_engine() -> None:
    modules = loaded_by(
        "from assistant.settings.schema import Settings; from assistant.daemon.services import Walk; "
        "Walk(Settings()).grammar()"
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
