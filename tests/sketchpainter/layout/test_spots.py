"""Tests the places of figures in the picture: fitting them in, and which one hides another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sketchpainter.layout.spots import Box, Extent, Spot, box_of, fitted


def test_a_figure_is_fitted_into_the_picture_once_and_for_all() -> None:
    extent = Extent(2.0, 1.5)
    spot = Spot(0, 0, 0.5, 0.9, 0.8, widest=0.7)
    once = fitted(spot, extent, 1.0)
    assert once.height * extent.wide == pytest.approx(0.7)
    assert fitted(once, extent, 1.0) == once
    assert box_of(once, extent, 1.0).width == pytest.approx(0.7)


def test_what_stands_before_another_hides_it() -> None:
    near, far = Box(0.2, 0.2, 0.6, 0.9, 0.0), Box(0.3, 0.3, 0.5, 0.7, 0.4)
    assert near.is_before(far)
    assert not far.is_before(near)
    assert far.hidden_by(near) > 0.9
    assert far.hidden_by(replace(near, left=0.7, right=0.9)) == 0.0
