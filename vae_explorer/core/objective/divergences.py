"""Estimators of KL(q(z given x) ‖ p(z)): one small class each, registered in `KL_ESTIMATORS`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from vae_explorer.core.language import marked

if TYPE_CHECKING:
    from torch import Tensor

    from vae_explorer.core.objective.posteriors import Q
    from vae_explorer.core.objective.priors import Mixture


class KL(Protocol):
    """The divergence of each image's posterior from the prior."""

    @property
    def title(self) -> str:
        """Name for people."""
        ...

    @property
    def exact(self) -> bool:
        """Whether it gives the divergence itself, and not an estimate from draws."""
        ...

    def __call__(self, q: Q, z: Tensor, prior: Mixture | None = None) -> Tensor:
        """Return the divergence of each posterior, nats per image, shape (B,) or (M, B).

        Parameters
        ----------
        q
            The posteriors of B images.
        z
            The step's draws from them, (B, d) or (M, B, d). A closed form has no use for them.
        prior
            One that is learned; None for N(0, I), the only one that a closed form is of.
        """
        ...


class ClosedKL:
    """The posterior's own closed form: no noise of sampling."""

    title = marked("Closed form")
    exact = True

    def __call__(self, q: Q, z: Tensor, prior: Mixture | None = None) -> Tensor:  # noqa: ARG002
        """See `KL`."""
        return q.kl()


class MonteCarloKL:
    """ln q(z given x) − ln p(z) at each draw of z.

    Its mean is the divergence; of a single draw it may be negative. In one dimension its variance
    is ½(σ² − 1)² + μ²σ².
    """

    title = marked("Monte Carlo")
    exact = False

    def __call__(self, q: Q, z: Tensor, prior: Mixture | None = None) -> Tensor:
        """See `KL`."""
        if prior is not None:
            return q.log_prob(z) - prior.log_prob(z)
        log_prior = -0.5 * (z.square() + math.log(2 * math.pi)).sum(dim=-1)
        return q.log_prob(z) - log_prior


KL_ESTIMATORS: dict[str, KL] = {"closed": ClosedKL(), "monte-carlo": MonteCarloKL()}
