"""Numbers as colours: an even map, and a range that outliers do not stretch."""

from __future__ import annotations

import numpy as np
import pytest

from vae_explorer.core.drawing.colour_scale import LEVELS, ColourScale, palette, viridis


def luminance(colours: np.ndarray) -> np.ndarray:
    """Relative luminance by WCAG 2."""
    part = colours / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)


def test_the_map_is_viridis() -> None:
    colormap = pytest.importorskip("pyqtgraph").colormap
    published = colormap.get("viridis").getLookupTable(nPts=256)[:, :3]
    found = viridis(np.linspace(0, 1, 256))
    assert np.abs(found.astype(int) - published.astype(int)).max() <= 6


@pytest.mark.parametrize("dark", [False, True])
def test_what_is_high_stands_out_and_all_of_it_shows(dark: bool) -> None:
    colours = palette(dark=dark)
    assert colours.shape == (LEVELS + 1, 3)
    light = luminance(colours[:LEVELS])
    assert (np.diff(light) * (1 if dark else -1) > -0.005).all()
    ground = luminance(np.array([[21, 23, 28]] if dark else [[255, 255, 255]]))
    contrast = (np.maximum(light, ground) + 0.05) / (np.minimum(light, ground) + 0.05)
    assert contrast.min() > 1.5
    assert contrast[-1] > 7


def test_outliers_do_not_stretch_the_range() -> None:
    values = np.concatenate((np.linspace(0, 10, 1000), [1e6]))
    scale = ColourScale.of(values)
    assert scale.low == pytest.approx(0.1, abs=0.05)
    assert scale.high == pytest.approx(9.9, abs=0.05)
    levels = scale.levels(np.array([-5.0, 0.1, 5.1, 9.9, 1e6, np.nan]))
    assert levels.tolist() == [0, 0, LEVELS // 2, LEVELS - 1, LEVELS - 1, LEVELS]


def test_on_a_logarithmic_scale_equal_ratios_are_equally_far_apart() -> None:
    scale = ColourScale(0.01, 100.0, log=True)
    levels = scale.levels(np.array([0.01, 0.101, 1.01, 10.1, 0.0, -1.0]))
    assert levels.tolist() == [0, LEVELS // 4, LEVELS // 2, 3 * LEVELS // 4, 0, 0]


@pytest.mark.parametrize("values", [[], [np.nan, np.nan], [2.0, 2.0], [0.0]])
@pytest.mark.parametrize("log", [False, True])
def test_nothing_to_tell_apart_is_no_error(values: list[float], log: bool) -> None:
    array = np.array(values, np.float32)
    levels = ColourScale.of(array, log=log).levels(array)
    assert len(levels) == len(values)
    assert ((levels == LEVELS) == np.isnan(array)).all()
