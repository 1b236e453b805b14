"""The opt-outs: in force before any library is imported, in every process, and understood by the libraries."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.core.telemetry import OPT_OUTS

ROOT = Path(__file__).resolve().parents[2]
REPORTING = {"onnxruntime", "huggingface_hub", "hf_xet", "transformers", "diffusers", "faster_whisper", "openwakeword"}
"""Libraries that read their opt-out, or import one that does."""


def python(script: str, *options: str, **env: str) -> str:
    """What a Python prints that has nothing but these variables in its environment."""
    done = subprocess.run(
        [sys.executable, *options, "-c", script],
        env={"PYTHONPATH": str(ROOT)} | env,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def test_they_are_set_before_anything_but_the_standard_library_is_imported() -> None:
    # -S: without the packages, as in an interpreter of `workers.python` that has others.
    script = "import assistant, json, os, sys; print(json.dumps([dict(os.environ), list(sys.modules)]))"
    environment, modules = json.loads(python(script, "-S"))
    assert environment["ORT_DISABLE_TELEMETRY"] == environment["HF_HUB_DISABLE_TELEMETRY"] == "1"
    assert environment["DO_NOT_TRACK"] == "1"
    roots = {module.partition(".")[0] for module in modules}
    assert roots - sys.stdlib_module_names == {"assistant", "__main__"} - sys.stdlib_module_names


def test_the_programs_that_a_process_starts_inherit_them() -> None:
    child = "import os; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    script = f"import assistant, subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    assert python(script) == "1\n"


@pytest.mark.parametrize("variable", sorted(OPT_OUTS))
def test_a_weaker_value_of_the_users_is_replaced(variable: str) -> None:
    weaker = "0" if OPT_OUTS[variable] == "1" else "1"
    script = f"import assistant, os; print(os.environ[{variable!r}])"
    assert python(script, **{variable: weaker}).strip() == OPT_OUTS[variable]


def test_stricter_settings_of_the_users_stay() -> None:
    script = "import assistant, os; print(os.environ['HF_HUB_OFFLINE'], os.environ.get('TRANSFORMERS_OFFLINE'))"
    assert python(script, HF_HUB_OFFLINE="1") == "1 None\n"


def test_the_hub_understands_them() -> None:
    script = (
        "import assistant, huggingface_hub.constants as hub\n"
        "print(hub.HF_HUB_DISABLE_TELEMETRY, hub.HF_HUB_OFFLINE)\n"
        "from huggingface_hub.utils import build_hf_headers\n"
        "print('torch/' in build_hf_headers(token=False)['user-agent'])"
    )
    assert python(script, DO_NOT_TRACK="0") == "True False\nFalse\n"


@pytest.mark.parametrize("path", sorted((ROOT / "bench").glob("*.py")), ids=lambda path: path.name)
def test_no_benchmark_imports_such_a_library_before_the_opt_outs(path: Path) -> None:
    """Imports are sorted, and third parties come before our own; so benchmarks reach them through `assistant` only."""
    imported: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.partition(".")[0])
    assert not imported & REPORTING
