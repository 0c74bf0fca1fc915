"""Gaussian likelihoods, whose means are the logistic function of the decoder's output."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from vae_explorer.core.language import marked
from vae_explorer.core.objective.bernoulli import GreyBernoulli
from vae_explorer.core.objective.likelihood import Affine, Likelihood

if TYPE_CHECKING:
    from torch import Generator, Tensor

LEAST_VARIANCE = 1e-3  # of a pixel: those that are always black would earn any number of nats
_PACE = 10.0  # times its parameter the logarithm of a learned variance is: Adam's steps are small
_FIRST_RAW_VARIANCE = -3.0  # of which softplus is 0.05: about what the mean image leaves


class Gaussian(GreyBernoulli):
    """A Gaussian around each pixel with one σ² that is chosen.

    −ln p = SSE / 2σ² + (D/2) ln 2πσ² for D pixels. σ² = ½ is plain squared error, up to a constant.
    """

    title = marked("Gaussian (σ² chosen)")
    scale = "density"

    def __init__(self, variance: float = 0.5) -> None:
        self._variance = variance

    def configured(self, variance: float) -> Likelihood:
        """See `Likelihood`."""
        return Gaussian(variance)

    def variance(self, output: Tensor, own: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """Return σ² of each pixel, of a shape that goes with the mean's."""
        import torch

        return torch.tensor(self._variance, device=output.device)

    def centre(self, output: Tensor) -> Tensor:
        """Return what the Gaussians are around, of which `mean` is what can be shown."""
        return self.mean(output)

    def nll(self, output: Tensor, x: Tensor, own: Mapping[str, Tensor]) -> Tensor:
        """See `Likelihood`; a density may exceed 1, so that it may be negative."""
        variance = self.variance(output, own)
        squares = (x - self.centre(output)).square()
        return 0.5 * (squares / variance + (2 * math.pi * variance).log()).sum(dim=-1)

    def affine(self, output: Tensor, own: Mapping[str, Tensor]) -> Affine:
        """See `Likelihood`."""
        mean, variance = self.centre(output), self.variance(output, own)
        constant = mean.square() / variance + (2 * math.pi * variance).log()
        on_squares = -0.5 / (variance if variance.ndim > 1 else variance.reshape(()))
        return Affine(mean / variance, on_squares, -0.5 * constant.sum(dim=-1))

    def sample(self, output: Tensor, generator: Generator, own: Mapping[str, Tensor]) -> Tensor:
        """Return the mean with noise of every pixel's own; not clipped."""
        import torch

        mean = self.centre(output)
        noise = torch.randn(mean.shape, generator=generator, device=mean.device)
        return mean + self.variance(output, own).sqrt() * noise


class LearnedGaussian(Gaussian):
    """A Gaussian around each pixel with one σ² that is learned; at its best it is SSE / D."""

    title = marked("Gaussian (one learned σ²)")

    def configured(self, variance: float) -> Likelihood:  # noqa: ARG002
        """See `Likelihood`: it has none."""
        return self

    def parameters(self) -> Mapping[str, tuple[int, ...]]:
        """Return the logarithm of σ² without its floor, slowed down."""
        return {"log_variance": (1,)}

    def variance(self, output: Tensor, own: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """See `Gaussian`."""
        return LEAST_VARIANCE + (_PACE * own["log_variance"].float()).exp()

    def learned_sigma(self, output: Tensor, own: Mapping[str, Tensor]) -> Tensor:
        """See `Likelihood`."""
        # Row by row: a sum over all numbers would depend on how many threads share it.
        return self.variance(output, own).sqrt().mean(dim=-1).mean()


class PixelGaussian(LearnedGaussian):
    """A Gaussian around each pixel with a σ² of its own, which the decoder gives as well."""

    title = marked("Gaussian (a learned σ² per pixel)")
    heads = 2

    def parameters(self) -> Mapping[str, tuple[int, ...]]:
        """Return nothing: the decoder gives it all."""
        return {}

    def variance(self, output: Tensor, own: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """See `Gaussian`."""
        from torch.nn.functional import softplus

        return LEAST_VARIANCE + softplus(output.float().chunk(2, dim=-1)[1])

    def mean(self, output: Tensor) -> Tensor:
        """See `Likelihood`."""
        return super().mean(output.chunk(2, dim=-1)[0].float().contiguous())

    def output_for(self, mean: Tensor) -> Tensor:
        """See `Likelihood`."""
        import torch

        raw = mean.new_full(mean.shape, _FIRST_RAW_VARIANCE)
        return torch.cat((super().output_for(mean), raw), dim=-1)
