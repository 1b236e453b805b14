"""The tree keeps its shape: layers, few files a folder, unique names, short functions."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("assistant", "sketchpainter")
IN_THE_ROOT = {"__init__.py", "__main__.py", "logs.py", "paths.py"}
MAY_REPEAT = {"__init__.py", "app.py", "job.py", "messages.py"}
"""File names that say what a file is for its folder, so that they may occur in several."""
FILES_A_FOLDER = 20
FUNCTION_LINES = 60


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_imports_follow_the_layers() -> None:
    """The contracts are in pyproject.toml, under [tool.importlinter]."""
    # In a process of its own: it configures logging, which would silence the loggers that later tests listen to.
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_lies_loose_in_the_root() -> None:
    assert {path.name for path in (ROOT / "assistant").glob("*.py")} <= IN_THE_ROOT


def test_no_folder_is_crowded() -> None:
    count = Counter(path.parent for path in sources(*PACKAGES) if path.name != "__init__.py")
    assert {str(folder.relative_to(ROOT)): n for folder, n in count.items() if n > FILES_A_FOLDER} == {}


def test_a_file_name_stands_for_one_thing() -> None:
    count = Counter(path.name for path in sources(*PACKAGES))
    assert {name for name, n in count.items() if n > 1} <= MAY_REPEAT


def test_functions_are_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in sources(*PACKAGES, "bench", "tests")
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno + 1 > FUNCTION_LINES
    ]
    assert long == []
