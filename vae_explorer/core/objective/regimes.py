"""What the decoder sees as z and which number is minimised: registered in `REGIMES`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from torch import Tensor

    from vae_explorer.core.objective.bound import Terms
    from vae_explorer.core.objective.bounds import Bound
    from vae_explorer.core.objective.posteriors import Q


class Regime(Protocol):
    """How encoder and decoder are trained beside each other."""

    @property
    def title(self) -> str:
        """Name for people."""
        ...

    def latent(self, q: Q, noise: Tensor) -> Tensor:
        """Return the points that are decoded, of the shape of `noise`."""
        ...

    def loss(self, terms: Terms, bound: Bound, beta: float, progress: float) -> Tensor:
        """Return the number whose gradient is followed, in nats per image.

        Parameters
        ----------
        progress
            How much of the run is done, from 0 to 1.
        """
        ...


class Joint:
    """Both at once, by one gradient of the bound."""

    title = "Joint"

    def latent(self, q: Q, noise: Tensor) -> Tensor:
        """See `Regime`."""
        return q.sample(noise)

    def loss(self, terms: Terms, bound: Bound, beta: float, progress: float) -> Tensor:  # noqa: ARG002
        """See `Regime`."""
        return bound(terms.reconstruction, terms.kl, beta).mean()


REGIMES: dict[str, Regime] = {"joint": Joint()}
