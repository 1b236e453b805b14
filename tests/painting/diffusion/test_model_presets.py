"""Tests which preset a model gets, by the contents of its folder."""

from typing import Any

import pytest

from assistant.painting.diffusion.model_presets import choose


@pytest.mark.parametrize(
    ("kind", "name", "family", "steps", "guidance"),
    [
        ("StableDiffusionPipeline", "stable-diffusion-v1-5", "sd", 30, 7.5),
        ("StableDiffusionImg2ImgPipeline", "dreamlike", "sd", 30, 7.5),
        ("StableDiffusionPipeline", "sd-turbo", "turbo", 1, 0.0),
        ("StableDiffusionXLPipeline", "stable-diffusion-xl-base-1.0", "sdxl", 30, 5.0),
        ("StableDiffusionXLPipeline", "sdxl-turbo", "turbo", 1, 0.0),
        ("StableDiffusionXLPipeline", "SDXL-Lightning", "lightning", 4, 0.0),
        ("StableDiffusionXLPipeline", "sdxl_lightning_8step", "lightning", 8, 0.0),
        ("StableDiffusionXLPipeline", "Hyper-SDXL-1step", "hyper", 1, 0.0),
        ("StableDiffusion3Pipeline", "stable-diffusion-3-medium-diffusers", "sd3", 28, 7.0),
        ("StableDiffusion3Pipeline", "stable-diffusion-3.5-medium", "sd3", 40, 4.5),
        ("StableDiffusion3Pipeline", "stable-diffusion-3.5-large", "sd3", 28, 3.5),
        ("StableDiffusion3Pipeline", "stable-diffusion-3.5-large-turbo", "sd3", 4, 0.0),
        ("FluxPipeline", "FLUX.1-dev", "flux", 28, 3.5),
        ("FluxPipeline", "FLUX.1-schnell", "flux", 4, 0.0),
        ("Flux2Pipeline", "FLUX.2-dev", "flux2", 28, 4.0),
        ("Flux2KleinPipeline", "FLUX.2-klein-4B", "flux2", 4, 1.0),
        ("Flux2KleinPipeline", "FLUX.2-klein-base-4B", "flux2", 50, 4.0),
        ("PixArtSigmaPipeline", "PixArt-Sigma-XL-2-1024-MS", "pixart", 20, 4.5),
        ("SanaPipeline", "Sana_1600M_1024px_BF16_diffusers", "sana", 20, 4.5),
        ("SanaSprintPipeline", "Sana_Sprint_0.6B_1024px_diffusers", "sana-sprint", 2, 4.5),
        ("ZImagePipeline", "Z-Image-Turbo", "z-image", 9, 0.0),
        ("ZImagePipeline", "Z-Image", "z-image", 50, 5.0),
        ("KandinskyV22CombinedPipeline", "kandinsky-2-2-decoder", "kandinsky", 25, 4.0),
        ("Kandinsky3Pipeline", "kandinsky-3", "kandinsky", 25, 3.0),
        ("LatentConsistencyModelPipeline", "LCM_Dreamshaper_v7", "lcm", 4, 8.0),
        ("CogView4Pipeline", "CogView4-6B", "unknown", None, None),
    ],
)
def test_family_steps_and_guidance(
    kind: str, name: str, family: str, steps: int | None, guidance: float | None
) -> None:
    preset = choose({"_class_name": kind}, name, {}, {})
    assert (preset.family, preset.steps, preset.guidance_scale) == (family, steps, guidance)


@pytest.mark.parametrize(("denoiser", "guidance"), [({"time_cond_proj_dim": 256}, 8.0), ({}, 1.0)])
def test_latent_consistency_is_told_by_the_scheduler(denoiser: dict[str, Any], guidance: float) -> None:
    index, scheduler = {"_class_name": "StableDiffusionXLPipeline"}, {"_class_name": "LCMScheduler"}
    preset = choose(index, "my-own-mix", scheduler, denoiser)
    assert (preset.family, preset.steps, preset.guidance_scale) == ("lcm", 4, guidance)


def test_models_that_overflow_half_precision_get_the_wider_format() -> None:
    assert choose({"_class_name": "FluxPipeline"}, "x", {}, {}).gpu_dtype == "bfloat16"
    assert choose({"_class_name": "StableDiffusionPipeline"}, "x", {}, {}).gpu_dtype == "float16"
