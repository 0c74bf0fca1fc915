"""Where one image's posterior is, however narrow: its peaks, and a lattice that is fine enough.

A common lattice over the plane shows roughly where to look. From there one climbs to the tops by
Newton's method on differences, lays a lattice whose spacing follows the sharpest of them, and
spreads on it from each top outwards as far as there is something to add.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Places = NDArray[np.intp]
Density = Callable[[Array], Array]
"""ln p(x, z) in nats, (P,), at points, (P, 2)."""

DEPTH = 11.0  # nats below the top at which the lattice ends: 2e-5 of a Gaussian lie beyond
_SLACK = 25.0  # by how much a narrow peak may seem lower on the common lattice
_STARTS = 8
_CLIMBS = 24  # steps
_SPACING = 0.55  # σ of the sharpest peak: there the rectangle rule is exact to 1e-5
_COARSEST = 0.9  # likewise, where a long posterior would take too many points: 5e-7 · e¹⁰
_USUAL, _MOST = 2500, 9000  # points of a lattice
_WIDEST = 1.0  # σ that is believed: the prior's
_SIDE = 1 << 21  # lattice points along an axis that a key has room for
_VALLEY = 1.0  # nats by which the way from a peak to a higher one goes down, at least
LEAST_SHARE = 0.01  # of the posterior that a peak holds, at least

_AROUND = np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)], np.int64)


@dataclass(frozen=True, eq=False)
class Top:
    """A local maximum.

    Attributes
    ----------
    place
        (2,).
    height
        ln p(x, z) there.
    hessian
        Its second derivatives, (2, 2).
    """

    place: Array
    height: float
    hessian: Array

    @property
    def narrowest(self) -> float:
        """The least σ of the Gaussian of this curvature."""
        return 1 / math.sqrt(max(float(-np.linalg.eigvalsh(self.hessian)[0]), 1 / _WIDEST**2))

    def precision(self) -> Array:
        """Return the inverse of the covariance, (2, 2), nowhere wider than the prior."""
        values, vectors = np.linalg.eigh(-self.hessian)
        found: Array = (vectors * np.maximum(values, 1 / _WIDEST**2)) @ vectors.T
        return found


def starts(coarse: Array, places: Callable[[Places, Places], Array], *others: Array) -> Array:
    """Return where to begin climbing: the local maxima of a coarse lattice, and other places.

    Parameters
    ----------
    coarse
        ln p(x, z), (rows, columns).
    places
        The points at rows and columns.
    """
    framed = np.pad(coarse, 1, constant_values=-np.inf)
    rows, columns = coarse.shape
    shifts = [(1 + i, 1 + j) for i, j in _AROUND.tolist() if (i, j) != (0, 0)]
    neighbours = [framed[i : i + rows, j : j + columns] for i, j in shifts]
    highest = coarse >= np.max(neighbours, axis=0)
    highest &= coarse > coarse.max() - _SLACK
    at = np.argwhere(highest)
    at = at[np.argsort(-coarse[highest], kind="stable")][:_STARTS]
    return np.concatenate((places(at[:, 0], at[:, 1]), *(place[None] for place in others)))


def climb(density: Density, begin: Array, step: float) -> list[Top]:
    """Return the tops that one comes to from each place, one for each, not told apart.

    Parameters
    ----------
    begin
        (K, 2).
    step
        Of the first differences: as far as the places are known.
    """
    place = np.array(begin, np.float64)
    steps = np.full(len(place), step)
    height = np.full(len(place), -np.inf)
    hessian = np.tile(-np.eye(2), (len(place), 1, 1))
    going = np.arange(len(place))
    for _ in range(_CLIMBS):
        if not len(going):
            break
        points = place[going, None] + steps[going, None, None] * _AROUND
        values = density(points.reshape(-1, 2)).reshape(-1, 9)
        still = []
        for k, around in zip(going.tolist(), values, strict=True):
            if _climb_once(k, around, place, steps, height, hessian):
                still.append(k)
        low = height.max() - _SLACK
        going = np.array([k for k in still if height[k] > low], np.intp)
    return [Top(place[k], float(height[k]), hessian[k]) for k in range(len(place))]


def _climb_once(
    k: int, values: Array, place: Array, steps: Array, height: Array, hessian: Array
) -> bool:
    """Move one climber by what the nine values around it say; return whether it goes on."""
    step, middle = steps[k], values[4]
    if not np.isfinite(values).all():
        steps[k] /= 2
        return bool(np.isfinite(middle))
    best = int(values.argmax())
    slope = np.array((values[7] - values[1], values[5] - values[3])) / (2 * step)
    cross = (values[8] + values[0] - values[2] - values[6]) / 4
    curvature = np.array(
        ((values[7] + values[1] - 2 * middle, cross), (cross, values[5] + values[3] - 2 * middle))
    ) / (step * step)
    height[k], hessian[k] = middle, curvature
    sharpest, bluntest = np.linalg.eigvalsh(curvature)
    newton = np.linalg.solve(curvature, -slope) if bluntest < 0 else np.full(2, np.inf)
    length = float(np.hypot(*newton))
    if best != 4:
        # As far as Newton's step is believed; else to the best of the eight.
        place[k] += newton if length <= 1.5 * step else step * _AROUND[best]
        return True
    if sharpest >= 0:  # as flat as can be
        return False
    sigma = 1 / math.sqrt(-sharpest)
    place[k] += newton if length <= step else 0.0
    if step <= 0.5 * sigma and length <= 0.1 * sigma:
        height[k] = middle + 0.5 * float(slope @ newton) if length <= step else middle
        return False
    steps[k] = min(step / 2, 0.4 * sigma) if step > 0.5 * sigma else step
    return True


@dataclass(eq=False)
class Lattice:
    """Points of a lattice around the tops of a density, and what it is there.

    Attributes
    ----------
    origin, spacing
        A point of the lattice is ``origin + spacing * place``.
    places
        (P, 2), int64.
    values
        ln p(x, z), (P,).
    whole
        Whether it goes as far as it should.
    """

    origin: Array
    spacing: float
    places: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 2), np.int64))
    values: Array = field(default_factory=lambda: np.empty(0))
    whole: bool = True

    @property
    def points(self) -> Array:
        """Where they are, (P, 2)."""
        return self.origin + self.spacing * self.places

    def take(self, density: Density, places: NDArray[np.int64]) -> None:
        """Add places that are not there yet."""
        keys = np.unique(_keys(places))
        new = keys[~np.isin(keys, _keys(self.places))]
        at = np.stack((new // _SIDE - _SIDE // 2, new % _SIDE - _SIDE // 2), axis=1)
        if len(at):
            found = density(self.origin + self.spacing * at)
            self.places = np.concatenate((self.places, at))
            self.values = np.concatenate((self.values, found))

    def log_integral(self, which: NDArray[np.bool_] | None = None, cells: float = 1.0) -> float:
        """Return ln ∫ by the rectangle rule, nats.

        Parameters
        ----------
        which
            The points that are taken; all of them if left out.
        cells
            How many cells each of these stands for.
        """
        values = self.values if which is None else self.values[which]
        top = values.max()
        total = math.log(np.exp(values - top).sum()) + 2 * math.log(self.spacing)
        return float(top + total + math.log(cells))


def spread(density: Density, tops: list[Top]) -> Lattice:
    """Return a lattice on which the density can be added up, with a point at the highest top."""
    highest = max(tops, key=lambda top: top.height)
    kept = [top for top in tops if top.height > highest.height - DEPTH]
    narrowest = min(top.narrowest for top in kept)
    spacing = _SPACING * narrowest
    wanted = sum(len(_ellipse(top, np.zeros(2), spacing)) for top in kept)
    if wanted > _USUAL:
        spacing = min(_COARSEST * narrowest, spacing * math.sqrt(wanted / _USUAL))
    lattice = Lattice(highest.place.copy(), spacing)
    for top in kept:
        lattice.take(density, _ellipse(top, lattice.origin, spacing))
    while True:
        high = lattice.places[lattice.values > lattice.values.max() - DEPTH]
        around = (high[:, None] + _AROUND).reshape(-1, 2)
        before = len(lattice.places)
        if before > _MOST:
            lattice.whole = False
            break
        lattice.take(density, around)
        if len(lattice.places) == before:
            break
    return lattice


def _ellipse(top: Top, origin: Array, spacing: float) -> NDArray[np.int64]:
    """Return the places of a lattice at which the Gaussian of a top is above `DEPTH`, (P, 2)."""
    precision = top.precision()
    reach = np.sqrt(2 * DEPTH * np.diag(np.linalg.inv(precision))) / spacing
    middle = (top.place - origin) / spacing
    axes = [
        np.arange(math.floor(m - r), math.ceil(m + r) + 1)
        for m, r in zip(middle, np.minimum(reach, 150), strict=True)
    ]
    places = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2).astype(np.int64)
    off = (places - middle) * spacing
    inside = np.einsum("pi,ij,pj->p", off, precision, off) <= 2 * DEPTH
    found: NDArray[np.int64] = places[inside]
    return found


def basins(lattice: Lattice) -> NDArray[np.int64]:
    """Return which peak each point of a lattice belongs to, (P,): 0 for the highest, and so on.

    From the top down each point joins its highest neighbour. Where two meet less than a nat below
    the lower of their tops, they are one; and what is no hundredth of the whole goes with the peak
    that it leans on.
    """
    values, keys = lattice.values, _keys(lattice.places)
    number = {int(key): i for i, key in enumerate(keys)}
    of = np.full(len(values), -1, np.int64)  # the point that is the top of each one's basin
    into: dict[int, int] = {}  # a top that has been merged into another's

    def root(top: int) -> int:
        while top in into:
            top = into[top]
        return top

    steps = [int(i) * _SIDE + int(j) for i, j in _AROUND if (i, j) != (0, 0)]
    meetings: list[tuple[int, int]] = []
    for point in np.argsort(-values, kind="stable").tolist():
        key = int(keys[point])
        near = {of[n] for step in steps if (n := number.get(key + step)) is not None and of[n] >= 0}
        met = sorted({root(int(top)) for top in near}, key=lambda top: -values[top])
        if not met:
            of[point] = point
            continue
        of[point] = met[0]
        for lower in met[1:]:
            if values[lower] - values[point] < _VALLEY:
                into[lower] = met[0]
            else:
                meetings.append((lower, met[0]))
    roots = np.array([root(int(top)) for top in of], np.int64)
    weights = np.exp(values - values.max())
    shares = {int(top): float(weights[roots == top].sum() / weights.sum()) for top in set(roots)}
    for lower, higher in meetings:
        lower, higher = root(lower), root(higher)
        if lower != higher and shares[lower] < LEAST_SHARE:
            into[lower] = higher
    roots = np.array([root(int(top)) for top in roots], np.int64)
    tops, number_of = np.unique(roots, return_inverse=True)
    rank = np.zeros(len(tops), np.int64)
    rank[np.argsort(-values[tops], kind="stable")] = np.arange(len(tops))
    found: NDArray[np.int64] = rank[number_of]
    return found


def _keys(places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a number for each place, (P,)."""
    return (places[:, 0] + _SIDE // 2) * _SIDE + places[:, 1] + _SIDE // 2
