"""Paints with any text-to-image model that diffusers can run.

torch and diffusers are imported by `load`, not before; pipeline_loading.py finds, downloads and checks models. Pictures
are painted one after the other with a generator of their own, so that picture i of a batch equals a single picture of
seed + i.
"""

from __future__ import annotations

import inspect
import math
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from assistant.core.commands import PaintOrder
from assistant.core.engines import Preview, Progress, Report
from assistant.core.errors import EngineError, ModelMissing
from assistant.core.request import Picture
from assistant.painting.diffusion import latent_previews as previews
from assistant.painting.diffusion import pipeline_loading as diffusers_loading
from assistant.painting.diffusion.model_presets import Preset, choose
from assistant.painting.diffusion.pipeline_loading import memory_watched
from assistant.painting.sketch_painter import SketchPainter
from assistant.settings.schema import PainterSettings
from sketchpainter.raster.arrays import to_image

MIN_PX, MAX_PX = 64, 2048


class DiffusersPainter:
    """Paints with one diffusion model.

    Args:
        settings: `model` must be set; values that are None are taken from the preset of the model's family.
    """

    supports = frozenset({"width_px", "height_px"})

    def __init__(self, settings: PainterSettings) -> None:
        self._settings = settings
        self._pipe: Any = None
        self._starter: SketchPainter | None = None
        self._preset = Preset("unknown")
        self.name = (settings.model or "diffusion").rstrip("/").split("/")[-1]
        self.version = ""
        self.undrawn: tuple[str, ...] = ()

    def load(self) -> None:
        """Reads the model and puts it on its device. Blocks for seconds to minutes; downloads the model if it must.

        Raises:
            ModelMissing: The model is missing, incomplete, unsafe, or no text-to-image model; or packages are missing.
            OutOfMemory: The model does not fit into memory.
        """
        if not self._settings.model:
            raise ModelMissing("No model is set", "Set painter.model to a folder or a hub name.")
        folder = diffusers_loading.find_folder(self._settings.model)
        self._preset = choose(
            folder.index, folder.name, folder.config("scheduler"), folder.config("unet", "transformer")
        )
        with memory_watched("this model"):
            self._pipe = diffusers_loading.read_pipeline(folder, self._settings, self._preset)
        if self._settings.start_from_sketch:
            self._pipe = diffusers_loading.image_pipeline(self._pipe, folder.name)
            self._starter = SketchPainter(self._settings)
            self._starter.load()
        self.name, self.version = folder.name, folder.version

    def paint(self, order: PaintOrder, report: Report) -> list[Picture]:
        """Paints the pictures of an order. Blocks; reports each step, `count` × steps in all.

        Pictures that the model's own safety checker blacked out are left out.

        Raises:
            EngineError: No picture is left, or the model failed.
            OutOfMemory: The pictures did not fit into memory; the next order works again.
        """
        if self._pipe is None:
            raise EngineError("The model is not loaded", "Try again in a moment.")
        steps = self._settings.steps or self._preset.steps or self._default("num_inference_steps") or 30
        pictures: list[Picture] = []
        report(Progress(0, steps * order.count))
        with memory_watched("this picture"):
            for index in range(order.count):
                picture = self._paint_one(order, index, int(steps), report)
                if picture is not None:
                    pictures.append(picture)
        if not pictures:
            raise EngineError(
                "The model's safety checker hid the picture",
                "It took it for something unsuitable, sometimes wrongly. Say it in other words, or ask again.",
            )
        return pictures

    def _paint_one(self, order: PaintOrder, index: int, steps: int, report: Report) -> Picture | None:
        import torch

        seed = (order.seed + index) % 2**31
        width, height = self._size(order)
        accepted = inspect.signature(self._pipe.__call__).parameters
        guidance = self._settings.guidance_scale
        asked: dict[str, Any] = {
            "prompt": order.prompt,
            "width": width,
            "height": height,
            "num_inference_steps": steps,
            "guidance_scale": self._preset.guidance_scale if guidance is None else guidance,
            "generator": torch.Generator("cpu").manual_seed(seed),
            "output_type": "np",
            **self._start(order, seed, (width, height), steps),
            **self._step_callback(accepted, order.count, index, steps, width / height, report),
        }
        # Sana Sprint's middle timestep is defined for two steps only; its own default fails for any other number.
        if steps != 2 and "intermediate_timesteps" in accepted:
            asked["intermediate_timesteps"] = None
        given = {
            name: value
            for name, value in asked.items()
            if name in accepted and (value is not None or name == "intermediate_timesteps")
        }
        with torch.inference_mode():
            result = self._pipe(**given)
        flagged = getattr(result, "nsfw_content_detected", None)
        if flagged and flagged[0]:
            return None
        return _picture(np.asarray(result.images[0]), seed)

    def _start(self, order: PaintOrder, seed: int, size: tuple[int, int], steps: int) -> dict[str, Any]:
        """Returns the arguments that make the model start from the sketch of the order's scene, if that is set.

        Image-to-image runs only the last `strength` of its steps, so it is given more steps: as many as usual are run.
        """
        if self._starter is None:
            return {}
        strength = self._settings.start_from_sketch
        scene = self._starter.start_image(replace(order, seed=seed), size)
        whole = math.ceil(steps / strength)
        whole += int(whole * strength) < steps
        return {"image": to_image(scene.rgb), "strength": strength, "num_inference_steps": whole}

    def _step_callback(
        self, accepted: Any, count: int, index: int, steps: int, aspect: float, report: Report
    ) -> dict[str, Any]:
        """Returns the arguments that make the pipeline report each step, in today's form or in the older one."""

        def report_step(step: int, latents: Any) -> None:
            actual = max(int(getattr(self._pipe, "_num_timesteps", 0) or 0), steps, step + 1)
            every = self._settings.preview_every
            shown = every > 0 and ((step + 1) % every == 0) and latents is not None
            preview = self._preview(latents, index, aspect) if shown else None
            report(Progress(index * actual + step + 1, count * actual, preview))

        if "callback_on_step_end" in accepted:

            def on_step_end(_pipe: Any, step: int, _timestep: Any, tensors: dict[str, Any]) -> dict[str, Any]:
                report_step(step, tensors.get("latents"))
                return tensors

            return {"callback_on_step_end": on_step_end}
        if "callback" in accepted:
            return {"callback": lambda step, _timestep, latents: report_step(step, latents), "callback_steps": 1}
        return {}

    def _preview(self, latents: Any, index: int, aspect: float) -> Preview | None:
        return previews.from_latents(latents[0].detach().float().cpu().numpy(), self._preset.latents, index, aspect)

    def _size(self, order: PaintOrder) -> tuple[int, int]:
        """Returns width and height in pixels, multiples of the model's own unit."""
        factor = int(getattr(self._pipe, "vae_scale_factor", 8) or 8)
        own = self._own_size(factor)
        unit = max(16, factor)
        width = self._settings.width_px or order.width_px or own
        height = self._settings.height_px or order.height_px or own
        low, high = -(-MIN_PX // unit) * unit, MAX_PX // unit * unit
        return min(max(width // unit * unit, low), high), min(max(height // unit * unit, low), high)

    def _own_size(self, factor: int) -> int:
        """Returns the edge in pixels that the model was made for: its sample size in latents times the VAE's factor."""
        for part in ("unet", "transformer"):
            sample = getattr(getattr(getattr(self._pipe, part, None), "config", None), "sample_size", None)
            if isinstance(sample, int) and sample > 0 and part == "unet":
                return sample * factor
            if isinstance(sample, int) and sample > 0 and not hasattr(self._pipe, "default_sample_size"):
                return sample * factor
        default = getattr(self._pipe, "default_sample_size", None)
        return default * factor if isinstance(default, int) and default > 0 else self._preset.size_px

    def _default(self, name: str) -> Any:
        parameter = inspect.signature(self._pipe.__call__).parameters.get(name)
        return None if parameter is None or parameter.default is parameter.empty else parameter.default


def _picture(image: npt.NDArray[np.floating[Any]], seed: int) -> Picture:
    """Converts a pipeline's picture, height × width × 3 in 0 … 1, to bytes.

    Raises:
        EngineError: The picture holds values that are no numbers, since half precision overflowed.
    """
    if not np.isfinite(image).all():
        raise EngineError(
            "The model's picture came out as no numbers at all",
            'Its half precision overflowed. Set painter.dtype to "bfloat16" or "float32".',
        )
    rgb = (image * 255).round().clip(0, 255).astype(np.uint8)
    return Picture(rgb.tobytes(), rgb.shape[1], rgb.shape[0], seed)
