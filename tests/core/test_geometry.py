"""Grids, tiles and rectangles of the plane."""

from __future__ import annotations

import numpy as np
import pytest

from vae_explorer.core.drawing.geometry import (
    Rect,
    bounds,
    cell_centres,
    class_medians,
    quantiles,
    tile,
)


def test_a_rectangle_knows_its_size() -> None:
    assert Rect(-1, 2, 3, 5).width == 4
    assert Rect(-1, 2, 3, 5).height == 3


def test_cells_tile_the_rectangle_from_the_top_left() -> None:
    centres = cell_centres(Rect(0, 10, 6, 14), columns=3, rows=2)
    assert centres.tolist() == [[1, 13], [3, 13], [5, 13], [1, 11], [3, 11], [5, 11]]
    assert centres.dtype == np.float32


def test_images_are_laid_out_row_by_row() -> None:
    images = np.zeros((6, 1, 4, 5), np.float32)
    images += np.arange(6, dtype=np.float32)[:, None, None, None]
    images[:, :, 0, 0] = 9
    sheet = tile(images, columns=3)
    assert sheet.shape == (1, 8, 15)
    assert sheet[0, 1::4, 1::5].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert (sheet[0, ::4, ::5] == 9).all()


def test_a_sheet_of_cells_shows_each_where_it_lies() -> None:
    centres = cell_centres(Rect(0, 0, 4, 4), columns=4, rows=4)
    sheet = tile(centres[:, 1].reshape(-1, 1, 1, 1), columns=4)
    assert (np.diff(sheet[0], axis=0) < 0).all(), "z₂ falls from the top row down"


def test_bounds_hold_all_points_with_a_margin() -> None:
    points = np.array([[-2, 1], [4, 11], [0, 5]], np.float32)
    rect = bounds(points, margin=0.1)
    assert rect == pytest.approx(Rect(-2.6, 0.0, 4.6, 12.0))


def test_bounds_of_a_single_point_have_a_size() -> None:
    assert bounds(np.array([[3, 4]], np.float32), least=2.0) == Rect(2, 3, 4, 5)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_bounds_pass_over_what_is_no_point(bad: float) -> None:
    points = np.array([[0, 0], [bad, 1], [2, 2]], np.float32)
    assert bounds(points, margin=0) == Rect(0, 0, 2, 2)


def test_bounds_of_nothing_show_the_prior() -> None:
    rect = bounds(np.zeros((0, 2), np.float32))
    assert rect.left < -2
    assert rect.right > 2


def test_medians_are_taken_of_each_class_that_occurs() -> None:
    points = np.array([[0, 0], [1, 10], [100, 20], [7, 7]], np.float32)
    medians = class_medians(points, np.array([3, 3, 3, 8], np.uint8))
    assert medians == {3: (1.0, 10.0), 8: (7.0, 7.0)}


@pytest.mark.parametrize("count", [1, 2, 9, 1000, 1001])
def test_medians_and_quantiles_are_those_of_numpy(count: int) -> None:
    rng = np.random.default_rng(count)
    points = rng.normal(size=(count, 2)).astype(np.float32)
    labels = rng.integers(0, 4, count).astype(np.uint8)
    for label, median in class_medians(points, labels).items():
        np.testing.assert_allclose(median, np.median(points[labels == label], axis=0), atol=1e-6)
    assert set(class_medians(points, labels)) == set(labels.tolist())
    found = quantiles(points, (0.001, 0.5, 0.999))
    np.testing.assert_allclose(found, np.quantile(points, (0.001, 0.5, 0.999), axis=0), atol=1e-6)
