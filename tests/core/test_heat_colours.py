"""Colours of the heat map."""

from __future__ import annotations

import numpy as np
import pytest

from vae_explorer.core.drawing.heat_colours import heat_pixels, heat_table, oklab


@pytest.mark.parametrize("dark", [False, True])
def test_equal_steps_of_height_are_equal_steps_of_lightness(dark: bool) -> None:
    table = heat_table(dark=dark)
    lightness = [oklab("#" + bytes(row[:3]).hex())[0] for row in table[::15]]
    steps = np.diff(lightness)
    assert (steps > 0).all() if dark else (steps < 0).all()  # away from the ground
    assert abs(steps).max() < 1.25 * abs(steps).mean()


def test_what_is_far_below_the_top_is_nothing() -> None:
    heights = np.array([[0.0, -10.0], [-20.0, -np.inf]], np.float32)
    pixels = heat_pixels(heights, 0.0, dark=False)
    assert pixels[..., 3].tolist() == [[255, 255], [0, 0]]
    assert (pixels[1] == 0).all()
    assert pixels[0, 0].tolist() == [*heat_table(dark=False)[255][2::-1].tolist(), 255]
