"""How near a handful of draws comes to the prior: the Gaussian that their moments give.

Fresh draws of n standard normals are not at 0 either: their moments scatter, and the divergence is
about d/n on average in d dimensions. Codes that do as well cannot be told from the prior by their
moments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor


def moment_fit_kl(z: Tensor) -> Tensor:
    """Return the KL divergence from N(0, I) of the Gaussian fitted to draws, a number in nats.

    The Gaussian has mean and variance (over n) of the draws along each axis, and independent axes:
    ½ Σ_j (m_j² + s_j² − 1 − ln s_j²).

    Parameters
    ----------
    z
        (n, d). Infinite for a single one, or where all are the same along an axis.
    """
    mean = z.mean(dim=0)
    variance = (z - mean).square().mean(dim=0)
    return 0.5 * (mean.square() + variance - 1 - variance.log()).sum()


def randn_baseline(
    draws: int, count: int, *, dimensions: int = 2, seed: int = 0
) -> NDArray[np.float64]:
    """Return `moment_fit_kl` of fresh standard normal draws, `count` times, (count,) in nats.

    Nothing is approximated, though no draw is made: mean and variance of n normals are independent,
    the one is N(0, 1/n), and n times the other has the χ² distribution of n − 1 degrees of freedom
    (Cochran, 1934).

    Parameters
    ----------
    draws
        n, at least 2.
    count
        How many times.
    dimensions
        d.
    seed
        The same one gives the same line, and a longer one begins with the shorter.
    """
    size = (count, dimensions)
    # Each from a generator of its own, so that a longer line begins with the shorter.
    mean = np.random.default_rng((seed, 0)).standard_normal(size) / np.sqrt(draws)
    variance = np.random.default_rng((seed, 1)).chisquare(draws - 1, size) / draws
    kl: NDArray[np.float64] = 0.5 * (mean**2 + variance - 1 - np.log(variance)).sum(axis=1)
    return kl
