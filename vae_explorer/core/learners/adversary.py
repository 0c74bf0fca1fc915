"""Adversarial training (Goodfellow et al., 2014): a decoder against a discriminator.

The discriminator learns to tell real images x from drawn ones G(z), z of N(0, I), by minimising
−ln D(x) − ln(1 − D(G(z))). The decoder minimises −ln D(G(z)), which has a slope also where the
discriminator is sure (their "non-saturating" loss). Both take their step at once, from the same
draws. While neither can win, the first is 2 ln 2 = 1.39 and the other ln 2 = 0.69.

All that a decoder of two numbers draws is a sheet among the images, which a discriminator could
tell from all others at once, and from then on teach nothing. So it sees everything through noise
that fades as the run goes on: Sønderby et al. (2017), Arjovsky and Bottou (2017).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn.functional import softplus

from vae_explorer.core.augmentation import distort
from vae_explorer.core.config import LATENT_DIM
from vae_explorer.core.gradients import Gradients, Minibatch
from vae_explorer.core.networks.gan import GAN

if TYPE_CHECKING:
    from vae_explorer.core.config import RunConfig
    from vae_explorer.core.engine.optimizer import AdamW

BETAS = (0.5, 0.999)
"""A short memory of gradients, since those of two that play move about: Radford et al. (2016)."""


# Of what the discriminator sees, at first and at the end: standard deviations of the grey levels.
_NOISE_AT_FIRST, _NOISE_AT_LAST = 1.0, 0.3


class Adversary(Gradients):
    """The `Learner` of a `GAN`; see `Gradients` for the parameters."""

    betas = BETAS

    def backward(
        self,
        indices: torch.Tensor,
        step: int,
        config: RunConfig,
        beta: float,  # noqa: ARG002
        progress: float,
        *,
        row: bool = False,
    ) -> Minibatch:
        """See `Learner`: the gradients of both networks, each of its own loss."""
        model = self._model
        assert isinstance(model, GAN)
        self._noise.manual_seed(self._seed + step)
        x = self._images.index_select(0, indices).float().div_(255)  # (B, pixels)
        if config.augmentation:
            x = distort(x, self._shape, config.augmentation, self._noise)
        z = torch.randn(
            len(indices), LATENT_DIM, generator=self._noise, device=self._compute.device
        )
        noise = _NOISE_AT_FIRST + (_NOISE_AT_LAST - _NOISE_AT_FIRST) * progress
        critic, decoder = (list(part.parameters()) for part in (model.discriminator, model.decoder))
        with self._compute.autocast():
            blur = noise * torch.randn(2, *x.shape, generator=self._noise, device=x.device)
            real = model.discriminator(x + blur[0]).float()  # (B, 1)
            drawn = model.discriminator(model.draw(z) + blur[1]).float()
        told_apart = (softplus(-real) + softplus(drawn)).mean()
        taken_for_real = softplus(-drawn).mean()
        gradients = (
            *torch.autograd.grad(told_apart, critic, retain_graph=True),
            *torch.autograd.grad(taken_for_real, decoder),
        )
        for parameter, gradient in zip((*critic, *decoder), gradients, strict=True):
            parameter.grad = gradient
        nothing, zero = x.new_full((), torch.nan), x.new_zeros(())
        sums = torch.stack(
            (zero, zero, taken_for_real.detach(), *(nothing,) * 3, told_apart.detach())
        )
        error = self._missed(model, x) if row else None
        return Minibatch(len(indices) * sums, reconstruction=error)

    def move(self, optimizer: AdamW, learning_rate: float, decoder_rate: float) -> None:  # noqa: ARG002
        """See `Learner`."""
        assert isinstance(self._model, GAN)
        super().move(optimizer, learning_rate, 1.0)  # there is no encoder beside it
        self._model.moved()

    @torch.no_grad()
    def _missed(self, model: GAN, x: torch.Tensor) -> float:
        """Return by how much the nearest drawn images miss those of the minibatch, on average."""
        with self._compute.autocast():
            output = model.decoder(model.encode(x).mean)
        return float(self._objective.likelihood.nll(output, x, model.own).mean())
