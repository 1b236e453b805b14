"""Holds the presets of each family of text-to-image models: steps, guidance, size, number format.

A setting always overrides a preset, and the pipeline's own sample size that of a preset.

Sources, by family: the models' cards on their hub and the examples in diffusers' pipeline documentation.
  sd, sdxl            cards: 50 steps, guidance 7.5 (SD) and 5.0 (SDXL, diffusers' default). Here 30 steps: a person
                      waits, and both use multistep or Euler solvers that change little after 25–30
  turbo               sd-turbo, sdxl-turbo: 1–4 steps, guidance 0.0, 512 px, trailing timesteps
  lightning           SDXL-Lightning: as many steps as its checkpoint says (4 is recommended), guidance 0, trailing
  hyper               Hyper-SD: as many steps as its checkpoint says, guidance 0, trailing
  lcm                 LCM_Dreamshaper_v7: 4 steps, guidance 8; weights merged with an LCM-LoRA: guidance 1
  sd3                 SD3-medium: 28 steps, guidance 7.0; SD3.5 large: 28 and 3.5; medium: 40 and 4.5; turbo: 4 and 0.0
  flux                FLUX.1-dev: 50 steps and 3.5 (28 is diffusers' default); schnell: 4 and 0.0
  flux2               FLUX.2-dev: 28 and 4.0; klein: 4 and 1.0; klein base: 50 and 4.0
  pixart, sana        PixArt and Sana: 20 and 4.5; Sana Sprint: 2 and 4.5
  z-image             Z-Image-Turbo: 9 steps (8 evaluations) and 0.0; Z-Image: 50 and 5.0 (diffusers' defaults)
  kandinsky           2.x: 25 steps in diffusers' examples, guidance 4.0; 3: 25 and 3.0
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Literal

GpuType = Literal["float16", "bfloat16"]
Latents = Literal["sd", "sdxl", "sd3", "flux"]


@dataclass(frozen=True, slots=True)
class Preset:
    """Says how to run one family."""

    family: str
    steps: int | None = None
    """Steps of one picture; None leaves them to the pipeline's own default."""
    guidance_scale: float | None = None
    """Guidance scale; None leaves it to the pipeline's own default."""
    size_px: int = 1024
    """Edge of the square picture, where the pipeline itself does not tell it."""
    gpu_dtype: GpuType = "float16"
    latents: Latents | None = None
    """Linear map that turns its latents into colours (latent_previews.py); None where none is published."""
    trailing: bool = False
    """Whether the scheduler must space its timesteps from the end, as few-step models are trained."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """Gives a preset to pipelines whose class begins with `kind` and whose name matches the pattern `name`."""

    kind: str
    name: str
    preset: Preset


_SD = Preset("sd", 30, 7.5, 512, "float16", "sd")
_SDXL = Preset("sdxl", 30, 5.0, 1024, "float16", "sdxl")
_SD3 = Preset("sd3", 28, 7.0, 1024, "bfloat16", "sd3")
_FLUX = Preset("flux", 28, 3.5, 1024, "bfloat16", "flux")
_FLUX2 = Preset("flux2", 28, 4.0, 1024, "bfloat16")
_Z_IMAGE = Preset("z-image", 50, 5.0, 1024, "bfloat16", "flux")
_KANDINSKY = Preset("kandinsky", 25, 4.0, 512, "float16")

_RULES = (
    _Rule(
        "StableDiffusionXL", "lightning", replace(_SDXL, family="lightning", steps=4, guidance_scale=0.0, trailing=True)
    ),
    _Rule("StableDiffusionXL", "hyper", replace(_SDXL, family="hyper", steps=4, guidance_scale=0.0, trailing=True)),
    _Rule("StableDiffusionXL", "turbo", Preset("turbo", 1, 0.0, 512, "float16", "sdxl", trailing=True)),
    _Rule("StableDiffusionXL", "", _SDXL),
    _Rule("StableDiffusion3", "turbo", replace(_SD3, steps=4, guidance_scale=0.0)),
    _Rule("StableDiffusion3", r"3[.\-_]5.*medium", replace(_SD3, steps=40, guidance_scale=4.5)),
    _Rule("StableDiffusion3", r"3[.\-_]5", replace(_SD3, guidance_scale=3.5)),
    _Rule("StableDiffusion3", "", _SD3),
    _Rule("StableDiffusion", "hyper", replace(_SD, family="hyper", steps=4, guidance_scale=0.0, trailing=True)),
    _Rule("StableDiffusion", "turbo", replace(_SD, family="turbo", steps=1, guidance_scale=0.0, trailing=True)),
    _Rule("StableDiffusion", "", _SD),
    _Rule("LatentConsistencyModel", "", replace(_SD, family="lcm", steps=4, guidance_scale=8.0)),
    _Rule("Flux2Klein", "base", replace(_FLUX2, steps=50)),
    _Rule("Flux2Klein", "", replace(_FLUX2, steps=4, guidance_scale=1.0)),
    _Rule("Flux2", "", _FLUX2),
    _Rule("Flux", "schnell", replace(_FLUX, steps=4, guidance_scale=0.0)),
    _Rule("Flux", "", _FLUX),
    _Rule("PixArt", "", Preset("pixart", 20, 4.5, 1024, "float16")),
    _Rule("SanaSprint", "", Preset("sana-sprint", 2, 4.5, 1024, "bfloat16")),
    _Rule("Sana", "", Preset("sana", 20, 4.5, 1024, "bfloat16")),
    _Rule("ZImage", "turbo", replace(_Z_IMAGE, steps=9, guidance_scale=0.0)),
    _Rule("ZImage", "", _Z_IMAGE),
    _Rule("Kandinsky3", "", replace(_KANDINSKY, guidance_scale=3.0, size_px=1024)),
    _Rule("Kandinsky", "", _KANDINSKY),
)
"""Rules in order; the first one that fits counts."""

_STEPS_IN_NAME = re.compile(r"(\d{1,2})[\-_ ]?steps?\b")


def choose(index: dict[str, Any], name: str, scheduler: dict[str, Any], denoiser: dict[str, Any]) -> Preset:
    """Returns the preset for a pipeline; for an unknown family one that leaves everything to the pipeline.

    Args:
        index: Contents of `model_index.json`.
        name: Name of the model or of its folder; tells distilled models from the ones that they were made from.
        scheduler: Contents of `scheduler/scheduler_config.json`, or {}.
        denoiser: Contents of the UNet's or transformer's `config.json`, or {}.
    """
    kind, lowered = str(index.get("_class_name", "")), name.lower()
    found = next((rule.preset for rule in _RULES if kind.startswith(rule.kind) and re.search(rule.name, lowered)), None)
    if found is None:
        return Preset("unknown", gpu_dtype="bfloat16")
    if found.family in ("lightning", "hyper"):
        counted = _STEPS_IN_NAME.search(lowered)
        return replace(found, steps=max(1, int(counted[1]))) if counted else found
    if found.family in ("sd", "sdxl"):
        return _distilled(found, scheduler, denoiser)
    return found


def _distilled(preset: Preset, scheduler: dict[str, Any], denoiser: dict[str, Any]) -> Preset:
    """Recognises few-step weights under an ordinary name by the scheduler that they were saved with.

    A denoiser with `time_cond_proj_dim` takes guidance as an input (latent consistency distillation); without it, an
    LCM scheduler means merged LCM-LoRA weights, which need no guidance.
    """
    if scheduler.get("_class_name") != "LCMScheduler":
        return preset
    guided = denoiser.get("time_cond_proj_dim") is not None
    return replace(preset, family="lcm", steps=4, guidance_scale=8.0 if guided else 1.0)
