"""Small random distortions of training digits, so that the encoder does not learn them by heart."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from vae_explorer.core.images import ImageShape

_SHARE = 0.6  # of the digits; the others stay as they are


def distort(x: Tensor, shape: ImageShape, strength: float, generator: torch.Generator) -> Tensor:
    """Scale, shear, rotate and shift some of the images a little.

    Parameters
    ----------
    x
        (B, pixels), in [0, 1].
    shape
        Of the images.
    strength
        Largest change of each coefficient of the affine map, and twice the largest shift, where 1
        is half of the image.
    generator
        Of the device that `x` is on.

    Returns
    -------
    Tensor
        (B, pixels), in [0, 1]; a new tensor.
    """
    chosen = torch.rand(len(x), generator=generator, device=x.device) < _SHARE
    rows = chosen.nonzero()[:, 0]
    random = torch.rand(len(x), 2, 3, generator=generator, device=x.device)[rows]
    maps = (2 * random - 1) * strength  # (n, 2, 3)
    maps[:, :, 2] *= 0.5
    maps[:, 0, 0] += 1
    maps[:, 1, 1] += 1
    images = x[rows].reshape(-1, *shape)
    grid = F.affine_grid(maps, list(images.shape), align_corners=False)
    moved = F.grid_sample(images, grid, align_corners=False).flatten(1)
    return x.index_copy(0, rows, moved)
