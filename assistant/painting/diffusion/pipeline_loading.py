"""Finds a diffusion model, reads it and puts it on its device; its errors tell a person what is wrong.

torch and diffusers are imported when they are needed. Only safetensors are loaded, no code that comes with a model is
run, and the hub is asked only for models that are not on this machine yet.
"""

from __future__ import annotations

import gc
import inspect
import os
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.core.errors import EngineError, ModelMissing, OutOfMemory
from assistant.models.pipeline_folder import PipelineFolder, open_folder
from assistant.painting.diffusion.model_presets import Preset
from assistant.settings.schema import PainterSettings

_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.\-]*/[\w.\-]+")
_PACKAGES = 'Run `make setup` again, or install this program with its extra "diffusion".'


def find_folder(model: str) -> PipelineFolder:
    """Returns the folder of a model: the one that `model` names, or the hub's in this machine's cache.

    Blocks; downloads missing models, safetensors only and no program code.

    Raises:
        ModelMissing: The model cannot be had, or is incomplete.
    """
    path = Path(model).expanduser()
    if path.exists() or _HUB_NAME.fullmatch(model) is None:
        return open_folder(path)
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise ModelMissing("The packages for diffusion models are not installed", _PACKAGES) from error
    try:
        return open_folder(Path(snapshot_download(model, local_files_only=True)), model)
    except (OSError, ModelMissing):
        return _download(model)


def _download(model: str) -> PipelineFolder:
    diffusers = _libraries()
    try:
        folder = Path(diffusers.DiffusionPipeline.download(model, use_safetensors=True))
    except ImportError as error:
        raise ModelMissing(f"The model {model} needs a package that is missing", _first_line(error)) from error
    # A network and a hub can raise anything.
    except Exception as error:
        raise ModelMissing(
            f"The model {model} is not on this machine and could not be downloaded",
            "Check the name and the network (a model with conditions also needs `hf auth login`), "
            f"or set painter.model to a folder. ({_first_line(error)})",
        ) from error
    return open_folder(folder, model)


def read_pipeline(folder: PipelineFolder, settings: PainterSettings, preset: Preset) -> Any:
    """Returns the model as a diffusers pipeline on its device, ready to be called. Blocks for seconds to minutes.

    Raises:
        ModelMissing: The model is damaged, is no text-to-image model, or needs a package that is missing.
        EngineError: The settings demand a GPU and there is none.
        RuntimeError: The device has too little memory (raised by torch).
    """
    diffusers = _libraries()
    _refuse_foreign(folder, diffusers)
    device = _device(settings)
    try:
        pipe = _loader(folder.class_name, diffusers).from_pretrained(
            str(folder.path),
            dtype=_number_format(device, settings, preset),
            use_safetensors=True,
            variant=folder.variant,
            local_files_only=True,
        )
    except ImportError as error:
        raise ModelMissing(f"The model {folder.name} needs a package that is missing", _first_line(error)) from error
    # Damaged configurations make the libraries raise anything.
    except Exception as error:
        if is_memory(error):
            raise
        raise ModelMissing(
            f"The model in {folder.path} cannot be loaded",
            f"It must be a whole text-to-image model: download it again, or set painter.model. ({_first_line(error)})",
        ) from error
    pipe.set_progress_bar_config(disable=True)
    if preset.trailing and "timestep_spacing" in pipe.scheduler.config:
        pipe.scheduler = type(pipe.scheduler).from_config(pipe.scheduler.config, timestep_spacing="trailing")
    return pipe.to(device)


def image_pipeline(pipe: Any, name: str) -> Any:
    """Returns the loaded model as a pipeline that starts from a picture; it takes no more memory.

    Raises:
        ModelMissing: Models of this kind cannot start from a picture.
    """
    try:
        made = _libraries().AutoPipelineForImage2Image.from_pipe(pipe)
    except ValueError as error:
        raise ModelMissing(
            f"The model {name} cannot start from a sketch",
            f"Set painter.start_from_sketch to 0. ({_first_line(error)})",
        ) from error
    made.set_progress_bar_config(disable=True)
    return made


def _libraries() -> Any:
    """Imports diffusers, quiets it, and sets torch's threads: of four cores or more, one is left to the listening.

    Raises:
        ModelMissing: The packages are not installed.
    """
    try:
        import torch
        import transformers

        # transformers must be quiet before diffusers is imported, whose import makes it log.
        _quiet(transformers)
        import diffusers
    except ImportError as error:
        raise ModelMissing("The packages for diffusion models are not installed", _PACKAGES) from error
    _quiet(diffusers)
    cores = len(os.sched_getaffinity(0))
    torch.set_num_threads(max(1, min(torch.get_num_threads(), cores - 1 if cores >= 4 else cores)))
    return diffusers


def _quiet(library: Any) -> None:
    """Makes a library log errors only and show no progress bars, since standard error is the journal."""
    library.utils.logging.set_verbosity_error()
    library.utils.logging.disable_progress_bar()


def _refuse_foreign(folder: PipelineFolder, diffusers: Any) -> None:
    """Refuses parts of other libraries than diffusers and transformers: any other name would be imported.

    Raises:
        ModelMissing: The model needs another library.
    """
    known = {"diffusers", "transformers"}
    foreign = sorted(name for name in folder.libraries - known if not hasattr(diffusers.pipelines, name))
    if foreign:
        raise ModelMissing(
            f"The model {folder.name} needs {', '.join(foreign)}, which Jarvis does not load",
            "Choose a model whose parts come from diffusers and transformers.",
        )


def _loader(class_name: str, diffusers: Any) -> Any:
    """Returns the class that loads a pipeline of the class `class_name`.

    The automatic loader also makes an image-to-image folder a text-to-image pipeline, but does not list every class
    that paints from words alone (Sana Sprint); those are loaded as the class that they name.
    """
    from diffusers.pipelines.auto_pipeline import AUTO_TEXT2IMAGE_PIPELINES_MAPPING

    listed = {kind.__name__ for kind in AUTO_TEXT2IMAGE_PIPELINES_MAPPING.values()}
    kind = getattr(diffusers, class_name, None)
    if class_name not in listed and isinstance(kind, type) and issubclass(kind, diffusers.DiffusionPipeline):
        wanted = inspect.signature(kind.__call__).parameters
        is_image = "width" in wanted and "num_frames" not in wanted
        if "prompt" in wanted and "image" not in wanted and is_image:
            return diffusers.DiffusionPipeline
    return diffusers.AutoPipelineForText2Image


def _device(settings: PainterSettings) -> str:
    import torch

    found = torch.cuda.is_available()
    if settings.device == "cuda" and not found:
        raise EngineError("There is no usable NVIDIA GPU", 'Set painter.device to "auto", or check the driver.')
    return "cuda" if found and settings.device != "cpu" else "cpu"


def _number_format(device: str, settings: PainterSettings, preset: Preset) -> Any:
    import torch

    name: str = settings.dtype
    if name == "auto":
        name = "float32" if device == "cpu" else preset.gpu_dtype
        if name == "bfloat16" and not torch.cuda.is_bf16_supported(including_emulation=False):
            name = "float16"
    return getattr(torch, name)


@contextmanager
def memory_watched(what: str) -> Iterator[None]:
    """Turns a lack of memory into an error for a person, and frees the attempt's memory so that the next one works.

    Args:
        what: The purpose of the memory, for the message: "this picture".

    Raises:
        OutOfMemory: The device has too little memory.
        EngineError: Torch failed in another way.
    """
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not is_memory(error):
            raise EngineError("The diffusion model failed", _first_line(error)) from error
        # The frames hold the attempt's tensors.
        traceback.clear_frames(error.__traceback__)
        _free_memory()
        raise OutOfMemory(
            f"There is too little memory for {what}",
            "Choose a smaller picture (painter.width_px, painter.height_px) or a smaller model, or close programs.",
        ) from error


def is_memory(error: BaseException) -> bool:
    """Says whether an error is a lack of memory; torch has an own class for it on GPUs, on a CPU only a text."""
    import torch

    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    text = str(error).lower()
    return isinstance(error, RuntimeError) and any(
        sign in text for sign in ("out of memory", "not enough memory", "can't allocate memory")
    )


def _free_memory() -> None:
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
