"""Estimators of KL(q(z given x) ‖ N(0, I)): one small class each, registered in `KL_ESTIMATORS`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from torch import Tensor

    from vae_explorer.core.objective.posteriors import Q


class KL(Protocol):
    """The divergence of each image's posterior from the standard normal prior."""

    @property
    def title(self) -> str:
        """Name for people."""
        ...

    def __call__(self, q: Q, z: Tensor) -> Tensor:
        """Return the divergence of each posterior, nats per image, shape (B,) or (M, B).

        Parameters
        ----------
        q
            The posteriors of B images.
        z
            The step's draws from them, (B, d) or (M, B, d). A closed form has no use for them.
        """
        ...


class ClosedKL:
    """The posterior's own closed form: no noise of sampling."""

    title = "Closed form"

    def __call__(self, q: Q, z: Tensor) -> Tensor:  # noqa: ARG002
        """See `KL`."""
        return q.kl()


KL_ESTIMATORS: dict[str, KL] = {"closed": ClosedKL()}
