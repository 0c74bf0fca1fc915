"""Which points a closed line goes around."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_AT_ONCE = 2**18  # pairs of an edge and a point


def inside(line: NDArray[np.floating], points: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Return which points a closed line goes around, however often it crosses itself.

    Parameters
    ----------
    line
        Its corners in order, (V, 2); the last is joined to the first.
    points
        (2, N), the first coordinates and the second; what is not a number is outside.

    Returns
    -------
    array
        (N,), bool.

    Notes
    -----
    By the winding number (Hormann and Agathos, "The point in polygon problem for arbitrary
    polygons", 2001): edges that pass to the right of a point upwards count one, downwards minus
    one. A line that overlaps itself, as one drawn by hand does, thus leaves no gaps. The points are
    sorted by height, so that an edge looks at those alone that it passes.
    """
    found = np.zeros(points.shape[1], np.bool_)
    if len(line) < 3:
        return found
    x, y = points
    (left, low), (right, high) = line.min(axis=0), line.max(axis=0)
    near = np.flatnonzero((x >= left) & (x <= right) & (y >= low) & (y <= high))
    near = near[np.argsort(y[near], kind="stable")]
    x, y = x[near].astype(np.float64), y[near].astype(np.float64)
    begin, end = line.astype(np.float64), np.roll(line, -1, axis=0).astype(np.float64)
    first = np.searchsorted(y, np.minimum(begin[:, 1], end[:, 1]))
    counts = np.searchsorted(y, np.maximum(begin[:, 1], end[:, 1])) - first
    passing = np.flatnonzero(counts)
    winding = np.zeros(len(near))
    for edges in _split(passing, counts):
        often = counts[edges]
        rows = np.arange(often.sum()) + np.repeat(first[edges] - np.cumsum(often) + often, often)
        (x0, y0), (x1, y1) = begin[edges].T, end[edges].T
        slope = (x1 - x0) / (y1 - y0)
        left_of = x[rows] < np.repeat(x0 - y0 * slope, often) + y[rows] * np.repeat(slope, often)
        signs = np.repeat(np.where(y1 > y0, 1.0, -1.0), often)
        winding += np.bincount(rows, np.where(left_of, signs, 0.0), len(near))
    found[near[winding != 0]] = True
    return found


def _split(edges: NDArray[np.intp], counts: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Return edges in parts that do not pass too many points at once."""
    parts = np.cumsum(counts[edges]) // _AT_ONCE
    return np.split(edges, np.flatnonzero(np.diff(parts)) + 1) if len(edges) else []
