"""Missing, damaged or unsafe folders are refused with an error that names the file, before torch is loaded."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.core.errors import ModelMissing
from assistant.models.pipeline_folder import open_folder

UNET = "unet/diffusion_pytorch_model.safetensors"


def refused(folder: Path) -> str:
    with pytest.raises(ModelMissing) as caught:
        open_folder(folder)
    assert caught.value.hint, "says what to do"
    return caught.value.title


def test_a_whole_folder_tells_its_name_and_its_version(own_sd: Path) -> None:
    found = open_folder(own_sd)
    assert (found.name, found.class_name, found.variant) == ("mine", "StableDiffusionPipeline", None)
    assert found.config("scheduler")["_class_name"] == "DDIMScheduler"
    assert found.config("transformer", "unet")["sample_size"] == 32
    assert open_folder(own_sd).version == found.version
    weights = own_sd / UNET
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    assert open_folder(own_sd).version != found.version, "a fine-tune is another version"


def test_missing_folder(tmp_path: Path) -> None:
    assert "nowhere" in refused(tmp_path / "nowhere")


def test_single_file(own_sd: Path) -> None:
    assert "single file" in refused(own_sd / UNET)


def test_folder_without_index(tmp_path: Path) -> None:
    assert "model_index.json" in refused(tmp_path)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"_class_name": ["mine", "Mine"], "unet": ["diffusers", "X"]}'])
def test_damaged_index(own_sd: Path, text: str) -> None:
    (own_sd / "model_index.json").write_text(text)
    assert "model_index.json" in refused(own_sd)


@pytest.mark.parametrize("keep", [0, 7, 100, -1])
def test_truncated_weights_are_named(own_sd: Path, keep: int) -> None:
    path = own_sd / UNET
    path.write_bytes(path.read_bytes()[:keep])
    assert UNET in refused(own_sd)


def test_header_that_promises_gigabytes(own_sd: Path) -> None:
    (own_sd / UNET).write_bytes((1 << 40).to_bytes(8, "little") + b"{}")
    assert UNET in refused(own_sd)


def test_missing_part(own_sd: Path) -> None:
    (own_sd / "vae").rename(own_sd / "other")
    assert "vae" in refused(own_sd)


def test_missing_weights(own_sd: Path) -> None:
    (own_sd / UNET).unlink()
    assert "unet" in refused(own_sd)


def test_missing_shard(own_sd: Path) -> None:
    listing = {"weight_map": {"a": "diffusion_pytorch_model-00001-of-00002.safetensors"}}
    (own_sd / "unet" / "diffusion_pytorch_model.safetensors.index.json").write_text(json.dumps(listing))
    assert "00001-of-00002" in refused(own_sd)


@pytest.mark.parametrize("name", ["diffusion_pytorch_model.bin", "model.ckpt", "weights.pt"])
def test_pickled_weights_are_refused(own_sd: Path, name: str) -> None:
    (own_sd / UNET).rename(own_sd / "unet" / name)
    assert f"pickled weights ({name})" in refused(own_sd)


def test_program_code_is_refused(own_sd: Path) -> None:
    index = json.loads((own_sd / "model_index.json").read_text())
    (own_sd / "model_index.json").write_text(json.dumps(index | {"unet": ["my_unet", "MyUNet"]}))
    (own_sd / "unet" / "my_unet.py").write_text("raise SystemExit('run!')")
    assert "program code" in refused(own_sd)


def test_a_damaged_folder_is_told_before_torch_is_imported(own_sd: Path) -> None:
    (own_sd / UNET).write_bytes(b"")
    program = (
        "import sys\n"
        "from assistant.core.errors import ModelMissing\n"
        "from assistant.painting.diffusion.diffusers_painter import DiffusersPainter\n"
        "from assistant.settings.schema import PainterSettings\n"
        "try: DiffusersPainter(PainterSettings(model=sys.argv[1])).load()\n"
        "except ModelMissing as error: print(error.title, 'torch' in sys.modules)\n"
    )
    command = [sys.executable, "-c", program, str(own_sd)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.strip().endswith("False")


def test_half_precision_only_where_there_is_nothing_else(own_sd: Path, tiny: Callable[[str], Path]) -> None:
    path = own_sd / UNET
    path.rename(path.with_name("diffusion_pytorch_model.fp16.safetensors"))
    assert open_folder(own_sd).variant == "fp16"
    path.write_bytes((tiny("sd") / UNET).read_bytes())
    assert open_folder(own_sd).variant is None
