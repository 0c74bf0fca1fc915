"""Shortest ways through the plane under the metric of the decoder.

A small step dz changes the mean image g(z) by J dz, so that lengths in the plane are measured by
what changes in the image when G(z) = JᵀJ is taken for the metric: the pull-back of the Euclidean
distance between mean images. See Tosi, Hauberg, Vellido and Lawrence (2014), *Metrics for
probabilistic geometries*; Shao, Kumar and Fletcher (2018), *The Riemannian geometry of deep
generative models*; Arvanitidis, Hansen and Hauberg (2018), *Latent space oddity*. The last add
a term for the decoder's variance, which keeps curves away from where there are no data; the mean
alone, which is what is done here, does not: a shortest way may cross a hole in which the decoder
draws the same image everywhere.

The unit of length is that of an image with pixels in [0, 1]: 1 is one pixel turned from black to
white. A way is found globally on a grid (all edges to sixteen neighbours, as by Dijkstra), and then
made smooth: of all curves between two points the shortest, at constant speed, has the least energy,
whose discrete form, the sum of |g(z_{i+1}) − g(z_i)|², is minimised by damped Gauss–Newton steps.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.decoder_metric import Decode, Floats, Metric
from vae_explorer.core.measures.cancelling import go_on_unless, never
from vae_explorer.core.paths import evenly, lengths_along

_MOST, _FEWEST, _ALL = (
    48,
    12,
    192,
)  # pieces of a smooth curve: of one, at least, and of all together
_FINE = 4  # pieces that each of them is measured in
_ROUNDS = 24
_ENOUGH = 3e-5  # part of the energy that a step has to win for another one
_DELTA = 2e-3  # latent units between the points that a derivative is taken from
_NEAR = 1.03  # times the length of the straight line: a way that is hardly shorter may be that line


@dataclass(frozen=True)
class Length:
    """How long a route is.

    Attributes
    ----------
    images
        Under the decoder's metric: by how much the image changes, pixels in [0, 1].
    plane
        In latent units.
    """

    images: float
    plane: float


@dataclass(frozen=True, eq=False)
class Leg:
    """The shortest way from one waypoint to the next.

    Attributes
    ----------
    line
        Its points, (N, 2), both ends among them.
    along
        How far along it each point of the fine line is, in images; see `Shortest`.
    straight
        How long the straight line is, in images.
    """

    line: Floats
    along: Floats
    straight: float


@dataclass(frozen=True, eq=False)
class Shortest:
    """The shortest way along a route, beside the straight one.

    Attributes
    ----------
    waypoints
        Through which it goes, (K, 2).
    legs
        From each to the next.
    points, along
        All points, finely, (M, 2), and how far along the route each is in images, (M,).
    straight, shortest
        Lengths; the latter is never the larger one in images.
    """

    waypoints: Floats
    legs: tuple[Leg, ...]
    points: Floats
    along: Floats
    straight: Length
    shortest: Length


def pieces_for(legs: int) -> int:
    """Return of how many pieces each leg of a route is made, for all of it to take no longer."""
    return max(_FEWEST, min(_MOST, _ALL // legs))


def shortest_leg(
    decode: Decode,
    start: Sequence[float],
    end: Sequence[float],
    metric: Metric,
    pieces: int = _MOST,
    cancelled: Callable[[], bool] = never,
) -> Leg:
    """Find the shortest way from one point to another.

    Parameters
    ----------
    metric
        Of the same decoder, in a region with both; see `region_for`.
    pieces
        Of the curve; see `pieces_for`.
    cancelled
        Asked now and then.

    Raises
    ------
    Interrupted
        When `cancelled` said so.
    """
    line = _line(np.asarray(start, np.float64), np.asarray(end, np.float64), pieces)
    direct = _measured(decode, line)
    best, along = line, direct
    for guess in _guesses(metric, line):
        go_on_unless(cancelled)
        found = _relaxed(decode, guess, pieces, cancelled)
        length = _measured(decode, found)
        if length[-1] < along[-1]:
            best, along = found, length
        if along[-1] * _NEAR < direct[-1]:
            break  # which the straight line would hardly have led to
    return Leg(best, along, float(direct[-1]))


def joined(legs: Sequence[Leg]) -> Shortest:
    """Return the route that these legs, at least one, make together."""
    ends = np.cumsum([0.0, *(leg.along[-1] for leg in legs)])
    waypoints = np.array([leg.line[0] for leg in legs] + [legs[-1].line[-1]])
    return Shortest(
        waypoints,
        tuple(legs),
        np.concatenate([_fine(leg.line) for leg in legs]),
        np.concatenate([end + leg.along for end, leg in zip(ends, legs, strict=False)]),
        Length(sum(leg.straight for leg in legs), float(lengths_along(waypoints)[-1])),
        Length(float(ends[-1]), float(sum(lengths_along(leg.line)[-1] for leg in legs))),
    )


def shortest_route(
    decode: Decode,
    waypoints: NDArray[np.floating],
    metric: Metric,
    cancelled: Callable[[], bool] = never,
) -> Shortest:
    """Find the shortest way from each waypoint, (K, 2), K > 1, to the next; see `shortest_leg`."""
    places = [(float(z1), float(z2)) for z1, z2 in waypoints]
    pieces = pieces_for(len(places) - 1)
    return joined(
        [
            shortest_leg(decode, start, end, metric, pieces, cancelled)
            for start, end in itertools.pairwise(places)
        ]
    )


def length_of(decode: Decode, line: NDArray[np.floating]) -> Length:
    """Return how long a line is, (N, 2), with the points that it has."""
    points = np.asarray(line, np.float64)
    return Length(float(_measured(decode, points)[-1]), float(lengths_along(points)[-1]))


def _guesses(metric: Metric, line: Floats) -> list[Floats]:
    start, end = (tuple(map(float, place)) for place in line[[0, -1]])
    if not np.isfinite(metric.tensors).all() or start == end:
        return []
    return [metric.way(start, end), line]


def _line(start: Floats, end: Floats, pieces: int) -> Floats:
    part = np.linspace(0, 1, pieces + 1)[:, None]
    return start + part * (end - start)


def _fine(line: Floats) -> Floats:
    """Return a line with more points on each of its pieces."""
    at = np.linspace(0, len(line) - 1, (len(line) - 1) * _FINE + 1)
    return np.stack([np.interp(at, np.arange(len(line)), axis) for axis in line.T], axis=1)


def _images(decode: Decode, points: Floats) -> Floats:
    return decode(points.astype(np.float32)).reshape(len(points), -1).astype(np.float64)


def _measured(decode: Decode, line: Floats) -> Floats:
    """Return how far along each point of the fine line is, in images, (M,)."""
    images = _images(decode, _fine(line))
    steps = np.sqrt((np.diff(images, axis=0) ** 2).sum(axis=1))
    return np.concatenate(([0.0], np.cumsum(steps)))


def _relaxed(decode: Decode, guess: Floats, pieces: int, cancelled: Callable[[], bool]) -> Floats:
    """Return the curve of least energy that a guess leads to, (pieces + 1, 2)."""
    along = _measured(decode, guess)
    line = evenly(_fine(guess), pieces + 1, along).astype(np.float64)
    images, damping = _images(decode, line), 1e-3
    energy = _energy(images)
    for _ in range(_ROUNDS):
        go_on_unless(cancelled)
        slope, curvature = _normal_equations(decode, line, images)
        won = 0.0
        while damping < 1e4:
            step = np.linalg.solve(curvature + damping * np.diag(np.diag(curvature)), slope)
            moved = line.copy()
            moved[1:-1] += step.reshape(-1, 2)
            there = _images(decode, moved)
            lower = _energy(there)
            if lower < energy:
                won = (energy - lower) / energy
                line, images, energy = moved, there, lower
                damping = max(damping / 10, 1e-6)
                break
            damping *= 10
        if won < _ENOUGH:
            break
    return line


def _energy(images: Floats) -> float:
    energy = float((np.diff(images, axis=0) ** 2).sum())
    return energy if math.isfinite(energy) else math.inf


def _normal_equations(decode: Decode, line: Floats, images: Floats) -> tuple[Floats, Floats]:
    """Return minus the gradient of half the energy, and its Gauss–Newton matrix."""
    inner = line[1:-1]
    n = len(inner)
    offsets = _DELTA * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
    around = _images(decode, (inner[:, None] + offsets).reshape(-1, 2)).reshape(n, 4, -1)
    jacobian = np.stack((around[:, 0] - around[:, 1], around[:, 2] - around[:, 3]), axis=1)
    jacobian /= 2 * _DELTA  # (n, 2, pixels)
    bend = images[:-2] - 2 * images[1:-1] + images[2:]
    slope = np.einsum("nap,np->na", jacobian, bend).ravel()
    own = 2 * np.einsum("nap,nbp->nab", jacobian, jacobian)
    next_ = -np.einsum("nap,nbp->nab", jacobian[:-1], jacobian[1:])
    matrix = np.zeros((n, 2, n, 2))
    place = np.arange(n)
    matrix[place, :, place, :] = own
    matrix[place[:-1], :, place[1:], :] = next_
    matrix[place[1:], :, place[:-1], :] = next_.transpose(0, 2, 1)
    curvature = matrix.reshape(2 * n, 2 * n)
    # Where the decoder draws one image everywhere, any step is as good as none.
    curvature[np.diag_indices(2 * n)] += 1e-9 + 1e-9 * float(np.trace(curvature)) / (2 * n)
    return slope, curvature
