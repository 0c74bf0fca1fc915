"""What the terms of some draws are worth as a bound on −log p(x): registered in `BOUNDS`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

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
    """The negative evidence lower bound with one draw: reconstruction + β KL."""

    title = "ELBO"
    samples = 1

    def __call__(self, reconstruction: Tensor, kl: Tensor, beta: float) -> Tensor:
        """See `Bound`."""
        return reconstruction.add(kl, alpha=beta)


BOUNDS: dict[str, Bound] = {"elbo": ELBO()}
