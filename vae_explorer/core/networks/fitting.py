"""Posteriors without an encoder: for each image the Gaussian of the best bound, by Newton's method.

With the decoder frozen, E_q[−ln p(x given z)] + w KL(q ‖ N(0, I)) is minimised over mean and
log-variances of q, for many images at once and nothing at random. The expectation is a mean over
the four points μ ± √2 σ_j along the axes, which is exact for cubic polynomials; the differences of
the slopes there are the curvature, so that each round is a step of Newton's method for the mean,
and σ_j² = w / (w + H_jj), where the bound is stationary, for the variances: as in the variational
online Newton method of Khan et al. (2018), with the true curvature in the place of squared slopes.
A step that does not make the bound better is not taken, and tried again shorter.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import NamedTuple

import torch
from torch import Tensor

from vae_explorer.core.config import LATENT_DIM
from vae_explorer.core.objective.at_points import log_likelihood
from vae_explorer.core.objective.likelihood import Affine, Likelihood
from vae_explorer.core.objective.posteriors import NARROWEST, WIDEST, Gaussian

ROUNDS = 6  # from a point of the lattice to the bottom
LEAST_WEIGHT = 1e-6  # of the KL divergence: without one σ would go to 0
_REACH = 3.5  # of the lattice from the origin: the prior leaves 0.2 % beyond
_FARTHEST_REACH = 20.0
_CELLS = 64  # of the lattice along an axis: 0.11 apart, where a usual σ is 0.02
# Log-variance of the first round. Where it is as narrow as the posteriors of a trained decoder, the
# first step is downhill; a wider one would see the neighbouring valleys.
_START = -6.5
_FARTHEST = 0.5  # latent units of one step
_MOST_WIDER = 1.5  # change of a log-variance in one round
_IMAGES = 250  # at a time: four times as many points go through the decoder
_KNOWN = 20_000  # posteriors: an evaluation asks three times for those of a split
_CPU = torch.device("cpu")


class _Place(NamedTuple):
    """Posteriors with what is known of the bound there; see `Fitter._look`."""

    mean: Tensor  # (B, d)
    log_variance: Tensor  # (B, d)
    value: Tensor  # (B,)
    slope: Tensor  # for the mean, (B, d)
    curvature: Tensor  # of the expectation, (B, d, d)


class Fitter:
    """Fits the posteriors of images to one decoder, in float32 whatever the arithmetic around it.

    Parameters
    ----------
    decoder
        From points (B, d) to the likelihood's raw output; what it is made of needs no gradient.
    likelihood, own
        Of the images, and its own parameters.
    weight
        w of the KL divergence.
    reach
        How far from the origin it looks for a start, at least.
    device
        Where all this is.
    """

    def __init__(
        self,
        decoder: Callable[[Tensor], Tensor],
        likelihood: Likelihood,
        own: Mapping[str, Tensor],
        weight: float = 1.0,
        reach: float = 0.0,
        device: torch.device = _CPU,
    ) -> None:
        self._decoder, self._likelihood, self._own = decoder, likelihood, own
        self._weight = max(weight, LEAST_WEIGHT)
        # Codes that are lost would leave a lattice without any detail.
        self._reach = max(_REACH, min(reach, _FARTHEST_REACH) if math.isfinite(reach) else 0.0)
        self._device = device
        self._known: dict[bytes, Tensor] = {}  # mean and log-variance by a digest of the image

    @cached_property
    def _lattice(self) -> tuple[Tensor, Affine, Tensor]:
        """Points, (P, d); ln p(x given z) there; and the weighed −ln p(z), but for a constant."""
        axis = torch.linspace(-1, 1, _CELLS, device=self._device) * self._reach
        points = torch.cartesian_prod(axis, axis)
        affine = self._likelihood.affine(self._decoder(points), self._own)
        return points, affine, 0.5 * self._weight * points.square().sum(dim=1)

    def fit(self, x: Tensor) -> Gaussian:
        """Return the posteriors of images, (B, pixels); those of the last thousands are known."""
        keys = [hashlib.blake2b(row).digest() for row in x.cpu().numpy()]
        known = {key: found for key in keys if (found := self._known.get(key)) is not None}
        new = [i for i, key in enumerate(keys) if key not in known]
        with self._precisely():
            for start in range(0, len(new), _IMAGES):
                rows = new[start : start + _IMAGES]
                block = x[rows].clone()
                found = torch.cat(self._descend(block, self._start(block), ROUNDS), dim=1)
                known |= zip((keys[i] for i in rows), found, strict=True)
            if len(self._known) + len(new) > _KNOWN:
                self._known = {}
            self._known |= known
            heads = [known[key] for key in keys]
            nothing = x.new_zeros(0, 2 * LATENT_DIM)
            return Gaussian(*(torch.stack(heads) if heads else nothing).chunk(2, dim=1))

    def improve(self, x: Tensor, start: Gaussian, rounds: int) -> Gaussian:
        """Return posteriors that are better than those given, of images (B, pixels)."""
        with self._precisely():
            return self._descend(x.clone(), Gaussian(*(t.clone() for t in start)), rounds)

    @contextmanager
    def _precisely(self) -> Iterator[None]:
        # Slopes cannot be had of what was made in inference mode, hence the clones; and the
        # differences of slopes are nothing but noise in bfloat16.
        with (
            torch.inference_mode(False),
            torch.no_grad(),
            torch.autocast(self._device.type, enabled=False),
        ):
            yield

    def _start(self, x: Tensor) -> Gaussian:
        """Return narrow posteriors at the best points of the lattice."""
        points, affine, prior = self._lattice
        squares = x.square().sum(dim=1, keepdim=True)
        best = (prior - log_likelihood(affine, x, squares)).argmin(dim=1)
        mean = points[best]
        return Gaussian(mean, torch.full_like(mean, _START))

    def _descend(self, x: Tensor, start: Gaussian, rounds: int) -> Gaussian:
        place = self._look(x, *start)
        damping = torch.zeros_like(place.value)
        for _ in range(rounds):
            trial = self._look(x, *self._step(place, damping))
            better = trial.value < place.value
            place = _Place(
                *(
                    torch.where(better.view(-1, *[1] * (new.ndim - 1)), new, old)
                    for new, old in zip(trial, place, strict=True)
                )
            )
            damping = torch.where(better, damping / 4, 4 * damping + 1)
        return Gaussian(place.mean, place.log_variance)

    def _look(self, x: Tensor, mean: Tensor, log_variance: Tensor) -> _Place:
        weight, count = self._weight, len(mean)
        reach = math.sqrt(2) * (0.5 * log_variance).exp()  # (B, d)
        offsets = torch.diag_embed(reach)  # (B, d, d): along each axis
        points = mean[:, None] + torch.cat((offsets, -offsets), dim=1)  # (B, 2 d, d)
        values, slopes = self._slopes(points.flatten(0, 1), x.repeat_interleave(2 * LATENT_DIM, 0))
        slopes = slopes.view(count, 2, LATENT_DIM, LATENT_DIM)
        rise = (slopes[:, 0] - slopes[:, 1]) / (2 * reach[:, :, None])
        kl = Gaussian(mean, log_variance).kl()
        return _Place(
            mean,
            log_variance,
            values.view(count, -1).mean(dim=1) + weight * kl,
            slopes.mean(dim=(1, 2)) + weight * mean,
            (rise + rise.mT) / 2,
        )

    def _slopes(self, points: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
        with torch.enable_grad():
            z = points.detach().requires_grad_()
            nll = self._likelihood.nll(self._decoder(z), x, self._own)
            (slope,) = torch.autograd.grad(nll.sum(), z)
        return nll.detach(), slope

    def _step(self, place: _Place, damping: Tensor) -> tuple[Tensor, Tensor]:
        weight, calm = self._weight, 1 + damping[:, None]
        values, axes = torch.linalg.eigh(place.curvature)
        steep = (values + weight).abs().clamp_min(weight) * calm
        along = (axes.mT @ place.slope[:, :, None])[:, :, 0] / steep
        step = -(axes @ along[:, :, None])[:, :, 0]
        step = step * (_FARTHEST / step.norm(dim=1, keepdim=True).clamp_min(_FARTHEST))
        curvature = torch.diagonal(place.curvature, dim1=1, dim2=2) + weight
        wanted = math.log(weight) - curvature.clamp_min(weight * math.exp(-WIDEST)).log()
        change = (wanted - place.log_variance).clamp(-_MOST_WIDER, _MOST_WIDER) / calm
        return place.mean + step, (place.log_variance + change).clamp(NARROWEST, WIDEST)
