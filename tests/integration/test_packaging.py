"""What gets installed: the wheel's content, its declared dependencies, and the choices that `make setup` makes."""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
import wave
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~\[; ]", name, maxsplit=1)[0]).lower()


def declared() -> set[str]:
    """Canonical names of all dependencies in pyproject.toml."""
    extras = (line for extra in PROJECT["optional-dependencies"].values() for line in extra)
    return {canonical(line) for line in [*PROJECT["dependencies"], *extras]}


# ---- the wheel -----------------------------------------------------------------------------------------------------


def build(kind: str, into: Path) -> zipfile.ZipFile:
    script = f"from hatchling.build import build_{kind} as build; print(build({str(into)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    return zipfile.ZipFile(into / done.stdout.split()[-1])


def test_an_installed_wheel_finds_its_data_beside_its_code(tmp_path: Path) -> None:
    with build("wheel", tmp_path) as wheel:
        wheel.extractall(tmp_path / "site")
    wanted = ["config/default.toml", "models/manifest.toml", "models/wake/jarvis.onnx", "models/demo/fox.wav"]
    wanted += [
        f"models/wake/{name}" for name in ("jarvis-verifier.onnx", "encoder.onnx", "encoder.weights", "encoder.LICENSE")
    ]
    script = f"from assistant.paths import data_file; print(*(data_file(name) for name in {wanted}), sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found = [Path(line) for line in done.stdout.split("\n") if line]
    assert [path.relative_to(tmp_path / "site" / "assistant" / "data").as_posix() for path in found] == wanted
    assert all(path.is_file() for path in found)
    assert list((tmp_path / "site").glob("*.dist-info/licenses/LICENSE"))


def test_an_editable_install_copies_no_data_that_could_grow_old(tmp_path: Path) -> None:
    with build("editable", tmp_path) as wheel:
        names = [name for name in wheel.namelist() if ".dist-info/" not in name]
        (pth,) = names
        assert wheel.read(pth).decode().strip() == str(ROOT)


def test_the_bundled_recordings_are_what_the_ears_take() -> None:
    for path in (ROOT / "models/demo/fox.wav", ROOT / "tests/data/penguins.wav"):
        with wave.open(str(path)) as sound:
            assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (16000, 1, 2)
            assert 4 < sound.getnframes() / sound.getframerate() < 6
        assert path.stat().st_size <= 200_000


# ---- dependencies --------------------------------------------------------------------------------------------------


OURS = ("assistant", "sketchpainter")


def imported() -> dict[str, str]:
    """Top names that the program imports from outside, each with one file that does."""
    found: dict[str, str] = {}
    for file in sorted(path for package in OURS for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            found.update({name.partition(".")[0]: str(file.relative_to(ROOT)) for name in names})
    return {name: file for name, file in found.items() if name not in {*sys.stdlib_module_names, *OURS}}


def test_every_package_that_the_program_imports_is_declared() -> None:
    from_package = importlib.metadata.packages_distributions()
    undeclared = {
        name: file
        for name, file in imported().items()
        # A name that no installed package provides belongs to an extra that is not installed.
        if name in from_package and not {canonical(each) for each in from_package[name]} & declared()
    }
    assert undeclared == {}


def test_every_dependency_is_explained() -> None:
    rows = re.findall(r"^\| `([^`]+)`", (ROOT / "docs/dependencies.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert {canonical(row) for row in rows} == declared()


# ---- which build of PyTorch ----------------------------------------------------------------------------------------


@pytest.fixture
def torch_build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("torch_build", ROOT / "scripts" / "torch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def offers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all that pip knows."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    return folder


def offer(folder: Path, version: str, *requires: str) -> None:
    info = f"torch-{version}.dist-info"
    with zipfile.ZipFile(folder / f"torch-{version}-py3-none-any.whl", "w") as wheel:
        lines = [f"Requires-Dist: {each}" for each in requires]
        wheel.writestr(
            f"{info}/METADATA", "\n".join(["Metadata-Version: 2.1", "Name: torch", f"Version: {version}", *lines])
        )
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")


def nvidia_driver(folder: Path, monkeypatch: pytest.MonkeyPatch, cuda: str) -> None:
    """An nvidia-smi that says what the driver of a machine says."""
    program = folder / "nvidia-smi"
    program.write_text(f'#!/bin/sh\necho "| NVIDIA-SMI 570.1    Driver Version: 570.1    CUDA Version: {cuda}     |"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_without_a_gpu_the_newest_cpu_build_on_offer_is_taken(torch_build: ModuleType, offers: Path) -> None:
    for version in ("2.9.0+cpu", "2.11.0+cpu", "2.12.0+cpu", "2.14.0", "3.0.0+cpu"):
        offer(offers, version)
    assert torch_build.for_cpu(torch_build.requirement()) == "pip torch==2.12.0+cpu"


def test_without_a_gpu_a_cuda_build_is_never_taken(torch_build: ModuleType, offers: Path) -> None:
    offer(offers, "2.14.0", "nvidia-cudnn-cu13==9.1")
    assert torch_build.for_cpu(torch_build.requirement()) == "uv cpu"


def test_with_a_gpu_pips_own_choice_is_taken_where_the_driver_can_run_it(
    torch_build: ModuleType, offers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(offers, "2.14.0", "cuda-toolkit[cublas]==13.2.2; platform_system == 'Linux'", "nvidia-cudnn-cu13==9.1")
    nvidia_driver(tmp_path, monkeypatch, "13.0")
    assert torch_build.for_gpu(torch_build.requirement()) == "pip torch==2.14.0"
    nvidia_driver(tmp_path, monkeypatch, "12.4")
    assert torch_build.for_gpu(torch_build.requirement()) == "uv auto"


def test_with_a_gpu_a_cpu_build_is_not_taken(torch_build: ModuleType, offers: Path) -> None:
    offer(offers, "2.14.0+cpu")
    assert torch_build.for_gpu(torch_build.requirement()) == "uv auto"


# ---- make setup ----------------------------------------------------------------------------------------------------


def program(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/bash\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The setup scripts in a folder of their own, with stand-ins for the system's package tools that note each call."""
    scripts = tmp_path / "checkout" / "scripts"
    (scripts / "packages").mkdir(parents=True)
    for name in ("setup", "steps.sh", "system-packages", "torch_build.py"):
        (scripts / name).write_bytes((ROOT / "scripts" / name).read_bytes())
        (scripts / name).chmod(0o755)
    (scripts / "packages" / "run.txt").write_text("# comment\nalpha\nnew-name | old-name  # either\n")
    (scripts / "packages" / "test.txt").write_text("pulseaudio\n")
    tools = tmp_path / "tools"
    tools.mkdir()
    calls = tmp_path / "calls"
    program(tools, "dpkg-query", f"cat {tmp_path}/installed")
    program(tools, "apt-cache", "[[ $2 == absent* ]] || echo '  Candidate: 1'")
    program(tools, "apt-get", f'echo "$@" >> {calls}')
    program(tools, "sudo", 'while [[ $1 == -* ]]; do shift; done; exec "$@"')
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    monkeypatch.delenv("JARVIS_SETUP_AGAIN", raising=False)
    return tmp_path / "checkout"


def packages(checkout: Path, installed: dict[str, str], *words: str) -> tuple[int, str, str]:
    """Exit status, what was said, and the calls of apt-get, with `installed` packages and what each provides."""
    calls = checkout.parent / "calls"
    calls.unlink(missing_ok=True)
    rows = (f"ii \t{name}\t{provides}\n" for name, provides in installed.items())
    (checkout.parent / "installed").write_text("".join(rows))
    done = subprocess.run(
        ["scripts/system-packages", *words],
        cwd=checkout,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr, calls.read_text() if calls.exists() else ""


def test_packages_that_are_there_cost_nothing_and_need_no_rights(checkout: Path) -> None:
    assert packages(checkout, {"alpha": "", "old-name": ""}, "run") == (0, "", "")
    assert packages(checkout, {"alpha": "", "other": "new-name (= 1.2), more"}, "run") == (0, "", "")


def test_only_what_is_missing_is_installed_and_the_package_list_is_not_read_for_it(checkout: Path) -> None:
    status, said, calls = packages(checkout, {"alpha": ""}, "run", "--", "python3-venv")
    assert status == 0, said
    assert len(calls.splitlines()) == 1
    assert calls.strip().endswith("install --no-install-recommends new-name python3-venv")
    assert "DPkg::Lock::Timeout=300" in calls


def test_a_pipewire_desktop_keeps_its_sound_server(checkout: Path) -> None:
    there = {"alpha": "", "new-name": ""}
    assert "pulseaudio" in packages(checkout, there, "run", "test")[2]
    status, said, calls = packages(checkout, {**there, "pipewire-pulse": ""}, "run", "test")
    assert (status, calls) == (0, "")
    assert "PipeWire" in said


def test_a_package_that_no_release_has_is_named_once_and_not_tried_by_each_start(checkout: Path) -> None:
    there = {"alpha": "", "new-name": ""}
    status, said, calls = packages(checkout, there, "run", "--", "absent-package")
    assert (status, "absent-package" in said, " update" in calls) == (3, True, True)
    status, said, calls = packages(checkout, there, "run", "--", "absent-package")
    assert (status, "absent-package" in said, calls) == (3, True, "")


def test_an_apt_that_fails_ends_in_one_line_with_the_log(checkout: Path) -> None:
    program(checkout.parent / "tools", "apt-get", "echo 'E: Unable to fetch some archives' >&2; exit 100")
    status, said, _ = packages(checkout, {"alpha": ""}, "run")
    assert status == 3
    assert "E: Unable to fetch some archives. The log: .setup/setup.log" in said
    program(checkout.parent / "tools", "apt-get", f'echo "$@" >> {checkout.parent}/calls')
    assert packages(checkout, {"alpha": ""}, "run")[0] == 0, "a network that is back must be used"


@pytest.mark.parametrize(("version", "words"), [("3.10.12", "is Python 3.10.12"), (None, "is not there")])
def test_a_python_that_does_not_suit_is_refused_by_name(checkout: Path, version: str | None, words: str) -> None:
    python = checkout / "python"
    if version:
        program(checkout, "python", f"[[ $1 == -V ]] && echo Python {version} || exit 1")
    done = subprocess.run(
        ["scripts/setup", "run"],
        cwd=checkout,
        env={**os.environ, "PYTHON": str(python)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert words in done.stderr
    assert "3.11, 3.12 or 3.13" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_make_alone_explains_itself() -> None:
    done = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert all(f"make {goal}" in done.stdout for goal in ("run", "test", "check", "setup", "diffusion", "clean"))
