"""How much of a density on the plane is outside its main peak.

The plane is laid out in tiles, wide enough for a usual peak and for its ripples. From each tile one
climbs to the neighbour with the most mass, until there is none: the tiles from which one ends at
the same top are one peak.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import pad

from vae_explorer.core.measures.cancelling import go_on_unless

_IMAGES = 500  # at a time
_TIE = 2e-7  # nats by which the later of two equal tiles is the higher


class Tiles(NamedTuple):
    """Masses of the tiles of each density.

    Attributes
    ----------
    log_mass
        ln of the mass in each, nats, (N, rows * columns), row by row.
    shape
        Rows and columns: tiles along z₁, and along z₂.
    corner, side
        Of the first tile, (2,), and of them all, latent units.
    """

    log_mass: Tensor
    shape: tuple[int, int]
    corner: Tensor
    side: float

    def holding(self, z: Tensor) -> Tensor:
        """Return the tile of each point, (N,) for (N, 2); the nearest, where it is in none."""
        place = ((z - self.corner) / self.side).floor().nan_to_num(0.0).long()
        rows, columns = (
            axis.clamp(0, most - 1) for axis, most in zip(place.T, self.shape, strict=True)
        )
        tile: Tensor = rows * self.shape[1] + columns
        return tile


def outside(
    tiles: Tiles, modes: Tensor, log_total: Tensor, cancelled: Callable[[], bool]
) -> Tensor:
    """Return which part of each density is outside its main peak, (N,), from 0 to 1.

    Parameters
    ----------
    modes
        Of the densities, (N, 2).
    log_total
        ln of all mass of each, (N,), where it is better known than by the tiles: what they do not
        have is in the peak of the mode.
    """
    found = torch.empty(len(modes))
    homes = tiles.holding(modes)
    for start in range(0, len(found), _IMAGES):
        go_on_unless(cancelled)
        rows = slice(start, start + _IMAGES)
        found[rows] = _outside(tiles.log_mass[rows], tiles.shape, homes[rows], log_total[rows])
    return found


def _outside(log_mass: Tensor, shape: tuple[int, int], homes: Tensor, log_total: Tensor) -> Tensor:
    top = _tops(log_mass - log_mass.amax(dim=1, keepdim=True), shape)
    mass = (log_mass.double() - log_total.double()[:, None]).exp()  # parts of the whole
    peaks = torch.zeros_like(mass).scatter_add_(1, top, mass)
    home = top.gather(1, homes[:, None])
    others = peaks.scatter(1, home, 0.0)
    main = (1 - others.sum(dim=1)).maximum(others.amax(dim=1))
    return (1 - main).clamp(0, 1).float()


def _tops(log_mass: Tensor, shape: tuple[int, int]) -> Tensor:
    """Return the tile at which one ends, from each, (N, tiles)."""
    rows, columns = shape
    count = rows * columns
    heights = log_mass + _TIE * torch.arange(count)
    framed = pad(heights.view(-1, rows, columns), (1, 1, 1, 1), value=-math.inf)
    steps = [(i, j) for i in (0, 1, 2) for j in (0, 1, 2)]
    around = torch.stack([framed[:, i : i + rows, j : j + columns] for i, j in steps])
    way = torch.tensor([(i - 1) * columns + j - 1 for i, j in steps])
    best = way[around.argmax(dim=0)].flatten(1) + torch.arange(count)
    best = torch.where(heights.isinf(), torch.arange(count), best)  # nothing to climb from
    for _ in range(max(1, math.ceil(math.log2(count)))):
        further = best.gather(1, best)
        if torch.equal(further, best):
            break
        best = further
    return best
