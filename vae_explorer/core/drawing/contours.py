"""Lines of equal height over a grid, by marching squares."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.geometry import Rect

Line = NDArray[np.float64]  # (N, 2): points of the plane; closed where the first is the last

# For each of the sixteen cases, which of a cell's corners (1 lower left, 2 lower right, 4 upper
# right, 8 upper left) are higher: between which of its sides, 0 below, 1 right, 2 above, 3 left, a
# line runs. In the two that are ambiguous the higher corners stay apart.
_SIDES: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),),
    2: ((0, 1),),
    3: ((3, 1),),
    4: ((1, 2),),
    5: ((3, 0), (1, 2)),
    6: ((0, 2),),
    7: ((3, 2),),
    8: ((2, 3),),
    9: ((2, 0),),
    10: ((0, 1), (2, 3)),
    11: ((2, 1),),
    12: ((1, 3),),
    13: ((1, 0),),
    14: ((0, 3),),
}


def contours(rect: Rect, heights: NDArray[np.floating], level: float) -> list[Line]:
    """Return where a surface crosses a level, as lines in the plane, the longest first.

    Parameters
    ----------
    rect
        The region that the cells tile; each height is that of the middle of a cell.
    heights
        (rows, columns), the first row the lowest. Outside they are taken to be below the level, so
        that every line is closed.
    level
        Where to cut.
    """
    rows, columns = heights.shape
    z = np.full((rows + 2, columns + 2), min(float(heights.min(initial=0)), level) - 1e-9)
    z[1:-1, 1:-1] = heights
    high = z > level
    case = high[:-1, :-1] + 2 * high[:-1, 1:] + 4 * high[1:, 1:] + 8 * high[1:, :-1]
    across, up = _crossings(z, level)
    after: dict[int, int] = {}  # each crossing is entered once and left once
    width = columns + 2
    for number, ways in _SIDES.items():
        j, i = np.nonzero(case == number)
        # Crossings by number: those on level edges first, then those on upright ones.
        level_edge, upright = j * width + i, z.size + j * width + i
        side = (level_edge, upright + 1, level_edge + width, upright)
        for start, end in ways:
            after.update(zip(side[start].tolist(), side[end].tolist(), strict=True))
    cell = np.array((rect.width / columns, rect.height / rows))
    corner = np.array((rect.left, rect.bottom)) - cell / 2  # of the frame: the middle of its cells
    places = np.concatenate((across.reshape(-1, 2), up.reshape(-1, 2)))
    lines = [corner + places[loop] * cell for loop in _loops(after)]
    return sorted(lines, key=len, reverse=True)


def _crossings(
    z: NDArray[np.float64], level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where each edge to the right, and each edge upwards, is crossed, in cells."""
    rows, columns = z.shape
    x, y = np.meshgrid(np.arange(columns, dtype=float), np.arange(rows, dtype=float))
    with np.errstate(divide="ignore", invalid="ignore"):
        right = (level - z) / (np.roll(z, -1, axis=1) - z)
        above = (level - z) / (np.roll(z, -1, axis=0) - z)
    return np.stack((x + right, y), axis=2), np.stack((x, y + above), axis=2)


def _loops(after: dict[int, int]) -> list[list[int]]:
    loops = []
    while after:
        start, here = after.popitem()
        loop = [start, here]
        while here != start:
            here = after.pop(here)
            loop.append(here)
        loops.append(loop)
    return loops
