"""The aggregate posterior q(z), the mean of q(z given x) over images, beside the prior.

The mean KL divergence of the posteriors is I(x; z) + KL(q(z) ‖ p(z)): Hoffman and Johnson (2016).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vae_explorer.core.measures.cancelling import go_on_unless, never
from vae_explorer.core.measures.gaussian_mixture import GaussianMixture
from vae_explorer.core.measures.samplers import moments
from vae_explorer.core.objective.posteriors import NARROWEST, Gaussian
from vae_explorer.core.snapshot import FloatArray

ACTIVE = 0.01  # variance of the means along an axis from which on it is in use: Burda et al. (2016)
# KL(q(z) ‖ p(z)) from which on the prior is the wrong thing to sample from. Where q(z) has left a
# part f of the prior empty, the divergence is at least −ln(1 − f): at ln 2 every second draw from
# the prior may end where the encoder has put nothing. Likewise it takes about e^KL draws from the
# prior for one that is like those of q(z): Chatterjee and Diaconis (2018). Models that were trained
# on the plain ELBO are below (the bundled one: 0.46), autoencoders far above.
WRONG_PRIOR = math.log(2)
_BLOCK, _PAIRS = 500, 4_000_000  # draws, and draws times posteriors, at a time: 50 MB
_NARROW = -20.0  # log-variances from which on float64 cannot hold the terms of a squared distance


@dataclass(frozen=True)
class Aggregate:
    """What q(z) is like.

    Attributes
    ----------
    kl
        KL(q(z) ‖ p(z)) in nats; infinite where the posteriors are points.
    mutual_information
        I(x; z) in nats; at most ln N for N images, and of points as much as of the images.
    active_dimensions
        Axes along which the means vary by more than `ACTIVE`.
    mean, covariance
        Of q(z): (d,) and (d, d).
    moment_kl
        KL divergence from N(0, I) of the Gaussian with that mean and covariance: the part of `kl`
        that a Gaussian can have.
    images
        Posteriors in the mixture.
    """

    kl: float
    mutual_information: float
    active_dimensions: int
    mean: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    moment_kl: float
    images: int

    @property
    def prior_is_wrong(self) -> bool:
        """Whether draws from the prior may be what the decoder never saw."""
        return self.kl > WRONG_PRIOR

    @property
    def has_collapsed(self) -> bool:
        """Whether the means leave an axis, or both, unused."""
        return self.active_dimensions < len(self.mean)


def aggregate(
    means: FloatArray,
    log_variances: FloatArray,
    *,
    seed: int = 0,
    draws: int | None = None,
    prior: GaussianMixture | None = None,
    cancelled: Callable[[], bool] = never,
) -> Aggregate:
    """Measure the mixture of these posteriors, with one draw from each of them.

    All of them are in the mixture: with fewer, KL(q(z) ‖ p(z)) would come out too large. An image's
    own posterior is among them, which is right for the images as a data set.

    Parameters
    ----------
    means, log_variances
        (N, d).
    seed
        Of the draws.
    draws
        From how many of them, evenly spread, where all would take too long.
    prior
        One that is learned; None for N(0, I).
    cancelled
        Asked once for each 500 draws, or less.

    Raises
    ------
    Interrupted
        When it was cancelled.
    """
    mean, log_variance = (torch.tensor(array) for array in (means, log_variances))
    every = 1 if draws is None else max(1, -(-len(mean) // draws))
    q = Gaussian(mean, log_variance)
    drawn = Gaussian(mean[::every], log_variance[::every])
    noise = torch.randn(drawn.mean.shape, generator=torch.Generator().manual_seed(seed))
    z = drawn.sample(noise)
    if prior is None:
        log_prior = -0.5 * (z.square() + math.log(2 * math.pi)).sum(dim=1)
    else:
        blocks = np.array_split(z.double().numpy(), -(-len(z) // _BLOCK) or 1)
        log_prior = torch.from_numpy(np.concatenate([prior.log_prob(block) for block in blocks]))
    log_mixture = _log_mixture(q, z, cancelled)
    kl = float((log_mixture - log_prior).double().mean())
    information = float((drawn.log_prob(z) - log_mixture).double().mean())
    if bool((log_variance <= NARROWEST).all()):
        kl, information = math.inf, math.log(len(mean))
    centre, covariance = moments(means, log_variances)
    return Aggregate(
        kl,
        information,
        active_dimensions(means),
        tuple(map(float, centre)),
        tuple(tuple(map(float, row)) for row in covariance),
        _moment_kl(centre, covariance),
        len(mean),
    )


def active_dimensions(means: FloatArray) -> int:
    """Return along how many axes the means, (N, d), vary by more than `ACTIVE`."""
    return int((means.astype(np.float64).var(axis=0) > ACTIVE).sum())


def _moment_kl(mean: NDArray[np.float64], covariance: NDArray[np.float64]) -> float:
    trace = float(np.trace(covariance) + mean @ mean)
    return 0.5 * (trace - len(mean) - float(np.linalg.slogdet(covariance)[1]))


def _log_mixture(q: Gaussian, z: Tensor, cancelled: Callable[[], bool]) -> Tensor:
    """Return ln q(z) at points, (B,)."""
    block_size = max(1, min(_BLOCK, _PAIRS // len(q.mean)))
    if bool((q.log_variance < _NARROW).any()):
        parts = []
        for block in torch.split(z, block_size):
            go_on_unless(cancelled)
            parts.append(q.log_prob(block[:, None]).logsumexp(dim=1))
        return torch.cat(parts) - math.log(len(q.mean))
    # The squared distances of all from all are one matrix product, if it has the digits for it.
    mean, inverse = q.mean.double(), (-q.log_variance.double()).exp()
    factors = torch.cat((inverse, -2 * inverse * mean), dim=1)
    constant = mean.square().mul(inverse).add(q.log_variance + math.log(2 * math.pi)).sum(dim=1)
    parts = []
    for block in torch.split(z.double(), block_size):
        go_on_unless(cancelled)
        squares = torch.addmm(constant, torch.cat((block.square(), block), dim=1), factors.T)
        parts.append((-0.5 * squares).float().logsumexp(dim=1))
    return torch.cat(parts) - math.log(len(q.mean))
