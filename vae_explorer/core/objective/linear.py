"""The likelihood of a linear model: a Gaussian around what the decoder gives, as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from vae_explorer.core.language import marked
from vae_explorer.core.objective.gaussian import Gaussian
from vae_explorer.core.objective.likelihood import Likelihood

if TYPE_CHECKING:
    from torch import Tensor


class LinearGaussian(Gaussian):
    """A Gaussian of one σ² around a mean that no logistic function keeps between 0 and 1.

    That is probabilistic PCA (Tipping and Bishop, 1999) when the decoder is linear. What is shown
    is the mean cut off at black and white.
    """

    title = marked("Gaussian around a linear mean")

    def configured(self, variance: float) -> Likelihood:  # noqa: ARG002
        """See `Likelihood`: it has none."""
        return self

    def parameters(self) -> Mapping[str, tuple[int, ...]]:
        """Return the logarithm of σ²."""
        return {"log_variance": (1,)}

    def variance(self, output: Tensor, own: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """See `Gaussian`."""
        return own["log_variance"].float().exp()

    def learned_sigma(self, output: Tensor, own: Mapping[str, Tensor]) -> Tensor | None:
        """See `Likelihood`."""
        return self.variance(output, own).sqrt().mean()

    def centre(self, output: Tensor) -> Tensor:
        """See `Gaussian`."""
        return output.float()

    def mean(self, output: Tensor) -> Tensor:
        """See `Likelihood`."""
        return self.centre(output).clamp(0, 1)

    def output_for(self, mean: Tensor) -> Tensor:
        """See `Likelihood`."""
        return mean
