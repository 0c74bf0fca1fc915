"""A generative adversarial network (Goodfellow et al., 2014): a decoder and its critic.

There is no encoder. Where an image is in the plane is found by looking: the point whose decoded
image is nearest to it, by the squared error.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import LATENT_DIM
from vae_explorer.core.images import ImageShape
from vae_explorer.core.networks.layers import encoder_layers
from vae_explorer.core.networks.vae import VAE, Network
from vae_explorer.core.objective.posteriors import POSTERIORS, Point

REACH = 3.0  # of the grid from the origin, latent units: the prior leaves half a per cent beyond
SIDE = 32  # points of the grid along an axis


@dataclass(frozen=True)
class Grid:
    """What the decoder draws on a lattice over the plane.

    Attributes
    ----------
    images
        (SIDE², pixels) in [0, 1], z₁ running fastest.
    squares
        Sums of their squares, (SIDE²,).
    """

    images: Tensor
    squares: Tensor


class GAN(VAE):
    """A decoder of one `Architecture`, and a discriminator that is as its encoder would be.

    Parameters
    ----------
    architecture, shape
        As of a `VAE`.

    Attributes
    ----------
    discriminator
        Gives one logit an image: above 0 for one that it takes to be real.

    Raises
    ------
    UserError
        When images of this shape are too small for the network.
    """

    def __init__(self, architecture: Architecture, shape: ImageShape) -> None:
        super().__init__(architecture, shape, posterior=POSTERIORS["delta"])
        del self.encoder
        with torch.device("meta"):
            layers = encoder_layers(architecture, shape, 1)
            self.discriminator = Network(layers, architecture.activation)
        self._grids: dict[bool, Grid] = {}

    @property
    def networks(self) -> tuple[Network, ...]:
        """See `VAE`."""
        return self.discriminator, self.decoder

    def draw(self, z: Tensor) -> Tensor:
        """Return the images at points of the plane, (B, pixels) in [0, 1], float32."""
        output: Tensor = self.decoder(z)
        return output.float().sigmoid()

    def moved(self) -> None:
        """Be told that the weights are others."""
        self._grids.clear()

    @torch.no_grad()
    def encode(self, x: Tensor, rows: Tensor | None = None) -> Point:  # noqa: ARG002
        """Return where the decoder draws the image nearest to each of `x`, (B, pixels) in [0, 1].

        The nearest on a grid over [−3, 3]², moved by a parabola through its neighbours' errors
        along each axis where that comes nearer.
        """
        grid = self._grid(x.device)
        with torch.autocast(x.device.type, enabled=False):
            x = x.float()
            errors = torch.addmm(grid.squares, x, grid.images.t(), alpha=-2)  # less |x|², (B, P)
        least, place = errors.min(dim=1)
        column, row = place % SIDE, place // SIDE
        spacing = 2 * REACH / (SIDE - 1)
        found = torch.stack((column, row), dim=1).float() * spacing - REACH  # (B, d)
        moved = found + spacing * torch.stack(
            (_lowest(errors, place, column, 1), _lowest(errors, place, row, SIDE)), dim=1
        )
        with torch.autocast(x.device.type, enabled=False):
            error = (self.draw(moved) - x).square().sum(dim=1)
        nearer = error < least + x.square().sum(dim=1)
        return Point(torch.where(nearer[:, None], moved, found))

    def _grid(self, device: torch.device) -> Grid:
        """Return what is drawn with the weights that there are, once for each arithmetic."""
        draft = torch.is_autocast_enabled(device.type)
        if draft not in self._grids:
            axis = torch.linspace(-REACH, REACH, SIDE, device=device)
            points = torch.cartesian_prod(*[axis] * LATENT_DIM).flip(1)
            images = self.draw(points)
            self._grids[draft] = Grid(images, images.square().sum(dim=1))
        return self._grids[draft]


def _lowest(errors: Tensor, place: Tensor, position: Tensor, stride: int) -> Tensor:
    """Return how far from a point the errors along an axis are lowest, in spacings: (B,).

    Between −½ and ½, by the parabola through it and its two neighbours; 0 at the end of the axis.
    """
    inside = (position > 0) & (position < SIDE - 1)
    step = torch.where(inside, stride, 0)
    before, here, after = (
        errors.gather(1, (place + shift)[:, None])[:, 0] for shift in (-step, 0 * step, step)
    )
    bend = before - 2 * here + after
    lowest = 0.5 * (before - after) / bend
    return torch.where(bend > 0, lowest, 0.0).clamp(-0.5, 0.5)
