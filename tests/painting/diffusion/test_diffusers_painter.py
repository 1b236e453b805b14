"""Tests the diffusion painter on real pipelines with random weights: seeds, previews, cancelling, memory, errors."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from assistant.core.commands import PaintOrder
from assistant.core.engines import Progress
from assistant.core.errors import EngineError, JobCancelled, ModelMissing, OutOfMemory
from assistant.painting.diffusion.diffusers_painter import DiffusersPainter
from assistant.settings.schema import PainterSettings

ORDER = PaintOrder("paint a fox", "a fox, watercolor", "a fox", "watercolor", 1, 7)
Tiny = Callable[[str], Path]

# torch 2.13's tensors do not take numpy 2's `copy` keyword yet; diffusers' Euler scheduler asks for such an array.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")


def ready(folder: Path, **options: object) -> DiffusersPainter:
    painter = DiffusersPainter(PainterSettings.model_validate({"model": str(folder), "steps": 3} | options))
    painter.load()
    return painter


def ignore(progress: Progress) -> None:
    """Ignores a report."""


@pytest.mark.parametrize(("kind", "size"), [("sd", 64), ("sdxl", 64), ("flux", 256)])
def test_paints_each_architecture_in_the_size_that_it_was_made_for(tiny: Tiny, kind: str, size: int) -> None:
    seen: list[Progress] = []
    painter = ready(tiny(kind), steps=2)
    (picture,) = painter.paint(ORDER, seen.append)
    assert (picture.width_px, picture.height_px, picture.seed) == (size, size, 7)
    assert len(picture.rgb) == size * size * 3
    assert len(set(picture.rgb)) > 50, "a picture has many tones"
    assert [(progress.done, progress.total) for progress in seen] == [(0, 2), (1, 2), (2, 2)]
    previews = [progress.preview for progress in seen[1:]]
    assert all(
        preview is not None and len(preview.rgb) == preview.width_px * preview.height_px * 3 for preview in previews
    )
    assert previews[0] != previews[1], "each step looks different"
    assert painter.name == f"Tiny-{kind.upper()}"
    assert len(painter.version) == 12


def test_a_seed_paints_the_same_picture_alone_and_in_a_batch(tiny: Tiny) -> None:
    painter = ready(tiny("sd"))
    batch = painter.paint(replace(ORDER, count=3), ignore)
    assert [picture.seed for picture in batch] == [7, 8, 9]
    assert len({picture.rgb for picture in batch}) == 3
    (alone,) = painter.paint(replace(ORDER, seed=9), ignore)
    assert alone.rgb == batch[2].rgb
    assert ready(tiny("sd")).paint(ORDER, ignore)[0].rgb == batch[0].rgb, "also in a new process' painter"


def test_settings_and_order_choose_the_size_in_steps_that_the_model_can_paint(tiny: Tiny) -> None:
    (asked,) = ready(tiny("sd")).paint(replace(ORDER, width_px=100, height_px=70), ignore)
    assert (asked.width_px, asked.height_px) == (96, 64)
    (fixed,) = ready(tiny("sd"), width_px=128).paint(replace(ORDER, width_px=100), ignore)
    assert (fixed.width_px, fixed.height_px) == (128, 64)


@pytest.mark.parametrize("every", [0, 2])
def test_previews_come_as_often_as_set(tiny: Tiny, every: int) -> None:
    seen: list[Progress] = []
    ready(tiny("sd"), steps=4, preview_every=every).paint(ORDER, seen.append)
    assert [progress.done for progress in seen if progress.preview] == ([2, 4] if every else [])


def test_preview_of_a_wide_packed_picture_is_wide(tiny: Tiny) -> None:
    seen: list[Progress] = []
    ready(tiny("flux"), steps=1, width_px=128, height_px=64).paint(ORDER, seen.append)
    preview = seen[-1].preview
    assert preview is not None
    assert (preview.width_px, preview.height_px) == (64, 32)


def test_cancelling_stops_at_the_step_and_the_next_order_works(tiny: Tiny) -> None:
    painter = ready(tiny("sd"), steps=10)
    before = painter.paint(ORDER, ignore)
    steps: list[int] = []

    def cancel_at_three(progress: Progress) -> None:
        steps.append(progress.done)
        if progress.done == 3:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        painter.paint(ORDER, cancel_at_three)
    assert steps == [0, 1, 2, 3]
    assert painter.paint(ORDER, ignore) == before


@pytest.mark.parametrize(
    "fault", [MemoryError(), RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory"), "cuda"]
)
def test_too_little_memory_is_said_and_the_next_order_works(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, fault: Exception | str
) -> None:
    import torch

    painter = ready(tiny("sd"))
    raised = torch.OutOfMemoryError("CUDA out of memory") if isinstance(fault, str) else fault

    def fail(*given: object, **named: object) -> None:
        raise raised

    with monkeypatch.context() as patch:
        patch.setattr(painter._pipe.unet, "forward", fail)
        with pytest.raises(OutOfMemory) as caught:
            painter.paint(ORDER, ignore)
    assert "smaller picture" in caught.value.hint
    assert len(painter.paint(ORDER, ignore)) == 1


def test_another_failure_of_torch_is_an_engine_error(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    painter = ready(tiny("sd"))

    def fail(*given: object, **named: object) -> None:
        raise RuntimeError("shapes do not match\nat line 3")

    monkeypatch.setattr(painter._pipe.unet, "forward", fail)
    with pytest.raises(EngineError, match="shapes do not match") as caught:
        painter.paint(ORDER, ignore)
    assert "\n" not in str(caught.value)


def flag(painter: DiffusersPainter, verdicts: list[bool]) -> None:
    """Gives the pipeline a safety checker with these verdicts; it blackens pictures as the real one does."""
    import torch

    class Checker(torch.nn.Module):
        dtype, device = torch.float32, torch.device("cpu")

        def forward(self, images: torch.Tensor, **named: object) -> tuple[torch.Tensor, list[bool]]:
            verdict = verdicts.pop(0)
            return (torch.zeros_like(images) if verdict else images), [verdict]

    class Extractor:
        def __call__(self, images: object, return_tensors: str) -> "Extractor":
            return self

        def to(self, device: object) -> "Extractor":
            return self

        pixel_values = torch.zeros(1)

    painter._pipe.safety_checker = Checker()
    painter._pipe.feature_extractor = Extractor()


def test_a_picture_that_the_safety_checker_hid_is_said_and_not_kept(tiny: Tiny) -> None:
    painter = ready(tiny("sd"))
    flag(painter, [True, True, False, True])
    with pytest.raises(EngineError, match="safety checker hid") as caught:
        painter.paint(replace(ORDER, count=2), ignore)
    assert caught.value.hint
    (good,) = painter.paint(replace(ORDER, count=2), ignore)
    assert good.seed == 7
    assert any(good.rgb)


def test_a_picture_of_no_numbers_is_said(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    painter = ready(tiny("sd"))
    real = painter._pipe.vae.decode

    def overflow(*given: object, **named: object) -> object:
        (image,) = real(*given, **named)
        return (image * float("nan"),)

    monkeypatch.setattr(painter._pipe.vae, "decode", overflow)
    with pytest.raises(EngineError, match="no numbers"):
        painter.paint(ORDER, ignore)


def test_few_step_models_get_the_timesteps_that_they_were_trained_on(tiny: Tiny, tmp_path: Path) -> None:
    folder = tmp_path / "SDXL-Lightning-2step"
    folder.symlink_to(tiny("sdxl"))
    painter = DiffusersPainter(PainterSettings(model=str(folder)))
    painter.load()
    seen: list[Progress] = []
    painter.paint(ORDER, seen.append)
    assert seen[-1].total == 2
    assert painter._pipe.scheduler.config.timestep_spacing == "trailing"


def test_half_precision_weights_alone_are_enough(own_sd: Path) -> None:
    for path in own_sd.glob("*/*.safetensors"):
        path.rename(path.with_name(f"{path.stem}.fp16.safetensors"))
    assert len(ready(own_sd).paint(ORDER, ignore)) == 1


def test_a_gpu_that_is_not_there_is_said(tiny: Tiny) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has a GPU")
    with pytest.raises(EngineError, match="no usable NVIDIA GPU"):
        ready(tiny("sd"), device="cuda")


def test_a_class_that_is_no_text_to_image_pipeline_is_refused(own_sd: Path) -> None:
    index = json.loads((own_sd / "model_index.json").read_text())
    (own_sd / "model_index.json").write_text(json.dumps(index | {"_class_name": "MusicLDMPipeline"}))
    with pytest.raises(ModelMissing, match="cannot be loaded") as caught:
        ready(own_sd)
    assert str(own_sd) in str(caught.value)


def test_a_part_from_an_unknown_library_is_refused(own_sd: Path) -> None:
    index = json.loads((own_sd / "model_index.json").read_text())
    (own_sd / "model_index.json").write_text(json.dumps(index | {"unet": ["antigravity", "Popen"]}))
    with pytest.raises(ModelMissing, match="antigravity"):
        ready(own_sd)


def test_a_hub_name_without_network_says_so(tiny: Tiny, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import huggingface_hub

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    painter = DiffusersPainter(PainterSettings(model="somebody/no-such-model"))
    with pytest.raises(ModelMissing, match="somebody/no-such-model is not on this machine") as caught:
        painter.load()
    assert "network" in caught.value.hint


def test_a_model_in_the_hubs_cache_needs_no_network(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import huggingface_hub

    commit = "0123456789abcdef0123456789abcdef01234567"
    repository = tmp_path / "models--somebody--tiny-painter"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text(commit)
    (repository / "snapshots").mkdir()
    (repository / "snapshots" / commit).symlink_to(tiny("sd"))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    painter = DiffusersPainter(PainterSettings(model="somebody/tiny-painter", steps=1))
    painter.load()
    assert (painter.name, painter.version) == ("tiny-painter", commit[:12])
    assert len(painter.paint(ORDER, ignore)) == 1


def test_it_can_start_from_the_sketch_of_the_scene(tiny: Tiny) -> None:
    order = replace(ORDER, width_px=64, height_px=64)
    seen: list[Progress] = []
    (free,) = ready(tiny("sd")).paint(order, ignore)
    painter = ready(tiny("sd"), start_from_sketch=0.6)
    (started,) = painter.paint(order, seen.append)
    assert started.rgb != free.rgb
    assert len(started.rgb) == 64 * 64 * 3
    assert [(progress.done, progress.total) for progress in seen] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert painter.paint(order, ignore)[0].rgb == started.rgb
    (other,) = painter.paint(replace(order, subject="a castle by the sea"), ignore)
    assert other.rgb != started.rgb, "the scene decides, not the words alone"
