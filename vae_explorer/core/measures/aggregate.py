"""The aggregate posterior q(z), the mean of q(z given x) over images, beside the prior.

The mean KL divergence of the posteriors is I(x; z) + KL(q(z) ‖ p(z)): Hoffman and Johnson (2016).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from vae_explorer.core.measures.cancelling import go_on_unless, never
from vae_explorer.core.objective.posteriors import Gaussian
from vae_explorer.core.snapshot import FloatArray

ACTIVE = 0.01  # variance of the means along an axis from which on it is in use: Burda et al. (2016)
_BLOCK = 500


@dataclass(frozen=True)
class Aggregate:
    """What q(z) is like.

    Attributes
    ----------
    kl
        KL(q(z) ‖ p(z)) in nats.
    mutual_information
        I(x; z) in nats; at most ln N for N images.
    active_dimensions
        Axes along which the means vary by more than `ACTIVE`.
    """

    kl: float
    mutual_information: float
    active_dimensions: int


def aggregate(
    means: FloatArray,
    log_variances: FloatArray,
    *,
    seed: int = 0,
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
    cancelled
        Asked once for each 500 draws.

    Raises
    ------
    Interrupted
        When it was cancelled.
    """
    mean, log_variance = (torch.tensor(array) for array in (means, log_variances))
    q = Gaussian(mean, log_variance)
    noise = torch.randn(mean.shape, generator=torch.Generator().manual_seed(seed))
    z = q.sample(noise)
    log_prior = -0.5 * (z.square() + math.log(2 * math.pi)).sum(dim=1)
    log_mixture = torch.cat([_log_mixture(q, block, cancelled) for block in torch.split(z, _BLOCK)])
    kl = float((log_mixture - log_prior).double().mean())
    information = float((q.log_prob(z) - log_mixture).double().mean())
    active = int((mean.double().var(dim=0, correction=0) > ACTIVE).sum())
    return Aggregate(kl, information, active)


def _log_mixture(q: Gaussian, z: Tensor, cancelled: Callable[[], bool]) -> Tensor:
    """Return ln q(z) at points, (B,)."""
    go_on_unless(cancelled)
    each = q.log_prob(z[:, None])  # (B, N)
    return each.logsumexp(dim=1) - math.log(len(q.mean))
