"""What a decoder's output says about an image: one small class for each likelihood.

To add one, write a class with the members of `Likelihood` and register it in
`LIKELIHOODS`; the window, the command line and the parametrised test pick it up from there. The
window lists the titles before torch is loaded, so torch is imported where it is used.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from torch import Generator, Tensor

    from vae_explorer.core.config import RunConfig

_DARKEST = 0.005  # a pixel's mean of which the logit is taken for one of a smaller mean too
_NEARLY_FLAT = 0.1  # logits below this, where the continuous Bernoulli's formulas divide 0 by 0
_LEAST_VARIANCE = 1e-3  # of a pixel: those that are always black would earn any number of nats
_PACE = 10.0  # times its parameter the logarithm of a learned variance is: Adam's steps are small
_FIRST_RAW_VARIANCE = -3.0  # of which softplus is 0.05: about what the mean image leaves


class Likelihood(Protocol):
    """p(x given z) for a batch of images, from the decoder's raw output.

    The output holds `heads` blocks of as many numbers as an image has, one block after the other:
    (..., heads * pixels).
    """

    @property
    def title(self) -> str:
        """Name for people."""
        ...

    @property
    def heads(self) -> int:
        """Numbers that the decoder gives for each pixel."""
        ...

    @property
    def scale(self) -> str:
        """What its nats can be compared with: those of likelihoods of the same scale."""
        ...

    def configured(self, variance: float) -> Likelihood:
        """Return it with the settings that it has of its own.

        Parameters
        ----------
        variance
            σ² of a pixel, where that is chosen and not learned.
        """
        ...

    def parameters(self) -> Mapping[str, tuple[int, ...]]:
        """Return name and shape of what it learns beside the networks; it begins at 0.

        Trained and saved with the networks, as ``likelihood.NAME``.
        """
        ...

    def target(self, x: Tensor, generator: Generator) -> Tensor:
        """Return what is to be explained of images `x`, (B, pixels): `x` itself, or bits drawn."""
        ...

    def nll(self, output: Tensor, x: Tensor, own: Mapping[str, Tensor]) -> Tensor:
        """Return −log p(x given z) in nats per image, float32, shape (...).

        Parameters
        ----------
        output
            The decoder's raw output, (..., heads * pixels), unbounded.
        x
            Pixels in [0, 1], (B, pixels); it is compared with every one of several draws.
        own
            Its own parameters by name.
        """
        ...

    def mean(self, output: Tensor) -> Tensor:
        """Return the image to show for each row of `output`: its mean, in [0, 1], (B, pixels)."""
        ...

    def output_for(self, mean: Tensor) -> Tensor:
        """Return a raw output, (..., heads * pixels), whose mean is about `mean`, (..., pixels).

        The decoder begins with that of the mean image.
        """
        ...

    def sample(self, output: Tensor, generator: Generator, own: Mapping[str, Tensor]) -> Tensor:
        """Return images drawn from p(x given z), (B, pixels); not clipped."""
        ...


class GreyBernoulli:
    """Binary cross-entropy on grey pixels.

    −Σ_pixels [x ln p + (1 − x) ln(1 − p)], with p the logistic function of the decoder's output.
    For pixels strictly between 0 and 1 it is a surrogate rather than a likelihood: its floor, the
    entropy of the pixels themselves, is 45.5 nats per image on MNIST's test digits, not 0.
    """

    title = "Bernoulli (grey pixels)"
    heads = 1
    scale = "grey"

    def configured(self, variance: float) -> Likelihood:  # noqa: ARG002
        """See `Likelihood`: it has none."""
        return self

    def parameters(self) -> Mapping[str, tuple[int, ...]]:
        """Return nothing: the logits say it all."""
        return {}

    def target(self, x: Tensor, generator: Generator) -> Tensor:  # noqa: ARG002
        """Return `x`."""
        return x

    def nll(self, output: Tensor, x: Tensor, own: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """See `Likelihood`; computed in float32 whatever the networks ran in."""
        from vae_explorer.core.objective.cross_entropy import CrossEntropy

        total: Tensor = CrossEntropy.apply(output.float(), x)
        return total

    def mean(self, output: Tensor) -> Tensor:
        """See `Likelihood`."""
        return output.float().sigmoid()

    def output_for(self, mean: Tensor) -> Tensor:
        """See `Likelihood`: the logits, of which those of black and white pixels have an end."""
        return mean.logit(_DARKEST)

    def sample(self, output: Tensor, generator: Generator, own: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """Return black and white pixels."""
        return self.mean(output).bernoulli(generator=generator)


class DrawnBernoulli(GreyBernoulli):
    """A likelihood of black and white pixels, drawn anew at each step: white with probability x."""

    title = "Bernoulli (pixels drawn black or white)"
    scale = "drawn"

    def target(self, x: Tensor, generator: Generator) -> Tensor:
        """Return `x` as bits."""
        return x.bernoulli(generator=generator)


class ThresholdBernoulli(GreyBernoulli):
    """A likelihood of black and white pixels: white from one half on."""

    title = "Bernoulli (black or white at ½)"
    scale = "threshold"

    def target(self, x: Tensor, generator: Generator) -> Tensor:  # noqa: ARG002
        """Return `x` as bits."""
        return (x >= 0.5).to(x.dtype)


class ContinuousBernoulli(GreyBernoulli):
    """A density on grey pixels: Loaiza-Ganem and Cunningham (2019).

    The cross-entropy less ln C a pixel, with C = l / tanh(l/2) for the logit l, 2 at l = 0. What is
    shown is its mean, 1 / (1 − e^−l) − 1/l, and not the logistic function of l.
    """

    title = "Continuous Bernoulli"
    scale = "density"

    def nll(self, output: Tensor, x: Tensor, own: Mapping[str, Tensor]) -> Tensor:
        """See `Likelihood`; a density may exceed 1, so that it may be negative."""
        l = output.float()  # noqa: E741
        near, away = l.square().clamp_max(_NEARLY_FLAT**2), _away_from_0(l).abs()
        series = math.log(2) + near / 12 - 7 * near.square() / 1440
        closed = (away / (away / 2).tanh()).log()
        constant = series.where(l.abs() < _NEARLY_FLAT, closed)
        return super().nll(output, x, own) - constant.sum(dim=-1)

    def mean(self, output: Tensor) -> Tensor:
        """See `Likelihood`."""
        l = output.float()  # noqa: E741
        away = _away_from_0(l)
        closed = -1 / (-away).expm1() - 1 / away
        return (0.5 + l / 12).where(l.abs() < _NEARLY_FLAT, closed).clamp(0, 1)

    def output_for(self, mean: Tensor) -> Tensor:
        """See `Likelihood`; found by halving, for the mean has no inverse in closed form."""
        wanted = mean.clamp(_DARKEST, 1 - _DARKEST)
        high = mean.new_full(mean.shape, 2 / _DARKEST)
        low = -high
        for _ in range(50):
            middle = (low + high) / 2
            below = self.mean(middle) < wanted
            low, high = middle.where(below, low), high.where(below, middle)
        return (low + high) / 2

    def sample(self, output: Tensor, generator: Generator, own: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """Return grey pixels: the inverse of the distribution function at uniform draws."""
        import torch

        l = output.float()  # noqa: E741
        u = torch.rand(l.shape, generator=generator, device=l.device)
        size = _away_from_0(l).abs()
        # The density for −l is that for l mirrored.
        falling = (u * (-size).expm1()).log1p() / -size
        drawn = falling.where(l < 0, 1 - falling)
        return u.where(l.abs() < 1e-3, drawn)


class Gaussian(GreyBernoulli):
    """A Gaussian around each pixel with one σ² that is chosen.

    −ln p = SSE / 2σ² + (D/2) ln 2πσ² for D pixels. σ² = ½ is plain squared error, up to a constant.
    """

    title = "Gaussian (σ² chosen)"
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

    def nll(self, output: Tensor, x: Tensor, own: Mapping[str, Tensor]) -> Tensor:
        """See `Likelihood`; a density may exceed 1, so that it may be negative."""
        variance = self.variance(output, own)
        squares = (x - self.mean(output)).square()
        return 0.5 * (squares / variance + (2 * math.pi * variance).log()).sum(dim=-1)

    def sample(self, output: Tensor, generator: Generator, own: Mapping[str, Tensor]) -> Tensor:
        """Return the mean with noise of every pixel's own; not clipped."""
        import torch

        mean = self.mean(output)
        noise = torch.randn(mean.shape, generator=generator, device=mean.device)
        return mean + self.variance(output, own).sqrt() * noise


class LearnedGaussian(Gaussian):
    """A Gaussian around each pixel with one σ² that is learned; at its best it is SSE / D."""

    title = "Gaussian (one learned σ²)"

    def configured(self, variance: float) -> Likelihood:  # noqa: ARG002
        """See `Likelihood`: it has none."""
        return self

    def parameters(self) -> Mapping[str, tuple[int, ...]]:
        """Return the logarithm of σ² without its floor, slowed down."""
        return {"log_variance": (1,)}

    def variance(self, output: Tensor, own: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """See `Gaussian`."""
        return _LEAST_VARIANCE + (_PACE * own["log_variance"].float()).exp()


class PixelGaussian(LearnedGaussian):
    """A Gaussian around each pixel with a σ² of its own, which the decoder gives as well."""

    title = "Gaussian (a learned σ² per pixel)"
    heads = 2

    def parameters(self) -> Mapping[str, tuple[int, ...]]:
        """Return nothing: the decoder gives it all."""
        return {}

    def variance(self, output: Tensor, own: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """See `Gaussian`."""
        from torch.nn.functional import softplus

        return _LEAST_VARIANCE + softplus(output.float().chunk(2, dim=-1)[1])

    def mean(self, output: Tensor) -> Tensor:
        """See `Likelihood`."""
        return super().mean(output.chunk(2, dim=-1)[0].float().contiguous())

    def output_for(self, mean: Tensor) -> Tensor:
        """See `Likelihood`."""
        import torch

        raw = mean.new_full(mean.shape, _FIRST_RAW_VARIANCE)
        return torch.cat((super().output_for(mean), raw), dim=-1)


def _away_from_0(l: Tensor) -> Tensor:  # noqa: E741
    """Return logits with those replaced at which a formula would divide by 0, and its slope too."""
    import torch

    return torch.where(l.abs() < _NEARLY_FLAT, torch.full_like(l, _NEARLY_FLAT), l)


LIKELIHOODS: dict[str, Likelihood] = {
    "bernoulli": GreyBernoulli(),
    "binary": DrawnBernoulli(),
    "threshold": ThresholdBernoulli(),
    "continuous-bernoulli": ContinuousBernoulli(),
    "gaussian": Gaussian(),
    "gaussian-learned": LearnedGaussian(),
    "gaussian-pixel": PixelGaussian(),
}


def likelihood_of(config: RunConfig) -> Likelihood:
    """Return the likelihood of a configuration, with its settings; KeyError for an unknown."""
    return LIKELIHOODS[config.likelihood].configured(config.variance)
