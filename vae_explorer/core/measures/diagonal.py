"""The ELBO of any diagonal Gaussian for one image, by Gauss and Hermite's nodes, and the best one.

With f(z) = ln p(x, z) and q = N(μ, diag σ²), ELBO = E_q[f] + H(q). Its slopes need no derivative of
f: by Stein's identity, with z = μ + σ t, ∂/∂μ_i = E[f t_i] / σ_i, ∂/∂ ln σ_i = E[f (t_i² − 1)] + 1
and ∂²/∂μ_i∂μ_j = E[f (t_i t_j − δ_ij)] / (σ_i σ_j); see Opper and Archambeau (2009).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from vae_explorer.core.measures.posterior_peaks import Array, Density

NODES = 12  # along each axis
_SEARCHED = 8  # likewise, on the way to the best one
_STEPS = 15
_CLOSE = 0.01  # σ, and of σ: nearer than this to where the slope is nought is there
_LOWEST, _HIGHEST = math.log(1e-6), math.log(20.0)  # of ln σ
_RATE = 0.12  # of the way that a Newton step would go, for a step that is to be watched
_FARTHEST, _STRETCH = 1.0, 0.25  # σ and ln σ that such a step goes at most


@dataclass(frozen=True, eq=False)
class Diagonal:
    """A Gaussian with independent axes.

    Attributes
    ----------
    mean, sigma
        (2,) each.
    """

    mean: Array
    sigma: Array

    @property
    def entropy(self) -> float:
        """H(q), nats."""
        return float(
            len(self.sigma) / 2 * math.log(2 * math.pi * math.e) + np.log(self.sigma).sum()
        )

    def log_prob(self, points: Array) -> Array:
        """Return ln q in nats, (P,), at points, (P, 2)."""
        t = (points - self.mean) / self.sigma
        found: Array = (
            -0.5 * np.square(t).sum(axis=1)
            - np.log(self.sigma).sum()
            - len(self.sigma) / 2 * math.log(2 * math.pi)
        )
        return found

    def at(self, t: Array) -> Array:
        """Return μ + σ t."""
        return self.mean + self.sigma * t


@dataclass(frozen=True, eq=False)
class Slopes:
    """A bound, and how it changes with the Gaussian that it is of.

    Attributes
    ----------
    elbo
        Nats.
    mean, log_sigma
        Of its slopes for μ / σ and for ln σ, (2,) each, nats.
    curvature
        For μ / σ, (2, 2), nats.
    """

    elbo: float
    mean: Array
    log_sigma: Array
    curvature: Array


@lru_cache(maxsize=4)
def nodes(count: int) -> tuple[Array, Array]:
    """Return standard normal nodes, (count², 2), and their weights, which sum to 1."""
    axis, weight = np.polynomial.hermite_e.hermegauss(count)
    weight = weight / weight.sum()
    t = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1).reshape(-1, 2)
    return t, np.outer(weight, weight).ravel()


def slopes(density: Density, q: list[Diagonal], count: int = NODES) -> list[Slopes]:
    """Return the bound of each Gaussian with its slopes; all are decoded together."""
    t, weight = nodes(count)
    values = density(np.concatenate([each.at(t) for each in q])).reshape(len(q), -1)
    found = []
    for each, f in zip(q, np.maximum(values, -1e12), strict=True):
        mean = float(weight @ f)
        w = weight * (f - mean)  # the same, and less is lost to rounding
        curvature = np.einsum("p,pi,pj->ij", w, t, t)
        found.append(Slopes(mean + each.entropy, w @ t, np.diag(curvature) + 1, curvature))
    return found


def elbo(density: Density, q: Diagonal, count: int = NODES) -> float:
    """Return the bound of one Gaussian, nats, without the noise of draws."""
    return slopes(density, [q], count)[0].elbo


def step(q: Diagonal, slope: Slopes) -> Diagonal:
    """Return it after a step up the bound, short enough for the way to be seen.

    The slopes are taken in units of σ, which is the natural gradient but for a constant.
    """
    along = np.clip(_RATE * slope.mean * 2, -_FARTHEST, _FARTHEST)
    wider = np.clip(_RATE * slope.log_sigma, -_STRETCH, _STRETCH)
    return _moved(q, along, wider)


def best(density: Density, begin: list[Diagonal]) -> tuple[Diagonal, float]:
    """Return the Gaussian with the highest bound that is found from some beginnings, and the bound.

    Newton's steps for the mean, and for each σ the fixed point σ⁻² = −∂²/∂μ².
    """
    now, done = list(begin), [False] * len(begin)
    top: list[tuple[float, Diagonal]] = [(-math.inf, q) for q in begin]
    reach = [1.0] * len(begin)
    for _ in range(_STEPS):
        active = [k for k, d in enumerate(done) if not d]
        if not active:
            break
        for k, slope in zip(
            active, slopes(density, [now[k] for k in active], _SEARCHED), strict=True
        ):
            if slope.elbo > top[k][0]:
                top[k] = (slope.elbo, now[k])
            elif slope.elbo < top[k][0] - 1e-4:  # too far
                reach[k] /= 2
                now[k] = _between(top[k][1], now[k])
                done[k] = reach[k] < 0.05
                continue
            along, wider = _newton(slope)
            done[k] = bool(max(np.abs(along).max(), np.abs(wider).max()) < _CLOSE)
            now[k] = _moved(now[k], along, wider)
    found = [q for _, q in sorted(top, key=lambda pair: -pair[0])[:2]]
    values = [slope.elbo for slope in slopes(density, found)]
    place = int(np.argmax(values))
    return found[place], values[place]


def _newton(slope: Slopes) -> tuple[Array, Array]:
    """Return by how many σ the mean should move, and by how much ln σ should change."""
    values, vectors = np.linalg.eigh(slope.curvature)
    # Where it is no hill, along the slope, as if it were one of the Gaussian's own width.
    bent = (vectors / np.maximum(np.abs(values), 0.05)) @ vectors.T
    along = np.clip(bent @ slope.mean, -2.0, 2.0)
    precision = np.maximum(1 - slope.log_sigma, 0.1)  # times σ²; at the fixed point 1
    return along, np.clip(-0.5 * np.log(precision), -0.7, 0.7)


def _moved(q: Diagonal, along: Array, wider: Array) -> Diagonal:
    log_sigma = np.clip(np.log(q.sigma) + wider, _LOWEST, _HIGHEST)
    return Diagonal(q.mean + q.sigma * along, np.exp(log_sigma))


def _between(a: Diagonal, b: Diagonal) -> Diagonal:
    return Diagonal((a.mean + b.mean) / 2, np.sqrt(a.sigma * b.sigma))
