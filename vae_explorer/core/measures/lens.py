"""The neighbourhood of a posterior's mode as a table, to be seen through a lens."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.contours import Line, contours
from vae_explorer.core.drawing.cubic import cubic_weights
from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.measures.diagonal import Diagonal
from vae_explorer.core.measures.posterior_peaks import Density, Lattice
from vae_explorer.core.snapshot import FloatArray

LEVELS = (-0.5, -2.0, -4.5)
"""Nats below the mode at which a Gaussian has its ellipses of 1, 2 and 3 σ."""

_DEPTH = 8.0  # nats below the mode that are shown
_SIGMAS = 2.5  # of q that are shown, where it is near
_MOST = 2500  # points
_FINER = 4  # times that what is shown is finer than what is known


@dataclass(frozen=True, eq=False)
class Lens:
    """The true posterior around its mode, on fine cells.

    Attributes
    ----------
    rect
        The region that the cells tile; each value is that of the middle of a cell.
    log_posterior
        ln p(z given x), (rows, columns), the first row the lowest.
    lines
        Where it is `LEVELS` nats below its highest value: lines of each level, (N, 2) each.
    """

    rect: Rect
    log_posterior: FloatArray
    lines: tuple[tuple[Line, ...], ...] = ()


def lens_of(
    density: Density,
    lattice: Lattice,
    main: NDArray[np.bool_],
    q: Diagonal,
    log_px: float,
    *,
    complete: bool,
) -> Lens:
    """Return the lattice around the highest peak as a table, with q in it where that is near.

    Parameters
    ----------
    density
        ln p(x, z).
    lattice
        Of the density; it is left as it is.
    main
        Which of its points belong to the highest peak.
    log_px
        ln p(x).
    complete
        Whether points that the lattice does not have are computed; or else left at −inf.
    """
    high = main & (lattice.values > lattice.values.max() - _DEPTH)
    points = lattice.points[high]
    low, top = points.min(axis=0), points.max(axis=0)
    room = top - low
    q_low, q_top = q.at(np.full(2, -_SIGMAS)), q.at(np.full(2, _SIGMAS))
    widest = np.maximum(room, room.max() / 2)
    if np.all(q_low > low - widest) and np.all(q_top < top + widest):
        low, top = np.minimum(low, q_low), np.maximum(top, q_top)
    # As wide as high, so that it can be shown in a square.
    middle, half = (low + top) / 2, float((top - low).max()) / 2 + lattice.spacing
    every = max(1, math.ceil(2 * half / lattice.spacing / math.sqrt(_MOST)))
    first = np.floor((middle - half - lattice.origin) / lattice.spacing / every).astype(np.int64)
    last = np.ceil((middle + half - lattice.origin) / lattice.spacing / every).astype(np.int64)
    columns, rows = (every * np.arange(first[i], last[i] + 1) for i in (0, 1))
    places = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
    shown = Lattice(lattice.origin, lattice.spacing, lattice.places, lattice.values)
    if complete:
        shown.take(density, places)
    known = {tuple(place): i for i, place in enumerate(shown.places.tolist())}
    at = np.array([known.get(tuple(place), -1) for place in places.tolist()])
    values = np.append(shown.values, -np.inf)[at] - log_px
    half_cell = every * lattice.spacing / 2
    corner = lattice.origin + lattice.spacing * np.array((columns[0], rows[0])) - half_cell
    end = lattice.origin + lattice.spacing * np.array((columns[-1], rows[-1])) + half_cell
    rect = Rect(float(corner[0]), float(corner[1]), float(end[0]), float(end[1]))
    heights = _smooth(values.reshape(len(rows), len(columns)))
    top = float(heights.max())
    lines = tuple(tuple(contours(rect, heights, top + level)) for level in LEVELS)
    return Lens(rect, heights, lines)


def _smooth(heights: NDArray[np.float64]) -> FloatArray:
    """Return the same on cells a few times smaller."""
    known = np.isfinite(heights)
    filled = np.where(known, heights, heights[known].min(initial=0.0))
    down, across = (cubic_weights(size, _FINER) for size in heights.shape)
    smooth: FloatArray = (down @ filled @ across.T).astype(np.float32)
    return smooth
