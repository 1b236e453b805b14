"""Tests that previews keep shape and colour, stay small, and never fail on odd latents."""

import numpy as np
import pytest

from assistant.core.engines import Preview
from assistant.painting.diffusion.latent_previews import MAPS, MAX_PX, from_latents
from assistant.painting.diffusion.model_presets import Latents

RANDOM = np.random.default_rng(3)


def pixels(preview: Preview | None) -> np.ndarray:
    assert preview is not None
    return np.frombuffer(preview.rgb, np.uint8).reshape(preview.height_px, preview.width_px, 3)


@pytest.mark.parametrize("kind", list(MAPS))
def test_each_map_paints_the_colour_that_its_latents_mean(kind: Latents) -> None:
    for colour in ([0.8, -0.8, -0.8], [-0.8, -0.8, 0.8]):
        latent = np.linalg.pinv(MAPS[kind]).T @ np.array(colour)
        shown = pixels(from_latents(np.tile(latent[:, None, None], (1, 4, 6)), kind, 0))
        assert shown.shape == (4, 6, 3)
        assert np.abs(shown[2, 3] / 255 - (np.array(colour) + 1) / 2).max() < 0.01


def test_zero_is_grey() -> None:
    assert set(pixels(from_latents(np.zeros((4, 8, 8)), "sd", 0)).ravel().tolist()) == {128}


@pytest.mark.parametrize("shape", [(4, 1024, 512), (4, 257, 300), (16, 256, 256)])
def test_never_larger_than_a_preview_may_be(shape: tuple[int, int, int]) -> None:
    shown = pixels(from_latents(RANDOM.normal(size=shape), None, 1))
    assert max(shown.shape[:2]) <= MAX_PX
    assert abs(shown.shape[1] / shown.shape[0] - shape[2] / shape[1]) < 0.02


@pytest.mark.parametrize("channels", [1, 2, 3, 8, 32])
def test_unknown_latents_still_show_shapes(channels: int) -> None:
    latents = RANDOM.normal(size=(channels, 20, 20)) * 0.1
    latents[:, :, 10:] += 3
    shown = pixels(from_latents(latents, None, 0)).astype(int)
    assert abs(shown[:, :10].mean(axis=(0, 1)) - shown[:, 10:].mean(axis=(0, 1))).max() > 60


def test_flux_tokens_are_unpacked_point_by_point() -> None:
    from_diffusers = RANDOM.normal(size=(16, 8, 12))
    packed = from_diffusers.reshape(16, 4, 2, 6, 2).transpose(1, 3, 0, 2, 4).reshape(24, 64)
    assert from_latents(packed, "flux", 0, 12 / 8) == from_latents(from_diffusers, "flux", 0)


@pytest.mark.parametrize("latents", [np.full((4, 8, 8), np.nan), np.zeros((0, 4, 4)), np.zeros(5), np.zeros((7, 64))])
def test_what_is_no_picture_gives_no_preview(latents: np.ndarray) -> None:
    assert from_latents(latents, "flux", 0, 1.3) is None
