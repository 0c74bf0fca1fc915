"""ln p(x) by quadrature over the plane: in two dimensions it can be had, and not only bounded.

p(x) = ∫ p(x given z) p(z) dz, and with it the true posterior p(z given x) of each image: its mode,
its mean, and what is outside its main peak. By the rectangle rule, which converges exponentially
for smooth bumps: with a posterior of σ = 0.02 and points 0.03 apart it is off by parts in ten
thousand. Of images whose posterior is narrower the bump is added up anew, see `refinement`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.measures.cancelling import go_on_unless, never
from vae_explorer.core.measures.peaks import Tiles, outside
from vae_explorer.core.measures.refinement import Sums, climbed, integrals
from vae_explorer.core.measures.targets import targets
from vae_explorer.core.networks.vae import VAE
from vae_explorer.core.objective.at_points import log_likelihood
from vae_explorer.core.objective.likelihoods import likelihood_of
from vae_explorer.core.snapshot import FloatArray, Snapshot

SPACING = 0.03
_LEAST_REACH = 4.0  # of the plane from the origin: the prior leaves 1e-4 beyond
_SIGMAS = 5.0  # around each posterior
_MOST_POINTS = 1_000_000
_POINTS, _IMAGES = 2048, 2500  # at a time
_MOST_DECODED = 1_500_000  # points of finer lattices
_COMMON = 0.5  # of the progress: the common grid
_WIDE = 2.0  # spacings: from this σ on a mean under q is a sum over the lattice
_TILE = 0.25  # latent units, about: of the tiles that peaks are told apart by
_WIDEST_TILE = 32  # points
_MOST_TILES = 2500


@dataclass(frozen=True, eq=False)
class Evidence:
    """What `evidence` finds.

    Attributes
    ----------
    log_px
        ln p(x) in nats, (N,), float32.
    converged
        Whether the lattice was fine enough for each image, (N,). Where it was not, the figure is
        off by as much as a nat either way, so that a mean over many images still tells something.
    mode, mean
        Of the true posterior p(z given x), (N, 2) each, float32, latent units.
    curvature
        −∂²/∂z_j² ln p(z given x) at the mode, (N, 2), per squared latent unit; positive.
    outside
        Which part of the posterior is outside its main peak, (N,), from 0 to 1; see `peaks`.
    expected
        E_q[ln p(x given z)] and E_q[ln p(z)] under the encoder's q, nats, (N, 2); not a number
        where q is too narrow for the lattice, at less than two points a σ.
    """

    log_px: FloatArray
    converged: NDArray[np.bool_]
    mode: FloatArray
    mean: FloatArray
    curvature: FloatArray
    outside: FloatArray
    expected: FloatArray


def log_evidence(
    snapshot: Snapshot,
    images: NDArray[np.uint8],
    *,
    spacing: float = SPACING,
    seed: int = 0,
    cancelled: Callable[[], bool] = never,
    progress: Callable[[float], object] = float,
) -> FloatArray:
    """Return ln p(x) of images in nats, (N,); see `evidence`."""
    found = evidence(
        snapshot, images, spacing=spacing, seed=seed, cancelled=cancelled, progress=progress
    )
    return found.log_px


def evidence(
    snapshot: Snapshot,
    images: NDArray[np.uint8],
    *,
    spacing: float = SPACING,
    seed: int = 0,
    fine: bool = True,
    cancelled: Callable[[], bool] = never,
    progress: Callable[[float], object] = float,
) -> Evidence:
    """Return ln p(x) of images and what their posteriors are like, in float32 on the CPU.

    Takes some ten seconds for 10,000 images of 784 pixels on two cores, and several times that
    where the posteriors are narrow.

    Parameters
    ----------
    images
        (N, channels, height, width), uint8.
    spacing
        Between points of the common grid, latent units. It covers the prior and every posterior.
    seed
        Of the bits, where the likelihood draws them.
    fine
        Whether peaks that are too narrow for the common grid are added up anew. Without it only
        `mode` is good, in a fifth of the time.
    cancelled, progress
        Asked, and told how much is done from 0 to 1, now and then.

    Raises
    ------
    UserError
        When the images are not of the model's shape, or their codes are spread so widely that the
        grid would have more than 1,000,000 points.
    Interrupted
        When it was cancelled.
    """
    likelihood = likelihood_of(snapshot.config)
    pixels = snapshot.rows(images)
    with torch.inference_mode():
        x = torch.cat([*targets(likelihood, pixels, seed)] or [torch.zeros(pixels.shape)])
        squares = x.square().sum(dim=1, keepdim=True)
        model = snapshot.model
        log_prior = log_prior_of(model)
        blocks = [model.encode(block) for block in torch.split(x, _IMAGES)]
        means = torch.cat([q.mean for q in blocks])
        sigma = torch.cat([(0.5 * q.log_variance).exp() for q in blocks])
        lattice = _lattice(means, sigma, spacing)
        points, area = lattice.points, lattice.side**2
        log_mass = torch.empty(len(x), len(points) // area)
        centre = torch.zeros(len(x), 2)
        under_q = _Expected(means, sigma, spacing)
        total = torch.full((len(x),), -math.inf)
        top = torch.full((len(x),), -math.inf)
        place = torch.zeros(len(x), dtype=torch.long)
        done = 0
        for z in torch.split(points, _POINTS):
            go_on_unless(cancelled)
            affine, prior = likelihood.affine(model.decoder(z), model.own), log_prior(z)
            for rows in _blocks(len(x)):
                joint = log_likelihood(affine, x[rows], squares[rows]).add_(prior)
                under_q.add(rows, z, joint, prior)
                high, at = joint.max(dim=1)
                place[rows] = (done + at).where(high > top[rows], place[rows])
                top[rows] = high.maximum(top[rows])
                # Of each tile, its mass and the moments about its first point.
                parts = joint.sub_(high[:, None]).exp_().reshape(-1, area) @ lattice.moments
                mass, first = parts.view(len(joint), -1, 3).tensor_split((1,), dim=2)
                whole = mass.sum(dim=1)
                before, now = total[rows], whole[:, 0].log() + high
                log_mass[rows, done // area : (done + len(z)) // area] = (
                    mass[:, :, 0].log() + high[:, None]
                )
                total[rows] = torch.logaddexp(before, now)
                here = (mass[:, :, 0] @ z[::area] + first.sum(dim=1)) / whole
                share = (now - total[rows]).exp()[:, None]
                centre[rows] += share * (here - centre[rows])
            done += len(z)
            progress(_COMMON * done / len(points))

        decoded = 0

        def density(images: Tensor, at: Tensor) -> Tensor:
            """Decode each point once, and compare it with the images that it is of."""
            nonlocal decoded
            new = (at != at.roll(1, 0)).any(dim=1)
            new[:1] = True
            z, of = at[new], new.cumsum(0) - 1
            decoded += len(z)
            on_x, on_squares, constant = likelihood.affine(model.decoder(z), model.own)
            found = (x[images] * on_x[of]).sum(dim=1) + (constant + log_prior(z))[of]
            if on_squares is None:
                return found
            if on_squares.ndim < 2:
                return found + squares[images, 0] * on_squares
            return found + (x[images].square() * on_squares[of]).sum(dim=1)

        at_top = (points[place] / spacing).round().long()
        found = integrals(
            density,
            Sums(spacing, total, at_top, centre),
            means,
            lambda: not fine or decoded > _MOST_DECODED,
            cancelled,
            lambda part: progress(_COMMON + (1 - _COMMON) * part),
        )
        mode = found.mode if fine else climbed(density, found.mode, spacing)
        corner = points[0] - spacing / 2
        tiles = Tiles(log_mass, lattice.tiles, corner, lattice.side * spacing)
        total_in_tiles = found.log - 2 * math.log(spacing)
        apart = outside(tiles, mode, total_in_tiles, cancelled)
    return Evidence(
        found.log.numpy(),
        found.good.numpy(),
        mode.numpy(),
        found.mean.numpy(),
        found.curvature.numpy(),
        apart.numpy(),
        under_q.means().numpy(),
    )


def log_prior_of(model: VAE) -> Callable[[Tensor], Tensor]:
    """Return what gives ln p(z), (P,), at points, (P, 2)."""
    learned = model.learned_prior()
    if learned is not None:
        return learned.log_prob
    return lambda z: -0.5 * z.square().sum(dim=1) - math.log(2 * math.pi)


class _Expected:
    """Means under Gaussians with independent axes that are wide enough, as sums over a lattice."""

    def __init__(self, means: Tensor, sigma: Tensor, spacing: float) -> None:
        self._means, self._precision = means, sigma.pow(-2)
        self._wide = sigma.amin(dim=1) >= _WIDE * spacing
        self._sums = torch.zeros(len(means), 3)  # of the weights, ln p(x, z) and ln p(z)

    def add(self, rows: slice, z: Tensor, joint: Tensor, prior: Tensor) -> None:
        """Take points, (P, 2), ln p(x, z) of some images there, (B, P), and ln p(z), (P,)."""
        wide = self._wide[rows]
        if not wide.any():
            return
        if not wide.all():
            joint = joint[wide]
        mean, precision = self._means[rows][wide], self._precision[rows][wide]
        # From the middle of the points, so that little is lost where squares cancel.
        middle = z.mean(dim=0)
        at, to = z - middle, mean - middle
        powers = (precision * to) @ at.T - 0.5 * precision @ at.square().T
        weights = powers.sub_(0.5 * (precision * to.square()).sum(dim=1, keepdim=True)).exp_()
        sums = torch.stack(
            (weights.sum(dim=1), torch.einsum("bp,bp->b", weights, joint), weights @ prior), dim=1
        )
        self._sums[rows] = self._sums[rows].masked_scatter(
            wide[:, None], self._sums[rows][wide] + sums
        )

    def means(self) -> Tensor:
        """Return E_q[ln p(x given z)] and E_q[ln p(z)], (N, 2); 0 / 0 where q is too narrow."""
        joint, prior = (self._sums[:, 1:] / self._sums[:, :1]).unbind(dim=1)
        return torch.stack((joint - prior, prior), dim=1)


class _Lattice(NamedTuple):
    """Points of a lattice, one square tile of them after the other."""

    points: Tensor  # (P, 2)
    side: int  # points along a side of a tile
    tiles: tuple[int, int]  # along both axes
    moments: Tensor  # 1, z₁ and z₂ of a tile's points, from its first one, (side², 3)


def _lattice(means: Tensor, sigma: Tensor, spacing: float) -> _Lattice:
    """Return a lattice that covers the prior and every posterior."""
    axes = []
    for axis in range(means.shape[1]):
        low = min(-_LEAST_REACH, float((means - _SIGMAS * sigma)[:, axis].min()))
        high = max(_LEAST_REACH, float((means + _SIGMAS * sigma)[:, axis].max()))
        if not math.isfinite(low + high):
            raise UserError(
                tr("A code is not a finite number, so that there is nothing to add up.")
            )
        axes.append((math.floor(low / spacing), math.ceil(high / spacing)))
    count = math.prod(high - low + 1 for low, high in axes)
    if count > _MOST_POINTS:
        raise UserError(
            tr(
                "The codes are spread so widely that a grid {spacing:g} apart would have "
                "{points:,} points; {most:,} are the most.",
                spacing=spacing,
                points=count,
                most=_MOST_POINTS,
            )
        )
    side = 1
    while side < _WIDEST_TILE and (1.5 * side * spacing < _TILE or count > _MOST_TILES * side**2):
        side *= 2
    rows, columns = (-(-(high - low + 1) // side) for low, high in axes)
    first = torch.tensor([low for low, _ in axes])
    corners = torch.cartesian_prod(torch.arange(rows), torch.arange(columns)) * side
    inside = torch.cartesian_prod(torch.arange(side), torch.arange(side))
    places = (first + corners[:, None] + inside).flatten(0, 1)
    moments = torch.cat((torch.ones(side**2, 1), inside * spacing), dim=1)
    return _Lattice(places * spacing, side, (rows, columns), moments.float())


def _blocks(count: int) -> Iterator[slice]:
    return (slice(start, start + _IMAGES) for start in range(0, count, _IMAGES))
