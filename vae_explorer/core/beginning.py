"""What a run begins with: its networks before the first step, and an optimiser for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from vae_explorer.core.config import RunConfig
from vae_explorer.core.engine.optimizer import AdamW
from vae_explorer.core.learners.first_codes import first_codes
from vae_explorer.core.networks.layers import KEPT
from vae_explorer.core.networks.models import model_of
from vae_explorer.core.objective.likelihoods import likelihood_of
from vae_explorer.core.objective.posteriors import posterior_of
from vae_explorer.core.shown import as_pixels, mean_image

if TYPE_CHECKING:
    from vae_explorer.core.data.base import LabelledImages
    from vae_explorer.core.networks.vae import VAE

CODES_RATE = 60.0
"""How much faster the posteriors that are kept for each image move than weights do: by latent
units, of which the plane has a few, and each image has but one minibatch an epoch to move in."""

PRIOR_RATE = 10.0
"""How much faster a learned prior moves than weights do: it, too, goes by latent units, and is to
keep up with codes that the weights of a whole encoder move."""


def first_model(config: RunConfig, train: LabelledImages, seed: int) -> VAE:
    """Return the networks, and what is kept for each training image, as they are at step 0.

    Parameters
    ----------
    train
        The images that are trained on: the decoder begins at their mean.
    seed
        Of the weights.
    """
    output = likelihood_of(config).output_for(mean_image(train.images))
    means = None if posterior_of(config).amortised else first_codes(train.images)
    model = model_of(config, train.shape, len(train))
    images = as_pixels(train.images, torch.device("cpu"))
    return model.initialize(torch.Generator().manual_seed(seed), output, means, images)


def first_optimizer(config: RunConfig, model: VAE, betas: tuple[float, float]) -> AdamW:
    """Return the optimiser of a run, whose moments are 0."""
    decay = {"adam": 0.0, "adamw": config.weight_decay}[config.optimizer]
    parameters = dict(model.named_parameters())
    rates = {name: CODES_RATE for name in parameters if name == KEPT}
    rates |= {name: PRIOR_RATE for name in parameters if name.startswith("prior.")}
    return AdamW(parameters, decay, betas, rates)
