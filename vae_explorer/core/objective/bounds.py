"""What the terms of some draws are worth as a bound on −log p(x): registered in `BOUNDS`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from vae_explorer.core.language import marked

if TYPE_CHECKING:
    from torch import Tensor


class Bound(Protocol):
    """An upper bound on −log p(x) from the terms of one or several draws of z."""

    @property
    def title(self) -> str:
        """Name for people."""
        ...

    @property
    def samples(self) -> int:
        """Draws of z for each image: 1 gives terms (B,), more give (samples, B)."""
        ...

    def __call__(self, reconstruction: Tensor, kl: Tensor, beta: float) -> Tensor:
        """Return the bound for each image in nats, (B,), with the KL divergence times `beta`."""
        ...


class ELBO:
    """The negative evidence lower bound: reconstruction + β KL, a mean over the draws.

    Parameters
    ----------
    samples
        M draws of z for each image: the more, the less noise; the bound stays the same.
    """

    title = "ELBO"

    def __init__(self, samples: int = 1) -> None:
        self.samples = samples

    def __call__(self, reconstruction: Tensor, kl: Tensor, beta: float) -> Tensor:
        """See `Bound`."""
        if reconstruction.ndim > 1:
            reconstruction = reconstruction.mean(dim=0)
        if kl.ndim > 1:
            kl = kl.mean(dim=0)
        return reconstruction.add(kl, alpha=beta)


class IWAE:
    """The importance-weighted bound of Burda et al. (2016) with K draws inside the logarithm.

    −ln (1/K) Σ_k p(x given z_k) p(z_k) / q(z_k given x): with one draw the ELBO, tighter with each
    further one. It needs the KL divergence at each draw, by Monte Carlo.

    Parameters
    ----------
    samples
        K draws of z for each image.
    """

    title = marked("Importance-weighted")

    def __init__(self, samples: int = 1) -> None:
        self.samples = samples

    def __call__(self, reconstruction: Tensor, kl: Tensor, beta: float) -> Tensor:
        """See `Bound`."""
        each = reconstruction.add(kl, alpha=beta)
        if each.ndim == 1:
            return each
        return math.log(len(each)) - (-each).logsumexp(dim=0)


BOUNDS: dict[str, Callable[[int], Bound]] = {"elbo": ELBO, "iwae": IWAE}
"""For each name what makes the bound for a number of draws."""
