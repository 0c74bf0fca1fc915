"""Bernoulli likelihoods: on grey pixels, on bits, and the continuous one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from vae_explorer.core.language import marked
from vae_explorer.core.objective.likelihood import Affine, Likelihood

if TYPE_CHECKING:
    from torch import Generator, Tensor

_DARKEST = 0.005  # a pixel's mean of which the logit is taken for one of a smaller mean too
_NEARLY_FLAT = 0.1  # logits below this, where the continuous Bernoulli's formulas divide 0 by 0


class GreyBernoulli:
    """Binary cross-entropy on grey pixels.

    −Σ_pixels [x ln p + (1 − x) ln(1 − p)], with p the logistic function of the decoder's output.
    For pixels strictly between 0 and 1 it is a surrogate rather than a likelihood: its floor, the
    entropy of the pixels themselves, is 45.5 nats per image on MNIST's test digits, not 0.
    """

    title = marked("Bernoulli (grey pixels)")
    heads = 1
    scale = "grey"

    def configured(self, variance: float) -> Likelihood:  # noqa: ARG002
        """See `Likelihood`: it has none."""
        return self

    def parameters(self) -> Mapping[str, tuple[int, ...]]:
        """Return nothing: the logits say it all."""
        return {}

    def learned_sigma(self, output: Tensor, own: Mapping[str, Tensor]) -> Tensor | None:  # noqa: ARG002
        """See `Likelihood`."""
        return None

    def target(self, x: Tensor, generator: Generator) -> Tensor:  # noqa: ARG002
        """Return `x`."""
        return x

    def nll(self, output: Tensor, x: Tensor, own: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """See `Likelihood`; computed in float32 whatever the networks ran in."""
        from vae_explorer.core.objective.cross_entropy import CrossEntropy

        total: Tensor = CrossEntropy.apply(output.float(), x)
        return total

    def affine(self, output: Tensor, own: Mapping[str, Tensor]) -> Affine:  # noqa: ARG002
        """See `Likelihood`."""
        from torch.nn.functional import softplus

        logits = output.float()
        return Affine(logits, None, -softplus(logits).sum(dim=-1))

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

    title = marked("Bernoulli (pixels drawn black or white)")
    scale = "drawn"

    def target(self, x: Tensor, generator: Generator) -> Tensor:
        """Return `x` as bits."""
        # What was distorted may be above 1 by the last bit.
        return x.clamp(0, 1).bernoulli(generator=generator)


class ThresholdBernoulli(GreyBernoulli):
    """A likelihood of black and white pixels: white from one half on."""

    title = marked("Bernoulli (black or white at ½)")
    scale = "threshold"

    def target(self, x: Tensor, generator: Generator) -> Tensor:  # noqa: ARG002
        """Return `x` as bits."""
        return (x >= 0.5).to(x.dtype)


class ContinuousBernoulli(GreyBernoulli):
    """A density on grey pixels: Loaiza-Ganem and Cunningham (2019).

    The cross-entropy less ln C a pixel, with C = l / tanh(l/2) for the logit l, 2 at l = 0. What is
    shown is its mean, 1 / (1 − e^−l) − 1/l, and not the logistic function of l.
    """

    title = marked("Continuous Bernoulli")
    scale = "density"

    def nll(self, output: Tensor, x: Tensor, own: Mapping[str, Tensor]) -> Tensor:
        """See `Likelihood`; a density may exceed 1, so that it may be negative."""
        return super().nll(output, x, own) - _log_constant(output.float()).sum(dim=-1)

    def affine(self, output: Tensor, own: Mapping[str, Tensor]) -> Affine:
        """See `Likelihood`."""
        on_x, _, constant = super().affine(output, own)
        return Affine(on_x, None, constant + _log_constant(on_x).sum(dim=-1))

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


def _log_constant(l: Tensor) -> Tensor:  # noqa: E741
    """Return ln C of the continuous Bernoulli for each logit."""
    near, away = l.square().clamp_max(_NEARLY_FLAT**2), _away_from_0(l).abs()
    series = math.log(2) + near / 12 - 7 * near.square() / 1440
    closed = (away / (away / 2).tanh()).log()
    return series.where(l.abs() < _NEARLY_FLAT, closed)


def _away_from_0(l: Tensor) -> Tensor:  # noqa: E741
    """Return logits with those replaced at which a formula would divide by 0, and its slope too."""
    import torch

    return torch.where(l.abs() < _NEARLY_FLAT, torch.full_like(l, _NEARLY_FLAT), l)
