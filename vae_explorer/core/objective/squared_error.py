"""What takes the place of a likelihood where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from vae_explorer.core.language import marked
from vae_explorer.core.objective.bernoulli import GreyBernoulli

if TYPE_CHECKING:
    from torch import Generator, Tensor

    from vae_explorer.core.objective.likelihood import Affine


class SquaredError(GreyBernoulli):
    """Σ_pixels (x − x̂)² of an image that is drawn as it is, without a density around it.

    In no unit of information: it is 2 σ² times the nats of a Gaussian, up to a constant.
    """

    title = marked("Squared error")
    scale = "squared error"

    def nll(self, output: Tensor, x: Tensor, own: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """Return the squared error."""
        return (self.mean(output) - x).square().sum(dim=-1)

    def affine(self, output: Tensor, own: Mapping[str, Tensor]) -> Affine:  # noqa: ARG002
        """Refuse: there is no density."""
        raise ValueError("an image that is drawn as it is has no density")

    def sample(self, output: Tensor, generator: Generator, own: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """Return the image: there is nothing to draw."""
        return self.mean(output)
