"""Probabilistic PCA in closed form: Tipping and Bishop (1999).

x = W z + μ + ε with z of N(0, I) and ε of N(0, σ² I) has its greatest likelihood at
W = U (Λ − σ² I)^½ with the two leading eigenvectors U and eigenvalues Λ of the images' covariance,
and σ² the mean of the eigenvalues that are left out. Then p(z given x) is a Gaussian with
independent axes and one variance for all images, σ² / λ: a linear encoder gives it without an
error, so that the ELBO is log p(x).

The means of the codes have variance 1 − σ² / λ along each axis; with their own variance that is 1.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from vae_explorer.core.config import LATENT_DIM
from vae_explorer.core.engine.threads import Threads, usable_threads
from vae_explorer.core.errors import UserError
from vae_explorer.core.gradients import Minibatch
from vae_explorer.core.language import tr
from vae_explorer.core.networks.vae import VAE

if TYPE_CHECKING:
    from vae_explorer.core.config import RunConfig
    from vae_explorer.core.engine.device import Compute
    from vae_explorer.core.engine.optimizer import AdamW
    from vae_explorer.core.images import ImageShape
    from vae_explorer.core.objective.bound import Objective

_BLOCK = 4096  # images at a time
_MOST_PIXELS = 4096  # of whose covariance the eigenvectors are found in some seconds
_LEAST_VARIANCE = 1e-6  # of images that two components explain without rest


class Components:
    """Solves for the weights in one step; see `Learner` for the parameters."""

    betas = (0.9, 0.999)  # of an optimiser that never moves

    def __init__(
        self,
        model: VAE,
        objective: Objective,
        images: Tensor,
        shape: ImageShape,
        compute: Compute,
        seed: int,
    ) -> None:
        if shape.pixels > _MOST_PIXELS:
            raise UserError(
                tr(
                    "PCA is for images of up to {most:,} numbers, and these have {found:,}.",
                    most=_MOST_PIXELS,
                    found=shape.pixels,
                ),
                tr("Choose another regime, or smaller images."),
            )
        self._model, self._objective = model, objective
        self._images, self._shape = images, shape
        self._compute, self._seed = compute, seed
        self._found: dict[str, Tensor] = {}

    @torch.no_grad()
    def backward(
        self,
        indices: Tensor,
        step: int,  # noqa: ARG002
        config: RunConfig,
        beta: float,  # noqa: ARG002
        progress: float,  # noqa: ARG002
        *,
        row: bool = False,  # noqa: ARG002
    ) -> Minibatch:
        """See `Learner`: the weights that fit all images best, and what they come to there."""
        self._found = principal_components(self._images.index_select(0, indices))
        solution = VAE.of(config, self._shape).load_weights(self._found)
        measuring = self._objective.measuring()
        generator = torch.Generator(self._compute.device).manual_seed(self._seed)
        sums = torch.zeros((), device=self._compute.device)
        for rows in torch.split(indices, _BLOCK):
            x = self._images.index_select(0, rows).float().div_(255)
            noise = torch.randn(len(x), LATENT_DIM, generator=generator, device=x.device)
            terms = measuring(solution, x, noise)
            sums = sums + terms.sums(measuring.loss(terms, 1.0))
        return Minibatch(sums, float(measuring.learned_sigma(solution, terms)))

    @torch.no_grad()
    def move(self, optimizer: AdamW, learning_rate: float, decoder_rate: float) -> None:  # noqa: ARG002
        """See `Learner`: put the weights in place."""
        for name, tensor in self._model.state_dict().items():
            tensor.copy_(self._found[name])

    def threads(self, config: RunConfig) -> Threads:  # noqa: ARG002
        """See `Learner`: always the same, since sums are added up in another order with others."""
        return Threads(usable_threads(), fixed=True)


def principal_components(images: Tensor, components: int = LATENT_DIM) -> dict[str, Tensor]:
    """Return the weights of probabilistic PCA with linear networks, float32, by name.

    Parameters
    ----------
    images
        Rows of pixels, (N, pixels) uint8.
    components
        d: how many are kept.

    Returns
    -------
    dict
        ``encoder.head`` gives means and log-variances, (2 d,); ``decoder.head`` the image; and
        ``likelihood.log_variance`` is ln σ². Of each component the largest number is above 0.
    """
    count, pixels = images.shape
    kept = min(components, pixels)
    total = torch.zeros(pixels, dtype=torch.float64, device=images.device)
    products = torch.zeros(pixels, pixels, dtype=torch.float64, device=images.device)
    for block in torch.split(images, _BLOCK):
        # Whole numbers, whose products are exact in float32, and their sums good for seven digits.
        x = block.float()
        total += x.sum(dim=0)
        products += x.T @ x
    mean = total / count
    values, vectors = torch.linalg.eigh((products / count - mean.outer(mean)) / 255**2)  # rising
    mean = mean / 255
    values = values.clamp_min(0).flip(0)
    vectors = vectors.flip(1)[:, :kept]  # (pixels, kept)
    largest = vectors.abs().argmax(dim=0)
    vectors = vectors * vectors[largest, torch.arange(kept)].sign()
    left = values[kept:]
    variance = max(float(left.mean()) if len(left) else 0.0, _LEAST_VARIANCE)
    leading = values[:kept].clamp_min(variance)
    stretch = (leading - variance).sqrt()
    decoder = torch.zeros(pixels, components, dtype=torch.float64)
    encoder = torch.zeros(2 * components, pixels, dtype=torch.float64)
    bias = torch.zeros(2 * components, dtype=torch.float64)
    decoder[:, :kept] = vectors * stretch
    encoder[:kept] = (vectors * stretch / leading).T
    bias[:components] = -encoder[:components] @ mean
    bias[components : components + kept] = (variance / leading).log()
    return {
        "encoder.head.weight": encoder.float(),
        "encoder.head.bias": bias.float(),
        "decoder.head.weight": decoder.float(),
        "decoder.head.bias": mean.float(),
        "likelihood.log_variance": torch.tensor([math.log(variance)]),
    }
