"""Smooth ways for a probe that moves by itself."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

_PIECES = 24  # of the curve between two of its points, to measure its length by

Points = NDArray[np.float64]


class Route:
    """A closed smooth curve through points of the plane, at an even pace.

    A centripetal Catmull-Rom spline (Yuksel, Schaefer and Keyser, 2011), which has no loops and no
    cusps between its points.

    Parameters
    ----------
    points
        (N, 2), N at least 3, in the order in which they are passed.
    """

    def __init__(self, points: Points) -> None:
        count = len(points)
        if count < 3:
            raise ValueError("a closed curve needs three points")
        pieces = [_piece(*(points[(i + k) % count] for k in (-1, 0, 1, 2))) for i in range(count)]
        self._curve = np.concatenate([*pieces, points[:1]])
        steps = np.hypot(*np.diff(self._curve, axis=0).T)
        self._travelled = np.concatenate(([0.0], np.cumsum(steps)))

    @property
    def length(self) -> float:
        """Of one round, in latent units."""
        return float(self._travelled[-1])

    def at(self, travelled: float) -> tuple[float, float]:
        """Return the place after so many latent units; after the last comes the first again."""
        along = travelled % self.length if self.length > 0 else 0.0
        z1, z2 = (np.interp(along, self._travelled, axis) for axis in self._curve.T)
        return float(z1), float(z2)


def _piece(before: Points, first: Points, second: Points, after: Points) -> Points:
    """Return points of the curve from the first one on, without the second one, (pieces, 2)."""
    knots = np.cumsum(
        [0.0, *(_apart(*p) for p in ((before, first), (first, second), (second, after)))]
    )
    t0, t1, t2, t3 = knots
    t = np.linspace(t1, t2, _PIECES, endpoint=False)[:, None]
    a1 = (t1 - t) / (t1 - t0) * before + (t - t0) / (t1 - t0) * first
    a2 = (t2 - t) / (t2 - t1) * first + (t - t1) / (t2 - t1) * second
    a3 = (t3 - t) / (t3 - t2) * second + (t - t2) / (t3 - t2) * after
    b1 = (t2 - t) / (t2 - t0) * a1 + (t - t0) / (t2 - t0) * a2
    b2 = (t3 - t) / (t3 - t1) * a2 + (t - t1) / (t3 - t1) * a3
    curve: Points = (t2 - t) / (t2 - t1) * b1 + (t - t1) / (t2 - t1) * b2
    return curve


def _apart(a: Points, b: Points) -> float:
    return max(math.sqrt(math.dist(a, b)), 1e-6)


def through(medians: dict[int, tuple[float, float]]) -> Route | None:
    """Return a round through the medians of classes, each time to the nearest that is left.

    None for fewer than three.
    """
    left = [np.array(place, np.float64) for place in medians.values()]
    if len(left) < 3:
        return None
    tour = [left.pop(0)]
    while left:
        here = tour[-1]
        nearest = min(range(len(left)), key=lambda i: float(np.hypot(*(left[i] - here))))
        tour.append(left.pop(nearest))
    return Route(np.stack(tour))
