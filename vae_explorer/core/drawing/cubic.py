"""Cubic interpolation of pixels."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


@lru_cache(maxsize=8)
def cubic_weights(size: int, finer: int) -> NDArray[np.float64]:
    """Return weights that interpolate `size` pixels on a grid `finer` times finer.

    By the splines of Catmull and Rom, whose edges are flat.

    Returns
    -------
    ndarray
        (finer * size, size), to be multiplied with the pixels.
    """
    centres = (np.arange(size * finer) + 0.5) / finer - 0.5
    first = np.floor(centres).astype(int)
    t = centres - first
    taps = np.stack(
        [
            -0.5 * t + t**2 - 0.5 * t**3,
            1 - 2.5 * t**2 + 1.5 * t**3,
            0.5 * t + 2 * t**2 - 1.5 * t**3,
            -0.5 * t**2 + 0.5 * t**3,
        ]
    )
    weights = np.zeros((len(centres), size))
    for offset, tap in enumerate(taps, start=-1):
        columns = np.clip(first + offset, 0, size - 1)
        np.add.at(weights, (np.arange(len(centres)), columns), tap)
    return weights
