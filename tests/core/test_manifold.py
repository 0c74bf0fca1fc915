"""Where the grid lines of a manifold run."""

from __future__ import annotations

from math import erf, sqrt

import numpy as np
import pytest

from vae_explorer.core.drawing.manifold import AXES, manifold_grid
from vae_explorer.core.errors import UserError


def shares(z: np.ndarray) -> np.ndarray:
    """Return Φ(z)."""
    return np.array([(1 + erf(value / sqrt(2))) / 2 for value in z])


@pytest.mark.parametrize("n", [1, 2, 5, 20])
def test_the_manifold_lies_at_equal_steps_of_the_normal_distribution(n: int) -> None:
    grid = manifold_grid(n)
    assert grid.shape == (n * n, 2)
    np.testing.assert_allclose(shares(grid[:n, 0]), (np.arange(n) + 0.5) / n, atol=1e-6)


def test_the_manifolds_first_row_is_on_top_and_runs_to_the_right() -> None:
    grid = manifold_grid(3).reshape(3, 3, 2)
    assert (np.diff(grid[:, :, 0], axis=1) > 0).all()
    assert (np.diff(grid[:, :, 1], axis=0) < 0).all()
    np.testing.assert_allclose(grid[1, 1], 0, atol=1e-7)
    np.testing.assert_allclose(grid[0, 0], [-0.9674, 0.9674], atol=1e-4)  # from a table


def test_the_central_quantiles_go_from_a_twentieth_to_the_rest() -> None:
    """As the second article has them: with 20 a side they are not the (i + ½)/n."""
    found = shares(manifold_grid(20, "central")[:20, 0])
    np.testing.assert_allclose(found, np.linspace(0.05, 0.95, 20), atol=1e-6)
    ten = [manifold_grid(10, axes) for axes in ("normal", "central")]
    np.testing.assert_allclose(*ten, atol=1e-6)  # there they are


def test_linear_axes_take_equal_steps_over_six_deviations() -> None:
    first = manifold_grid(7, "linear")[:7, 0]
    assert first.tolist() == [-3, -2, -1, 0, 1, 2, 3]


def test_aggregate_axes_have_equal_shares_of_the_codes_between_them() -> None:
    rng = np.random.default_rng(0)
    codes = rng.normal((5, -2), (3, 0.1), (4000, 2)).astype(np.float32)
    codes[7] = np.nan
    n = 8
    grid = manifold_grid(n, "aggregate", codes).reshape(n, n, 2)
    for axis, lines in enumerate((grid[0, :, 0], grid[::-1, 0, 1])):
        below = [np.mean(codes[:, axis] < line) for line in lines]
        np.testing.assert_allclose(below, (np.arange(n) + 0.5) / n, atol=1e-3)


def test_without_codes_there_are_no_quantiles_of_them() -> None:
    with pytest.raises(UserError, match="no codes"):
        manifold_grid(3, "aggregate", np.full((4, 2), np.nan, np.float32))


@pytest.mark.parametrize("axes", AXES)
def test_one_image_is_of_the_middle(axes: str) -> None:
    codes = np.array([[-1, 4], [1, 6]], np.float32)
    middle = [[0, 5]] if axes == "aggregate" else [[0, 0]]
    np.testing.assert_allclose(manifold_grid(1, axes, codes), middle, atol=1e-6)
