"""Decoders of other programs, as they were recorded; there is no encoder beside them.

One whose layers could be told is a dense network. Of any other there are the images that it
decoded on a grid over the plane, and what is between is interpolated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn

from vae_explorer.core.architecture import TABLE, Architecture
from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.networks.layers import table_shapes
from vae_explorer.core.networks.vae import VAE, Network

if TYPE_CHECKING:
    from vae_explorer.core.config import RunConfig
    from vae_explorer.core.images import ImageShape
    from vae_explorer.core.objective.posteriors import Q


class RecordedDecoder(VAE):
    """A decoder alone, in the place of a `VAE`.

    Parameters
    ----------
    config
        Of a kind that is `alone`.
    shape
        Of the images.
    """

    def __init__(self, config: RunConfig, shape: ImageShape) -> None:
        table = config.network.kind == TABLE
        # Of a table the layers are not used, and take no memory on the meta device.
        super().__init__(Architecture("mlp", (1,)) if table else config.network, shape)
        del self.encoder
        if table:
            self.decoder = cast(Network, DecoderTable(config.network, shape))

    @property
    def networks(self) -> tuple[Network, ...]:
        """None that could be trained."""
        return ()

    def encode(self, x: Tensor, rows: Tensor | None = None) -> Q:  # noqa: ARG002
        """Refuse: the codes that were recorded are all there is.

        Raises
        ------
        UserError
            Always.
        """
        raise UserError(
            tr("The encoder of this run was not recorded: its layers could not be told."),
            tr("The codes that are shown are its own; other images cannot be encoded."),
        )


class DecoderTable(nn.Module):
    """Images on a grid over a region of the plane, bilinear between them.

    What is kept and interpolated are logits: black and white stay so between images that agree.
    Beyond the region the image at its edge is given.

    Parameters
    ----------
    architecture
        Of the kind `TABLE`: columns and rows.
    shape
        Of the images.
    """

    def __init__(self, architecture: Architecture, shape: ImageShape) -> None:
        super().__init__()
        sizes = table_shapes(architecture, shape)
        with torch.device("meta"):
            self.region = nn.Parameter(torch.empty(sizes["decoder.region"]))
            self.images = nn.Parameter(torch.empty(sizes["decoder.images"]))

    def forward(self, z: Tensor) -> Tensor:
        """Return the logits at points of the plane, (B, 2) to (B, pixels)."""
        low, high = self.region
        rows, columns, _ = self.images.shape
        last = torch.tensor([columns - 1, rows - 1], dtype=z.dtype, device=z.device)
        place = ((z - low) / (high - low) * last).nan_to_num(0.0).clamp(min=0).minimum(last)
        corner = place.floor().minimum(last - 1)
        across, up = (place - corner).unsqueeze(-1).unbind(1)
        column, row = corner.long().unbind(1)
        images = self.images
        lower = torch.lerp(images[row, column], images[row, column + 1], across)
        upper = torch.lerp(images[row + 1, column], images[row + 1, column + 1], across)
        return torch.lerp(lower, upper, up)
