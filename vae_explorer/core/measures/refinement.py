"""Integrals over the plane of densities that are too narrow for one grid, their means and tops.

Each image's ln p(x, z) is a bump or a few; how narrow depends on the image and the likelihood.
Where the common grid is too coarse for the highest bump of an image, that bump is added up anew on
a finer lattice, from its top outwards as far as there is something to add.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from vae_explorer.core.measures.cancelling import go_on_unless

_SHARPEST = 4.0  # σ at least half the spacing: there the rectangle rule is off by at most 1 %
_DEPTH = 8.0  # nats below the top at which a bump ends: 3e-4 of it lie beyond
_FINEST = 10  # times that the spacing may be halved
_MOST_POINTS = 1500  # of one bump
_IMAGES, _PAIRS = 500, 4096  # of images, and of an image and a point, at a time
_SIDE = 1 << 22  # lattice points along an axis that a key has room for

Density = Callable[[Tensor, Tensor], Tensor]
"""ln p(x, z) in nats, (P,), of images by their numbers, (P,), at points, (P, 2); the points are in
an order in which equal ones follow each other."""


@dataclass
class Sums:
    """What a common lattice comes to, image by image.

    Attributes
    ----------
    spacing
        Of the lattice, whose points are multiples of it.
    total
        ln Σ p(x, z), nats, (N,).
    highest
        Where each density is highest on the lattice, in multiples of the spacing, (N, 2) int64.
    mean
        Mean of the points, weighted by the densities there, latent units, (N, 2).
    """

    spacing: float
    total: Tensor
    highest: Tensor
    mean: Tensor


class Integrals(NamedTuple):
    """What `integrals` finds of each density.

    Attributes
    ----------
    log
        ln ∫ p(x, z) dz, nats, (N,).
    good
        Whether the lattice was fine enough for it, (N,).
    mean
        ∫ z p(x, z) dz / ∫ p(x, z) dz, (N, 2).
    mode
        Where the density is highest: the top of the parabola through the nine points of the
        lattice around the highest of them, (N, 2).
    curvature
        −∂²/∂z_j² ln p(x, z) there, per squared latent unit, (N, 2); positive.
    """

    log: Tensor
    good: Tensor
    mean: Tensor
    mode: Tensor
    curvature: Tensor


class _Summits(NamedTuple):
    """Parabolas through nine points of a lattice."""

    levels: Tensor  # how often the spacing is to be halved, (N,)
    place: Tensor  # of the top, latent units, (N, 2)
    curvature: Tensor  # along both axes, per squared latent unit, (N, 2)


def integrals(
    density: Density,
    sums: Sums,
    means: Tensor,
    spent: Callable[[], bool],
    cancelled: Callable[[], bool],
    progress: Callable[[float], object],
) -> Integrals:
    """Return the integral of each density, with its mean and its top.

    Parameters
    ----------
    means
        Where else to look for a bump of each image, (N, 2).
    spent
        Asked for each 500 images; true leaves the others with what they have.
    """
    found = sums.total.double() + 2 * math.log(sums.spacing)
    images = torch.arange(len(found))
    mean = sums.mean.double()
    levels, mode, curvature = _summits(density, images, sums.highest, sums.spacing)
    good = levels == 0
    finished, to_do = 0, int((~good).sum())
    for level in range(1, _FINEST + 1):
        bumps = _Bumps(density, sums, level, cancelled)
        for rows in _neighbourly(images[levels == level], sums.highest):
            if spent():
                break
            found[rows], mean[rows], highest, whole = bumps.add_up(rows, means[rows])
            finer, mode[rows], curvature[rows] = _summits(density, rows, highest, bumps.spacing)
            levels[rows] += finer
            good[rows] = whole & (finer == 0)
            finished += int((finer == 0).sum())
            progress(finished / to_do)
    progress(1.0)
    return Integrals(found.float(), good, mean.float(), mode.float(), curvature.float())


def _neighbourly(images: Tensor, highest: Tensor) -> tuple[Tensor, ...]:
    """Return so many images at a time, those that are near each other together."""
    parts = torch.split(images[highest[images, 0].argsort(stable=True)], _IMAGES)
    return tuple(part for part in parts if len(part))


def _summits(density: Density, images: Tensor, highest: Tensor, spacing: float) -> _Summits:
    """Look at the curvature at the top of each."""
    around = torch.cartesian_prod(torch.arange(-1, 2), torch.arange(-1, 2))  # (9, 2)
    places = (highest[:, None] + around).flatten(0, 1)
    values = _at(density, images.repeat_interleave(9), places, spacing).view(-1, 3, 3)
    middle = values[:, 1, 1]
    xx = 2 * middle - values[:, 0, 1] - values[:, 2, 1]
    yy = 2 * middle - values[:, 1, 0] - values[:, 1, 2]
    xy = (values[:, 0, 2] + values[:, 2, 0] - values[:, 0, 0] - values[:, 2, 2]) / 4
    sharpest = (xx + yy) / 2 + ((xx - yy).square() / 4 + xy.square()).sqrt()
    halvings = (sharpest.clamp_min(1e-6) / _SHARPEST).log2() / 2
    # The top of f + g·d − ½ dᵀ A d is at A⁻¹ g, where A bends downwards both ways.
    x, y = (values[:, 2, 1] - values[:, 0, 1]) / 2, (values[:, 1, 2] - values[:, 1, 0]) / 2
    size = xx * yy - xy.square()
    step = torch.stack((yy * x - xy * y, xx * y - xy * x), dim=1) / size[:, None]
    step = step.where((size > 0)[:, None], 0.0).nan_to_num(0.0).clamp(-1, 1)
    return _Summits(
        halvings.nan_to_num(0.0).clamp(0, 2 * _FINEST).ceil().long(),
        (highest + step) * spacing,
        torch.stack((xx, yy), dim=1).nan_to_num(0.0).clamp_min(1e-9) / spacing**2,
    )


def climbed(density: Density, places: Tensor, spacing: float) -> Tensor:
    """Return the tops near places that were found on a lattice, (N, 2), on two finer ones."""
    images = torch.arange(len(places))
    for finer in (spacing / 2, spacing / 4, spacing / 8):
        places = _summits(density, images, (places.double() / finer).round().long(), finer).place
    return places.float()


def _at(density: Density, images: Tensor, places: Tensor, spacing: float) -> Tensor:
    """Return ln p(x, z) of images at places of a lattice, in float64, (P,)."""
    order = (places[:, 0] * _SIDE + places[:, 1]).argsort()
    values = torch.empty(len(images), dtype=torch.float64)
    for rows in torch.split(order, _PAIRS):
        values[rows] = density(images[rows], (places[rows] * spacing).float()).double()
    return values


class _Bumps:
    """Adds up bumps on a lattice of which the common one is a part."""

    def __init__(
        self, density: Density, sums: Sums, level: int, cancelled: Callable[[], bool]
    ) -> None:
        self._density, self._sums, self._cancelled = density, sums, cancelled
        self._ratio = 2**level
        self.spacing = sums.spacing / self._ratio

    def add_up(self, images: Tensor, means: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return integrals, means, the highest places, and whether all of each bump was found.

        What the common lattice has elsewhere counts as it is.
        """
        count = len(images)
        rows = torch.arange(count)
        starts = (self._sums.highest[images] * self._ratio, (means / self.spacing).round().long())
        new = _once(torch.cat([_keys(rows, start) for start in starts]))
        seen = new
        tops = torch.full((count,), -math.inf, dtype=torch.float64)
        highest = torch.zeros(count, 2, dtype=torch.long)
        kept: list[tuple[Tensor, Tensor, Tensor]] = []
        points = torch.zeros(count, dtype=torch.long)
        while len(new):
            go_on_unless(self._cancelled)
            of, places = _places(new)
            values = _at(self._density, images[of], places, self.spacing)
            kept.append((of, places, values))
            points += of.bincount(minlength=count)
            tops.scatter_reduce_(0, of, values, "amax")
            at_top = values == tops[of]
            highest[of[at_top]] = places[at_top]
            go_on = (values > tops[of] - _DEPTH) & (points[of] < _MOST_POINTS)
            new = _neighbours(of[go_on], places[go_on])
            new = new[seen[torch.searchsorted(seen, new).clamp_max(len(seen) - 1)] != new]
            seen = torch.cat((seen, new)).sort().values
        of, places, values = (torch.cat(parts) for parts in zip(*kept, strict=True))
        weights = (values - tops[of]).exp()
        # Mass and first moments in one: (P, 3).
        parts = weights[:, None] * torch.cat((torch.ones(len(of), 1), places * self.spacing), dim=1)
        fine = torch.zeros(count, 3, dtype=torch.float64).index_add_(0, of, parts)
        common = (places % self._ratio == 0).all(dim=1)
        coarse = torch.zeros_like(fine).index_add_(0, of[common], parts[common])
        all_of_it = (self._sums.total[images].double() - tops).exp()[:, None]
        moments = torch.cat((all_of_it, all_of_it * self._sums.mean[images].double()), dim=1)
        elsewhere = moments - coarse
        there = elsewhere[:, :1] > 1e-3 * coarse[:, :1]  # less is rounding
        total = fine + elsewhere.where(there, 0.0) * self._ratio**2
        integral = total[:, 0].log() + tops + 2 * math.log(self.spacing)
        return integral, total[:, 1:] / total[:, :1], highest, points < _MOST_POINTS


def _keys(of: Tensor, places: Tensor) -> Tensor:
    """Return a number for each image and place, (P,) int64."""
    return (of * _SIDE + places[:, 0] + _SIDE // 2) * _SIDE + places[:, 1] + _SIDE // 2


def _once(keys: Tensor) -> Tensor:
    """Return the keys in order, each once."""
    keys = keys.sort().values
    return keys[keys.diff(prepend=keys.new_full((1,), -1)) != 0]


def _places(keys: Tensor) -> tuple[Tensor, Tensor]:
    """Return what `_keys` made the numbers of."""
    columns = keys % _SIDE - _SIDE // 2
    rest = keys // _SIDE
    return rest // _SIDE, torch.stack((rest % _SIDE - _SIDE // 2, columns), dim=1)


def _neighbours(of: Tensor, places: Tensor) -> Tensor:
    """Return the keys of the eight places around each, once each."""
    steps = torch.cartesian_prod(torch.arange(-1, 2), torch.arange(-1, 2))
    return _once(_keys(of.repeat_interleave(9), (places[:, None] + steps).flatten(0, 1)))
