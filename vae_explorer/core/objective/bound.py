"""The evidence lower bound, and the β-weighted loss that is minimised in its place.

−ELBO = E_q[−log p(x given z)] + KL(q(z given x) ‖ p(z)), with one sample of z for each image by the
reparameterisation z = μ + σ ε (Kingma and Welling, 2014). Sums run over pixels and latent
dimensions, means over the batch, so that every figure is in nats per image.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from vae_explorer.core.config import RunConfig
from vae_explorer.core.networks.vae import VAE
from vae_explorer.core.objective.divergences import KL_ESTIMATORS, KLEstimator
from vae_explorer.core.objective.likelihoods import LIKELIHOODS, Likelihood


@dataclass(frozen=True)
class Terms:
    """The two terms of −ELBO for each image, nats, shape (B,), and the posterior they are of."""

    reconstruction: Tensor
    kl: Tensor
    mean: Tensor  # (B, 2)
    log_variance: Tensor  # (B, 2)


@dataclass(frozen=True)
class Objective:
    """A likelihood and an estimator of the KL divergence."""

    likelihood: Likelihood
    kl: KLEstimator

    @classmethod
    def of(cls, config: RunConfig) -> Objective:
        """Look the configuration's two keys up in their registries; KeyError for an unknown."""
        return cls(LIKELIHOODS[config.likelihood], KL_ESTIMATORS[config.kl])

    def __call__(self, model: VAE, x: Tensor, noise: Tensor) -> Terms:
        """Return both terms for images `x`, (B, 784) in [0, 1], and `noise`, (B, 2) ~ N(0, I)."""
        mean, log_variance = model.encoder(x)
        z = torch.addcmul(mean, torch.exp(0.5 * log_variance), noise)  # (B, 2)
        output = model.decoder(z)  # (B, 784)
        return Terms(
            self.likelihood.negative_log_likelihood(output, x),
            self.kl(mean, log_variance, noise),
            mean,
            log_variance,
        )
