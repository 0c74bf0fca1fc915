"""How far single-draw gradients scatter: why reparameterise.

For one image the gradient of −ELBO for the mean of its posterior, estimated again and again from a
single draw of z: by reparameterisation and by the score function, see `objective.estimators`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vae_explorer.core.config import LATENT_DIM
from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.objective.estimators import advantages
from vae_explorer.core.objective.likelihoods import likelihood_of
from vae_explorer.core.snapshot import FloatArray, Snapshot

DRAWS = 100


@dataclass(frozen=True, eq=False)
class GradientNoise:
    """Gradients of −ELBO at β = 1 for μ of one image, nats per latent unit, one for each draw.

    Attributes
    ----------
    mean, sigma
        μ and σ of the posterior, (2,).
    reparameterised
        ∇f(μ + σ ε) of f = −ln p(x given z), and μ, the slope of the KL divergence: (S, 2).
    score
        (f(z) − b) ∇ ln q(z given x), and μ, where b is the mean of f at the other draws: (S, 2).
    plain_score
        The same without a baseline, b = 0.
    """

    mean: FloatArray
    sigma: FloatArray
    reparameterised: FloatArray
    score: FloatArray
    plain_score: FloatArray


def variance(gradients: NDArray[np.floating]) -> float:
    """Return the variance of gradients, (S, 2): the mean squared distance from their mean."""
    return float(gradients.astype(np.float64).var(axis=0, ddof=1).sum())


def gradient_noise(
    snapshot: Snapshot,
    image: NDArray[np.uint8] | FloatArray,
    draws: int = DRAWS,
    seed: int = 0,
) -> GradientNoise:
    """Estimate the gradient for the mean of one image's posterior from each of `draws` draws.

    Takes some milliseconds for a hundred.

    Parameters
    ----------
    image
        (channels, height, width) or flat: 0 to 255 if uint8, else in [0, 1].
    draws
        At least 2.
    seed
        Of the draws.

    Raises
    ------
    UserError
        When the image is not of the model's shape, or the posterior is a point.
    """
    if not snapshot.config.has_bound:
        raise UserError(
            tr(
                "The codes of an autoencoder are points: there is no draw whose gradient could "
                "scatter."
            )
        )
    likelihood, model = likelihood_of(snapshot.config), snapshot.model
    generator = torch.Generator().manual_seed(seed)
    pixels = snapshot.rows(np.asarray(image)[None])
    x = torch.from_numpy(pixels.astype(np.float32))
    if pixels.dtype == np.uint8:
        x = x / 255
    x = likelihood.target(x, generator)
    q = model.encode(x)
    mean, sigma = q.mean[0].detach(), (0.5 * q.log_variance[0].detach()).exp()
    noise = torch.randn(draws, LATENT_DIM, generator=generator)
    with torch.enable_grad():
        z = (mean + sigma * noise).requires_grad_()
        nll = likelihood.nll(model.decoder(z), x, model.own)
        (slope,) = torch.autograd.grad(nll.sum(), z)
        learned = model.learned_prior()
        pull = mean  # the slope of the KL divergence from N(0, I)
        if learned is not None:
            pull = -torch.autograd.grad(learned.log_prob(z).sum(), z)[0].mean(dim=0)
    nll = nll.detach()
    score = noise / sigma  # of ln q at the draws
    found = (slope, advantages(nll)[:, None] * score, nll[:, None] * score)
    arrays = [(gradient + pull).numpy() for gradient in found]
    return GradientNoise(mean.numpy(), sigma.numpy(), *arrays)
