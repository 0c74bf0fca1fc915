"""Estimators of KL(q(z given x) ‖ N(0, I)): one small class each, registered in `KL_ESTIMATORS`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from torch import Tensor


class KLEstimator(Protocol):
    """The divergence of each image's Gaussian posterior from the standard normal prior."""

    @property
    def title(self) -> str:
        """Name for people."""
        ...

    def __call__(self, mean: Tensor, log_variance: Tensor, noise: Tensor) -> Tensor:
        """Return the divergence of each posterior, nats per image, shape (B,).

        Parameters
        ----------
        mean, log_variance
            Parameters of q(z given x), each (B, d).
        noise
            The standard normal draws behind this step's z = mean + exp(log_variance / 2) * noise,
            shape (B, d). A closed form has no use for them.
        """
        ...


class ClosedKL:
    """½ Σ_j (μ_j² + σ_j² − 1 − ln σ_j²): Kingma and Welling (2014), appendix B."""

    title = "Closed form"

    def __call__(self, mean: Tensor, log_variance: Tensor, noise: Tensor) -> Tensor:  # noqa: ARG002
        """See `KLEstimator`."""
        return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(dim=-1)


KL_ESTIMATORS: dict[str, KLEstimator] = {"closed": ClosedKL()}
