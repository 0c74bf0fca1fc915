"""A mixture of Gaussians with full covariances, fitted by expectation maximisation.

Dempster, Laird and Rubin (1977), begun as k-means++ begins: Arthur and Vassilvitskii (2007).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_STEPS = 100
_GAIN = 1e-4  # nats a point; with less from one step to the next it is fitted
_FLOOR = 1e-5  # of the points' variance, added to that of each component: none shrinks to a point


@dataclass(frozen=True, eq=False)
class GaussianMixture:
    """Σ_k w_k N(m_k, S_k).

    Attributes
    ----------
    weights
        w, (K,); they sum to 1.
    means
        m, (K, d).
    covariances
        S, (K, d, d).
    """

    weights: Array
    means: Array
    covariances: Array

    def log_prob(self, points: Array) -> Array:
        """Return the log-density in nats at points, (N, d), as (N,)."""
        return _log_sum(self._parts(points))

    def draw(self, n: int, generator: np.random.Generator) -> Array:
        """Return `n` points, (n, d)."""
        chosen = generator.choice(len(self.weights), size=n, p=self.weights)
        noise = generator.standard_normal((n, self.means.shape[1]))
        roots = np.linalg.cholesky(self.covariances)
        points: Array = self.means[chosen] + np.einsum("nij,nj->ni", roots[chosen], noise)
        return points

    def quantiles(self, shares: Array) -> Array:
        """Return where the distribution function of each axis has these values, (n, d)."""
        centre = self.means.T[:, :, None]  # (d, K, 1)
        deviation = np.sqrt(np.einsum("kii->ik", self.covariances))[:, :, None]
        reach = 40 * deviation.max()
        low = np.full((len(centre), len(shares)), centre.min() - reach)
        high = np.full_like(low, centre.max() + reach)
        below = np.vectorize(NormalDist().cdf, otypes=[np.float64])
        for _ in range(60):
            middle = (low + high) / 2
            share = np.einsum(
                "k,dkn->dn", self.weights, below((middle[:, None] - centre) / deviation)
            )
            low, high = (
                np.where(share < shares, middle, low),
                np.where(share < shares, high, middle),
            )
        found: Array = ((low + high) / 2).T
        return found

    def sample(self, n: int, seed: int) -> NDArray[np.float32]:
        """Return `n` points, (n, d) float32, by a seed."""
        return self.draw(n, np.random.default_rng(seed)).astype(np.float32)

    def _parts(self, points: Array) -> Array:
        """Return ln w_k + ln N(point; m_k, S_k), (N, K)."""
        inverse = np.linalg.inv(np.linalg.cholesky(self.covariances))  # (K, d, d)
        white = np.einsum("kij,nkj->nki", inverse, points[:, None] - self.means)
        log_scale = np.log(np.einsum("kii->ki", inverse)).sum(axis=1)
        with np.errstate(divide="ignore"):  # a component that has lost all its points
            log_weights = np.log(self.weights)
        constant = log_weights + log_scale - 0.5 * points.shape[1] * math.log(2 * math.pi)
        parts: Array = constant - 0.5 * np.square(white).sum(axis=2)
        return parts


def fit_mixture(points: Array, components: int, generator: np.random.Generator) -> GaussianMixture:
    """Fit a mixture to points, (N, d), from a start that the generator draws.

    No step of it lowers the likelihood, but for what the floor of the variance costs.
    """
    points = np.asarray(points, np.float64)
    dimensions = points.shape[1]
    floor = _FLOOR * max(float(points.var(axis=0).mean()), 1e-12) * np.eye(dimensions)
    means = _spread_out(points, components, generator)
    share = np.cov(points.T, bias=True).reshape(dimensions, dimensions) / components + floor
    mixture = GaussianMixture(
        np.full(components, 1 / components), means, np.repeat(share[None], components, axis=0)
    )
    before = -math.inf
    for _ in range(_STEPS):
        parts = mixture._parts(points)
        total = _log_sum(parts)
        now = float(total.mean())
        if now - before < _GAIN:
            break
        before = now
        belongs = np.exp(parts - total[:, None])  # (N, K)
        mass = belongs.sum(axis=0) + 1e-12
        means = belongs.T @ points / mass[:, None]
        off = points[:, None] - means
        covariances = np.einsum("nk,nki,nkj->kij", belongs, off, off) / mass[:, None, None]
        mixture = GaussianMixture(mass / mass.sum(), means, covariances + floor)
    return mixture


def _spread_out(points: Array, count: int, generator: np.random.Generator) -> Array:
    """Draw points to begin at, each with a chance that grows with its distance from the others."""
    chosen = [points[generator.integers(len(points))]]
    distance = np.square(points - chosen[0]).sum(axis=1)
    for _ in range(count - 1):
        total = distance.sum()
        chance = distance / total if total > 0 else np.full(len(points), 1 / len(points))
        chosen.append(points[generator.choice(len(points), p=chance)])
        distance = np.minimum(distance, np.square(points - chosen[-1]).sum(axis=1))
    return np.array(chosen)


def _log_sum(parts: Array) -> Array:
    most = parts.max(axis=1)
    total: Array = most + np.log(np.exp(parts - most[:, None]).sum(axis=1))
    return total
