"""The KL divergence of one axis of a posterior, and what following its slope does to it.

In one dimension KL(N(μ, σ²) ‖ N(0, 1)) = ½ (μ² + σ² − 1 − ln σ²). Gradient descent on it in (μ, σ)
with ever smaller steps has dμ/dt = −μ and dσ/dt = 1/σ − σ, whose solution is closed: every
posterior flows to (0, 1), which is the prior, and forgets its image on the way.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LAST = 5.0  # time at which less than a hundredth of the way is left


def kl_of_axis(mean: Floats, sigma: Floats) -> Floats:
    """Return the divergence in nats; the arguments broadcast, `sigma` is above 0."""
    square = np.square(sigma)
    kl: Floats = 0.5 * (np.square(mean) + square - 1 - np.log(square))
    return kl


def descend(mean: Floats, sigma: Floats, time: float | Floats) -> tuple[Floats, Floats]:
    """Return where gradient descent has come to after some time.

    μ(t) = μ₀ e^(−t) and σ²(t) = 1 + (σ₀² − 1) e^(−2t).

    Parameters
    ----------
    mean, sigma
        Where it begins.
    time
        At least 0, in units in which the slope of μ²/2 is followed at a speed of μ; all three
        broadcast.
    """
    fading = np.exp(-np.asarray(time, np.float64))
    # The same as 1 + (σ₀² − 1) e^(−2t), without the difference of nearly equal numbers at t = 0.
    square = np.square(sigma) * fading**2 - np.expm1(-2 * np.asarray(time, np.float64))
    return mean * fading, np.sqrt(square)


def flow_lines(starts: Sequence[tuple[float, float]], points: int = 80) -> list[Floats]:
    """Return the ways of gradient descent from some beginnings, each (points, 2): μ and σ.

    The points are close together at first, when a narrow posterior widens fast.
    """
    times = np.concatenate(([0.0], np.geomspace(1e-6, _LAST, points - 1)))
    return [
        np.stack(descend(np.array(mean), np.array(sigma), times), axis=1) for mean, sigma in starts
    ]
