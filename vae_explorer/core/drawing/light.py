"""The light on a page: how bright the ground of a picture is in each place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Levels = NDArray[np.uint8]
FloatArray = NDArray[np.float64]

_SAMPLES = 96  # places along each side at which the light is looked at
_ROUNDS = 20  # of a fit to those places that are no ink
_UNEVEN = 12.0  # levels by which the ground has to differ
_BETTER = 0.5  # of what an even ground leaves of the edges that an uneven one may leave at most
_SURE = 7.0  # standard deviations of the noise, above which something is no noise


def uneven_ink(grey: Levels, *, dark: bool) -> FloatArray | None:
    """Return ink above the ground of an unevenly lit picture.

    The light is a polynomial of second degree in both coordinates, fitted with Cauchy's weights, so
    that ink hardly counts.

    Parameters
    ----------
    grey
        (h, w).
    dark
        Whether the ink is darker than its ground: as a part of the light that the page returns,
        which makes it as black in the shadow. Light ink is what it is brighter than the ground.

    Returns
    -------
    ndarray
        (h, w), up to 255, 0 where there is noise alone; None where the light is even.
    """
    ground = _ground(grey)
    edges = _edges(grey.astype(np.float64))
    left, even = _edges(grey - ground), edges - np.median(edges)
    if np.ptp(ground) < _UNEVEN or _spread(left) >= _BETTER * _spread(even):
        return None
    height = 255 * (1 - grey / ground.clip(1)) if dark else grey - ground
    noise = 1.4826 * _spread(height[:: _step(grey, 0), :: _step(grey, 1)])
    return np.where(height < _SURE * noise, 0.0, height).clip(0, 255)


def _ground(grey: Levels) -> FloatArray:
    """Return the level of the ground in each place."""
    y, x = (np.linspace(-1, 1, side) for side in grey.shape)
    rows, columns = _step(grey, 0), _step(grey, 1)
    few = _terms(x[None, ::columns], y[::rows, None])
    levels = grey[::rows, ::columns].reshape(-1).astype(np.float64)
    weights = np.ones_like(levels)
    for _ in range(_ROUNDS):
        fit, *_ = np.linalg.lstsq(few * weights[:, None], levels * weights, rcond=None)
        left = levels - few @ fit
        weights = 1 / np.hypot(1, left / max(1.0, 2 * _spread(left)))  # roots of Cauchy's
    return (_terms(x[None, :], y[:, None]) @ fit).reshape(grey.shape)


def _terms(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return the terms of the polynomial at the places of a grid, (places, 6)."""
    x, y = np.broadcast_arrays(x, y)
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)


def _step(grey: Levels, axis: int) -> int:
    return max(1, int(grey.shape[axis]) // _SAMPLES)


def _edges(levels: FloatArray) -> FloatArray:
    return np.concatenate((levels[0], levels[-1], levels[:, 0], levels[:, -1]))


def _spread(values: FloatArray) -> float:
    """Return the median of the absolute values: ink hardly counts."""
    return float(np.median(np.abs(values)))
