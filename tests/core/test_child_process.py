"""How our processes are started: what the command and the environment say, and that no code starts one otherwise."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.core.child_process import child_environment, leave_current_folder, python_command

ROOT = Path(__file__).parents[2]
ALLOWED = {
    ("assistant/core/child_process.py", "sys.executable"): "the one place that makes the command",
    ("assistant/core/child_process.py", "sys.orig_argv"): "the one place that makes the command of a restart",
    ("assistant/core/child_process.py", "'-m'"): "the one place that makes the command",
    ("assistant/cli/service_commands.py", "os.execvp"): "becomes journalctl, a program of systemd's",
    ("assistant/cli/service_commands.py", "os.execve"): "becomes the overlay, by that place's command",
    ("assistant/cli/run.py", "os.execve"): "becomes itself again, by that place's command",
    ("assistant/ui/overlay/app.py", "os.execve"): "becomes itself again, by that place's command",
    ("assistant/hotkey/hotkey_methods.py", "sys.executable"): "looks for the program `jarvis` beside it",
    ("assistant/ui/windows/settings/pages/keys_page.py", "sys.executable"): "looks for the program `jarvis` beside it",
    ("assistant/ui/windows/settings/painting_hardware.py", "sys.executable"): "looks for the program `hf` beside it",
    ("assistant/cli/doctor.py", "sys.executable"): "tells a person which Python it is",
    ("assistant/daemon/services.py", "sys.executable"): "which Python a worker has, where the settings name none",
    (
        "assistant/workers/worker_supervisor.py",
        "sys.executable",
    ): "which Python a worker has, where the settings name none",
    ("assistant/workers/handle.py", "sys.executable"): "which Python a worker has, where nobody names one",
    ("bench/idle.py", "sys.executable"): "runs PyAudio alone, without any code of ours, with -P",
    (
        "bench/overlay.py",
        "sys.executable",
    ): "runs a script of the bench by its path, which looks into the bench's folder",
    ("bench/mutants.py", "'-m'"): "an option of pytest's",
    ("bench/wake_voices.py", "'-m'"): "an option of piper's",
    ("scripts/build_deb", "sys.executable"): "runs hatchling, with -P",
    ("scripts/torch_build.py", "sys.executable"): "runs pip, with -P",
    ("scripts/torch_build.py", "'-m'"): "runs pip, with -P",
}
"""File and what it uses that could start a Python → why it may."""
FORBIDDEN_MODULES = frozenset({"multiprocessing", "runpy"})
"""They start Python processes, or run modules, in ways of their own."""
REPLACING = re.compile("exec[lv]|spawn|posix_spawn|fork|system$|popen$")
"""Names in `os`."""
PROGRAM = re.compile(r"(.*/)?python[\d.]*")
LINE = re.compile(r".*\s-m assistant\b.*", re.DOTALL)
WORTH_READING = re.compile(
    r"executable|orig_argv|-m\b|\bos\.|from os |ProcessPool|multiprocessing|runpy|python[\d.]*[\"']|-m assistant"
)
"""Any file in which `starts` finds something has this in its text; to read all files' syntax takes seconds."""


def sources() -> Iterator[Path]:
    for folder in ("assistant", "bench", "scripts"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix == ".py" or (path.is_file() and path.read_bytes().startswith(b"#!/usr/bin/env python")):
                yield path
    yield ROOT / "scripts" / "build_deb"


def starts(tree: ast.Module) -> Iterator[str]:
    """Everything in the code that may start a Python process."""
    documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="sys"), attr="executable" | "orig_argv" | "_base_executable"):
                yield f"sys.{node.attr}"
            case ast.Attribute(value=ast.Name(id="os"), attr=name) if REPLACING.match(name):
                yield f"os.{name}"
            case ast.Attribute(attr="ProcessPoolExecutor") | ast.Name(id="ProcessPoolExecutor"):
                yield "ProcessPoolExecutor"
            case ast.ImportFrom(module=module, names=names):
                if (module or "").split(".")[0] in FORBIDDEN_MODULES:
                    yield str(module)
                taken = {"executable", "orig_argv"} if module == "sys" else set()
                taken |= {alias.name for alias in names if REPLACING.match(alias.name)} if module == "os" else set()
                taken |= {"ProcessPoolExecutor"} if module == "concurrent.futures" else set()
                yield from (f"{module}.{alias.name}" for alias in names if alias.name in taken)
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name.split(".")[0] in FORBIDDEN_MODULES)
            case ast.Constant(value="-m"):
                yield "'-m'"
            case ast.Constant(value=str(text)) if id(node) not in documents and LINE.fullmatch(text):
                yield repr(text)
            case (
                ast.List(elts=[ast.Constant(value=str(text)), *_]) | ast.Tuple(elts=[ast.Constant(value=str(text)), *_])
            ):
                if PROGRAM.fullmatch(text):
                    yield repr(text)


def test_no_code_starts_a_python_process_by_itself() -> None:
    found = {
        (str(path.relative_to(ROOT)), what)
        for path in sources()
        if WORTH_READING.search(text := path.read_text(encoding="utf-8"))
        for what in starts(ast.parse(text))
    }
    assert found == set(ALLOWED), "start it with python_command and child_environment of assistant.core.child_process"


@pytest.mark.parametrize(
    "code",
    [
        "import sys; run([sys.executable, '-c', 'pass'])",
        "from sys import executable",
        "from os import execv",
        "import os, sys; os.execv('x', sys.orig_argv)",
        "run(['python3', 'x.py'])",
        "run(f'{python} -m assistant listen')",
        "import multiprocessing.pool",
        "from multiprocessing import Pool",
        "from concurrent.futures import ProcessPoolExecutor",
        "import concurrent.futures as f; f.ProcessPoolExecutor()",
        "run([python, '-m', 'assistant'])",
    ],
)
def test_the_search_finds_every_way(code: str) -> None:
    assert WORTH_READING.search(code)
    assert list(starts(ast.parse(code)))


def test_every_import_of_the_child_skips_the_current_folder() -> None:
    assert python_command("assistant", "a b")[1:] == ["-P", "-m", "assistant", "a b"]
    assert python_command("assistant", python="/opt/python")[0] == "/opt/python"


@pytest.mark.parametrize(
    ("variables", "kept"),
    [
        ({"PYTHONPATH": ":/opt/mine"}, {"PYTHONPATH": "/opt/mine"}),
        ({"PYTHONPATH": "/opt/mine:"}, {"PYTHONPATH": "/opt/mine"}),
        ({"PYTHONPATH": "/opt/mine:.:lib:~/lib:/opt/yours"}, {"PYTHONPATH": "/opt/mine:/opt/yours"}),
        ({"PYTHONPATH": "."}, {}),
        ({"PYTHONPATH": ""}, {}),
        ({"PYTHONHOME": "."}, {}),
        ({"PYTHONHOME": "/usr:lib"}, {}),
        ({"PYTHONHOME": "/usr:/usr"}, {"PYTHONHOME": "/usr:/usr"}),
        ({"PYTHONUSERBASE": "me", "PYTHONPYCACHEPREFIX": "cache"}, {}),
        ({"PYTHONUSERBASE": "/me", "PYTHONHASHSEED": "0"}, {"PYTHONUSERBASE": "/me", "PYTHONHASHSEED": "0"}),
    ],
)
def test_what_depends_on_the_current_folder_is_not_handed_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variables: dict[str, str], kept: dict[str, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("PYTHON")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(sys, "path", [*sys.path, str(ROOT)])
    before = dict(os.environ)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert child_environment() == before | kept


def test_a_checkout_that_only_this_process_sees_is_handed_on(tmp_path: Path) -> None:
    """As where somebody works in a checkout that is installed nowhere: the child is to run the same code."""
    script = "import json; from assistant.core import child_process as c; print(json.dumps(c.child_environment()))"
    for variables in ({}, {"PYTHONPATH": "."}, {"PYTHONPATH": f"{tmp_path}:"}):
        # Without site, no .pth file leads to the checkout.
        command = [sys.executable, "-S", "-c", script]
        done = subprocess.run(command, cwd=ROOT, env=variables, check=True, capture_output=True, text=True)
        folders = json.loads(done.stdout)["PYTHONPATH"].split(":")
        assert folders == [str(ROOT), *([str(tmp_path)] if len(variables.get("PYTHONPATH", "")) > 1 else [])]


def test_another_interpreter_finds_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/opt/mine")
    assert child_environment("/opt/python")["PYTHONPATH"] == f"{ROOT}:/opt/mine"


def test_the_entry_point_leaves_the_current_folder_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "lib").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", "/opt/mine:lib:")
    path = [str(tmp_path), "", ".", "/opt/mine", str(tmp_path / "lib"), "/usr/lib/python3"]
    monkeypatch.setattr(sys, "path", path)
    leave_current_folder()
    assert sys.path == ["/opt/mine", "/usr/lib/python3", str(ROOT)]
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    leave_current_folder()
    assert sys.path == [str(tmp_path), str(ROOT)], "a developer has named it by its whole path"


def test_the_checkout_stays_importable_where_it_is_the_current_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setattr(sys, "path", [str(ROOT), "", "/usr/lib/python3"])
    leave_current_folder()
    assert sys.path == ["/usr/lib/python3", str(ROOT)], "last, so that nothing in it hides a module of Python"
    assert child_environment()["PYTHONPATH"] == str(ROOT), "the child cannot know it from this process"


def test_a_folder_that_was_removed_disturbs_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    monkeypatch.setattr(sys, "path", ["", "lib", "/usr/lib/python3"])
    leave_current_folder()
    assert sys.path == ["/usr/lib/python3", str(ROOT)]
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["-P"]),
        (["-X", "utf8", "-Wignore"], ["-P", "-X", "utf8", "-Wignore"]),
        (["-P", "-Xutf8"], ["-P", "-Xutf8"]),
        (["-I"], ["-I"]),
    ],
)
def test_a_restart_keeps_the_options_of_the_interpreter(options: list[str], expected: list[str]) -> None:
    script = "import json; from assistant.core.child_process import restart_command as r; print(json.dumps(r()))"
    script = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {script}"
    command = [sys.executable, *options, "-c", script, "run", "a b"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == [sys.executable, *expected, "-c", script, "run", "a b"]
