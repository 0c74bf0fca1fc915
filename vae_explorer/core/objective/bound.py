"""The evidence lower bound, and the β-weighted loss that is minimised in its place.

−ELBO = E_q[−log p(x given z)] + KL(q(z given x) ‖ p(z)), with samples of z by the
reparameterisation z = μ + σ ε (Kingma and Welling, 2014). Sums run over pixels and latent
dimensions, means over the batch, so that every figure is in nats per image.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor

from vae_explorer.core.config import LATENT_DIM, RunConfig
from vae_explorer.core.networks.vae import VAE
from vae_explorer.core.objective.bounds import BOUNDS, Bound
from vae_explorer.core.objective.divergences import KL, KL_ESTIMATORS
from vae_explorer.core.objective.estimators import GRADIENTS, Gradient
from vae_explorer.core.objective.likelihood import Likelihood
from vae_explorer.core.objective.likelihoods import likelihood_of
from vae_explorer.core.objective.posteriors import Q
from vae_explorer.core.objective.priors import PRIORS, Prior
from vae_explorer.core.objective.regimes import REGIMES, Regime, regime_of


@dataclass(frozen=True)
class Terms:
    """The two terms of −ELBO for each image, nats, and the posteriors that they are of.

    Attributes
    ----------
    reconstruction, kl
        (B,) for one draw of z an image; (M, B) for M of them, where a closed `kl` stays (B,).
    q
        The posteriors of the B images.
    draws
        From the posteriors, (B, d) or (M, B, d).
    output
        What the decoder gave, see `Likelihood`.
    estimated
        Whether `kl` is an estimate from the draws.
    axes
        Whether the divergence is a sum over the axes of the plane, with a closed form: from N(0, I)
        it is, from a learned prior not.
    """

    reconstruction: Tensor
    kl: Tensor
    q: Q
    draws: Tensor
    output: Tensor
    estimated: bool = False
    axes: bool = True

    @torch.no_grad()
    def sums(self, loss: Tensor | None = None) -> Tensor:
        """Return what is logged, summed over the images, nats, NaN for what there is not: (7,).

        As in `Losses`: reconstruction and KL as means over the draws, the latter in closed form;
        `loss`, which is a mean over the images; the KL divergence of both axes; its estimate;
        the loss of a discriminator, which there is none of here. From
        a learned prior there is only an estimate of the KL divergence, which stands in its place.
        """
        reconstruction, kl = (
            (term if term.ndim == 1 else term.mean(dim=0)).sum()
            for term in (self.reconstruction, self.kl)
        )
        axes = self.q.kl_of_axes()
        nothing = kl.new_full((), math.nan)
        trained = nothing if loss is None else loss * len(axes)
        axes = axes.sum(dim=0)
        if not self.axes:
            return torch.stack([reconstruction, kl, trained, *axes * math.nan, nothing, nothing])
        kl, estimate = (axes.sum(), kl) if self.estimated else (kl, nothing)
        return torch.stack([reconstruction, kl, trained, *axes, estimate, nothing])


@dataclass(frozen=True)
class Objective:
    """The choices that make a loss, but for the posterior, which is the model's.

    Attributes
    ----------
    likelihood, kl, bound, regime
        The choices.
    pixels
        What the reconstruction is divided by in the loss: 1, or the pixels of an image for the
        mean over them. With a KL that is summed that is the same as a β of as many, 784 for MNIST:
        a mistake that is often made.
    gradient
        How the gradient for the posterior is estimated.
    prior
        Of z.
    """

    likelihood: Likelihood
    kl: KL
    bound: Bound = field(default_factory=lambda: BOUNDS["elbo"](1))
    regime: Regime = field(default_factory=lambda: REGIMES["joint"])
    pixels: int = 1
    gradient: Gradient = field(default_factory=lambda: GRADIENTS["reparameterised"])
    prior: Prior = field(default_factory=lambda: PRIORS["normal"])

    @classmethod
    def of(cls, config: RunConfig, pixels: int = 1) -> Objective:
        """Look the configuration's keys up in their registries; KeyError for an unknown.

        Parameters
        ----------
        pixels
            Numbers of an image, which the mean over pixels is taken of where that is asked for.
        """
        config = config.effective()
        return cls(
            likelihood_of(config),
            KL_ESTIMATORS[config.kl],
            BOUNDS[config.bound](config.samples),
            regime_of(config),
            pixels if config.reduction == "mean" else 1,
            GRADIENTS[config.gradient],
            PRIORS[config.prior],
        )

    def measuring(self) -> Objective:
        """Return what every run is measured by, whatever it minimises: −ELBO by one draw.

        From a learned prior the KL divergence is that of the same draw.
        """
        kl = KL_ESTIMATORS["monte-carlo" if self.prior.learned else "closed"]
        return Objective(self.likelihood, kl, prior=self.prior)

    def __call__(self, model: VAE, x: Tensor, noise: Tensor, rows: Tensor | None = None) -> Terms:
        """Return both terms for a batch.

        Parameters
        ----------
        x
            Images, (B, pixels) in [0, 1], after `Likelihood.target`.
        noise
            Standard normal draws, (B, d), or (M, B, d) for M samples of z.
        rows
            Which training images these are, see `Posterior.at`.
        """
        return self.terms(model, model.encode(x, rows), x, noise)

    def terms(self, model: VAE, q: Q, x: Tensor, noise: Tensor) -> Terms:
        """Return both terms for a batch whose posteriors are known."""
        draws = self.gradient.draws(q, noise)  # as noise
        z = self.regime.latent(draws, noise)
        # The kernels of the networks take two dimensions.
        output = model.decoder(z if z.ndim == 2 else z.flatten(0, -2))  # (M B, heads * pixels)
        if z.ndim > 2:
            output = output.unflatten(0, z.shape[:-1])
        reconstruction = self.likelihood.nll(output, x, model.own)
        if self.prior.learned:
            kl = self.kl(q, draws, model.learned_prior())
            return Terms(reconstruction, kl, q, draws, output, estimated=True, axes=False)
        return Terms(reconstruction, self.kl(q, draws), q, draws, output, not self.kl.exact)

    @torch.no_grad()
    def learned_sigma(self, model: VAE, terms: Terms) -> Tensor:
        """Return σ of a pixel where the likelihood learns it, a number, or else NaN."""
        sigma = self.likelihood.learned_sigma(terms.output, model.own)
        return terms.kl.new_full((), math.nan) if sigma is None else sigma

    def noise_size(self, images: int) -> tuple[int, ...]:
        """Return the shape of a step's noise: (B, d), or (M, B, d) for M samples of z."""
        samples = self.bound.samples
        return (images, LATENT_DIM) if samples == 1 else (samples, images, LATENT_DIM)

    def loss(self, terms: Terms, beta: float, progress: float = 0.0) -> Tensor:
        """Return what is minimised, in nats per image; `progress` of the run from 0 to 1."""
        if self.pixels != 1:
            terms = replace(terms, reconstruction=terms.reconstruction / self.pixels)
        loss = self.regime.loss(terms, self.bound, beta, progress)
        return self.gradient.loss(loss, terms, beta)
