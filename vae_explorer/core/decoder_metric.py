"""The metric of the decoder: by how much the image changes, at each point and in each direction.

See `vae_explorer.core.geodesics`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.geometry import Rect, bounds
from vae_explorer.core.measures.cancelling import go_on_unless, never

Floats = NDArray[np.float64]
_Slices = tuple[slice, slice]
Decode = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""Mean images at points of the plane: (N, 2) to (N, anything)."""

SIDE = 96  # points of the grid along each axis: with fewer, narrow valleys are missed
_ROWS = 8  # of the grid that are decoded at a time
_SHIFTS = ((0, 1), (1, 0), (1, 1), (1, -1), (1, 2), (2, 1), (2, -1), (1, -2))  # rows, columns


@dataclass(frozen=True, eq=False)
class Metric:
    """G = JᵀJ at the points of a square grid.

    Attributes
    ----------
    rect
        The region; the outermost points lie on its edge.
    tensors
        G₁₁, G₁₂ and G₂₂ at each point, (rows, columns, 3), the first row the lowest z₂.
    """

    rect: Rect
    tensors: Floats

    @property
    def steps(self) -> tuple[float, float]:
        """Latent units between neighbours, along z₁ and z₂."""
        rows, columns, _ = self.tensors.shape
        return self.rect.width / (columns - 1), self.rect.height / (rows - 1)

    def holds(self, points: NDArray[np.floating]) -> bool:
        """Whether all points, (N, 2), lie in the region."""
        (x, y), rect = np.asarray(points, np.float64).T, self.rect
        inside = (rect.left <= x) & (x <= rect.right) & (rect.bottom <= y) & (y <= rect.top)
        return bool(inside.all())

    def node(self, place: Sequence[float]) -> tuple[int, int]:
        """Return row and column of the grid's point nearest to a place."""
        rows, columns, _ = self.tensors.shape
        across, up = self.steps
        column = round((place[0] - self.rect.left) / across)
        row = round((place[1] - self.rect.bottom) / up)
        return min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)

    def place(self, row: int, column: int) -> tuple[float, float]:
        """Return where a point of the grid lies."""
        across, up = self.steps
        return self.rect.left + column * across, self.rect.bottom + row * up

    @cached_property
    def _edges(self) -> tuple[tuple[_Slices, _Slices, Floats], ...]:
        """From where, to where, and how long, for each of the directions."""
        across, up = self.steps
        edges = []
        for down, right in _SHIFTS:
            here, there = _shifted(down, right)
            dx, dy = right * across, down * up
            g = (self.tensors[here] + self.tensors[there]) / 2
            square = g[..., 0] * dx * dx + 2 * g[..., 1] * dx * dy + g[..., 2] * dy * dy
            edges.append((here, there, np.sqrt(square.clip(0))))
        return tuple(edges)

    def way(self, start: Sequence[float], end: Sequence[float]) -> Floats:
        """Return the shortest way along edges of the grid, (N, 2), with both ends as given."""
        first, last = self.node(start), self.node(end)
        distance = self._distances(first)
        way, here = [tuple(end)], last
        for _ in range(distance.size):
            if here == first:
                break
            here = self._before(distance, here)
            if here != first:
                way.append(self.place(*here))
        way.append(tuple(start))
        return np.array(way[::-1], np.float64)

    def _distances(self, first: tuple[int, int]) -> Floats:
        """Return how far each point of the grid is along its edges, by relaxing all at once."""
        distance = np.full(self.tensors.shape[:2], np.inf)
        distance[first] = 0
        for _ in range(distance.size):
            before = distance.copy()
            for here, there, length in self._edges:
                np.minimum(distance[there], distance[here] + length, out=distance[there])
                np.minimum(distance[here], distance[there] + length, out=distance[here])
            if np.array_equal(before, distance):
                break
        return distance

    def _before(self, distance: Floats, here: tuple[int, int]) -> tuple[int, int]:
        """Return the neighbour by which a point is reached."""
        (row, column), (rows, columns) = here, distance.shape
        best, found = math.inf, here
        for (down, right), (_, _, length) in zip(_SHIFTS, self._edges, strict=True):
            for sign in (1, -1):
                r, c = row + sign * down, column + sign * right
                if 0 <= r < rows and 0 <= c < columns:
                    # The edge's length is kept at its end with the smaller indices.
                    at = length[min(row, r), min(column, c)]
                    if (total := distance[r, c] + at) < best:
                        best, found = total, (r, c)
        return found


def _shifted(down: int, right: int) -> tuple[_Slices, _Slices]:
    """Return the parts of a grid that lie so many rows and columns from each other."""

    def ends(by: int) -> tuple[slice, slice]:
        if by >= 0:
            return slice(None, -by or None), slice(by, None)
        return slice(-by, None), slice(None, by)

    (r0, r1), (c0, c1) = ends(down), ends(right)
    return (r0, c0), (r1, c1)


def region_for(waypoints: NDArray[np.floating], codes: NDArray[np.floating] | None = None) -> Rect:
    """Return the region in which a way is looked for: around the waypoints, and most codes."""
    points = np.asarray(waypoints, np.float64).reshape(-1, 2)
    if codes is not None:
        finite = codes[np.isfinite(codes).all(axis=1)]
        if len(finite):
            points = np.concatenate((points, np.percentile(finite, (0.5, 99.5), axis=0)))
    return bounds(points.astype(np.float32), margin=0.08)


def metric_of(
    decode: Decode, rect: Rect, side: int = SIDE, cancelled: Callable[[], bool] = never
) -> Metric:
    """Return the decoder's metric on a grid, from differences between neighbouring images.

    Parameters
    ----------
    side
        Points of the grid along each axis.
    cancelled
        Asked before each few rows.

    Raises
    ------
    Interrupted
        When `cancelled` said so.
    """
    x = np.linspace(rect.left, rect.right, side)
    y = np.linspace(rect.bottom, rect.top, side)
    blocks = []
    for start in range(0, side, _ROWS):
        go_on_unless(cancelled)
        grid_x, grid_y = np.meshgrid(x, y[start : start + _ROWS])
        points = np.stack((grid_x.ravel(), grid_y.ravel()), axis=1).astype(np.float32)
        blocks.append(decode(points).reshape(*grid_x.shape, -1))
    images = np.nan_to_num(np.concatenate(blocks))
    tensors = np.empty((side, side, 3))
    dx, dy = x[1] - x[0], y[1] - y[0]
    for row in range(side):
        low, high = max(row - 1, 0), min(row + 1, side - 1)
        # Squares from the neighbour on each side: over both at once a crest would be levelled.
        right = np.diff(images[row], axis=0) / dx
        square = np.einsum("cp,cp->c", right, right)
        tensors[row, :, 0] = (np.append(square, square[-1]) + np.append(square[0], square)) / 2
        up, down = ((images[b] - images[a]) / dy for a, b in ((row, high), (low, row)))
        halves = (high - row) + (row - low)
        tensors[row, :, 2] = sum(np.einsum("cp,cp->c", d, d) for d in (up, down)) / halves
        across = np.gradient(images[row], dx, axis=0)
        tensors[row, :, 1] = np.einsum("cp,cp->c", across, up + down) / halves
    return Metric(rect, tensors)
