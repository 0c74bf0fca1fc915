"""What a dot looks like: its size and opacity, and the pixels that its disc covers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

LEVELS = 16  # steps in which the coverage of a pixel by a dot is counted
SUBPIXELS = 4  # positions of a dot within a pixel, each way, that stamps are made for


@dataclass(frozen=True)
class DotStyle:
    """How dots look.

    Attributes
    ----------
    radius
        In pixels of the image; below 1, a dot is the one pixel that it falls in.
    opacity
        Of a single dot where it covers a pixel fully, in (0, 1].
    """

    radius: float
    opacity: float


def automatic_style(count: int, scale: float = 1.0) -> DotStyle:
    """Return a style in which `count` dots can be told apart as far as possible.

    Parameters
    ----------
    count
        Dots in view.
    scale
        Pixels of the image for each point of the screen's nominal resolution.
    """
    # From 3.2 for a few hundred dots to 1.8 for ten thousand; more dots cover the same area in all,
    # and dots that would be smaller than two pixels are one pixel each.
    radius = 3.2 - 1.06 * math.log10(max(count, 500) / 500)
    if count > 10_000:
        radius = 1.82 * math.sqrt(10_000 / count)
    opacity = min(0.5 + 0.16 * radius, 0.9)
    if radius * scale < 1:
        return DotStyle(0.0, 0.8 if count <= 300_000 else 0.5)
    return DotStyle(radius * scale, opacity)


@dataclass(frozen=True, eq=False)
class Stamps:
    """Coverage of the pixels around a dot, for each of its positions within a pixel.

    Attributes
    ----------
    offsets
        Rows and columns relative to the dot's own pixel, (K, 2).
    levels
        Coverage in sixteenths, (K, 16); the column is 4 * (quarter down) + (quarter right).
    reach
        Largest offset.
    """

    offsets: NDArray[np.intp]
    levels: NDArray[np.uint8]
    reach: int


@lru_cache(maxsize=64)
def stamps(radius: float) -> Stamps:
    """Return the stamps of a disc of at least one pixel whose edge fades over one pixel."""
    reach = int(np.ceil(radius + 0.5))
    axis = np.arange(-reach, reach + 1)
    rows, columns = (grid.ravel() for grid in np.meshgrid(axis, axis, indexing="ij"))
    quarters = (np.arange(SUBPIXELS) + 0.5) / SUBPIXELS - 0.5
    down, right = (grid.ravel()[:, None] for grid in np.meshgrid(quarters, quarters, indexing="ij"))
    distance = np.hypot(rows - down, columns - right)  # (16, (2 reach + 1)^2)
    levels = np.rint(np.clip(radius + 0.5 - distance, 0, 1) * LEVELS).astype(np.uint8)
    touched = levels.any(axis=0)
    offsets = np.stack((rows, columns), axis=1)[touched].astype(np.intp)
    return Stamps(offsets, np.ascontiguousarray(levels[:, touched].T), reach)
