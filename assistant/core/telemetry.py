"""Switches off what third-party libraries send home. Standard library only: `assistant` calls it before anything else.

A library under an open upper bound can start to report its use in any release, as onnxruntime did in 1.29. Most of
them read their switch once, while they are imported, so it has to be in the environment before that.
"""

from __future__ import annotations

import os

OPT_OUTS: dict[str, str] = {
    # onnxruntime: looks up mobile.events.data.microsoft.com and keeps an identifier in ~/.cache/Microsoft. The second
    # name is the one of its development branches and of onnxruntime-genai.
    "ORT_DISABLE_TELEMETRY": "1",
    "ORT_TELEMETRY_DISABLED": "1",
    # huggingface_hub, and by it diffusers and transformers: reports of use, and versions in each request's header.
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # The program `hf` of huggingface_hub asks PyPI for a newer release.
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    # hf_xet, which downloads for huggingface_hub: a report of each download.
    "HF_XET_TELEMETRY_ENABLED": "0",
    # transformers asks a service to convert weights that are not safetensors.
    "DISABLE_SAFETENSORS_CONVERSION": "1",
    # Several libraries, huggingface_hub and hf_xet among them, follow these as well.
    "DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
"""Environment variable → the strictest value that its library knows."""


def switch_off() -> None:
    """Sets every variable of `OPT_OUTS` for this process and for the processes that it will start.

    A weaker value of the user's, such as `DO_NOT_TRACK=0`, is replaced, because docs/privacy.md promises that nothing
    is sent. What goes further than these, such as `HF_HUB_OFFLINE`, is left as it is.
    """
    os.environ.update(OPT_OUTS)
