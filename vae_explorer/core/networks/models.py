"""The networks of a run, by its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vae_explorer.core.networks.gan import GAN
from vae_explorer.core.networks.recorded import RecordedDecoder
from vae_explorer.core.networks.vae import VAE

if TYPE_CHECKING:
    from vae_explorer.core.config import RunConfig
    from vae_explorer.core.images import ImageShape


def model_of(config: RunConfig, shape: ImageShape, images: int = 0) -> VAE:
    """Build what a configuration asks for, uninitialised, trained on so many `images`: see `VAE`.

    Raises
    ------
    UserError
        When images of this shape are too small for the network.
    """
    if config.kind.alone:
        return RecordedDecoder(config, shape)
    if not config.kind.has_encoder:
        return GAN(config.network, shape)
    return VAE.of(config, shape, images)
