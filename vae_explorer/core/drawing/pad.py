"""A pad to draw on: an array of ink, and the mark that a brush leaves on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.images import ImageShape

Levels = NDArray[np.uint8]

PEN = 2.3
"""Width of a stroke, in pixels of an image: the median of MNIST's is 2.3 (a tenth is below 1.7, a
tenth above 3.3), as twice the area by the perimeter of the test digits that are over one half."""

_SIDE = 280  # pixels of the longer side of a pad, about
_SOFT = 1.5  # pixels of a pad over which a stroke's edge fades


def blank(shape: ImageShape) -> Levels:
    """Return an empty pad for images of a shape, (h, w): so many times as large, each way."""
    factor = max(1, round(_SIDE / max(shape.height, shape.width)))
    return np.zeros((factor * shape.height, factor * shape.width), np.uint8)


def from_image(pixels: Levels, shape: ImageShape) -> Levels:
    """Return a pad on which an image, (C, H, W), lies; colours as their mean."""
    from PIL import Image

    height, width = blank(shape).shape
    grey = np.rint(pixels.mean(axis=0)).astype(np.uint8)
    enlarged = Image.fromarray(grey).resize((width, height), Image.Resampling.BICUBIC)
    return np.array(enlarged)


def refitted(ink: Levels, shape: ImageShape) -> Levels:
    """Return a pad for images of another shape, on which ink lies as large as it can, whole."""
    from PIL import Image

    pad = blank(shape)
    factor = min(pad.shape[0] / ink.shape[0], pad.shape[1] / ink.shape[1])
    height, width = (max(1, int(factor * side)) for side in ink.shape)
    laid = Image.fromarray(ink).resize((width, height), Image.Resampling.HAMMING)
    top, left = (pad.shape[0] - height) // 2, (pad.shape[1] - width) // 2
    pad[top : top + height, left : left + width] = np.asarray(laid)
    return pad


def brush(
    ink: Levels,
    start: tuple[float, float],
    end: tuple[float, float],
    width: float,
    *,
    erase: bool = False,
) -> None:
    """Draw a straight piece of a stroke with round ends, in place.

    Parameters
    ----------
    ink
        The pad, (h, w).
    start, end
        x and y as parts of its width and its height, from the left upper corner.
    width
        Of the stroke, as a part of the pad's longer side.
    erase
        Take ink away instead.
    """
    height, across = ink.shape
    radius = width * max(height, across) / 2
    first = np.array([start[0] * across, start[1] * height]) - 0.5
    way = np.array([end[0] * across, end[1] * height]) - 0.5 - first
    reach = radius + _SOFT
    low = np.floor(np.minimum(first, first + way) - reach).astype(int).clip(0)
    high = np.ceil(np.maximum(first, first + way) + reach).astype(int) + 1
    columns = np.arange(low[0], min(high[0], across))
    rows = np.arange(low[1], min(high[1], height))
    if not (columns.size and rows.size):
        return
    x, y = columns[None, :] - first[0], rows[:, None] - first[1]
    part = ((x * way[0] + y * way[1]) / max(float(way @ way), 1e-12)).clip(0, 1)
    distance = np.hypot(x - part * way[0], y - part * way[1])
    mark = np.rint(255 * ((radius - distance) / _SOFT + 0.5).clip(0, 1)).astype(np.uint8)
    field = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if erase:
        np.minimum(field, 255 - mark, out=field)
    else:
        np.maximum(field, mark, out=field)
